"""One LINE official account as a channel."""

from collections.abc import Collection, Mapping
from typing import Any

import structlog

from bot.channel import Letter, Outcome, Unknown
from bot.line import receive, send
from bot.line.api import LineApi
from bot.message import Event, RawEvent

API_BASE = "https://api.line.me"

log = structlog.get_logger(__name__)


class LineChannel:
    """Receives with `receive`, sends with `send`.

    secrets: the channel secrets accepted now (two while one is being replaced). token: the channel access token.
    api_base: where the Messaging API is, without a path.
    """

    name = "line"
    carrier = "LINE"

    def __init__(self, account: str, secrets: Collection[str], token: str, api_base: str = API_BASE) -> None:
        self.account = account
        self._secrets = tuple(secrets)
        self._api = LineApi(token, api_base)

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

    async def close(self) -> None:
        await self._api.close()
