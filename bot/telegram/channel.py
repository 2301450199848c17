"""One Telegram bot as a channel."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog

from bot.channel import Letter, Outcome, Unknown
from bot.message import Event, RawEvent
from bot.telegram import limits, receive
from consultation.attachments.fetching import Fetched, NotYet
from consultation.limits import Bucket
from consultation.outbox.pace import Pace, Rate
from consultation.talk.model import Outgoing

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

    def __init__(
        self, account: str, secrets: Collection[str], token: str, api_base: str = API_BASE, bot_name: str = ""
    ) -> None:
        self.account = account
        self._secrets = tuple(secrets)
        self._token, self._api_base, self._bot_name = token, api_base, bot_name
        self._api: TelegramApi | None = None

    @property
    def pace(self) -> Pace:
        """Telegram counts messages: of the bot, and of each chat."""
        bot = Bucket(f"{self.name}:{self.account}", limits.MESSAGES_A_SECOND, limits.MESSAGES_AT_ONCE)
        chat = Rate(limits.CHAT_A_SECOND, limits.CHAT_AT_ONCE)
        return Pace(self.name, self.account, bot, bot, limits.KEPT_FOR_REPLIES, chat, _messages)

    def group(self, address: str, contact: int) -> Bucket | None:
        """A group's own bucket; groups have negative numbers."""
        key = f"{self.name}:{self.account}:group:{contact}"
        return Bucket(key, limits.GROUP_A_SECOND, limits.GROUP_AT_ONCE) if address.startswith("-") else None

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


def _messages(turn: Sequence[Outgoing]) -> int:
    """How many messages a turn makes."""
    from bot.telegram.render import render

    return len(render(turn))
