"""Our own side of a platform's account, as an operator's command sees it: our address, and what our inbox holds."""

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.calling import Caller
from bot.findings import Finding, found
from consultation.accounts import API_BASES, Account

TELEGRAM_PORTS = (443, 80, 88, 8443)  # core.telegram.org/bots/api#setwebhook
MOST_ADDRESS = 500  # LINE reference, "Set webhook endpoint URL"
SKEW_SECONDS = 10.0  # events are ordered and counted by the platforms' times; the header has whole seconds


@dataclass(frozen=True)
class Premises:
    """base_url: of this installation. really: whether anything may be changed. poll: Telegram is asked, not received.

    state_of: how far an event of a channel and an account is in the inbox (`bot.inbox.state_of`). redelivered: when an
    event of an account last came that LINE delivered again, in words; empty when none is known.
    """

    caller: Caller
    base_url: str
    really: bool
    poll: bool
    state_of: Callable[[str, str, str], Awaitable[str | None]]
    redelivered: Callable[[str], Awaitable[str]]

    def address(self, account: Account) -> str:
        """Where an account's platform delivers to us."""
        return self.base_url.rstrip("/") + account.webhook_path


def unfit(address: str, account: Account) -> Finding | None:
    """Why a platform would not deliver to an address of ours; None when it may. A double takes any."""
    if account.api_base.rstrip("/") != API_BASES[account.channel]:
        return None
    parts = urlsplit(address)
    if parts.scheme != "https":
        return found("wrong", "base_not_https", address=address)
    if _local(parts.hostname or ""):
        return found("wrong", "base_local", address=address)
    if account.channel == "telegram" and (parts.port or 443) not in TELEGRAM_PORTS:
        return found("wrong", "base_port", address=address, ports=", ".join(map(str, TELEGRAM_PORTS)))
    return found("wrong", "base_long", address=address, most=MOST_ADDRESS) if len(address) > MOST_ADDRESS else None


def was_elsewhere(there: str, wanted: str) -> list[Finding]:
    """Where the platform delivered until now, when that was another place: perhaps another installation's.

    Our own address without the account's name is ours as well: the first account is heard there too.
    """
    ours = (wanted, wanted.rpartition("/")[0])
    return [found("note", "webhook_was", there=host_of(there))] if there and there not in ours else []


def host_of(address: str) -> str:
    """An address of who knows whose, without what may be secret in it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/…"


def clocks(ahead: float | None) -> Finding:
    """Whether the platform's clock and ours agree; answers at the close are decided by the platform's."""
    if ahead is None:
        return found("note", "clock_unknown")
    if abs(ahead) > SKEW_SECONDS:
        return found("warning", "clock_slow" if ahead > 0 else "clock_fast", seconds=round(abs(ahead)))
    return found("fine", "clock_fine")


def _local(host: str) -> bool:
    if host in ("", "localhost") or host.endswith((".local", ".localhost", ".internal")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
