"""Where a talk stands at one moment: the form, the talk, the time of the event, and what follows from the three."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from consultation.forms.form import Choice, Form, Group, Question, Texts
from consultation.forms.logic import Scene, Slot
from consultation.talk import readable, tongues
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
        """The same with the talk changed. Its scene, which is dear, is kept where nothing changed that makes it."""
        here = Here(self.form, self.talk.model_copy(update=changes), self.now)
        kept = (
            ("scene", "slots", "groups") if changes.keys().isdisjoint(("answers", "language", "began")) else ("groups",)
        )
        here.__dict__.update((name, self.__dict__[name]) for name in kept if name in self.__dict__)
        return here

    def answering(self, answers: Mapping[str, str | None]) -> "Here":
        """The same with other answers, of which those stay that still stand."""
        scene = self._scene(answers, strict=True)
        here = self.moved(answers=scene.answers)
        here.__dict__["scene"] = scene
        return here

    @cached_property
    def scene(self) -> Scene:
        """The form's logic on the answers so far."""
        return self._scene(self.talk.answers)

    def _scene(self, answers: Mapping[str, str | None], *, strict: bool = False) -> Scene:
        talk = self.talk
        return Scene(
            self.form,
            answers,
            now=self.now,
            language=talk.language,
            started=talk.began,
            seed=talk.receipt,
            strict=strict,
        )

    @cached_property
    def slots(self) -> dict[str, Slot]:
        """All that applies now and can be shown in a chat, notes too, by key in the order asked, within limits."""
        return {slot.key: slot for slot in self.scene.slots() if _within(slot)}

    @cached_property
    def groups(self) -> dict[str, Group]:
        """The form's groups by name."""
        return {group.name: group for group in self.form.groups}

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
        return self.slots.get(key)

    @property
    def following(self) -> Slot | None:
        """The first that is asked and has no answer yet."""
        left = (slot for key, slot in self.slots.items() if key not in self.talk.answers)
        return next((slot for slot in left if self.asks(slot)), None)

    def asked(self) -> Iterable[Slot]:
        """All that is asked and applies, in order; "one more?" too."""
        return (slot for slot in self.slots.values() if self.asks(slot))

    def asks(self, slot: Slot) -> bool:
        """Whether a person is asked: not for notes, nor for what is only shown."""
        alone = slot.question.type not in SITTINGS or not slot.numbers  # what a sitting remembers has one place a form
        return slot.more or (alone and self.scene.asks(slot))

    def answered(self) -> list[Slot]:
        """The questions that have an answer, in order; "one more?" is not among them."""
        given = (slot for key, slot in self.slots.items() if key in self.talk.answers)
        return [slot for slot in given if not slot.more and self.asks(slot)]

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
        return self.scene.text(texts, slot, shown=self.shown)

    def told(self, texts: Texts, slot: Slot | None = None) -> str:
        """A text of the form, filled in; where the language has none, in Thai with that language's mark."""
        return tongues.told(texts, self.language, self.text(texts, slot)).strip()

    def shown(self, question: Question, value: str) -> str:
        """An answer to a question as people read it."""
        return readable.shown(question, value, self.form.about.timezone, self.language)

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
            repeats = name in self.groups and self.groups[name].repeat
            depth += repeats
            found.append((name, slot.numbers[:depth] if repeats else ()))
        return tuple(found)


def _within(slot: Slot) -> bool:
    """Whether a slot is within MOST_REPEATS: the last "one more?" would only lead beyond."""
    numbers = slot.numbers
    if not numbers:
        return True
    return all(number <= MOST_REPEATS for number in numbers) and not (slot.more and numbers[-1] >= MOST_REPEATS)
