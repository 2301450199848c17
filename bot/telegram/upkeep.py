"""Putting a Telegram bot in order, and looking whether it works; every step tells what it found."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.calling import Declined
from bot.findings import Finding, Level, Step, Stop, found, walk
from bot.premises import Premises, clocks, host_of, unfit, was_elsewhere
from bot.round import telegram_round
from bot.telegram import limits
from bot.telegram.commands import CODES, introduction
from bot.telegram.console import TelegramConsole
from consultation import clock
from consultation.accounts import Account

LATELY = timedelta(hours=1)
MANY_WAITING = 100


async def set_up(premises: Premises, account: Account, *, menu: bool = True) -> list[Finding]:
    """Check the token, set the webhook (or release it, for polling), install the command menu; twice is once."""
    console = _console(premises, account)
    receiving = _polling if premises.poll else _webhook
    steps = [partial(_known, console, account), partial(receiving, premises, console, account)]
    return await walk([*steps, *([partial(_menu, premises, console)] if menu else [])])


async def look_over(premises: Premises, account: Account) -> list[Finding]:
    """Whether the bot can be reached, reaches us, and is heard. Changes nothing, but for one event in the inbox."""
    console = _console(premises, account)

    async def clock_seen() -> list[Finding]:
        return [clocks(console.ahead)]

    receiving: list[Step] = [partial(_polling_seen, console)]
    if not premises.poll:
        receiving = [partial(_webhook_seen, premises, console, account), partial(_sent_round, premises, account)]
    return await walk([partial(_known, console, account), clock_seen, *receiving, partial(_menu_seen, console)])


def _console(premises: Premises, account: Account) -> TelegramConsole:
    return TelegramConsole(premises.caller, account.token.get_secret_value(), account.api_base)


async def _known(console: TelegramConsole, account: Account) -> list[Finding]:
    try:
        told = await console.me()
    except Declined as error:
        if error.status in (401, 404):  # 404 for a token that has not even the form of one
            raise Stop(found("wrong", "telegram_token", where=account.at("token"), status=error.status)) from error
        raise
    name = str(told.get("username", ""))
    findings = [found("fine", "telegram_known", name=told.get("first_name", ""), username=name)]
    if not account.public_name:
        findings.append(found("warning", "telegram_no_name", username=name, where=account.at("public_name")))
    elif account.public_name.lower() != name.lower():
        findings.append(
            found("wrong", "telegram_other_name", here=account.public_name, there=name, where=account.at("public_name"))
        )
    return findings


async def _webhook(premises: Premises, console: TelegramConsole, account: Account) -> list[Finding]:
    """Set every time, since the secret that Telegram has cannot be read; what waits there is never dropped."""
    wanted = premises.address(account)
    if (wrong := unfit(wanted, account)) is not None:
        return [wrong]
    if not account.secret.get_secret_value():
        return [found("wrong", "telegram_no_secret", where=account.at("secret"))]
    told = await console.webhook()
    there = str(told.get("url", ""))
    same = there == wanted and not _other_kinds(told)
    if not premises.really and not same:
        return [found("planned", "webhook_would", address=wanted), *was_elsewhere(there, wanted)]
    if premises.really:
        await console.set_webhook(wanted, account.secret.get_secret_value())
    if same:
        return [found("fine", "webhook_right", address=wanted)]
    return [found("changed", "webhook_set", address=wanted), *was_elsewhere(there, wanted)]


async def _polling(premises: Premises, console: TelegramConsole, account: Account) -> list[Finding]:
    if not (await console.webhook()).get("url"):
        return [found("fine", "polling_right")]
    if not premises.really:
        return [found("planned", "polling_would")]
    await console.release_webhook()
    return [found("changed", "polling_set")]


async def _menu(premises: Premises, console: TelegramConsole) -> list[Finding]:
    """Commands and introduction by language, and the button that opens them; only what differs is set."""
    changed = False
    for code, language in CODES.items():
        ours = introduction(language)
        if await console.commands(code) != ours.as_json():
            changed = True
            if premises.really:
                await console.set_commands(ours.as_json(), code)
        if await console.described(code) != (ours.long, ours.short):
            changed = True
            if premises.really:
                await console.describe(ours.long, ours.short, code)
    if await console.menu_button() != "commands":
        changed = True
        if premises.really:
            await console.show_commands()
    if not changed:
        return [found("fine", "commands_right")]
    return [found("changed", "commands_set") if premises.really else found("planned", "commands_would")]


async def _webhook_seen(premises: Premises, console: TelegramConsole, account: Account) -> list[Finding]:
    told, wanted = await console.webhook(), premises.address(account)
    there = str(told.get("url", ""))
    if not there:
        return [found("wrong", "webhook_none", address=wanted)]
    if there != wanted:
        return [found("wrong", "webhook_other", address=wanted, there=host_of(there))]
    findings = [found("fine", "webhook_right", address=wanted)]
    if lacking := _other_kinds(told):
        findings.append(found("wrong", "telegram_kinds", lacking=", ".join(lacking)))
    if told.get("has_custom_certificate"):
        findings.append(found("note", "telegram_own_certificate"))
    return [*findings, _waiting(told), *_failed(told)]


def _other_kinds(told: dict[str, Any]) -> list[str]:
    """The kinds of updates that we need and Telegram was not told to deliver."""
    allowed = told.get("allowed_updates") or []
    return [kind for kind in limits.UPDATES_WANTED if kind not in allowed] if allowed else []


def _waiting(told: dict[str, Any]) -> Finding:
    count = int(told.get("pending_update_count") or 0)
    return found("warning" if count > MANY_WAITING else "fine", "telegram_waiting", count=count)


def _failed(told: dict[str, Any]) -> list[Finding]:
    """The last delivery that failed; one of long ago is only told."""
    at, why = told.get("last_error_date"), str(told.get("last_error_message", ""))
    if not isinstance(at, int):
        return []
    moment = datetime.fromtimestamp(at, UTC)
    level: Level = "warning" if clock.now() - moment < LATELY else "note"
    where = str(told.get("ip_address", "")) or "-"
    return [found(level, "telegram_failed", at=moment.isoformat(timespec="minutes"), why=why[:200], ip=where)]


async def _sent_round(premises: Premises, account: Account) -> list[Finding]:
    if not account.secret.get_secret_value():
        return [found("wrong", "telegram_no_secret", where=account.at("secret"))]
    return await telegram_round(premises, account)


async def _polling_seen(console: TelegramConsole) -> list[Finding]:
    told = await console.webhook()
    if told.get("url"):
        return [found("wrong", "polling_webhook", there=host_of(str(told["url"])))]
    return [found("fine", "polling_right"), _waiting(told)]


async def _menu_seen(console: TelegramConsole) -> list[Finding]:
    there = await console.commands("") == introduction(CODES[""]).as_json()
    return [found("fine", "commands_right") if there else found("note", "commands_missing")]
