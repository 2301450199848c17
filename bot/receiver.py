"""The receiving half of a channel's account: what a webhook needs of it, without what sends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.message import RawEvent


class Receives(Protocol):
    """What a webhook needs of a channel; every `bot.channel.Channel` has it."""

    @property
    def name(self) -> str: ...

    @property
    def account(self) -> str: ...

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the platform sent this raw body."""
        ...

    def split(self, body: bytes) -> list[RawEvent]:
        """The events in a body. Raises BadRequest."""
        ...


@dataclass(frozen=True)
class Receiver:
    """An account that only receives."""

    name: str
    account: str
    genuine: Callable[[Mapping[str, str], bytes], bool]
    split: Callable[[bytes], list[RawEvent]]
