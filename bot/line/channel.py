"""One LINE official account as a channel."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import structlog

from bot.channel import Letter, Outcome, Unknown
from bot.line import content, limits, receive, send
from bot.line.api import LineApi
from bot.message import Event, RawEvent
from consultation.attachments.fetching import Fetched, NotYet
from consultation.limits import Bucket
from consultation.outbox.pace import Pace
from consultation.talk.model import Outgoing

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
        self._content = content.LineContent(token, DATA_BASE if api_base.rstrip("/") == API_BASE else api_base)

    @property
    def pace(self) -> Pace:
        """LINE counts requests for each endpoint of an account."""
        answering, pushing = (
            Bucket(f"{self.name}:{self.account}:{endpoint}", limits.SAFE_REQUESTS, limits.REQUESTS_AT_ONCE)
            for endpoint in ("reply", "push")
        )
        return Pace(self.name, self.account, answering, pushing, cost=_requests)

    async def quota(self) -> tuple[int | None, int]:
        """How many messages the month allows (None: any number) and how many are used."""
        return await self._api.quota()

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

    async def fetch(self, reference: str, largest: int) -> Fetched:
        try:
            return await self._content.fetch(reference.partition(":")[2], largest)
        except Exception as error:  # the contract, as above
            log.error("line fetch broke", error=type(error).__name__)
            return NotYet(f"unforeseen: {type(error).__name__}")

    async def close(self) -> None:
        await self._api.close()
        await self._content.close()


def _requests(turn: Sequence[Outgoing]) -> int:
    """In how many requests a turn goes, reckoned without rendering it; too many rather than too few."""
    objects = sum(1 + len(one.text) // (limits.MAX_TEXT // 2) for one in turn)
    return -(-objects // limits.MAX_MESSAGES)
