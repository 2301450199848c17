"""The contract that each channel fulfils; `bot/line`, `bot/telegram`, `bot/web` and `bot/terminal` are its four.

A channel may also have `pace`, a `consultation.outbox.pace.Pace` with its platform's limits; `group(address, contact)`,
the bucket of a group chat, None for a person's; and `async quota()`, the month's limit (None: none) and what is used.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol

from bot.message import Event, RawEvent
from consultation.attachments.fetching import Fetched
from consultation.outbox.pace import Pace
from consultation.talk.model import Outgoing


class BadRequest(Exception):
    """A webhook body that is not what the platform sends; answered with 400, nothing stored."""


@dataclass(frozen=True)
class Sent:
    """The platform has the turn. receipts: its ids of the messages, as far as it told them."""

    receipts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Retry:
    """Not sent; try again after a while. parts: how many parts of the turn did arrive.

    slows: what else has to wait as long: this chat, or whatever else answers or is pushed on the account. doubtful: it
    may have arrived. uncounted: it is no fault of the turn, which is not given up for it. exact: `after` is the wait,
    not the least. moved: the address has become this one.
    """

    why: str
    after: timedelta
    parts: int = 0
    slows: Literal["", "chat", "answering", "pushing"] = ""
    doubtful: bool = False
    uncounted: bool = False
    exact: bool = False
    moved: str = ""


@dataclass(frozen=True)
class Failed:
    """Will never be sent. blocked: the person does not want to hear from us; stop writing to them.

    spent: the month's quota of the account is used up; only what answers in place can be sent.
    """

    why: str
    blocked: bool = False
    spent: bool = False
    parts: int = 0


@dataclass(frozen=True)
class Unknown:
    """It may or may not have arrived, and sending again could repeat it; an officer sees it.

    twice: it has been sent again, so that it is surely there, and perhaps twice.
    """

    why: str
    twice: bool = False
    parts: int = 0
    receipts: tuple[str, ...] = ()


Outcome = Sent | Retry | Failed | Unknown


async def _nobody_asks(parts: int, receipts: Sequence[str]) -> bool:
    return True


@dataclass(frozen=True)
class Letter:
    """A turn to be sent, with all that a channel may need for it.

    key: the same for every try of this turn (a retry key is made of it). parts: how many parts arrived in earlier
    tries. interrupted: an earlier try was cut off before its outcome was recorded, or may have arrived. most: how many
    parts may be sent in this try. answers_only: nothing may be sent that counts against a quota. arrived: to be called
    before each further part with how many have arrived and their receipts; when it says False, no more may be sent.
    """

    key: str
    address: str
    turn: Sequence[Outgoing]
    reply: dict[str, Any] | None
    parts: int = 0
    interrupted: bool = False
    lane: str = "reply"
    most: int | None = None
    answers_only: bool = False
    arrived: Callable[[int, Sequence[str]], Awaitable[bool]] = _nobody_asks

    def paced(self, parts: int) -> Retry | None:
        """What to give back when this try may send no more than it has: `parts` have arrived by now."""
        enough = self.most is not None and parts - self.parts >= self.most
        return Retry("the rest in a moment", timedelta(0), parts, uncounted=True, exact=True) if enough else None


def pace_of(channel: "Channel") -> Pace:
    """The limits that a channel tells of; one that tells none may be written to as fast as we can."""
    told: Pace | None = getattr(channel, "pace", None)
    return told or Pace(channel.name, channel.account)


class Channel(Protocol):
    """One account on one platform."""

    name: str  # "line", "telegram", "web"
    account: str  # tells several accounts on a platform apart
    carrier: str  # what the privacy notice calls it: "LINE", "Telegram"; empty for our own pages

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the platform sent this raw body: checked in constant time, before any parsing."""
        ...

    def split(self, body: bytes) -> list[RawEvent]:
        """The events in a body, each on its own; unknown kinds too. Raises BadRequest."""
        ...

    def parse(self, raw: Mapping[str, Any]) -> Event:
        """Understand one stored event. Never raises for what a platform may send one day: it is then ignored."""
        ...

    async def send(self, letter: Letter) -> Outcome:
        """Send a turn within the platform's limits and say what became of it. Does not raise."""
        ...

    async def fetch(self, reference: str, largest: int) -> Fetched:
        """The bytes behind a reference of this channel's, at most `largest` of them. Does not raise."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
