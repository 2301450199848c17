"""Groups that an act of the platform made and keeps while it lasts: a draft's sections, while they are open to comment.

Such a group carries the column `prachakhom_draft`. It may be moved as a whole and translated; what it asks may not be
changed, added to, wrapped or taken out by hand, or comments would lead to words that nobody had read.
"""

from typing import Any

from consultation.errors import refused
from consultation.forms import saying
from consultation.forms.edits import questions as edits
from consultation.forms.form import Form, Group, Question, Texts

MARK = "prachakhom_draft"


def locked(form: Form) -> tuple[Group, ...]:
    """The groups of a form that are kept."""
    return tuple(group for group in form.groups if group.extra.get(MARK) == group.name)


def holds(form: Form, name: str) -> bool:
    """Whether a question or group of this name is kept, or stands in a group that is."""
    own, question = {group.name for group in locked(form)}, form.question(name)
    return name in own or (question is not None and not own.isdisjoint(question.groups))


def kept(before: Form | None, after: Form) -> Form:
    """The form to store after an edit by hand: without groups of drafts that are not open here, as a file, a template
    or an older version may bring back.

    Raises Refused where what is kept was changed or is gone.
    """
    there = {group.name for group in locked(before)} if before is not None else set()
    for group in locked(after):
        if group.name not in there:
            after = edits.delete(after, group.name)
    for name in sorted(there):
        assert before is not None
        if _asked(before, name) != _asked(after, name):
            raise refused("form_draft_open", which=saying.named(before, name))
    return after


def _asked(form: Form, name: str) -> tuple[Any, ...]:
    """What a group asks, without its place in the form and what it is called in other languages than Thai."""
    group = form.group(name)
    inside = tuple(_thai(question) for question in form.questions if name in question.groups)
    within = tuple(each.name for each in form.groups if name in each.within)
    head = (group.extra.get(MARK), _only(group.label), group.within, group.relevant, group.repeat) if group else ()
    return (head, within, inside)


def _thai(question: Question) -> tuple[Any, ...]:
    choices = tuple((choice.name, _only(choice.label)) for choice in question.choices)
    texts = (_only(question.label), _only(question.short), _only(question.hint))
    rules = (question.type, question.relevant, question.constraint, question.required, question.required_when)
    return (question.name, question.groups, texts, choices, rules, question.comment, question.appearance)


def _only(texts: Texts) -> str:
    return "\n".join(texts.get("th", "").split())
