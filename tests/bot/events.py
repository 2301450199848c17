"""A small channel for tests of what lies between the channels and the conversation: its bodies are plain JSON."""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.arrival_time import believed
from bot.channel import BadRequest, Letter, Outcome, Sent
from bot.message import Event, RawEvent
from consultation import clock
from consultation.talk.model import Incoming

START = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)  # where `fixed_clock` holds the clock
RECENTLY = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)


def start() -> datetime:
    """When events begin to happen: a time of the platform's that is believed, whatever the clock."""
    return START if believed(START, clock.now()) == START else RECENTLY


def event(id: str, conversation: str = "somchai", second: int = 0, **raw: Any) -> RawEvent:
    """An event of the small channel; `raw` may say `poison=True`."""
    at = start() + timedelta(seconds=second)
    return RawEvent(id, conversation, at, {"id": id, "who": conversation, "at": at.isoformat(), "text": id, **raw})


def body(*events: RawEvent) -> bytes:
    return json.dumps([one.raw for one in events]).encode()


class PlainChannel:
    """Fulfils the contract with the least: a password for a signature, a list of objects for a body."""

    carrier = "Plain"

    def __init__(self, name: str = "plain", account: str = "one") -> None:
        self.name = name
        self.account = account
        self.letters: list[Letter] = []
        self.outcomes: list[Outcome] = []  # given out in order; Sent() when there are none left

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        return hmac.compare_digest(headers.get("X-Password", "").encode(), b"open sesame")

    def split(self, body: bytes) -> list[RawEvent]:
        try:
            found = json.loads(body)
        except ValueError as error:
            raise BadRequest("not JSON") from error
        if not isinstance(found, list):
            raise BadRequest("not a list")
        return [RawEvent(raw["id"], raw["who"], datetime.fromisoformat(raw["at"]), raw) for raw in found]

    def parse(self, raw: Mapping[str, Any]) -> Event:
        if raw.get("unparseable"):
            raise ValueError("cannot be parsed")
        if raw.get("unknown"):
            return Event(raw["who"], None, why="unknown kind")
        incoming = Incoming(kind="text", at=datetime.fromisoformat(raw["at"]), text=raw["text"])
        return Event(raw["who"], incoming, reply={"token": raw["id"]})

    async def send(self, letter: Letter) -> Outcome:
        self.letters.append(letter)
        return self.outcomes.pop(0) if self.outcomes else Sent((f"r{len(self.letters)}",))

    async def close(self) -> None:
        pass
