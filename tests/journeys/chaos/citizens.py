"""The citizens' side: everybody answers from the first question to the receipt, and speaks up when nothing comes."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from tests.doubles import (
    Button,
    Call,
    Citizen,
    Delivery,
    LineDouble,
    NoSuchButton,
    NothingHeard,
    Sent,
    Shown,
    TelegramDouble,
)
from tests.journeys.chaos.mind import FORM, Mind
from tests.journeys.respondent import Act, words_of

Double = LineDouble | TelegramDouble
STALE = words_of("stale")
GREETING = "สวัสดีค่ะ"
PATIENCE = 4.0  # seconds; then it is asked whether anything is still under way
MOST_GREETINGS = 8
LOOKS_AT_ONCE = 3  # citizens who look into the database: all at once, they would wait in vain for its few connections

Who = tuple[str, str]  # platform, address
Quiet = Callable[[Who, Sequence[str]], Awaitable[bool]]


async def _nothing_is_stored(_platform: str, _id: str) -> bool:
    return False


@dataclass(frozen=True)
class Did:
    """One thing that a citizen did. what: the words, or the label and data of the button; id: of the event."""

    at: float
    who: Who
    what: str
    id: str


@dataclass
class Crowd:
    """So many citizens, every other one on Telegram. at_once: in their chats at a time; seed: fixes what each does.

    quiet: whether nothing is waiting for a citizen any more, given the ids of all their events. What was lost on its
    way to them can be told from what is slow by this alone.
    """

    size: int
    at_once: int
    seed: int
    doubles: tuple[Double, ...]
    quiet: Quiet
    minds: dict[Who, Mind] = field(default_factory=dict)
    stored: Callable[[str, str], Awaitable[bool]] = _nothing_is_stored
    looks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LOOKS_AT_ONCE))  # behind the platform
    did: list[Did] = field(default_factory=list)
    acts: int = 0
    finished: int = 0
    greetings: int = 0

    async def answer(self) -> None:
        """All of them, until each has the receipt."""
        room = asyncio.Semaphore(self.at_once)
        watches = [Watch(double) for double in self.doubles]

        async def one(number: int) -> None:
            mind = Mind(number, FORM, random.Random(self.seed * 100_000 + number))
            double = self.doubles[number % len(self.doubles)]
            citizen = double.citizen(5_000 + number if double.kind == "telegram" else f"citizen {number}")
            self.minds[double.kind, citizen.id] = mind
            async with room:
                try:
                    await Talk(self, double, watches[number % len(watches)], citizen, mind).to_the_receipt()
                except Exception as error:
                    error.add_note(f"{double.kind} citizen {number}, who meant {mind.record}:\n{citizen.transcript()}")
                    raise
            self.finished += 1

        async with asyncio.TaskGroup() as group:
            for number in range(self.size):
                group.create_task(one(number))


class Watch:
    """Looks at one platform for all its citizens: a crowd in which each looks at every change does little else."""

    def __init__(self, double: Double) -> None:
        self._double = double
        self._accepted: set[str] = set()
        self._bells: dict[str, asyncio.Event] = {}
        double.listeners.append(self._hear)

    def _hear(self, entry: object) -> None:
        match entry:
            case Delivery(accepted=True, ids=ids):
                self._accepted.update(ids)
            case Sent(to=to):
                self._bell(to).set()
            case Call(operation="editMessageText", body=body):
                self._bell(str(body.get("chat_id"))).set()

    def _bell(self, citizen: str) -> asyncio.Event:
        return self._bells.setdefault(citizen, asyncio.Event())

    async def brought(self, ids: Sequence[str]) -> None:
        """Wait until each of these events was accepted or given up."""
        lost = self._double.lost
        await self._double.wait_until(lambda: all(id in self._accepted or id in lost for id in ids), 600)

    async def hears(self, citizen: Citizen, fits: Callable[[Shown], bool], timeout: float) -> Shown:
        """As `citizen.wait_for`, looking only when something came for this citizen. Raises NothingHeard."""
        bell, until = self._bell(citizen.id), asyncio.get_running_loop().time() + timeout
        while True:
            bell.clear()
            try:
                return await citizen.wait_for(fits, 0)
            except NothingHeard:
                left = until - asyncio.get_running_loop().time()
                if left <= 0:
                    raise
            with suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), left)


@dataclass
class Talk:
    """One citizen in one chat. answered: notice and text of what was acted upon last."""

    crowd: Crowd
    double: Double
    watch: Watch
    citizen: Citizen
    mind: Mind
    answered: tuple[str, str] | None = None
    ids: list[str] = field(default_factory=list)

    async def to_the_receipt(self) -> None:
        self._did("follow", await self.citizen.follow())
        shown = await self._next(dict(self.mind.record))
        while not self.mind.receipt:
            self.answered = self.read(shown)
            before = dict(self.mind.record)
            await self._does(self.mind.acts(shown), shown)
            shown = await self._next(before)

    async def _does(self, act: Act, shown: Shown) -> None:
        if not act.tap:
            self._did(act.text, await self.citizen.says(act.text))
            return
        below, button = self._find(act.tap, shown)
        self.citizen.acts()
        for _ in range(2 if act.twice else 1):  # an impatient finger: two taps, two events
            self._did(f"{button.label} [{button.data}]", self.double.pressed(self.citizen, button, below, None))

    def _find(self, label: str, shown: Shown) -> tuple[Shown, Button]:
        """On LINE the buttons of the last message, on Telegram those of an older one too."""
        try:
            return self.citizen.find(label)
        except NoSuchButton:
            return self.citizen.find(label, shown)

    def _did(self, what: str, id: str | None) -> None:
        self.crowd.acts += 1
        self.crowd.did.append(Did(time.time(), (self.double.kind, self.citizen.id), what, id or ""))
        self.ids += [id] if id else []

    async def _next(self, before: dict[str, str | None]) -> Shown:
        """What is to be acted upon next. before: what was meant until the last act, should that have been lost."""
        lost, meant = "", before
        for _ in range(MOST_GREETINGS):
            try:
                shown = await self._hears()
                if lost and await self._stored(lost):
                    self.mind.record = meant  # given up by the platform, and had been stored without a 200
                return shown
            except NothingHeard:
                if not lost and self.ids[-1] in self.double.lost:
                    lost, meant, self.mind.record = self.ids[-1], self.mind.record, dict(before)
            self.answered = None
            self.crowd.greetings += 1
            self._did(GREETING, await self.citizen.says(GREETING))
        raise NothingHeard(f"not a word after {MOST_GREETINGS} greetings")

    async def _hears(self) -> Shown:
        """What the bot says next; NothingHeard only when nothing is under way any more, however slow the machine is."""
        while True:
            try:
                return await self.watch.hears(self.citizen, self.is_for_me, PATIENCE)
            except NothingHeard:
                await self.watch.brought(self.ids)
                if await self._quiet():
                    return await self.citizen.wait_for(self.is_for_me, 0.1)

    async def _quiet(self) -> bool:
        async with self.crowd.looks:
            return await self.crowd.quiet((self.double.kind, self.citizen.id), self.ids)

    async def _stored(self, id: str) -> bool:
        async with self.crowd.looks:
            return await self.crowd.stored(self.double.kind, id)

    def is_for_me(self, shown: Shown) -> bool:
        """Neither a question that came twice, nor what the second half of a double tap was told."""
        notice, text = self.read(shown)
        if self.answered is not None and text == self.answered[1] and notice in ("", self.answered[0]):
            return False
        return self.mind.reads(shown) and STALE not in notice

    def read(self, shown: Shown) -> tuple[str, str]:
        """A message with the notice before it, if there is one; a question that was answered in place is none."""
        before = self.citizen.screen[self.citizen.screen.index(shown) - 1]
        return "" if before.mine or before.buttons or before.edited else before.text, shown.text
