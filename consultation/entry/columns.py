"""The columns of a table of answers: one a question (in repeats one an instance), headed by its key and in Thai."""

from dataclasses import dataclass

from consultation.attachments.service import SCAN
from consultation.entry import votes
from consultation.entry.cells import typed_in
from consultation.entry.facts import COLUMNS, offered
from consultation.entry.wording import say
from consultation.forms import limits
from consultation.forms.form import SELECTS, Form, Question, in_language
from consultation.forms.logic import key_of
from consultation.opinion import text as texts
from consultation.talk.voting import may_add

INSTANCES = 5  # columns of a repeat in the template; a file may have more
INNER = 2  # of a repeat within another


@dataclass(frozen=True)
class Column:
    """key: `_number` or a question's key. note: how it is to be filled in. choices: labels, of one to be chosen."""

    key: str
    heading: str
    note: str = ""
    choices: tuple[str, ...] = ()


def columns(form: Form) -> list[Column]:
    """The columns of a form's template: the paper's facts, the questions in order, its scans."""
    found = [Column(key, say("column", key), say("note", key), _known(key)) for key in COLUMNS]
    for question in form.questions:
        if question.type == "statements":
            found += _votes(form, question)
        elif typed_in(question) or question.type == "image":
            found += [_column(form, question, numbers) for numbers in _instances(form, question)]
    return [*found, Column(SCAN, heading(form, SCAN), say("note", "_scan"))]


def heading(form: Form, key: str) -> str:
    """What a column is called; the key itself where it is none of this form's."""
    if key in (*COLUMNS, SCAN):
        return say("column", key)
    if (statement := votes.heading(form, key)) is not None:
        return statement
    name, _, numbers = key.rstrip("]").partition("[")
    question = form.question(name)
    if question is None:
        return key
    called = in_language(question.short or question.label, "th").strip() or name
    return say("note", "instance", heading=called, number=numbers) if numbers else called


def _column(form: Form, question: Question, numbers: tuple[int, ...]) -> Column:
    key = key_of(question.name, numbers)
    labels = tuple(in_language(one.label, "th") for one in question.choices)
    listed = labels if question.type == "select_one" else ()
    return Column(key, heading(form, key), _note(question, labels), listed)


def _instances(form: Form, question: Question) -> list[tuple[int, ...]]:
    repeats = [name for name in question.groups if (group := form.group(name)) and group.repeat]
    found: list[tuple[int, ...]] = [()]
    for depth, _ in enumerate(repeats):
        most = INSTANCES if depth == 0 else INNER
        found = [(*numbers, n) for numbers in found for n in range(1, most + 1)]
    return found


def _votes(form: Form, question: Question) -> list[Column]:
    """A column for each of the first statements, and one for a statement that the person adds."""
    names = tuple(votes.labels().values())
    note = say("note", "vote", labels=" / ".join(names))
    keys = [f"{question.name}:{one.id}" for one in votes.served(form, question)[: votes.MOST_COLUMNS]]
    found = [Column(key, heading(form, key), note, names) for key in keys]
    if may_add(question):
        key = votes.own_key(question)
        found.append(Column(key, heading(form, key), say("note", "own", most=texts.LONGEST)))
    return found


def _note(question: Question, labels: tuple[str, ...]) -> str:
    said = [say("note", "required")] if question.required else []
    if question.type == "image":
        return say("note", "photo")
    if question.role == "consent_quote":
        said.append(say("note", "consent", words=in_language(question.label, "th").strip()))
    if question.type == "select_multiple":
        said.append(say("note", "several_most" if question.most else "several", most=question.most))
    elif question.type == "rank":
        said.append(say("note", "rank"))
    elif question.type in ("integer", "decimal", "range"):
        said.append(say("note", "number"))
        found = limits.read(question.constraint, question.type)
        if found and found.least and found.most:
            said.append(say("note", "bounds", least=found.least, most=found.most))
    elif question.type == "date":
        said.append(say("note", "date"))
    if question.type in SELECTS[1:] and len(labels) <= 30:
        said.append(say("note", "choices", labels=" ; ".join(labels)))
    if question.relevant:
        said.append(say("note", "relevant"))
    return " · ".join(said)


def _known(key: str) -> tuple[str, ...]:
    section = {"_source": "source", "_language": "language"}.get(key)
    return tuple(offered(section).values()) if section else ()
