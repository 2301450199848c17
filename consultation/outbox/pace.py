"""How fast an account may be written to: what a channel tells of its platform's limits, without saying which it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from consultation.limits import Bucket
from consultation.talk.model import Outgoing


@dataclass(frozen=True)
class Rate:
    """So many messages a second, and so many at once."""

    per_second: float
    burst: int


def one_message(_: Sequence[Outgoing]) -> int:
    """The cost of a turn on a channel that sends it in one request."""
    return 1


@dataclass(frozen=True)
class Pace:
    """The limits of an account on a channel; without any it may be written to as fast as we can.

    answering, pushing: the buckets for what answers an event in place and for all else; the same one where the platform
    makes no difference. kept: tokens that only replies may take. chat: for each contact. cost: messages in a turn.
    """

    channel: str
    account: str
    answering: Bucket | None = None
    pushing: Bucket | None = None
    kept: int = 0
    chat: Rate | None = None
    cost: Callable[[Sequence[Outgoing]], int] = one_message

    @property
    def buckets(self) -> tuple[Bucket, ...]:
        """The account's buckets, each once."""
        return tuple(dict.fromkeys(bucket for bucket in (self.answering, self.pushing) if bucket is not None))

    @property
    def chats(self) -> str:
        """What the keys of this account's chats begin with; the contact's id follows."""
        return f"{self.channel}:{self.account}:chat:"

    def bucket(self, answers: bool) -> Bucket | None:
        """The bucket of a turn."""
        return self.answering if answers else self.pushing

    def chat_bucket(self, contact: int | str) -> Bucket | None:
        """The bucket of one chat."""
        return Bucket(f"{self.chats}{contact}", self.chat.per_second, self.chat.burst) if self.chat else None


@dataclass(frozen=True)
class Room:
    """How many turns of an account a sender can take now; others: how many of them may be other than replies."""

    pace: Pace
    turns: int
    others: int
