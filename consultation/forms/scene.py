"""One form, one set of answers, one moment: which questions apply, what is offered, what is accepted, what comes of it.

Questions are judged in form order, each by the answers before it, so that a walk and its replay see the same and no
condition can send a talk in circles. Calculated values are worked out when something asks for them, in the order in
which they lean on each other. An expression that fails hides no question and forbids no answer.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from consultation.forms.evaluation import Evaluation, Moment
from consultation.forms.form import SELECTS, Choice, Form, Question, Texts, in_language
from consultation.forms.instance import Instance
from consultation.forms.layout import layout
from consultation.forms.place import Place
from consultation.forms.shuffle import shuffled
from consultation.forms.slots import Numbers, Slot, key_of

Answers = Mapping[str, str | None]
MOST_INSTANCES = 100  # of one repeat at one place
MOST_IN_ALL = 500  # of all repeats together

_REF = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_YES = ("yes", "true", "true()", "1")


class Scene:
    """A form with answers at a moment.

    answers: by key; what no question asks for is left aside. now, started: aware. seed: makes random numbers and
    orders, so the same for one response. strict: keep only answers that are still offered and allowed (`settle`).
    """

    def __init__(
        self,
        form: Form,
        answers: Answers,
        *,
        now: datetime,
        language: str = "th",
        started: datetime | None = None,
        seed: str = "",
        strict: bool = False,
    ) -> None:
        zone = ZoneInfo(form.about.timezone)
        self.form = form
        self.language = language
        self.answers: dict[str, str | None] = {}
        self._given = answers
        self._strict = strict
        self._layout = layout(form)
        moment = Moment(now.astimezone(zone), (started or now).astimezone(zone), zone, language, seed)
        self._evaluation = Evaluation(self._layout, Instance(), moment)
        self._slots: dict[str, tuple[Slot, Place]] = {}
        self._expected: list[Slot] = []
        self._fixed: set[str] = set()
        self._unasked: list[tuple[Place, Numbers]] = []
        self._room = MOST_IN_ALL
        self._walk(self._layout.root, ())

    def slots(self) -> tuple[Slot, ...]:
        """Every question, note and "one more?" that applies now, in the order asked."""
        return tuple(slot for slot, _ in self._slots.values())

    def expected(self) -> tuple[Slot, ...]:
        """The slots, and those whose choices hang on an answer that is still to come."""
        return tuple(self._expected)

    def following(self) -> Slot | None:
        """The first question to be asked that has no answer yet; None when all is answered."""
        return next(
            (slot for slot, _ in self._slots.values() if slot.key not in self.answers and self.asks(slot)), None
        )

    def slot(self, key: str) -> Slot | None:
        """The slot of a key, where it applies."""
        return self._slots[key][0] if key in self._slots else None

    def asks(self, slot: Slot) -> bool:
        """Whether a person is asked: not for notes, nor for what is only shown."""
        return slot.question.asked and slot.key not in self._fixed

    def relevant(self, slot: Slot) -> bool:
        """Whether the question applies, its groups too; a select that offers nothing does not."""
        return slot.key in self._slots

    def required(self, slot: Slot) -> bool:
        """Whether it must be answered."""
        question = slot.question
        if slot.more or question.required or not question.required_when:
            return slot.more or question.required
        place = self._place(slot)
        with self._evaluation.until(place.name, slot.numbers):
            return self._evaluation.holds(question.required_when, place, slot.numbers, otherwise=False)

    def offered(self, slot: Slot) -> tuple[Choice, ...]:
        """The choices that the filter lets through, in the order in which they are shown."""
        question = slot.question
        if slot.more or question.type not in SELECTS:
            return ()
        if not question.choice_filter and not question.parameters:
            return question.choices
        place = self._place(slot)
        with self._evaluation.until(place.name, slot.numbers):
            return self._ordered(question, place, slot.numbers, self._choices(place, slot.numbers))

    def accepts(self, slot: Slot, value: str) -> bool:
        """Whether the constraint allows this value; the empty one it does not judge."""
        if slot.more:
            return value in ("yes", "no")
        if not slot.question.constraint or not value:
            return True
        place = self._place(slot)
        with self._evaluation.until(place.name, slot.numbers):
            return self._allows(place, slot.numbers, value)

    def default(self, slot: Slot) -> str | None:
        """What the form puts in before anybody answers: its calculation or default; None for nothing."""
        if slot.more or not (slot.question.default or slot.question.calculation):
            return None
        place = self._place(slot)
        with self._evaluation.until(place.name, slot.numbers):
            return self._preset(place, slot.numbers) or None

    def text(
        self, texts: Texts, slot: Slot | None = None, *, shown: Callable[[Question, str], str] | None = None
    ) -> str:
        """A text in the scene's language, `${name}` filled in as it is meant at the slot.

        shown: how a value is written for people; choices by their labels, all else as it is, when left out.
        """
        written = in_language(texts, self.language)
        if "${" not in written:
            return written
        place, numbers = (self._place(slot), slot.numbers) if slot is not None else (self._layout.root, ())
        return _REF.sub(lambda blank: self._filled(blank[1], place, numbers, shown or self.shown), written)

    def shown(self, question: Question, value: str) -> str:
        """A value as people read it: choices by their labels, all else as it is."""
        if question.type not in SELECTS:
            return value
        choices = {choice.name: in_language(choice.label, self.language) for choice in question.choices}
        between = " > " if question.type == "rank" else ", "
        return between.join(choices.get(name, name) for name in value.split())

    def calculated(self) -> dict[str, str]:
        """The values of calculate, hidden, start, end and today, by key."""
        found = {key_of(place.name, numbers): self._evaluation.node(place, numbers) for place, numbers in self._unasked}
        return {key: value for key, value in found.items() if value is not None}

    def _walk(self, parent: Place, numbers: Numbers) -> None:
        for place in parent.places:
            group = place.group
            if group is None:
                self._meet(place, numbers)
            elif group.repeat and group.repeat_count:
                self._counted(place, numbers)
            elif group.repeat:
                self._grown(place, numbers)
            elif self._evaluation.applies(place, numbers):
                self._evaluation.meet(place, numbers)
                self._walk(place, numbers)

    def _counted(self, place: Place, numbers: Numbers) -> None:
        assert place.group is not None
        wanted = self._evaluation.number(place.group.repeat_count, place.beside, numbers)
        most = min(MOST_INSTANCES, self._room)
        for number in range(1, int(min(wanted, most) if wanted > 0 else 0) + 1):
            self._one(place, (*numbers, number))

    def _grown(self, place: Place, numbers: Numbers) -> None:
        for number in range(MOST_INSTANCES):
            slot = Slot(place.more, (*numbers, number), more=True)
            if not self._room or not self._evaluation.applies(place, (*numbers, number + 1)):
                return
            self._ask(slot, place)
            answer = self._given.get(slot.key)
            if slot.key in self._given and (answer in ("yes", "no") or not self._strict):
                self.answers[slot.key] = answer
            if answer != "yes":
                return
            self._one(place, (*numbers, number + 1))

    def _one(self, place: Place, numbers: Numbers) -> None:
        """One instance of a repeat."""
        self._room -= 1
        if self._evaluation.applies(place, numbers):
            self._evaluation.meet(place, numbers)
            self._walk(place, numbers)

    def _meet(self, place: Place, numbers: Numbers) -> None:
        question = place.question
        assert question is not None
        if place.values:
            self._evaluation.meet(place, numbers)
            self._unasked.append((place, numbers))
        elif self._evaluation.applies(place, numbers):
            slot = Slot(question, numbers) if numbers else place.slot
            if question.type in SELECTS and not self._choices(place, numbers):
                if any(not self._answered(name, place, numbers) for name in self._layout.filters_on(place)):
                    self._expected.append(slot)
                return
            self._ask(slot, place)
            self._evaluation.meet(place, numbers, self._taken(slot, place))

    def _ask(self, slot: Slot, place: Place) -> None:
        self._slots[slot.key] = slot, place
        self._expected.append(slot)

    def _taken(self, slot: Slot, place: Place) -> str:
        """The value of a question that applies: the answer given, where it stands; else what is only shown."""
        question, key = slot.question, slot.key
        if question.read_only and self._says_yes(question.read_only, place, slot.numbers):
            self._fixed.add(key)
            return self._preset(place, slot.numbers)
        if key not in self._given or question.type == "note":
            return self._preset(place, slot.numbers) if question.calculation else ""
        value = self._given[key]
        if self._strict and value is not None and not self._stands(place, slot.numbers, value):
            return ""
        self.answers[key] = value
        return value or ""

    def _stands(self, place: Place, numbers: Numbers, value: str) -> bool:
        question = place.question
        assert question is not None
        # A place outside the cluster is kept by its own code; it is not among the buttons.
        listed = question.type in SELECTS and question.appearance != "province"
        if listed and not set(value.split()) <= {choice.name for choice in self._choices(place, numbers)}:
            return False
        return not value or self._allows(place, numbers, value)

    def _allows(self, place: Place, numbers: Numbers, value: str) -> bool:
        assert place.question is not None
        constraint = place.question.constraint
        return not constraint or self._evaluation.holds(constraint, place, numbers, value, otherwise=True)

    def _choices(self, place: Place, numbers: Numbers) -> tuple[Choice, ...]:
        question = place.question
        assert question is not None
        return self._evaluation.chosen(question, place, numbers) if question.choice_filter else question.choices

    def _ordered(
        self, question: Question, place: Place, numbers: Numbers, choices: tuple[Choice, ...]
    ) -> tuple[Choice, ...]:
        if question.parameters.get("randomize", "").lower() not in _YES:
            return choices
        written = question.parameters.get("seed", "")
        own = self._evaluation.own_seed(place, numbers)
        return tuple(shuffled(choices, self._evaluation.number(written, place, numbers) if written else own))

    def _preset(self, place: Place, numbers: Numbers) -> str:
        assert place.question is not None
        if place.question.calculation:
            return self._evaluation.text(place.question.calculation, place, numbers)
        return self._evaluation.default(place, numbers)

    def _says_yes(self, written: str, place: Place, numbers: Numbers) -> bool:
        if written.lower() in _YES or written.lower() in ("no", "false", "false()", "0"):
            return written.lower() in _YES
        return self._evaluation.holds(written, place, numbers, otherwise=False)

    def _answered(self, name: str, place: Place, numbers: Numbers) -> bool:
        other = self._layout.places.get(name)
        if other is None or other.question is None or not other.question.asked:
            return True
        return key_of(name, numbers[: len(place.common(other))]) in self.answers

    def _filled(self, name: str, place: Place, numbers: Numbers, shown: Callable[[Question, str], str]) -> str:
        found = self._evaluation.nodes(name, place, numbers)
        questions = [(other.question, value) for other, _, value in found if other.question is not None]
        return ", ".join(shown(question, value) for question, value in questions if value)

    def _place(self, slot: Slot) -> Place:
        if slot.key in self._slots:
            return self._slots[slot.key][1]
        return self._layout.places.get(slot.question.name, self._layout.root)
