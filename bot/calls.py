"""The calls made to platforms while a turn is sent: noted where they are made, kept with the turn's outcome.

A note names what was asked and how it went; never a person, an address or a text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from consultation.outbox.recording import Call


@dataclass
class Made:
    """What was noted; counted: how many messages of it count against a quota."""

    calls: list[Call] = field(default_factory=list)
    counted: int = 0


_making: ContextVar[Made | None] = ContextVar("making", default=None)


@contextmanager
def noted() -> Iterator[Made]:
    """Gather the calls that are made inside the block, by this task."""
    made = Made()
    before = _making.set(made)
    try:
        yield made
    finally:
        _making.reset(before)


def note(call: Call, counted: int = 0) -> None:
    """Note a call for whoever gathers; nothing happens when nobody does."""
    made = _making.get()
    if made is not None:
        made.calls.append(call)
        made.counted += counted
