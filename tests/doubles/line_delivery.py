"""LINE's way of bringing events: signed, 2 s of patience, redelivery, spontaneous copies, overtaking."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError, ClientTimeout

from tests.doubles.line_events import redelivered
from tests.doubles.records import Delivery

if TYPE_CHECKING:
    from tests.doubles.line import LineDouble

Json = dict[str, Any]
GATHER_SECONDS = 0.01


def sign(secret: str, body: bytes) -> str:
    """Return the `x-line-signature` of a body: base64 of HMAC-SHA256 under the channel secret."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@dataclass(frozen=True)
class Patience:
    """How the platform delivers; the fields are explained in README.md. Seconds and shares of one."""

    timeout: float
    redelivery: tuple[float, ...]
    duplicate: float
    shuffle: float
    shuffle_delay: float
    batch: int


@dataclass(frozen=True)
class Parcel:
    """Events that share one body. attempt: 1 at first; again: whether the body is marked as redelivered."""

    events: tuple[Json, ...]
    attempt: int = 1
    again: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(event["webhookEventId"] for event in self.events)

    def marked(self) -> "Parcel":
        """Return the next attempt of the same events."""
        return replace(self, events=tuple(redelivered(e) for e in self.events), attempt=self.attempt + 1, again=True)


FORGED = Parcel((), attempt=0)  # what came from somebody else; its delivery names no event


def _forged(body: Json) -> Json:
    """The body as somebody would send it who knows the event's id and wants other words counted."""
    events = [
        {**event, "message": {**event["message"], "text": "ปลอม"}} if "message" in event else event
        for event in body["events"]
    ]
    return {**body, "events": events}


class Courier:
    """Carries events of one LINE channel to its webhook."""

    def __init__(self, line: "LineDouble", patience: Patience, parallel: int) -> None:
        self.line = line
        self.patience = patience
        self.known: dict[str, Json] = {}
        self._gathering: list[Json] = []
        self._under_way = 0
        self._slots = asyncio.Semaphore(parallel)
        self._in_order: dict[str, asyncio.Lock] = {}

    @property
    def idle(self) -> bool:
        """Whether every event was accepted or given up."""
        return not self._gathering and self._under_way == 0

    def queue(self, *events: Json) -> None:
        """Send events; several in one call share a body, single ones are gathered up to the batch size."""
        self.known.update({event["webhookEventId"]: event for event in events})
        if len(events) > 1 or self.patience.batch <= 1:
            self.start(Parcel(tuple(events)))
            return
        self._gathering.extend(events)
        if len(self._gathering) >= self.patience.batch:
            self._flush()
        else:
            asyncio.get_running_loop().call_later(GATHER_SECONDS, self._flush)

    def _flush(self) -> None:
        if self._gathering:
            parcel, self._gathering = Parcel(tuple(self._gathering)), []
            self.start(parcel)

    def start(self, parcel: Parcel) -> None:
        """Begin to carry a parcel beside the others."""
        self._under_way += 1
        self.line.spawn(self._carry(parcel))

    async def _carry(self, parcel: Parcel) -> None:
        try:
            if self.line.random.random() < self.patience.shuffle:
                await asyncio.sleep(self.line.random.uniform(0, self.patience.shuffle_delay))
                delivered = await self.post(parcel)
            else:
                delivered = await self._post_in_turn(parcel)
            if delivered.accepted:
                self._copy(parcel)
            else:
                await self._again(parcel)
        finally:
            self._under_way -= 1
            self.line.changed()

    async def _post_in_turn(self, parcel: Parcel) -> Delivery:
        """Post after the earlier first attempts of the same sources, which is how a quiet network behaves."""
        sources = sorted({json.dumps(event.get("source"), sort_keys=True) for event in parcel.events})
        async with AsyncExitStack() as turn:
            for source in sources:
                await turn.enter_async_context(self._in_order.setdefault(source, asyncio.Lock()))
            return await self.post(parcel)

    async def _again(self, parcel: Parcel) -> None:
        for pause in self.patience.redelivery:
            await self.line.clock.sleep(pause)
            parcel = parcel.marked()
            if (await self.post(parcel)).accepted:
                return
        self.line.lost.extend(parcel.ids)

    def _copy(self, parcel: Parcel) -> None:
        """Now and then the same parcel comes once more although it was accepted, marked or not."""
        if self.line.random.random() < self.patience.duplicate:
            self._under_way += 1
            again = parcel.marked() if self.line.random.random() < 0.5 else parcel
            self.line.spawn(self._late(again, self.line.random.uniform(0, self.patience.shuffle_delay)))

    async def _late(self, parcel: Parcel, pause: float) -> None:
        try:
            await asyncio.sleep(pause)
            if not (await self.post(parcel)).accepted:
                await self._again(parcel)
        finally:
            self._under_way -= 1
            self.line.changed()

    async def post(self, parcel: Parcel) -> Delivery:
        """Post a parcel once, when a webhook is known and a slot is free."""
        while self.line.webhook is None:
            await self.line.wait_until(lambda: self.line.webhook is not None, 3600)
        async with self._slots:
            for event in parcel.events:
                self.line.tokens.received(event, self.line.clock.now())
            body = {"destination": self.line.user_id, "events": list(parcel.events)}
            if self.line.rough.happens(self.line.rough.forged):
                await self.deliver(_forged(body), FORGED, signature=sign("not the secret", b""))
            return await self.deliver(body, parcel)

    async def deliver(
        self, body: Any, parcel: Parcel, *, signature: str | None = None, url: str | None = None
    ) -> Delivery:
        """Post a body (JSON value, or bytes as they are) under a signature, the right one by default."""
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "x-line-signature": sign(self.line.secret, raw) if signature is None else signature,
        }
        begun = time.monotonic()
        status, error = None, None
        try:
            async with self.line.http.post(
                url or self.line.door,
                data=raw,
                headers=headers,
                allow_redirects=False,
                timeout=ClientTimeout(total=self.patience.timeout),
            ) as answer:
                status = answer.status
        except TimeoutError:
            error = "request_timeout"
        except (ClientError, OSError) as failure:
            error = f"could_not_connect: {type(failure).__name__}"
        delivery = Delivery(
            self.line.next_seq(),
            self.line.clock.now(),
            parcel.ids,
            body,
            status,
            error,
            parcel.attempt,
            parcel.again,
            time.monotonic() - begun,
        )
        self.line.record(delivery)
        return delivery
