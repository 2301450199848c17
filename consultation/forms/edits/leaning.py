"""Who leans on whom in a form: questions asked, shown or worded by the answer to another one; and free names."""

import re
from collections.abc import Iterable, Iterator, Mapping

from consultation.errors import refused
from consultation.forms import saying
from consultation.forms.form import Form, Group, Question, Texts
from consultation.forms.logic import names_in

_EXPRESSIONS = ("relevant", "constraint", "choice_filter", "required_when", "calculation", "default", "read_only")
_TEXTS = ("label", "hint", "guidance_hint", "required_message", "constraint_message")
_NAME = re.compile(r"(\$\{\s*)([^{}]*?)(\s*\})")


def needs(part: Question | Group) -> set[str]:
    """The names that a question or group speaks of, in its expressions and its texts."""
    spoken = " ".join(_spoken(part))
    return names_in(spoken)


def leaning_on(form: Form, names: set[str]) -> list[str]:
    """The other questions and groups that need one of these, in form order."""
    parts: list[Question | Group] = [*form.questions, *form.groups]
    return [part.name for part in parts if part.name not in names and needs(part) & names]


def keep_order(before: Form, after: Form) -> Form:
    """The form after a move. Raises Refused where something would now come before the answer that it needs."""
    late = _too_early(after) - _too_early(before)
    if late:
        asker, needed = min(late)
        raise refused("form_too_early", asker=saying.named(before, asker), needed=saying.named(before, needed))
    return after


def listed(form: Form, names: Iterable[str]) -> str:
    """Questions and groups as one phrase."""
    return " ".join(saying.named(form, name) for name in names)


def free_name(form: Form, stem: str, taken: Iterable[str] = ()) -> str:
    """A name that nothing in the form has: the stem with a number."""
    there = {question.name for question in form.questions} | {group.name for group in form.groups} | set(taken)
    there |= {f"{question.name}_other" for question in form.questions if question.other}
    return next(name for n in range(1, len(there) + 2) if (name := f"{stem}{n}") not in there)


def renamed(part: Question | Group, names: Mapping[str, str]) -> dict[str, object]:
    """What changes in a part when others are called otherwise: its expressions and texts, by attribute."""

    def told(text: str) -> str:
        return _NAME.sub(lambda found: found[1] + names.get(found[2], found[2]) + found[3], text)

    changed: dict[str, object] = {}
    for attribute in (*_EXPRESSIONS, "repeat_count"):
        if value := getattr(part, attribute, ""):
            changed[attribute] = told(value)
    for attribute in _TEXTS:
        texts: Texts = getattr(part, attribute, {})
        if texts:
            changed[attribute] = {language: told(text) for language, text in texts.items()}
    return changed


def _spoken(part: Question | Group) -> Iterator[str]:
    for attribute in (*_EXPRESSIONS, "repeat_count"):
        yield getattr(part, attribute, "")
    for attribute in _TEXTS:
        yield from getattr(part, attribute, {}).values()


def _too_early(form: Form) -> set[tuple[str, str]]:
    """Who comes before the answer that it needs."""
    place = {question.name: at for at, question in enumerate(form.questions)}
    first: dict[str, int] = {}
    for at, question in enumerate(form.questions):
        for group in question.groups:
            first.setdefault(group, at)
    found: set[tuple[str, str]] = set()
    parts: list[Question | Group] = [*form.questions, *form.groups]
    for part in parts:
        at = place[part.name] if isinstance(part, Question) else first.get(part.name, len(place))
        found |= {(part.name, name) for name in needs(part) if place.get(name, -1) > at}
    return found
