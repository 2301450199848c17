"""Putting a LINE account in order, and looking whether it works; every step tells what it found."""

from functools import partial

from bot.calling import Declined
from bot.findings import Finding, Level, Step, Stop, found, walk
from bot.line import menu as menus
from bot.line.console import LineConsole
from bot.line.menu import RichMenu
from bot.premises import Premises, clocks, host_of, unfit, was_elsewhere
from bot.round import line_round
from consultation.accounts import Account

LOW_QUOTA = 0.1  # of the month's messages
_REASONS = ("could_not_connect", "request_timeout", "error_status_code")


async def set_up(premises: Premises, account: Account, menu: RichMenu | None) -> list[Finding]:
    """Check the token, set the webhook, install the rich menu; twice is once. menu: None leaves the present one."""
    console = _console(premises, account)
    steps: list[Step] = [
        partial(_known, console, account),
        partial(_webhook, premises, console, account),
        _by_hand,
        *([partial(_menu, premises, console, menu)] if menu is not None else []),
    ]
    return await walk(steps)


async def look_over(premises: Premises, account: Account) -> list[Finding]:
    """Whether the account can be reached, reaches us, and is heard. Changes nothing, but for one event in the inbox."""
    console = _console(premises, account)

    async def clock() -> list[Finding]:
        return [clocks(console.ahead)]

    steps: list[Step] = [
        partial(_known, console, account),
        clock,
        partial(_webhook_seen, premises, console, account),
        partial(_tested, console),
        partial(line_round, premises, account),
        partial(_redelivery, premises, account),
        partial(_quota, console),
        partial(_menu_seen, console),
    ]
    return await walk(steps)


def _console(premises: Premises, account: Account) -> LineConsole:
    return LineConsole(premises.caller, account.token.get_secret_value(), account.api_base)


async def _known(console: LineConsole, account: Account) -> list[Finding]:
    try:
        told = await console.info()
    except Declined as error:
        if error.status in (401, 403):
            raise Stop(found("wrong", "line_token", where=account.at("token"), status=error.status)) from error
        raise
    basic_id, name = str(told.get("basicId", "")), str(told.get("displayName", ""))
    findings = [found("fine", "line_known", name=name, basic_id=basic_id)]
    if not account.public_name:
        findings.append(found("warning", "line_no_basic_id", basic_id=basic_id, where=account.at("public_name")))
    elif account.public_name not in (basic_id, told.get("premiumId")):
        where = account.at("public_name")
        findings.append(found("wrong", "line_other_id", here=account.public_name, there=basic_id, where=where))
    if told.get("chatMode") == "chat":
        findings.append(found("warning", "line_chat_on"))
    return findings


async def _webhook(premises: Premises, console: LineConsole, account: Account) -> list[Finding]:
    wanted = premises.address(account)
    if (wrong := unfit(wanted, account)) is not None:
        return [wrong]
    present, active = await console.webhook()
    if present == wanted:
        return [found("fine", "webhook_right", address=wanted), *_use(active)]
    if not premises.really:
        return [found("planned", "webhook_would", address=wanted), *was_elsewhere(present, wanted)]
    await console.set_webhook(wanted)
    kept, active = await console.webhook()
    if kept != wanted:
        return [found("warning", "line_webhook_not_yet", address=wanted)]
    return [found("changed", "webhook_set", address=wanted), *was_elsewhere(present, wanted), *_use(active)]


def _use(active: bool) -> list[Finding]:
    """LINE delivers nothing while "Use webhook" is off, and no call turns it on."""
    return [] if active else [found("wrong", "line_use_webhook")]


async def _by_hand() -> list[Finding]:
    """What no call reads or sets: said every time, because each of them loses or doubles answers when it is wrong."""
    return [found("note", "line_redelivery_hand"), found("note", "line_answers_hand")]


async def _menu(premises: Premises, console: LineConsole, menu: RichMenu) -> list[Finding]:
    """Install the menu unless the very same is there; then take away our older ones. Others' are left alone."""
    there = await console.menus()
    ours = {id: name for id, name in there.items() if name.startswith(menus.OURS)}
    shown = await console.default_menu()
    right = ours.get(shown) == menu.name
    if not premises.really:
        return [found("fine", "menu_right")] if right else [found("planned", "menu_would")]
    if not right:
        shown = await _installed(console, menu)
    for id in ours.keys() - {shown}:
        await console.delete_menu(id)
    return [found("fine", "menu_right") if right else found("changed", "menu_set", areas=len(menu.areas))]


async def _installed(console: LineConsole, menu: RichMenu) -> str:
    """A new menu with its picture, shown to everyone: nobody is without a menu meanwhile."""
    id = await console.create_menu(menu.as_json())
    await console.put_picture(id, menu.picture)
    await console.show_to_all(id)
    await console.name_menu(menus.ALIAS, id)
    return id


async def _webhook_seen(premises: Premises, console: LineConsole, account: Account) -> list[Finding]:
    wanted = premises.address(account)
    present, active = await console.webhook()
    if not present:
        return [found("wrong", "webhook_none", address=wanted)]
    if present != wanted:
        return [found("wrong", "webhook_other", address=wanted, there=host_of(present)), *_use(active)]
    return [found("fine", "webhook_right", address=wanted), *_use(active)]


async def _tested(console: LineConsole) -> list[Finding]:
    """LINE's own test: it posts no events and tells what came back, from where LINE is."""
    told = await console.test_webhook()
    if told.get("success"):
        return [found("fine", "line_test_fine")]
    reason = str(told.get("reason", "")).lower()
    key = f"line_test_{reason}" if reason in _REASONS else "line_test_other"
    return [found("wrong", key, status=told.get("statusCode", 0), detail=told.get("detail", ""), reason=reason)]


async def _redelivery(premises: Premises, account: Account) -> list[Finding]:
    seen = await premises.redelivered(account.name)
    return [found("fine", "line_redelivery_seen", at=seen) if seen else found("note", "line_redelivery_unseen")]


async def _quota(console: LineConsole) -> list[Finding]:
    limit, used = await console.quota()
    if limit is None:
        return [found("fine", "quota_unlimited", used=used)]
    left = max(0, limit - used)
    level: Level = "fine" if left > limit * LOW_QUOTA else "warning"
    return [found(level, f"quota_{'left' if left else 'gone'}", left=left, limit=limit)]


async def _menu_seen(console: LineConsole) -> list[Finding]:
    shown = await console.default_menu()
    ours = (await console.menus()).get(shown, "").startswith(menus.OURS)
    return [found("fine", "menu_there") if ours else found("note", "menu_missing")]
