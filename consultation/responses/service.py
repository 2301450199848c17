"""Reading responses: counts as they come in, closed questions, comments for planners, rows for export."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from consultation.among import among
from consultation.columns import BIG
from consultation.entry.wording import say
from consultation.forms import service as forms
from consultation.forms.form import Form, Question, in_language
from consultation.forms.logic import parse_key
from consultation.invitations.models import Invitation
from consultation.people.models import Consent
from consultation.places.districts import district as find_district
from consultation.places.schemes import UnknownPlace
from consultation.places.schemes import province as find_province
from consultation.responses.models import UNSENT, Answer, Comment, Response

SUBMITTED = "submitted"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Count(_Value):
    """So many people under a name; `key` is what is stored."""

    key: str
    name: str
    n: int


class Figures(_Value):
    """How a consultation goes: people who sent, people who began and have not sent, and who they are.

    represented: for how many people the responses speak, where some speak for several; not a count of people who said
    anything. sources: chat, and each way by which staff brought answers.
    """

    submitted: int
    started: int
    provinces: tuple[Count, ...]
    sectors: tuple[Count, ...]
    ages: tuple[Count, ...]
    channels: tuple[Count, ...]
    languages: tuple[Count, ...]
    sources: tuple[Count, ...]
    represented: int
    last_at: datetime | None


class QuestionFigures(_Value):
    """A closed question: how many answered it (`base`) and how they answered."""

    question: str
    label: str
    role: str
    base: int
    counts: tuple[Count, ...]


class CommentView(_Value):
    """A comment for readers: personal data masked; `ref` is how documents cite it."""

    id: int
    ref: str
    response_id: int
    question: str
    text: str
    kind: str
    province: str | None
    province_name: str
    district_name: str
    sector: str | None
    sector_name: str
    age: str | None
    age_name: str
    quote_ok: bool
    language: str = "th"  # of the talk that it was said in
    script: str | None = None
    created_at: datetime
    organisation: str = ""  # whose representative said it, by an invitation code


def figures(session: Session, consultation_id: int, *, meeting_id: int | None = None) -> Figures:
    """Counts of people by what they are, largest first; only sent responses but for `started`.

    meeting_id: only what was given at this meeting.
    """
    of = _given(consultation_id, meeting_id)
    form = forms.current(session, consultation_id)
    state = dict(_grouped(session, of, Response.state, any_state=True))
    last = select(func.max(Response.submitted_at)).where(*of)
    speaks = select(func.sum(Response.represents)).where(*of, Response.state == SUBMITTED)
    return Figures(
        submitted=state.get(SUBMITTED, 0),
        started=state.get("started", 0),
        provinces=_counts(_grouped(session, of, Response.province), lambda key: _place(form, key)),
        sectors=_by_role(session, of, form, "sector", Response.sector),
        ages=_by_role(session, of, form, "age", Response.age),
        channels=_counts(_grouped(session, of, Response.channel), str),
        languages=_counts(_grouped(session, of, Response.language), str),
        sources=_counts(_grouped(session, of, Response.source), lambda key: say("source", key)),
        represented=int(session.exec(speaks).one() or 0),
        last_at=session.exec(last).one(),
    )


def submitted(session: Session, consultations: Collection[int]) -> dict[int, int]:
    """How many people sent their answers, of each of many consultations; one that is missing has none."""
    sent = (col(Response.consultation_id).in_(consultations), Response.state == SUBMITTED)
    counted = select(Response.consultation_id, func.count()).where(*sent).group_by(col(Response.consultation_id))
    return dict(session.exec(counted).all())


def stances(
    session: Session, consultation_id: int, *, meeting_id: int | None = None, only: str = ""
) -> list[QuestionFigures]:
    """Every closed question of the newest revision with its counts, in the form's order and the choices' order.

    meeting_id: only what was answered at this meeting; only: the name of the one question that is wanted.
    """
    form = forms.current(session, consultation_id)
    shown = [question for question in closed(form) if only in ("", question.name)]
    values = _values(session, _given(consultation_id, meeting_id), form, [question.name for question in shown])
    return [_question_figures(question, values.get(question.name, [])) for question in shown]


def closed(form: Form) -> list[Question]:
    """The questions of a form that are answered by choosing, but for those that look another way."""
    return [question for question in form.questions if question.choices and question.appearance == ""]


def comments(
    session: Session, consultation_id: int, question: str | None = None, kinds: Collection[str] = ()
) -> list[CommentView]:
    """All comments of a consultation, of one question when named, of some kinds when named, oldest first."""
    rows = (
        select(Comment, Response)
        .join(Response, col(Comment.response_id) == col(Response.id))
        .where(Comment.consultation_id == consultation_id, Response.state == SUBMITTED, Comment.kind != UNSENT)
        .order_by(col(Comment.id))
    )
    if question is not None:
        rows = rows.where(Comment.question == question)
    if kinds:
        rows = rows.where(col(Comment.kind).in_(kinds))
    return views(session, consultation_id, session.exec(rows).all())


def latest(session: Session, consultation_id: int, limit: int = 10) -> list[CommentView]:
    """The newest comments, newest first."""
    rows = (
        select(Comment, Response)
        .join(Response, col(Comment.response_id) == col(Response.id))
        .where(Comment.consultation_id == consultation_id, Response.state == SUBMITTED, Comment.kind != UNSENT)
        .order_by(col(Comment.id).desc())
        .limit(limit)
    )
    return views(session, consultation_id, session.exec(rows).all())


def place_name(key: str) -> str:
    """A province's Thai name by its ISO code; the key itself for what is no code."""
    try:
        return find_province(key).name_th
    except UnknownPlace:
        return key


def reference(comment_id: int) -> str:
    """How a comment is cited in documents and links: `C12`."""
    return f"C{comment_id}"


def views(session: Session, consultation_id: int, rows: Iterable[tuple[Comment, Response]]) -> list[CommentView]:
    """Comments with their responses as readers see them."""
    form = forms.current(session, consultation_id)
    sectors, ages = _names(form, "sector"), _names(form, "age")
    of = list(rows)
    quotable = _quotable(session, consultation_id, {response.person_id for _, response in of})
    named = representing(session, [response for _, response in of])
    return [
        CommentView(
            id=comment.id or 0,
            ref=reference(comment.id or 0),
            response_id=comment.response_id,
            question=comment.question,
            text=comment.text,
            kind=comment.kind,
            province=response.province,
            province_name=_place(form, response.province or ""),
            district_name=_district_name(response.district),
            sector=response.sector,
            sector_name=sectors.get(response.sector or "", ""),
            age=response.age,
            age_name=ages.get(response.age or "", ""),
            quote_ok=response.person_id in quotable,
            language=response.language,
            script=comment.script,
            created_at=comment.created_at,
            organisation=named.get(response.id, ""),
        )
        for comment, response in of
    ]


def _quotable(session: Session, consultation_id: int, people: Collection[int]) -> set[int]:
    """Those of these people who agreed to be quoted."""
    agreed = select(Consent.person_id).where(
        Consent.consultation_id == consultation_id, Consent.scope == "quote", col(Consent.withdrawn_at).is_(None)
    )
    return set(session.exec(agreed.where(among(col(Consent.person_id), "people", BIG)), params={"people": people}))


def representing(session: Session, of: Iterable[Response]) -> dict[int | None, str]:
    """For which organisation representatives answer, by response; citizens are left out."""
    by_invitation = {response.invitation_id: response.id for response in of if response.invitation_id is not None}
    query = select(Invitation.id, Invitation.organisation).where(col(Invitation.id).in_(by_invitation))
    return {by_invitation[id or 0]: name for id, name in session.exec(query)} if by_invitation else {}


def _place(form: Form, key: str) -> str:
    return _names(form, "province").get(key) or place_name(key)


def _district_name(code: str | None) -> str:
    try:
        return find_district(code).name_th if code else ""
    except UnknownPlace:
        return code or ""


def _names(form: Form, role: str) -> dict[str, str]:
    question = form.by_role(role)
    return {choice.name: in_language(choice.label, "th") for choice in question.choices} if question else {}


def _given(consultation_id: int, meeting_id: int | None) -> list[ColumnElement[bool]]:
    """Which responses are meant."""
    of = [col(Response.consultation_id) == consultation_id]
    return of if meeting_id is None else [*of, col(Response.meeting_id) == meeting_id]


def _grouped(
    session: Session, of: list[ColumnElement[bool]], column: object, any_state: bool = False
) -> list[tuple[str, int]]:
    query = select(column, func.count()).where(*of)  # type: ignore[call-overload]
    if not any_state:
        query = query.where(Response.state == SUBMITTED)
    return [(key, n) for key, n in session.exec(query.group_by(column)).all() if key is not None]


def _by_role(
    session: Session, of: list[ColumnElement[bool]], form: Form, role: str, column: object
) -> tuple[Count, ...]:
    names = _names(form, role)
    return _counts(_grouped(session, of, column), lambda key: names.get(key, key))


def _counts(grouped: Iterable[tuple[str, int]], name: object) -> tuple[Count, ...]:
    assert callable(name)
    rows = [Count(key=key, name=name(key), n=n) for key, n in grouped]
    return tuple(sorted(rows, key=lambda row: (-row.n, row.name)))


def _values(session: Session, of: list[ColumnElement[bool]], form: Form, questions: list[str]) -> dict[str, list[str]]:
    """The answers by question; inside repeats every instance's counts."""
    query = (
        select(Answer.question, Answer.value)
        .join(Response, col(Answer.response_id) == col(Response.id))
        .where(*of, Response.state == SUBMITTED)
        .where(to_questions(form, questions), col(Answer.value).is_not(None), col(Answer.late).is_(False))
    )
    values: dict[str, list[str]] = {}
    for key, value in session.exec(query):
        values.setdefault(parse_key(key)[0], []).append(value or "")
    return values


def to_questions(form: Form, names: Collection[str]) -> ColumnElement[bool]:
    """That an answer is to one of these questions, in whichever repeat."""
    several = [name for name in names if _repeated(form, name)]
    inside = (col(Answer.question).startswith(f"{name}[", autoescape=True) for name in several)
    return or_(col(Answer.question).in_(names), *inside)


def _repeated(form: Form, name: str) -> bool:
    question = form.question(name)
    groups = [form.group(group) for group in (question.groups if question else ())]
    return any(group is not None and group.repeat for group in groups)


def _question_figures(question: Question, values: list[str]) -> QuestionFigures:
    tally = Counter(
        name for value in values for name in (value.split()[:1] if question.type == "rank" else value.split())
    )
    counts = [
        Count(key=choice.name, name=in_language(choice.label, "th"), n=tally[choice.name])
        for choice in question.choices
    ]
    label = in_language(question.short or question.label, "th")
    return QuestionFigures(
        question=question.name, label=label, role=question.role, base=len(values), counts=tuple(counts)
    )
