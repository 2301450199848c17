"""What the Bot API knows and lets us set of a bot: who it is, its webhook, its command menu, what it says of itself.

Rules: core.telegram.org/bots/api, "Getting updates" and "Available methods". Never asks to drop pending updates: they
are what citizens said.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.calling import Caller, Declined
from bot.telegram import limits

LONGEST_WAIT = 5.0  # seconds that a "too many requests" is waited out, once


class TelegramConsole:
    """The settings of one bot. Every call raises Unreachable and Declined."""

    def __init__(self, caller: Caller, token: str, api_base: str) -> None:
        self._caller = caller
        self._base = f"{api_base.rstrip('/').removesuffix('/bot')}/bot{token}"
        self.ahead: float | None = None  # of Telegram's clock, at the last answer

    async def me(self) -> dict[str, Any]:
        """Who the bot is: username, first_name, can_read_all_group_messages."""
        return dict(await self._call("getMe"))

    async def webhook(self) -> dict[str, Any]:
        """WebhookInfo: url (empty while polling), pending_update_count, last_error_date, last_error_message …"""
        return dict(await self._call("getWebhookInfo"))

    async def set_webhook(self, address: str, secret: str) -> None:
        """Tell Telegram where to deliver, under which secret, and what. What waits there stays and is delivered."""
        await self._call(
            "setWebhook",
            url=address,
            secret_token=secret,
            max_connections=limits.WEBHOOK_CONNECTIONS,
            allowed_updates=list(limits.UPDATES_WANTED),
            drop_pending_updates=False,
        )

    async def release_webhook(self) -> None:
        """Take the webhook away; what waits there is kept and comes by polling."""
        await self._call("deleteWebhook", drop_pending_updates=False)

    async def commands(self, language: str) -> list[dict[str, Any]]:
        """The command menu of a language code; of everyone else for an empty one."""
        return list(await self._call("getMyCommands", language_code=language))

    async def set_commands(self, commands: Sequence[dict[str, str]], language: str) -> None:
        """Set the command menu of a language code."""
        await self._call("setMyCommands", commands=list(commands), language_code=language)

    async def described(self, language: str) -> tuple[str, str]:
        """What stands in an empty chat with the bot, and on its profile."""
        long = await self._call("getMyDescription", language_code=language)
        short = await self._call("getMyShortDescription", language_code=language)
        return str(long.get("description", "")), str(short.get("short_description", ""))

    async def describe(self, long: str, short: str, language: str) -> None:
        """Set what stands in an empty chat with the bot, and on its profile."""
        await self._call("setMyDescription", description=long, language_code=language)
        await self._call("setMyShortDescription", short_description=short, language_code=language)

    async def menu_button(self) -> str:
        """What the button beside the text field opens: "commands", "default", "web_app"."""
        return str((await self._call("getChatMenuButton")).get("type", ""))

    async def show_commands(self) -> None:
        """Let the button beside the text field open the command menu."""
        await self._call("setChatMenuButton", menu_button={"type": "commands"})

    async def _call(self, method: str, **parameters: Any) -> Any:
        try:
            return await self._once(method, parameters)
        except Declined as error:
            if error.status != 429 or not 0 < error.wait <= LONGEST_WAIT:
                raise
            await asyncio.sleep(error.wait)  # setWebhook, for one, is taken once a second
            return await self._once(method, parameters)

    async def _once(self, method: str, parameters: dict[str, Any]) -> Any:
        reply = await self._caller.call(method, "POST", f"{self._base}/{method}", data=parameters)
        told, self.ahead = reply.json(), reply.ahead
        if not isinstance(told, dict) or not told.get("ok") or "result" not in told:
            wait = (told.get("parameters") or {}).get("retry_after", 0) if isinstance(told, dict) else 0
            raise Declined(method, reply.status, _message(told), float(wait))
        return told["result"]


def _message(told: Any) -> str:
    if not isinstance(told, dict):
        return "the answer is not Telegram's (no JSON object); look at the API base"
    return str(told.get("description", ""))[:300]
