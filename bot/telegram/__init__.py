"""Telegram Bot API: one bot as a channel; `poll` serves an installation without a public address."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]


def __getattr__(name: str) -> Any:
    """The channel, when it is asked for: a process that only receives needs `receive`, and must start quickly."""
    if name != "TelegramChannel":
        raise AttributeError(name)
    from bot.telegram.channel import TelegramChannel

    return TelegramChannel
