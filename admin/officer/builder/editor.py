"""The editor of one question or group: its conditions, limits and choices as rows, from the form or as they were sent.

What was sent and refused is shown again exactly as typed, so that nothing has to be typed twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from admin.fields import Fields
from admin.officer.builder import reading
from admin.officer.builder.acts import seen
from consultation.forms import conditions, limits, saying
from consultation.forms.conditions import Condition, Row
from consultation.forms.edits import choices as choice_edits
from consultation.forms.edits.choices import Line
from consultation.forms.form import NUMBERS, SELECTS, Form, Group, Question, in_language
from consultation.forms.limits import MEASURES, TODAY, Bounds

KINDS = {**dict.fromkeys(SELECTS, "choice"), **dict.fromkeys(NUMBERS, "number"), "date": "date", "dateTime": "date"}


@dataclass(frozen=True)
class Asker:
    """An earlier question that a condition may look at. kind: choice, number, date, text or other (answered or not)."""

    name: str
    title: str
    kind: str
    several: bool
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ConditionShown:
    """A condition for editing. own: as an expression. rows: what is chosen, a blank one last."""

    own: bool
    joined: str
    rows: tuple[Row, ...]
    expression: str
    sentence: str


@dataclass(frozen=True)
class LimitShown:
    """The limits of an answer for editing; measure empty: the type has none."""

    measure: str
    own: bool
    least: str
    most: str
    not_past: bool
    not_future: bool
    constraint: str


@dataclass(frozen=True)
class Editor:
    """All that the editor of a question or group shows beside the part itself."""

    part: Question | Group
    seen: str
    askers: tuple[Asker, ...]
    condition: ConditionShown
    limit: LimitShown | None = None
    lines: tuple[Line, ...] = ()
    by_hand: bool = True
    follows: str = ""
    choice_filter: str = ""
    counters: tuple[Asker, ...] = ()

    def asker(self, name: str) -> Asker | None:
        """The earlier question of this name."""
        return next((asker for asker in self.askers if asker.name == name), None)


def editor(form: Form, name: str, sent: Fields | None = None, *, saw: str = "") -> Editor | None:
    """The editor of the question or group of this name; None where there is none. sent: what was typed and
    refused; saw: what the page is to say that it saw.
    """
    part: Question | Group | None = form.question(name) or form.group(name)
    if part is None:
        return None
    before = earlier(form, part)
    common = Editor(part, saw or seen(part), askers(form, before), _condition(form, part, sent))
    if isinstance(part, Group):
        counting = tuple(asker for asker in common.askers if asker.kind == "number")
        return Editor(part, common.seen, common.askers, common.condition, counters=counting)
    following = choice_edits.follows(part)
    own_filter = bool(part.choice_filter) and following is None
    typed = sent or Fields()
    by_hand = not choice_edits.fixed(part) and len(part.choices) <= choice_edits.MANY_CHOICES
    return Editor(
        part,
        common.seen,
        common.askers,
        common.condition,
        limit=_limit(part, sent),
        lines=(*reading.typed_choices(part, typed), *([Line("")] if by_hand else [])) if part.type in SELECTS else (),
        by_hand=by_hand,
        follows=typed.get("follows", "own" if own_filter else following.question if following else ""),
        choice_filter=typed.get("choice_filter", part.choice_filter if own_filter else ""),
    )


def earlier(form: Form, part: Question | Group) -> list[Question]:
    """The questions asked before this one whose answers it can look at: those of other repeats are not among them."""
    inside = [q for q in form.questions if part.name in (q.name, *q.groups)]
    if not inside:
        return []
    around = set(inside[0].groups)
    repeats = {group.name for group in form.groups if group.repeat} - around
    before = form.questions[: form.questions.index(inside[0])]
    return [q for q in before if q.type != "note" and not repeats.intersection(q.groups)]


def askers(form: Form, questions: Sequence[Question]) -> tuple[Asker, ...]:
    """Questions as a condition may look at them."""
    return tuple(
        Asker(
            name=question.name,
            title=saying.named(form, question.name),
            kind=KINDS.get(question.type, "text" if question.type in ("text", "calculate", "hidden") else "other"),
            several=question.type in ("select_multiple", "rank"),
            choices=tuple((choice.name, in_language(choice.label, "th")) for choice in question.choices),
        )
        for question in questions
    )


def _condition(form: Form, part: Question | Group, sent: Fields | None) -> ConditionShown:
    expression = part.relevant
    found = conditions.read(expression)
    own = found is None
    if sent and "if-mode" in sent:
        own, expression = sent["if-mode"] == "own", sent.get("relevant", expression)
        found = Condition(tuple(reading.rows(form, sent)), "or" if sent.get("if-joined") == "or" else "and")
    shown = found or Condition()
    return ConditionShown(
        own, shown.joined, (*shown.rows, Row("", "is")), expression, saying.condition(form, part.relevant)
    )


def _limit(question: Question, sent: Fields | None) -> LimitShown | None:
    measure = MEASURES.get(question.type, "")
    if not measure and not question.constraint:
        return None
    found = limits.read(question.constraint, question.type)
    own, bounds, constraint = found is None, found or Bounds(), question.constraint
    if sent and "limit-mode" in sent:
        own, constraint = sent["limit-mode"] == "own", sent.get("constraint", constraint)
        least = TODAY if "not_past" in sent else sent.line("least")
        bounds = Bounds(least, TODAY if "not_future" in sent else sent.line("most"))
    not_past, not_future = bounds.least == TODAY, bounds.most == TODAY
    least, most = "" if not_past else bounds.least, "" if not_future else bounds.most
    return LimitShown(measure, own, least, most, not_past, not_future, constraint)
