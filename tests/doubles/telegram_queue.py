"""Telegram's way of bringing updates: one queue a chat, a user or a poll; its head blocks it; lives that end."""

import asyncio
import contextlib
import json
import time
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError, ClientTimeout

from tests.doubles.records import Delivery

if TYPE_CHECKING:
    from tests.doubles.telegram import TelegramDouble

Json = dict[str, Any]
DAY = 24 * 3600.0
LIVES = {
    "callback_query": 150.0,
    "shipping_query": 150.0,
    "pre_checkout_query": 150.0,
    "chosen_inline_result": 600.0,
    "inline_query": 30.0,
}
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_RETRY_AFTER = 3600
GONE_REMOVES_AFTER = 23 * 3600.0


@dataclass
class Update:
    """One update waiting. queue: what orders it; expires_at: when the platform forgets it."""

    id: int
    body: Json
    queue: str
    expires_at: float
    attempts: int = 0


FORGED = -1  # attempts of what came from somebody else; its delivery names no update


def _forged(update: Update) -> Update:
    """The update as somebody would send it who knows its id and wants other words counted."""
    message = update.body.get("message")
    body = update.body if message is None else {**update.body, "message": {**message, "text": "ปลอม"}}
    return replace(update, body=body, attempts=FORGED)


@dataclass(frozen=True)
class Outcome:
    """What a post came to. retry_after: seconds the receiver asked for; answer: a method to perform in reply."""

    delivery: Delivery
    retry_after: float | None = None
    answer: Json | None = None


class Queues:
    """All updates of one bot that are not yet accepted. scale: multiplies pauses and lives."""

    def __init__(self, telegram: "TelegramDouble", *, scale: float, timeout: float, parallel: int) -> None:
        self.telegram = telegram
        self.scale = scale
        self.timeout = timeout
        self.queues: dict[str, deque[Update]] = {}
        self.known: dict[int, Update] = {}
        self._next_id = telegram.random.randrange(100_000_000, 900_000_000)
        self._slots = asyncio.Semaphore(parallel)
        self._working: set[str] = set()
        self._gone_since: float | None = None
        self.copies = 0

    @property
    def waiting(self) -> list[Update]:
        """Return the updates not yet accepted, oldest first."""
        return sorted((u for queue in self.queues.values() for u in queue), key=lambda u: u.id)

    def put(self, kind: str, payload: Json, queue: str) -> str:
        """Queue an update of a kind the bot wants; returns its id even when it is not wanted."""
        self._next_id += 1
        life = LIVES.get(kind, DAY) * self.scale
        update = Update(
            self._next_id, {"update_id": self._next_id, kind: payload}, queue, self.telegram.clock.now() + life
        )
        self.known[update.id] = update
        allowed = self.telegram.allowed_updates
        if kind in allowed if allowed else kind not in NOT_BY_DEFAULT:
            self._enqueue(update)
        return str(update.id)

    def _enqueue(self, update: Update) -> None:
        self.queues.setdefault(update.queue, deque()).append(update)
        self.telegram.changed()
        if update.queue not in self._working:
            self._working.add(update.queue)
            self.telegram.spawn(self._work(update.queue))

    def forget(self, until: int | None = None) -> list[int]:
        """Remove updates with an id below `until`, all by default; returns their ids."""
        gone = [u.id for u in self.waiting if until is None or u.id < until]
        for name, queue in self.queues.items():
            self.queues[name] = deque(u for u in queue if u.id not in gone)
        self.telegram.changed()
        return gone

    def drop_expired(self) -> None:
        """Forget what has outlived its time."""
        now = self.telegram.clock.now()
        for queue in self.queues.values():
            for update in [u for u in queue if u.expires_at <= now]:
                queue.remove(update)
                self.telegram.lost.append(str(update.id))

    async def _work(self, name: str) -> None:
        """Bring one queue's updates in order, each until it is accepted or dead."""
        try:
            while self.queues[name]:
                if self.telegram.webhook is None:
                    await self.telegram.wait_until(
                        lambda: self.telegram.webhook is not None or not self.queues[name], 3600
                    )
                    continue
                self.drop_expired()
                if self.queues[name]:
                    await self._bring(self.queues[name][0])
        finally:
            self._working.discard(name)
            self.telegram.changed()

    async def _bring(self, update: Update) -> None:
        rough = self.telegram.rough
        if update.attempts == 0 and rough.happens(rough.late):
            await asyncio.sleep(rough.random.uniform(0, rough.late_seconds))
        update.attempts += 1
        outcome = await self.post(update)
        if outcome.delivery.accepted:
            self._done(update)
            if rough.happens(rough.duplicate):
                self.copies += 1
                self.telegram.spawn(self._copy(update, rough.random.uniform(0, rough.late_seconds)))
            if outcome.answer:
                await self.telegram.perform_quietly(outcome.answer)
            return
        pause = self._pause(update.attempts, outcome.retry_after) * self.scale
        if self.telegram.clock.now() + pause > update.expires_at:
            self._done(update)
            self.telegram.lost.append(str(update.id))
            return
        await self.telegram.clock.sleep(pause)

    async def _copy(self, update: Update, pause: float) -> None:
        """Bring an update once more that was accepted, as when the 200 was lost on its way."""
        try:
            await asyncio.sleep(pause)
            update.attempts += 1
            await self.post(update)
        finally:
            self.copies -= 1

    def _done(self, update: Update) -> None:
        with contextlib.suppress(ValueError):
            self.queues[update.queue].remove(update)

    def _pause(self, attempts: int, retry_after: float | None) -> float:
        """Return the seconds before the next try: what the receiver asked for, else 0, 2, 4, 8 … up to 60–120."""
        if retry_after is not None:
            return min(retry_after, LONGEST_RETRY_AFTER)
        return 0.0 if attempts == 1 else min(2.0 ** min(attempts - 1, 10), self.telegram.random.uniform(60, 120))

    async def post(self, update: Update) -> Outcome:
        """Post an update once, when a connection is free."""
        async with self._slots:
            if self.telegram.rough.happens(self.telegram.rough.forged):
                await self._post(_forged(update), "not-the-secret")
            return await self._post(update, self.telegram.secret)

    async def _post(self, update: Update, secret: str | None) -> Outcome:
        begun = time.monotonic()
        status, error, asked, answer = None, None, None, None
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        try:
            async with self.telegram.http.post(
                self.telegram.door,
                json=update.body,
                headers=headers,
                allow_redirects=False,
                timeout=ClientTimeout(total=self.timeout),
            ) as response:
                status = response.status
                asked = response.headers.get("Retry-After")
                answer = _method(await response.read())
        except TimeoutError:
            error = "Read timeout expired"
        except (ClientError, OSError) as failure:
            error = f"Connection failed: {type(failure).__name__}"
        return self._noted(update, status, error, asked, answer, time.monotonic() - begun)

    def _noted(
        self, update: Update, status: int | None, error: str | None, asked: str | None, answer: Json | None, took: float
    ) -> Outcome:
        forged = update.attempts == FORGED
        again, tries = update.attempts > 1, 0 if forged else max(update.attempts, 1)
        delivery = Delivery(
            self.telegram.next_seq(),
            self.telegram.clock.now(),
            () if forged else (str(update.id),),
            update.body,
            status,
            error,
            tries,
            again,
            took,
        )
        if not delivery.accepted:
            self.telegram.last_error = (
                self.telegram.clock.now(),
                error or f"Wrong response from the webhook: {status}",
            )
        self._gone(status)
        self.telegram.record(delivery)
        wait = float(asked) if asked and asked.isdigit() and not delivery.accepted else None
        return Outcome(delivery, wait, answer if delivery.accepted else None)

    def _gone(self, status: int | None) -> None:
        """A webhook that answers 410 for 23 hours is removed."""
        now = self.telegram.clock.now()
        self._gone_since = (self._gone_since or now) if status == 410 else None
        if self._gone_since is not None and now - self._gone_since > GONE_REMOVES_AFTER * self.scale:
            self.telegram.webhook = None


def _method(raw: bytes) -> Json | None:
    """Return the method call that a webhook may answer with, None when it answered anything else."""
    try:
        answer = json.loads(raw)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and "method" in answer else None
