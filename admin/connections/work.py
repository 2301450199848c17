"""Setting up and looking over the accounts that are meant, one after the other."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from zoneinfo import ZoneInfo

from admin.connections.menu import rich_menu
from admin.connections.report import Looked
from admin.reports.pdf import FontsMissing
from bot import inbox, redelivery
from bot.calling import Caller
from bot.findings import Finding, found
from bot.line import upkeep as line
from bot.line.menu import RichMenu
from bot.premises import Premises
from bot.telegram import upkeep as telegram
from consultation.accounts import Account
from consultation.db import Database
from consultation.errors import refused
from consultation.settings import Settings
from consultation.vault import Vault, open_vault

Work = Callable[[Premises, Account], Awaitable[list[Finding]]]


def meant(settings: Settings, name: str) -> list[Account]:
    """The accounts of a name (`north` or `line:north`), all of them without one. Raises Refused."""
    every = list(settings.accounts)
    if not every:
        raise refused("account_none")
    chosen = [account for account in every if name in ("", account.name, f"{account.channel}:{account.name}")]
    if not chosen:
        known = ", ".join(f"{account.channel}:{account.name}" for account in every)
        raise refused("account_unknown", given=name, known=known)
    return chosen


async def set_up(settings: Settings, accounts: Sequence[Account], *, really: bool, menu: bool) -> list[Looked]:
    """Put every account in order; with `really` False only say what would be done. menu False leaves menus alone."""

    async def one(premises: Premises, account: Account) -> list[Finding]:
        if account.channel == "telegram":
            return await telegram.set_up(premises, account, menu=menu)
        drawn, missing = await _drawn(account) if menu else (None, [])
        return [*await line.set_up(premises, account, drawn), *missing]

    return await _each(settings, None, accounts, one, really=really)


async def look_over(settings: Settings, db: Database, accounts: Sequence[Account]) -> list[Looked]:
    """See whether every account works, from the platform to our inbox."""

    async def one(premises: Premises, account: Account) -> list[Finding]:
        of = line if account.channel == "line" else telegram
        return await of.look_over(premises, account)

    return await _each(settings, db, accounts, one, really=False)


async def _each(
    settings: Settings, db: Database | None, accounts: Sequence[Account], work: Work, *, really: bool
) -> list[Looked]:
    async with Caller() as caller:
        premises = _premises(settings, db, open_vault(settings) if db else None, caller, really)
        return [Looked(account, tuple(await work(premises, account))) for account in accounts]


def _premises(settings: Settings, db: Database | None, vault: Vault | None, caller: Caller, really: bool) -> Premises:
    async def state_of(channel: str, account: str, event_id: str) -> str | None:
        return await db.read(inbox.state_of, channel, account, event_id) if db is not None else None

    async def redelivered(account: str) -> str:
        moment = await db.read(redelivery.last_redelivered, vault, account) if db is not None and vault else None
        return moment.astimezone(ZoneInfo(settings.timezone)).isoformat(timespec="minutes") if moment else ""

    return Premises(caller, settings.base_url, really, settings.telegram_mode == "poll", state_of, redelivered)


async def _drawn(account: Account) -> tuple[RichMenu | None, list[Finding]]:
    try:
        return await asyncio.to_thread(rich_menu, account.cluster), []
    except FontsMissing:
        return None, [found("wrong", "menu_fonts")]
