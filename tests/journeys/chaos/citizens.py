"""The citizens' side: everybody answers from the first question to the receipt, and speaks up when nothing comes."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.doubles import Citizen, Delivery, LineDouble, NothingHeard, Shown, TelegramDouble
from tests.journeys.chaos.mind import FORM, Mind
from tests.journeys.respondent import READY, RECEIPT, Act, words_of

Double = LineDouble | TelegramDouble
STALE, RESUME = words_of("stale"), words_of("resume")
GREETING = "สวัสดีค่ะ"
PATIENCE = 8.0  # seconds; then the citizen greets, and is answered after all that is still to be said
LONGEST_SILENCE = 60.0
MOST_GREETINGS = 6


@dataclass
class Crowd:
    """So many citizens, every other one on Telegram. at_once: in their chats at a time; seed: fixes what each does."""

    size: int
    at_once: int
    seed: int
    doubles: tuple[Double, ...]
    minds: dict[tuple[str, str], Mind] = field(default_factory=dict)
    acts: int = 0
    finished: int = 0
    greetings: int = 0

    async def answer(self) -> None:
        """All of them, until each has the receipt."""
        room = asyncio.Semaphore(self.at_once)
        brought = [Brought(double) for double in self.doubles]

        async def one(number: int) -> None:
            mind = Mind(number, FORM, random.Random(self.seed * 100_000 + number))
            double = self.doubles[number % len(self.doubles)]
            citizen = double.citizen(5_000 + number if double.kind == "telegram" else f"citizen {number}")
            self.minds[double.kind, citizen.id] = mind
            async with room:
                try:
                    await _Talk(self, double, brought[number % len(brought)], citizen, mind).to_the_receipt()
                except Exception as error:
                    error.add_note(f"{double.kind} citizen {number}, who meant {mind.record}:\n{citizen.transcript()}")
                    raise
            self.finished += 1

        async with asyncio.TaskGroup() as group:
            for number in range(self.size):
                group.create_task(one(number))


class Brought:
    """Which events the platform has brought to the webhook, or given up."""

    def __init__(self, double: Double) -> None:
        self._double = double
        self._accepted: set[str] = set()
        double.listeners.append(self._hear)

    def _hear(self, entry: object) -> None:
        if isinstance(entry, Delivery) and entry.accepted:
            self._accepted.update(entry.ids)

    async def all_of(self, ids: Sequence[str]) -> bool:
        """Wait until nothing of these is under way any more; whether none of them was given up."""
        lost = self._double.lost
        await self._double.wait_until(lambda: all(id in self._accepted or id in lost for id in ids), 600)
        return all(id in self._accepted for id in ids)


@dataclass
class _Talk:
    crowd: Crowd
    double: Double
    brought: Brought
    citizen: Citizen
    mind: Mind
    answered: tuple[str, str] | None = None
    ids: list[str] = field(default_factory=list)

    async def to_the_receipt(self) -> None:
        self._did(await self.citizen.follow())
        shown = await self._next()
        while not self.mind.receipt:
            self.answered = self._read(shown)
            before = dict(self.mind.record)
            await self._does(self.mind.acts(shown))
            shown = await self._next(before)

    async def _does(self, act: Act) -> None:
        if act.tap:
            self._did(await self.citizen.taps(act.tap, double=act.twice))
        else:
            self._did(await self.citizen.says(act.text))

    def _did(self, id: str | None) -> None:
        self.crowd.acts += 1
        self.ids = [id] if id else []

    async def _next(self, before: dict[str, str | None] | None = None) -> Shown:
        """What is to be acted upon next. before: what was meant until the last act, should that have been lost."""
        try:
            return await self.citizen.wait_for(self._is_for_me, PATIENCE)
        except NothingHeard:
            pass
        for _ in range(MOST_GREETINGS):
            arrived = await self.brought.all_of(self.ids)
            try:
                return await self.citizen.wait_for(self._is_for_me, PATIENCE)
            except NothingHeard:
                if not arrived and before is not None:
                    self.mind.record = dict(before)
            self.answered = None
            self.crowd.greetings += 1
            self._did(await self.citizen.says(GREETING))
            await self.brought.all_of(self.ids)
            try:
                return await self.citizen.wait_for(self._answers_a_greeting, LONGEST_SILENCE)
            except NothingHeard:
                continue
        raise NothingHeard(f"not a word after {MOST_GREETINGS} greetings")

    def _is_for_me(self, shown: Shown) -> bool:
        """Neither a question that came twice, nor what the second half of a double tap was told."""
        read = self._read(shown)
        return self.mind.reads(shown) and read != self.answered and STALE not in read[0]

    def _answers_a_greeting(self, shown: Shown) -> bool:
        """Whatever was still to be said has been said before it, because a chat's turns come in order."""
        last = RESUME in self._read(shown)[0] or RESUME in shown.text or READY in shown.text
        return self.mind.reads(shown) and (last or RECEIPT.search(shown.text) is not None)

    def _read(self, shown: Shown) -> tuple[str, str]:
        """A message with the notice before it, if there is one."""
        before = self.citizen.screen[self.citizen.screen.index(shown) - 1]
        return "" if before.mine or before.buttons else before.text, shown.text
