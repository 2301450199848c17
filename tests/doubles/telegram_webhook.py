"""The methods of the Bot API by which a bot receives: webhook settings and long polling, one or the other."""

import re
from typing import TYPE_CHECKING, Any

from tests.doubles.records import Asked, Refused, Violation
from tests.doubles.telegram_rules import SECRET

if TYPE_CHECKING:
    from tests.doubles.telegram import TelegramDouble

HOST = re.compile(r"https://[^/]+|http://(127\.0\.0\.1|localhost)(:\d+)?(/|$)")
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
LONGEST_POLL = 50
MOST_UPDATES = 100


async def set_webhook(telegram: "TelegramDouble", asked: Asked) -> Any:
    """Keep the webhook; https, or http on this machine as a local Bot API server allows. Once a second at most."""
    url, secret = str(asked.body.get("url", "")), asked.body.get("secret_token")
    if url and not HOST.match(url):
        raise Refused(
            400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook", rule="webhook-address"
        )
    if secret and not SECRET.fullmatch(str(secret)):
        raise Refused(400, "Bad Request: secret token contains unallowed characters", rule="webhook-secret")
    connections = asked.body.get("max_connections", telegram.max_connections)
    if not isinstance(connections, int) or not 1 <= connections <= 100:
        raise Refused(
            400, "Bad Request: bad webhook: max_connections must be between 1 and 100", rule="webhook-connections"
        )
    now = telegram.clock.now()
    if now - telegram.webhook_set_at < 1:
        raise Refused(429, "Too Many Requests: retry after 1", parameters={"retry_after": 1})
    telegram.webhook_set_at = now
    _keep_allowed(telegram, asked)
    _drop(telegram, asked)
    telegram.webhook, telegram.secret, telegram.max_connections = (
        url or None,
        str(secret) if secret else None,
        connections,
    )
    telegram.changed()
    return True


async def delete_webhook(telegram: "TelegramDouble", asked: Asked) -> Any:
    _drop(telegram, asked)
    telegram.webhook = telegram.secret = None
    telegram.changed()
    return True


async def get_webhook_info(telegram: "TelegramDouble", _asked: Asked) -> Any:
    return telegram.webhook_info


async def get_updates(telegram: "TelegramDouble", asked: Asked) -> Any:
    """Return waiting updates; `offset` confirms earlier ones. Refused while a webhook is set or another poll runs."""
    if telegram.webhook is not None:
        raise Refused(409, WEBHOOK_ACTIVE, rule="poll-beside-webhook")
    telegram.poll += 1
    turn = telegram.poll
    telegram.changed()
    _keep_allowed(telegram, asked)
    _confirm(telegram, asked.body.get("offset"))
    timeout = min(int(asked.body.get("timeout", 0)), LONGEST_POLL)
    await telegram.wait_until(lambda: bool(telegram.queues.waiting) or telegram.poll != turn, timeout)
    if telegram.poll != turn:
        words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        raise Refused(409, words)
    telegram.queues.drop_expired()
    limit = int(asked.body.get("limit", MOST_UPDATES))
    return [update.body for update in telegram.queues.waiting[: max(1, min(limit, MOST_UPDATES))]]


def _confirm(telegram: "TelegramDouble", offset: Any) -> None:
    if not isinstance(offset, int) or offset == 0:
        return
    if offset < 0:
        kept = telegram.queues.waiting[offset:]
        offset = kept[0].id if kept else 0
    telegram.queues.forget(offset)


def _keep_allowed(telegram: "TelegramDouble", asked: Asked) -> None:
    """Keep the kinds of updates the bot wants; the former ones stay when none are named."""
    if isinstance(asked.body.get("allowed_updates"), list):
        telegram.allowed_updates = asked.body["allowed_updates"]


def _drop(telegram: "TelegramDouble", asked: Asked) -> None:
    if asked.body.get("drop_pending_updates") is True:
        gone = telegram.queues.forget()
        telegram.lost.extend(str(id) for id in gone)
        telegram.record(Violation("pending-updates-dropped", f"{len(gone)} updates", asked.operation))


WEBHOOK_METHODS: dict[str, Any] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getUpdates": get_updates,
}
