"""LINE Messaging API: one official account as a channel."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.line.channel import LineChannel

__all__ = ["LineChannel"]


def __getattr__(name: str) -> Any:
    """The channel, when it is asked for: a process that only receives needs `receive`, and must start quickly."""
    if name != "LineChannel":
        raise AttributeError(name)
    from bot.line.channel import LineChannel

    return LineChannel
