"""The acts of the builder: what a pressed button means, as a pure edit of the form. Unknown buttons only save."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from admin.fields import Fields
from admin.officer.builder import reading
from consultation.errors import refused
from consultation.forms import saying
from consultation.forms.edits import groups, order, questions
from consultation.forms.edits.leaning import listed
from consultation.forms.edits.questions import replaced
from consultation.forms.form import TYPES, UNASKED, Form, Group, Question, Type

ASKED_TYPES: tuple[Type, ...] = tuple(type_ for type_ in TYPES if type_ not in UNASKED)


@dataclass(frozen=True)
class Done:
    """The form after an act: what it was about (`name`), what was done by key, in words, and whether to open it now."""

    form: Form
    name: str
    key: str
    about: str = ""
    opened: bool = False


def edit(form: Form, sent: Fields, ready: tuple[Question, ...] = ()) -> Done:
    """Do what the pressed button says. ready: the ready-made questions that can be added. Raises Refused."""
    act, _, at = sent.get("act", "save").partition(":")
    if act == "use":
        return _use(form, at, ready)
    done = _ACTS.get(act, _save)(form, sent, at)
    return done if done.about else replace(done, about=saying.named(done.form, done.name))


def typed(form: Form, sent: Fields) -> Form:
    """The form with what was typed in the editor, as far as it was sent. Raises Refused."""
    name = sent.get("name", "")
    if (question := form.question(name)) and ("whole" in sent or "label" in sent):
        return questions.change(form, name, reading.question_change(form, question, sent))
    if (group := form.group(name)) and "whole" in sent:
        return groups.change_group(form, name, reading.group_change(form, group, sent))
    return form


def seen(part: Question | Group) -> str:
    """What a page that shows this question or group saw: changes when somebody else changes it."""
    return sha256(part.model_dump_json().encode()).hexdigest()[:12]


def _save(form: Form, sent: Fields, at: str) -> Done:
    name = sent.get("name", "")
    part = form.question(name) or form.group(name)
    if part and sent.get("seen", seen(part)) != seen(part):
        raise refused("form_question_changed", which=saying.named(form, name))
    after = typed(form, sent)
    question = after.question(name)
    wanted: Type | None = next((type_ for type_ in ASKED_TYPES if type_ == sent.get("type")), None)
    if (
        question
        and wanted
        and wanted != question.type
        and question.asked | (question.type == "note")
        and not question.role
    ):
        return Done(replaced(after, questions.retype(question, wanted)), name, "saved", opened=True)
    return Done(after, name, "saved")


def _add(form: Form, sent: Fields, at: str) -> Done:
    type_: Type = next((type_ for type_ in ASKED_TYPES if type_ == (at or sent.get("type"))), "text")
    after, name = questions.add(form, type_, sent.get("after", ""))
    return Done(after, name, "added", opened=True)


def _use(form: Form, role: str, ready: tuple[Question, ...]) -> Done:
    made = next((question for question in ready if question.role == role), None)
    if made is None or form.by_role(role) or form.question(made.name):
        return Done(form, "", "saved")
    after = questions.insert(form, made)
    return Done(after, made.name, "added", saying.named(after, made.name))


def _duplicate(form: Form, sent: Fields, at: str) -> Done:
    after, name = questions.duplicate(form, sent.get("name", ""))
    return Done(
        after, name, "duplicated", saying.named(form, sent.get("name", "")), opened=after.question(name) is not None
    )


def _delete(form: Form, sent: Fields, at: str) -> Done:
    name = sent.get("name", "")
    return Done(questions.delete(form, name), _neighbour(form, name), "deleted", saying.named(form, name))


def _up(form: Form, sent: Fields, at: str) -> Done:
    return Done(order.move(form, sent.get("name", ""), -1), sent.get("name", ""), "moved")


def _down(form: Form, sent: Fields, at: str) -> Done:
    return Done(order.move(form, sent.get("name", ""), 1), sent.get("name", ""), "moved")


def _place(form: Form, sent: Fields, at: str) -> Done:
    place = int(at) if at.isdecimal() and len(at) < 6 else 0
    return Done(order.place(form, sent.get("name", ""), sent.get("into", ""), place), sent.get("name", ""), "moved")


def _group(form: Form, sent: Fields, at: str) -> Done:
    chosen = sent.getall("chosen", [])
    after, name = groups.gather(form, chosen, sent.get("label", ""))
    known = [one for one in chosen if form.question(one) or form.group(one)]
    return Done(after, name, "grouped", listed(form, known), opened=True)


def _ungroup(form: Form, sent: Fields, at: str) -> Done:
    name = sent.get("name", "")
    first = next((question.name for question in form.questions if name in question.groups), "")
    return Done(groups.ungroup(form, name), first, "ungrouped", saying.named(form, name))


def _title(form: Form, sent: Fields, at: str) -> Done:
    thai = sent.line("title")
    return Done(form.model_copy(update={"title": {**form.title, "th": thai}}) if thai else form, "", "titled")


def _choice(step: int | None) -> Callable[[Form, Fields, str], Done]:
    """Move one row of choices, or take it out (None), after saving the rest; the question stays open."""

    def act(form: Form, sent: Fields, at: str) -> Done:
        place = int(at) if at.isdecimal() and len(at) < 6 else -1
        rows = list(zip(*(sent.getall(f"choice-{part}", []) for part in ("name", "label", "parent")), strict=False))
        if 0 <= place < len(rows):
            row = rows.pop(place)
            if step is not None:
                rows.insert(min(max(place + step, 0), len(rows)), row)
        moved = Fields((key, value) for key, value in sent.items() if not key.startswith("choice-"))
        for name, label, parent in rows:
            moved.extend({"choice-name": name, "choice-label": label, "choice-parent": parent})
        return replace(_save(form, moved, at), opened=True)

    return act


def _neighbour(form: Form, name: str) -> str:
    names = [question.name for question in form.questions]
    gone = [question.name for question in form.questions if name in (question.name, *question.groups)]
    at = names.index(gone[0]) if gone else 0
    left = [one for one in names if one not in gone]
    return left[min(at, len(left) - 1)] if left else ""


_ACTS: dict[str, Callable[[Form, Fields, str], Done]] = {
    "save": _save, "add": _add, "duplicate": _duplicate, "delete": _delete, "up": _up, "down": _down, "place": _place,
    "group": _group, "ungroup": _ungroup, "title": _title,
    "choice-up": _choice(-1), "choice-down": _choice(1), "choice-delete": _choice(None),
}  # fmt: skip
