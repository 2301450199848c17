"""Our accounts on LINE and Telegram: one from the single variables, any number from the accounts file beside them.

An account may belong to a cluster; then that cluster's consultations are linked to it. Secrets are `SecretStr`, so that
they never reach a log or a message by accident.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import SecretStr

from consultation import clock
from consultation.errors import refused

if TYPE_CHECKING:
    from consultation.settings import Settings

Platform = Literal["line", "telegram"]
PLATFORMS: tuple[Platform, ...] = ("line", "telegram")
API_BASES: dict[Platform, str] = {"line": "https://api.line.me", "telegram": "https://api.telegram.org"}

_WRITTEN: dict[Platform, dict[str, tuple[str, str]]] = {  # the key in the accounts file, the end of the variable's name
    "line": {
        "secret": ("channel_secret", "CHANNEL_SECRET"),
        "token": ("access_token", "CHANNEL_ACCESS_TOKEN"),
        "public_name": ("basic_id", "BASIC_ID"),
    },
    "telegram": {
        "secret": ("secret_token", "SECRET_TOKEN"),
        "token": ("bot_token", "BOT_TOKEN"),
        "public_name": ("bot_name", "BOT_NAME"),
    },
}

_HEADER_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # core.telegram.org/bots/api#setwebhook, secret_token


@dataclass(frozen=True)
class Previous:
    """A secret that was replaced, and until when it is still accepted."""

    secret: SecretStr
    until: datetime

    @property
    def accepted(self) -> bool:
        """Whether it counts now: the window ends by itself, without a restart."""
        return clock.now() < self.until


@dataclass(frozen=True)
class Account:
    """One LINE official account or one Telegram bot.

    name: in the database and in the webhook's address. secret: what its webhooks are checked with (LINE: channel
    secret; Telegram: secret token). token: what its calls are made with. public_name: LINE's basic id with its `@`,
    the bot's username without. cluster: "2567:10", or empty. where: where it is written, for messages to operators.
    """

    channel: Platform
    name: str
    secret: SecretStr
    token: SecretStr
    api_base: str
    public_name: str = ""
    cluster: str = ""
    previous: Previous | None = None
    where: str = ""

    @property
    def connected(self) -> bool:
        """Whether it has what it needs to receive and to send."""
        return bool(self.token.get_secret_value()) and (self.channel != "line" or bool(self.secret.get_secret_value()))

    @property
    def webhook_path(self) -> str:
        """Where its platform delivers, below the base address."""
        return f"/webhook/{self.channel}/{self.name}"

    def at(self, what: str) -> str:
        """Where its `secret`, `token` or `public_name` is written, to the variable or the key of the file."""
        key, variable = _WRITTEN[self.channel][what]
        return self.where.replace("…", variable) if self.where.endswith("…") else f"{self.where}, {key}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything of it that must never be shown."""
        kept = [self.secret, self.token, *([self.previous.secret] if self.previous else [])]
        return tuple(value for one in kept if (value := one.get_secret_value()))


def accepted(secrets: Iterable[str], previous: Previous | None) -> list[str]:
    """The secrets that webhooks are checked with now: the present ones, and the one before while its window lasts."""
    return [*secrets, *([previous.secret.get_secret_value()] if previous is not None and previous.accepted else [])]


def gathered(of: "Settings", from_file: Sequence[Account]) -> tuple[Account, ...]:
    """Every account: those of the variables first. Raises Refused where two get in each other's way."""
    every = (*(account for account in (_line(of), _telegram(of)) if account is not None), *from_file)
    _all_apart(every)
    return every


def of_cluster(accounts: Iterable[Account], channel: Platform, cluster: str) -> Account | None:
    """The account through which a cluster's consultations are reached: its own, else the first that is nobody's own."""
    there = [account for account in accounts if account.channel == channel]
    order = sorted(there, key=lambda account: (account.cluster != cluster, account.cluster != ""))
    return order[0] if order else None


def read_until(given: object, where: str) -> datetime:
    """The end of an overlap, from a moment or its text with its offset from UTC. Raises Refused."""
    try:
        until = given if isinstance(given, datetime) else datetime.fromisoformat(str(given).strip())
    except ValueError:
        until = None
    if until is None or until.tzinfo is None:
        raise refused("account_until", where=where)
    return until


def previous_of(secret: SecretStr, until: object, where: str) -> Previous | None:
    """A replaced secret with its end; None without both. Raises Refused when only one of them is there."""
    if not secret.get_secret_value() and not until:
        return None
    if not secret.get_secret_value() or not until:
        raise refused("account_previous_half", where=where)
    return Previous(secret, read_until(until, where))


def check_header_secret(secret: SecretStr, where: str) -> None:
    """Raise Refused for a secret token that Telegram would not take."""
    if secret.get_secret_value() and not _HEADER_SECRET.fullmatch(secret.get_secret_value()):
        raise refused("account_secret_letters", where=where)


def _line(of: "Settings") -> Account | None:
    if not any((of.line_channel_secret, of.line_channel_access_token, of.line_basic_id)):
        return None
    where = "PRACHAKHOM_LINE_…"
    return Account(
        "line",
        of.line_account,
        of.line_channel_secret,
        of.line_channel_access_token,
        of.line_api_base,
        of.line_basic_id,
        previous=previous_of(of.line_previous_secret, of.line_previous_until, where),
        where=where,
    )


def _telegram(of: "Settings") -> Account | None:
    if not any((of.telegram_bot_token, of.telegram_bot_name)):
        return None
    where = "PRACHAKHOM_TELEGRAM_…"
    check_header_secret(of.telegram_secret_token, where)
    return Account(
        "telegram",
        of.telegram_account,
        of.telegram_secret_token,
        of.telegram_bot_token,
        of.telegram_api_base,
        of.telegram_bot_name,
        previous=previous_of(of.telegram_previous_secret, of.telegram_previous_until, where),
        where=where,
    )


def _all_apart(accounts: Sequence[Account]) -> None:
    """Two accounts of a platform share neither name nor cluster, and no secret: each refuses what is the other's."""
    for place, one in enumerate(accounts):
        for other in accounts[:place]:
            if one.channel != other.channel:
                continue
            said = {"first": other.where, "second": one.where}
            if one.name == other.name:
                raise refused("account_twice_name", name=one.name, **said)
            if one.cluster and one.cluster == other.cluster:
                raise refused("account_twice_cluster", cluster=one.cluster, **said)
            if set(one.secrets) & set(other.secrets):
                raise refused("account_twice_secret", **said)
