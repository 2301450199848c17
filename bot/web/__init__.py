"""The web chat: a page for those who have neither LINE nor Telegram; the same talk, with or without JavaScript."""

from bot.web.channel import WebChannel
from bot.web.pages import routes

__all__ = ["WebChannel", "routes"]
