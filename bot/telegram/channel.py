"""One Telegram bot as a channel."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from bot.channel import Letter, Outcome, Unknown
from bot.message import Event, RawEvent
from bot.telegram import limits, receive
from consultation.attachments.fetching import Fetched, NotYet

if TYPE_CHECKING:
    from bot.telegram.api import TelegramApi

API_BASE = "https://api.telegram.org"

log = structlog.get_logger(__name__)


class TelegramChannel:
    """Receives with `receive`, sends with `send`.

    secrets: the webhook's secret tokens accepted now (two while one is being replaced). token: the bot's. api_base:
    where the Bot API is. bot_name: the bot's username, to tell its commands from other bots'.
    """

    name = "telegram"
    carrier = "Telegram"
    forgets_taps_after = timedelta(seconds=limits.TAPS_KEPT_SECONDS)  # bot/outage.py

    def __init__(
        self, account: str, secrets: Collection[str], token: str, api_base: str = API_BASE, bot_name: str = ""
    ) -> None:
        self.account = account
        self._secrets = tuple(secrets)
        self._token, self._api_base, self._bot_name = token, api_base, bot_name
        self._api: TelegramApi | None = None

    @property
    def api(self) -> "TelegramApi":
        """The calls to the Bot API; made at the first one, so that a process that only receives stays light."""
        if self._api is None:
            from bot.telegram.api import TelegramApi

            self._api = TelegramApi(self._token, self._api_base)
        return self._api

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        return receive.genuine(headers, self._secrets)

    def split(self, body: bytes) -> list[RawEvent]:
        return receive.split(body)

    def parse(self, raw: Mapping[str, Any]) -> Event:
        return receive.parse(raw, self._bot_name)

    async def send(self, letter: Letter) -> Outcome:
        from bot.telegram.send import send

        try:
            return await send(self.api, letter)
        except Exception as error:  # the contract: an outcome for every letter; the text of an error may be personal
            log.error("telegram send broke", error=type(error).__name__)
            return Unknown(f"unforeseen: {type(error).__name__}")

    async def fetch(self, reference: str, largest: int) -> Fetched:
        from bot.telegram.content import fetch

        try:
            return await fetch(self.api, reference.partition(":")[2], largest)
        except Exception as error:  # the contract, as above
            log.error("telegram fetch broke", error=type(error).__name__)
            return NotYet(f"unforeseen: {type(error).__name__}")

    async def close(self) -> None:
        api, self._api = self._api, None
        if api is not None:
            await api.close()
