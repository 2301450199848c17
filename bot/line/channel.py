"""One LINE official account as a channel."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import structlog

from bot.channel import Letter, Outcome, Unknown
from bot.line import receive, send
from bot.line.api import LineApi
from bot.message import Event, RawEvent

if TYPE_CHECKING:
    from bot.line.content import LineContent
    from consultation.attachments.fetching import Fetched

API_BASE = "https://api.line.me"
DATA_BASE = "https://api-data.line.me"  # reference, "Domain name": where content is

log = structlog.get_logger(__name__)


class LineChannel:
    """Receives with `receive`, sends with `send`.

    secrets: the channel secrets accepted now (two while one is being replaced). token: the channel access token.
    api_base: where the Messaging API is, without a path; content is asked for there too, unless it is LINE itself.
    """

    name = "line"
    carrier = "LINE"

    def __init__(self, account: str, secrets: Collection[str], token: str, api_base: str = API_BASE) -> None:
        self.account = account
        self._secrets = tuple(secrets)
        self._api = LineApi(token, api_base)
        self._data_base = DATA_BASE if api_base.rstrip("/") == API_BASE else api_base
        self._token = token
        self._content: LineContent | None = None

    @property
    def content(self) -> "LineContent":
        """Where content is fetched; made at the first time, so that a process that only receives stays light."""
        if self._content is None:
            from bot.line.content import LineContent

            self._content = LineContent(self._token, self._data_base)
        return self._content

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        return receive.genuine(headers, body, self._secrets)

    def split(self, body: bytes) -> list[RawEvent]:
        return receive.split(body)

    def parse(self, raw: Mapping[str, Any]) -> Event:
        return receive.parse(raw)

    async def send(self, letter: Letter) -> Outcome:
        try:
            return await send.send(self._api, letter)
        except Exception as error:  # the contract: an outcome for every letter; the text of an error may be personal
            log.error("line send broke", error=type(error).__name__)
            return Unknown(f"unforeseen: {type(error).__name__}")

    async def fetch(self, reference: str, largest: int) -> "Fetched":
        try:
            return await self.content.fetch(reference.partition(":")[2], largest)
        except Exception as error:  # the contract, as above
            log.error("line fetch broke", error=type(error).__name__)
            from consultation.attachments.fetching import NotYet

            return NotYet(f"unforeseen: {type(error).__name__}")

    async def close(self) -> None:
        await self._api.close()
        if self._content is not None:
            await self._content.close()
