"""Where a talk stands at one moment: the form, the talk, the time of the event, and what follows from the three."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from consultation.forms.form import Choice, Form, Texts
from consultation.forms.logic import Scene, Slot
from consultation.talk.model import Outgoing, Talk
from consultation.talk.sitting import Sitting
from consultation.talk.voting import VOTING
from consultation.talk.wording import say

SITTINGS: dict[str, Sitting] = {"statements": VOTING}  # types of question that take many steps of their own
MOST_REPEATS = 20  # of one repeat: beyond this nobody goes on answering, and it is neither offered nor asked

Entered = tuple[str, tuple[int, ...]]  # a group and, where it is a repeat, the numbers down to it


@dataclass(frozen=True)
class Here:
    """One form, one talk, one moment. now: the time of the event, aware; the clock is never read."""

    form: Form
    talk: Talk
    now: datetime

    def moved(self, **changes: Any) -> "Here":
        """The same with the talk changed. Its scene, which is dear, is kept as long as nothing changed that makes it."""
        here = Here(self.form, self.talk.model_copy(update=changes), self.now)
        if changes.keys().isdisjoint(("answers", "language", "began")):
            for name in ("scene", "slots"):
                if name in self.__dict__:
                    here.__dict__[name] = self.__dict__[name]
        return here

    @cached_property
    def scene(self) -> Scene:
        """The form's logic on the answers so far."""
        talk = self.talk
        return Scene(
            self.form, talk.answers, now=self.now, language=talk.language, started=talk.began, seed=talk.receipt
        )

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """All that applies now and can be shown in a chat, notes too, in the order asked, within MOST_REPEATS."""
        return tuple(slot for slot in self.scene.slots() if _within(slot))

    @property
    def expected(self) -> Iterable[Slot]:
        """What is asked now, and what will be as far as can be told: choices that hang on a question still to come."""
        return (slot for slot in self.scene.expected() if _within(slot) and self.asks(slot))

    @property
    def language(self) -> str:
        return self.talk.language

    @property
    def local(self) -> datetime:
        """The moment by the clock on the wall."""
        return self.now.astimezone(ZoneInfo(self.form.about.timezone))

    @property
    def open(self) -> Slot | None:
        """The question that is open; None when there is none, or when it does not apply any more."""
        return self.slot(self.talk.at) if self.talk.at is not None else None

    def slot(self, key: str) -> Slot | None:
        """What is asked under a key, if it applies now."""
        return next((slot for slot in self.slots if slot.key == key), None)

    @property
    def following(self) -> Slot | None:
        """The first that is asked and has no answer yet."""
        return next((slot for slot in self.asked() if slot.key not in self.talk.answers), None)

    def asked(self) -> Iterable[Slot]:
        """All that is asked and applies, in order; "one more?" too."""
        return (slot for slot in self.slots if self.asks(slot))

    def asks(self, slot: Slot) -> bool:
        """Whether a person is asked: not for notes, nor for what is only shown."""
        return slot.more or self.scene.asks(slot)

    def answered(self) -> list[Slot]:
        """The questions that have an answer, in order; "one more?" is not among them."""
        return [slot for slot in self.asked() if not slot.more and slot.key in self.talk.answers]

    def answer(self, slot: Slot) -> str | None:
        """The answer of a slot; None where it was skipped, or not yet asked."""
        return self.talk.answers.get(slot.key)

    def nearest(self, slot: Slot, name: str) -> str | None:
        """The answer to another question as seen from a slot: the one of the same instance before one further out."""
        question = self.form.question(name)
        if question is None:
            return None
        for depth in range(len(slot.numbers), -1, -1):
            key = Slot(question, slot.numbers[:depth]).key
            if key in self.talk.answers:
                return self.talk.answers[key]
        return None

    def text(self, texts: Texts, slot: Slot | None = None) -> str:
        """A text of the form in the talk's language, with the answers it speaks of filled in."""
        return self.scene.text(texts, slot)

    def label(self, choice: Choice, slot: Slot) -> str:
        """What a choice is called."""
        return self.text(choice.label, slot).strip() or choice.name

    def say(self, key: str, **values: Any) -> str:
        """A sentence of the catalogue in the talk's language."""
        return say(key, self.language, **values)

    def plain(self, key: str, **values: Any) -> Outgoing:
        """A sentence of the catalogue as a message of its own."""
        return Outgoing(key=key, text=self.say(key, **values))

    def around(self, slot: Slot) -> tuple[Entered, ...]:
        """The groups around a slot, outermost first, each repeat with the numbers down to it."""
        found: list[Entered] = []
        depth = 0
        for name in slot.question.groups:
            group = self.form.group(name)
            depth += bool(group and group.repeat)
            found.append((name, slot.numbers[:depth] if group and group.repeat else ()))
        return tuple(found)


def _within(slot: Slot) -> bool:
    """Whether a slot is within MOST_REPEATS: the last "one more?" would only lead beyond."""
    numbers = slot.numbers
    return all(number <= MOST_REPEATS for number in numbers) and not (slot.more and numbers[-1] >= MOST_REPEATS)
