"""What is shown over the chat when a button is pressed that does not count: at once, and without a new message."""

from collections.abc import Sequence

from bot.chunks import shorten, utf16
from bot.telegram import limits
from consultation.talk.model import Outgoing

# Sentences about the button itself, by the key that the talk gives them. They stand in the chat as well.
ABOUT_BUTTONS = frozenset({"stale", "tap_first", "closed", "already"})


def toast(turn: Sequence[Outgoing]) -> str:
    """The sentence about the button in a turn, as far as a toast takes it; empty where the button counted."""
    said = turn[0] if turn and turn[0].key in ABOUT_BUTTONS else None
    if said is None:
        return ""
    return shorten(said.text, limits.MAX_TOAST, utf16)
