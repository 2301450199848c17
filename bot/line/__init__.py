"""LINE Messaging API: one official account as a channel."""

from bot.line.channel import LineChannel

__all__ = ["LineChannel"]
