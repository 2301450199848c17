"""Telegram Bot API: one bot as a channel; `poll` serves an installation without a public address."""

from bot.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
