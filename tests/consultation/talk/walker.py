"""Somebody who answers as well as they can, on any form: reads what is open, and taps, types or sends what fits."""

import random
from datetime import datetime, timedelta

from consultation.forms.form import Form
from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds import kind_of
from consultation.talk.model import Button, Incoming, Media, Outgoing, Place, Step, Talk
from consultation.talk.step import begin, step

PATIENCE = 14  # tries at one question before giving up
MOST_INSTANCES = 3  # of a repeat
STEPS_A_QUESTION = 40

WORDS = ("น้ำไม่พอ", "abc", "0812345678", "som.chai@example.org", "1234567890123", "40000", "ก", "A1", "2026-11-02")
NUMBERS = ("1", "7", "0", "50", "๒๐", "18", "2500", "-3", "0.5", "3.25", "100", "2026", "16.4", "999999", "2.5")
DATES = ("5 ม.ค. 2568", "2/11/2569", "วันนี้", "พรุ่งนี้", "1 ธ.ค. 2540", "31/12/2570", "15 มิถุนายน 2530")
TIMES = ("8.30 น.", "13:45", "23:59", "0:05")
MOMENTS = ("5 ม.ค. 2568 8.30 น.", "2 พ.ย. 2569 13:45")
TYPED = {
    "text": WORDS, "integer": NUMBERS, "decimal": NUMBERS, "range": NUMBERS, "date": DATES, "time": TIMES,
    "dateTime": MOMENTS, "acknowledge": ("รับทราบค่ะ",), "geopoint": ("16.43, 102.82",),
}  # fmt: skip


class Stuck(Exception):
    """The walker has tried for long and cannot go on."""


class Walker:
    """One person on one form. chance: decides all that is not decided by the form."""

    def __init__(self, form: Form, chance: random.Random, at: datetime) -> None:
        self.form, self.chance, self.at = form, chance, at
        talk = Talk(code=form.about.code, revision=form.revision, receipt="WALK-2345")
        self.last: Step = begin(form, talk, at)
        self.steps = 0

    @property
    def talk(self) -> Talk:
        return self.last.talk

    def walk(self) -> Talk:
        """To the end. Raises Stuck."""
        while self.talk.stage != "done":
            self.go()
        return self.talk

    def go(self) -> Step:
        """One step on. Raises Stuck."""
        here = Here(self.form, self.talk, self.at)
        if self.talk.misses > PATIENCE or self.steps > STEPS_A_QUESTION * (len(here.slots) + 5):
            raise Stuck(f"at {self.talk.at} after {self.steps} steps")
        self.at += timedelta(minutes=1)
        self.steps += 1
        self.last = step(self.form, self.talk, self._acts(here), self.at)
        return self.last

    def _acts(self, here: Here) -> Incoming:
        shown = self.last.outgoing[-1]
        if (forward := self._button(shown, "start", "send")) is not None:
            return self._taps(forward)
        slot = here.open
        assert slot is not None
        skip = self._button(shown, "skip")
        if skip is not None and self.chance.random() < 0.1 + 0.3 * self.talk.misses:
            return self._taps(skip)
        done = self._button(shown, "done")
        if done is not None and self.chance.random() < 0.6:
            return self._taps(done)
        return self._answers(here, slot, shown)

    def _answers(self, here: Here, slot: Slot, shown: Outgoing) -> Incoming:
        if slot.more:
            more = slot.numbers[-1] < MOST_INSTANCES and self.chance.random() < 0.5
            return self._types("มีค่ะ" if more else "ไม่มีค่ะ")
        kind = slot.question.type
        if kind in ("image", "audio", "video", "file"):
            media = Media.model_validate({"what": kind, "reference": f"test:{self.steps}"})
            return Incoming(kind="media", at=self.at, media=media)
        if kind == "geopoint" and self.chance.random() < 0.5:
            return Incoming(kind="place", at=self.at, place=Place(lat=16.43, lon=102.82))
        tappable = [b for b in shown.buttons if self._would_stand(here, slot, b)] or list(shown.buttons)
        if tappable and (kind not in TYPED or self.chance.random() < 0.6):
            return self._taps(self.chance.choice(tappable))
        return self._types(self._text(here, slot))

    def _text(self, here: Here, slot: Slot) -> str:
        """Something typed, if possible what the constraint allows."""
        given = TYPED.get(slot.question.type, ("1", "1 2", "2"))
        tries = self.chance.sample(given, len(given))
        fits = [text for text in tries if hasattr(kind_of(slot).typed(here, slot, text), "value")]
        return fits[0] if fits else tries[0]

    def _would_stand(self, here: Here, slot: Slot, button: Button) -> bool:
        verb = button.data.rsplit(".", 1)[1]
        if not verb.startswith("c") or slot.question.type in ("select_multiple", "rank"):
            return True
        return hasattr(kind_of(slot).tapped(here, slot, int(verb[1:])), "value")

    def _button(self, shown: Outgoing, *verbs: str) -> Button | None:
        all = (*shown.buttons, *shown.controls)
        return next((button for button in all if button.data.rsplit(".", 1)[1] in verbs), None)

    def _taps(self, button: Button) -> Incoming:
        return Incoming(kind="tap", at=self.at, data=button.data)

    def _types(self, text: str) -> Incoming:
        return Incoming(kind="text", at=self.at, text=text)
