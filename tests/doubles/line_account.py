"""LINE's endpoints around the account: quota, bot, profiles, webhook address, contents."""

import datetime
from typing import TYPE_CHECKING, Any

from tests.doubles.line_delivery import Parcel
from tests.doubles.records import Answer, Asked, Delivery, Refused

if TYPE_CHECKING:
    from tests.doubles.line import LineDouble

Json = dict[str, Any]
MAX_ADDRESS = 500


async def quota(line: "LineDouble", _asked: Asked) -> Answer:
    return Answer({"type": "none"} if line.quota is None else {"type": "limited", "value": line.quota})


async def consumption(line: "LineDouble", _asked: Asked) -> Answer:
    return Answer({"totalUsage": line.quota_used})


async def info(line: "LineDouble", _asked: Asked) -> Answer:
    return Answer(
        {
            "userId": line.user_id,
            "basicId": line.basic_id,
            "displayName": line.name,
            "chatMode": line.chat_mode,
            "markAsReadMode": "auto" if line.chat_mode == "bot" else "manual",
        }
    )


async def profile(line: "LineDouble", asked: Asked) -> Answer:
    """Return a friend's profile; blocked, unknown and never-befriended people are 404."""
    citizen = line.citizens.get(asked.path["user"])
    if citizen is None or citizen.blocked or not citizen.known:
        raise Refused(404, "Not found")
    return Answer({"displayName": citizen.name, "userId": citizen.id, "language": "th"})


async def member(line: "LineDouble", asked: Asked) -> Answer:
    """Return the profile of somebody who spoke in a group."""
    if asked.path["user"] not in line.groups.get(asked.path["group"], ()):
        raise Refused(404, "Not found")
    citizen = line.citizens[asked.path["user"]]
    return Answer({"displayName": citizen.name, "userId": citizen.id})


async def followers(line: "LineDouble", _asked: Asked) -> Answer:
    return Answer({"userIds": [one.id for one in line.citizens.values() if one.friend and not one.blocked]})


async def webhook_set(line: "LineDouble", asked: Asked) -> Answer:
    """Keep a webhook address; https, or http on this machine since the double has no certificate."""
    endpoint = str(asked.body.get("endpoint", ""))
    if len(endpoint) > MAX_ADDRESS or not endpoint.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise Refused(400, "Invalid webhook endpoint URL", rule="webhook-address")
    line.webhook = endpoint
    line.changed()
    return Answer()


async def webhook_get(line: "LineDouble", _asked: Asked) -> Answer:
    if line.webhook is None:
        raise Refused(404, "Webhook endpoint not found")
    return Answer({"endpoint": line.webhook, "active": line.use_webhook})


async def webhook_test(line: "LineDouble", asked: Asked) -> Answer:
    """Post an empty list of events to the webhook and tell what it answered."""
    url = asked.body.get("endpoint") or line.webhook
    if not url:
        raise Refused(404, "Webhook endpoint not found")
    if len(str(url)) > MAX_ADDRESS:
        raise Refused(400, "Invalid webhook endpoint URL", rule="webhook-address")
    delivery = await line.courier.deliver({"destination": line.user_id, "events": []}, Parcel(()), url=url)
    moment = datetime.datetime.fromtimestamp(line.clock.now(), datetime.UTC)
    reason, detail = _tested(delivery)
    return Answer(
        {
            "success": reason == "OK",
            "timestamp": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "statusCode": delivery.status or 0,
            "reason": reason,
            "detail": detail,
        }
    )


def _tested(delivery: Delivery) -> tuple[str, str]:
    """How LINE names what became of a delivery: "Check the reason for errors"."""
    if delivery.accepted:
        return "OK", str(delivery.status)
    if delivery.status is not None:
        return "ERROR_STATUS_CODE", str(delivery.status)
    kind, _, detail = (delivery.error or "unclassified").partition(": ")
    return kind.upper(), detail or kind.replace("_", " ")


async def content(line: "LineDouble", asked: Asked) -> Answer:
    """Return what a citizen sent; 202 while it is being prepared, 404 once it is no longer in `line.contents`."""
    message = asked.path["message"]
    if message not in line.contents:
        raise Refused(404, "Not found")
    if line.preparing.get(message, 0) > 0:
        line.preparing[message] -= 1
        return Answer({}, 202)
    kind, data = line.contents[message]
    return Answer(data, 200, {"Content-Type": kind})
