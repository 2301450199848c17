"""The few Bot API calls that carry a talk and fetch what was sent in it, through `telegram.Bot` and nothing more of it.

The library's rate limiter is not used: one "too many requests" would stop every chat, and it forgets on a restart.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode

from bot.telegram import limits
from bot.telegram.render import Message
from bot.telegram.transport import READ_SECONDS, Transport


class TelegramApi:
    """One bot. api_base: where the Bot API is, with or without the `/bot` at its end."""

    def __init__(self, token: str, api_base: str) -> None:
        self._sending, self._asking, self._loading = Transport(), Transport(), Transport(files=True)
        address = api_base.rstrip("/").removesuffix("/bot")
        self._bot = Bot(
            token,
            base_url=f"{address}/bot",
            base_file_url=f"{address}/file/bot",
            request=self._sending,
            get_updates_request=self._asking,
        )

    async def send(self, chat: str, message: Message) -> str:
        """Send one rendered message; the id it got. Raises what `transport` and the library raise."""
        sent = await self._bot.send_message(
            chat,
            message["text"],
            parse_mode=ParseMode.HTML,
            reply_markup=self._markup(message),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return str(sent.message_id)

    async def edit(self, chat: str, id: int, message: Message) -> None:
        """Make a message that was sent another, its keyboard included. Raises as `send`."""
        await self._bot.edit_message_text(
            message["text"],
            chat_id=chat,
            message_id=id,
            parse_mode=ParseMode.HTML,
            reply_markup=self._markup(message),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def strip(self, chat: str, id: int) -> None:
        """Take the keyboard from a message that was sent. Raises as `send`."""
        await self._bot.edit_message_reply_markup(chat, id, reply_markup=None)

    def _markup(self, message: Message) -> InlineKeyboardMarkup | None:
        rows = message["rows"]
        return InlineKeyboardMarkup.de_json({"inline_keyboard": rows}, self._bot) if rows else None

    async def acknowledge(self, callback: str, toast: str = "") -> None:
        """Stop the waiting sign on a button that was tapped. toast: shown over the chat for a moment."""
        await self._bot.answer_callback_query(callback, text=toast or None)

    async def file(self, id: str) -> tuple[str, int | None]:
        """Where a file can be downloaded for the next hour, and its size in bytes where Telegram tells it."""
        found = await self._bot.get_file(id)
        return found.file_path or "", found.file_size

    async def download(self, address: str) -> bytes:
        """A file from the address that `file` gave."""
        return await self._loading.retrieve(address)

    async def updates(self, offset: int | None) -> list[Mapping[str, Any]]:
        """Wait for updates from `offset` on, raw; asking for an offset confirms all before it."""
        asked: dict[str, Any] = {"timeout": limits.POLL_SECONDS, "limit": limits.POLL_BATCH}
        asked["allowed_updates"] = json.dumps(limits.UPDATES_WANTED)
        if offset is not None:
            asked["offset"] = offset
        # Not Bot.get_updates: it gives its own objects, which lose what the library does not know.
        address = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        body = await self._asking.retrieve(address, read_timeout=limits.POLL_SECONDS + READ_SECONDS)
        result = json.loads(body)["result"]
        return list(result) if isinstance(result, list) else []

    async def release_webhook(self) -> None:
        """Take the webhook away so that polling may begin; what waits there is kept and comes by polling."""
        await self._bot.delete_webhook(drop_pending_updates=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._sending.shutdown()
        await self._asking.shutdown()
        await self._loading.shutdown()
