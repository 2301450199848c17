"""What the API answers with about a questionnaire and what came in: forms, responses, comments."""

from datetime import datetime

from consultation.forms.form import Form, Question
from consultation.responses.service import CommentView
from consultation.themes.values import Value


class ChoiceOut(Value):
    """A choice: what is stored, and its label by language."""

    name: str
    label: dict[str, str]


class QuestionOut(Value):
    """A question. type: as in XLSForm; role: what its answer means to the platform; comment: free text for themes."""

    name: str
    type: str
    role: str
    label: dict[str, str]
    short: dict[str, str]
    hint: dict[str, str]
    required: bool
    comment: bool
    groups: tuple[str, ...]
    choices: tuple[ChoiceOut, ...]


class FormOut(Value):
    """The newest revision of a questionnaire. languages: those it is written in."""

    revision: int
    title: dict[str, str]
    languages: tuple[str, ...]
    questions: tuple[QuestionOut, ...]


class ResponseOut(Value):
    """A sent response without its free text, which is among the comments.

    answers: to every question of the newest revision that is answered by choosing (select_one, select_multiple, rank),
    by its name; inside repeats with their numbers from 1, `crop[2]`, `crop[2.1]`.

    id: stands in comments too, so that people can be counted; it names nobody. source: how it came. province: ISO
    3166-2; an empty fact was not told.
    """

    id: int
    source: str
    channel: str
    language: str
    province: str
    sector: str
    age: str
    represents: int
    sent_at: datetime | None
    answers: dict[str, str]


class Responses(Value):
    """A page of sent responses, oldest first. next: the cursor of the next page; null at the end."""

    responses: tuple[ResponseOut, ...]
    next: str | None


class CommentOut(Value):
    """A comment with personal data masked; its text is empty once its author had it erased.

    response: whose it is. quote_ok: whether the author agreed that it is quoted.
    """

    id: int
    ref: str
    response: int
    question: str
    kind: str
    text: str
    language: str
    province: str
    sector: str
    age: str
    quote_ok: bool
    organisation: str
    created_at: datetime


class Comments(Value):
    """A page of comments, oldest first. next: the cursor of the next page; null at the end."""

    comments: tuple[CommentOut, ...]
    next: str | None


def form_out(form: Form) -> FormOut:
    """A questionnaire as the API shows it."""
    return FormOut(
        revision=form.revision,
        title=form.title,
        languages=tuple(sorted({language for each in form.questions for language in each.label})),
        questions=tuple(map(_question, form.questions)),
    )


def comment_out(of: CommentView) -> CommentOut:
    """A comment as the API shows it."""
    facts = ("province", "sector", "age")
    kept = of.model_dump(include=set(CommentOut.model_fields))
    told = kept | {name: kept[name] or "" for name in facts}
    return CommentOut(response=of.response_id, **told)


def _question(of: Question) -> QuestionOut:
    return QuestionOut(
        choices=tuple(ChoiceOut(name=each.name, label=each.label) for each in of.choices),
        **of.model_dump(include=set(QuestionOut.model_fields) - {"choices"}),
    )
