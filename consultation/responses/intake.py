"""Answers on their way in: stored as they come, made into a counted response with its comments when it is sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert
from sqlmodel import Session, col, select

from consultation import ahead
from consultation.among import among
from consultation.attachments import service as attachments
from consultation.attachments.models import KINDS as MEDIA
from consultation.columns import BIG
from consultation.forms.form import Form, Question, in_language
from consultation.forms.logic import parse_key
from consultation.opinion import service as opinion
from consultation.people import service as people
from consultation.responses.models import OPINION, Answer, Comment, Response
from consultation.search import index
from consultation.talk import voting
from consultation.talk.model import Answered, Ballot, Step, Talk
from consultation.talk.models import TalkRow
from consultation.themes.changed import comments_changed
from consultation.traits.changed import soon
from consultation.upsert import upsert_all
from nlp.personal import mask
from nlp.script import script_of
from nlp.urgent import spot

# Built once: it runs for every answer.
_RESPONSE = select(Response).where(
    Response.consultation_id == bindparam("consultation"), Response.person_id == bindparam("person")
)
_RESPONSES = select(Response).where(among(col(Response.person_id), "people", BIG))
_IN_TIME = (
    select(Answer)
    .where(Answer.response_id == bindparam("response"), Answer.late == False)  # noqa: E712
    .execution_options(populate_existing=True)
)
_COLUMNS = ("province", "district", "sector", "age")
CONSENTS = {"consent_contact": "contact", "consent_quote": "quote"}


def response_of(session: Session, row: TalkRow, talk: Talk, channel: str) -> Response:
    """The response that belongs to a talk, made when the first answer is stored."""
    whose = {"consultation": row.consultation_id, "person": row.person_id}
    known: Response | None = ahead.take(session, "response", (row.consultation_id, row.person_id))
    none = ahead.missing(session, "response", row.person_id)  # true of the first look only, whatever it finds
    if known is None and not none:
        known = session.exec(_RESPONSE, params=whose).first()
    response = known
    if response is None:
        response = Response(
            consultation_id=row.consultation_id,
            person_id=row.person_id,
            revision_id=row.revision_id,
            receipt=talk.receipt,
            invitation_id=row.invitation_id,
            channel=channel,
            language=talk.language,
            started_at=row.updated_at,
        )
        session.add(response)
        session.flush()
    if talk.meeting is not None and response.state == "started" and response.meeting_id != talk.meeting:
        response.meeting_id, response.source = talk.meeting, "hall"
        session.add(response)
    return response


def read_ahead(session: Session, people: Sequence[int]) -> None:
    """Read the responses of many people at once (consultation/ahead.py)."""
    found = session.exec(_RESPONSES, params={"people": people})
    ahead.put(session, "response", {(row.consultation_id, row.person_id): row for row in found})
    ahead.looked(session, "response", people)


def store_answers(
    session: Session, response: Response, form: Form, answers: Sequence[Answered], *, sent: bool = True
) -> None:
    """Keep answers; a later one to the same question takes the place of the earlier, a late one stands apart.

    sent: whether they may be looked up at once; those of a questionnaire that is not sent yet are, where many events
    are heard together, written with those of others.
    Votes on statements go to consultation/opinion; what a reference stands for is wanted by consultation/attachments.
    """
    for answered in answers:
        part = voting.part_of(form, answered.question)
        if part is not None and part[1] != voting.OWN:
            opinion.keep(session, response, int(part[1]), answered)
            continue
        values = {
            "response_id": response.id,
            "question": answered.question,
            "late": answered.late,
            "value": answered.value,
            "raw": answered.raw,
            "message": answered.message,
            "answered_at": answered.at,
        }
        media = form.question(parse_key(answered.question)[0])
        looked_up = sent or (media is not None and media.type in MEDIA)
        if looked_up or not ahead.later(session, _write, values):
            _write(session, [values])
        question = form.question(answered.question)
        if question is not None and question.role in _COLUMNS and not answered.late:
            setattr(response, question.role, answered.value)
        _attach(session, response, media, answered)
    session.add(response)


def _write(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    upsert_all(session, Answer, rows, ("response_id", "question", "late"))


def _attach(session: Session, response: Response, question: Question | None, answered: Answered) -> None:
    """Have the content of a media answer kept, and destroy that of the one it takes the place of."""
    if question is None or question.type not in MEDIA:
        return
    assert response.id is not None
    if answered.value:
        given = (answered.question, question.type, answered.value, answered.raw)
        attachments.want(session, response.consultation_id, response.id, *given)
    attachments.sweep(session, response.id)


def submit(session: Session, response: Response, form: Form, done: Step, at: datetime) -> None:
    """Count the response: what the talk holds is what was said, with what was worked out of it at the end.

    Answers that no longer apply are taken out. Free text becomes comments; inside a repeat each instance's its own.
    """
    answers = standing(session, response, form, done)
    facts(response, form, done.talk)
    response.state, response.submitted_at, response.language = "submitted", at, done.talk.language
    session.add(response)
    settle_votes(session, response, form, done.talk, at)
    comments = commented(form, answers)
    rows = [_comment(response, key, answer.raw, at) for key, answer in comments.items()]
    if rows and not all(ahead.later(session, _write_comments, row) for row in rows):
        _write_comments(session, rows)
    comments_changed(session, response.consultation_id)
    if comments:
        soon(session, response.consultation_id)
    for question in form.questions:
        given = answers.get(question.name)
        if question.role in CONSENTS and given is not None and given.value:
            agreed = consented(response, question, given, done.talk)
            if not ahead.later(session, _write_consents, agreed):
                people.consent(session, [agreed])


def take_out(session: Session, response: Response) -> None:
    """Delete the answers of a response that was not sent, but those that came late, with the facts made of them."""
    session.flush()
    gone = delete(Answer).where(col(Answer.response_id) == response.id, col(Answer.late).is_(False))
    session.connection().execute(gone)
    attachments.sweep(session, response.id or 0)
    opinion.take_back(session, [response.id or 0])
    for role in _COLUMNS:
        setattr(response, role, None)
    session.add(response)


def facts(response: Response, form: Form, talk: Talk) -> None:
    """Set what the response tells about the person: province, district, sector, age."""
    for role in _COLUMNS:
        question = form.by_role(role)
        setattr(response, role, talk.answers.get(question.name) if question else None)


def settle_votes(session: Session, response: Response, form: Form, talk: Talk, at: datetime) -> None:
    """Let the votes and statements of a response be those that the talk holds."""
    for question in form.questions:
        if question.type == "statements":
            opinion.settle(session, response, question, _ballot(question, talk), at)


def _ballot(question: Question, talk: Talk) -> Ballot | None:
    """What was voted and added in a question that still applies."""
    return talk.ballots.get(question.name) if question.name in talk.answers else None


def _added(form: Form, talk: Talk) -> set[str]:
    """The keys of statements that the person added and that still apply."""
    ballots = ((question.name, _ballot(question, talk)) for question in form.questions)
    return {f"{name}:{voting.OWN}" for name, ballot in ballots if ballot is not None and ballot.own}


def standing(session: Session, response: Response, form: Form, done: Step) -> dict[str, Answer]:
    """The answers in time that stand, by key in the form's order; what the talk holds no longer is deleted."""
    stand = said(form, done.talk) | {answered.question for answered in done.answers}
    kept: dict[str, list[tuple[tuple[int, ...], Answer]]] = {}
    for answer in session.exec(_IN_TIME, params={"response": response.id}):
        if answer.question in stand:
            name, numbers = parse_key(answer.question)
            kept.setdefault(name, []).append((numbers, answer))
        else:
            session.delete(answer)
    attachments.sweep(session, response.id or 0)
    by_number = {name: sorted(found, key=lambda one: one[0]) for name, found in kept.items()}
    return {one.question: one for question in form.questions for _, one in by_number.get(question.name, ())}


def said(form: Form, talk: Talk) -> set[str]:
    """The keys of what the person answered and added."""
    return {*talk.answers, *_added(form, talk)}


def commented(form: Form, answers: dict[str, Answer]) -> dict[str, Answer]:
    """Of answers that stand those whose free text is a comment."""
    asked = {question.name for question in form.questions if question.comment}
    return {key: answer for key, answer in answers.items() if answer.value and parse_key(key)[0] in asked}


def add_comment(session: Session, response: Response, key: str, raw: str, at: datetime) -> None:
    """Make a comment of what was said. key: of the answer, which inside repeats has their numbers."""
    session.add(Comment(**_comment(response, key, raw, at)))


def _comment(response: Response, key: str, raw: str, at: datetime) -> dict[str, Any]:
    name, numbers = parse_key(key)
    return {
        "consultation_id": response.consultation_id,
        "response_id": response.id,
        "question": name,
        "instance": ".".join(map(str, numbers)),
        "raw": raw,
        "text": mask(raw).text,
        "script": script_of(raw),
        "kind": kind_of(raw),
        "created_at": at,
    }


def _write_comments(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    session.connection().execute(insert(Comment), rows)
    index.add(session, {row["response_id"] for row in rows})


def _write_consents(session: Session, said: Sequence[people.Consented]) -> None:
    people.consent(session, said)
    session.flush()


def kind_of(raw: str) -> str:
    """What a comment is taken for until a person says otherwise: `opinion`, `complaint`, `emergency`."""
    found = spot(raw)
    return found.kind if found else OPINION


def consented(
    response: Response, question: Question, answer: Answer, talk: Talk, recorded_by: str = ""
) -> people.Consented:
    """The yes or no that was answered to one consent. recorded_by: see `people.Consented`."""
    return people.Consented(
        response.person_id,
        response.consultation_id,
        CONSENTS[question.role],
        in_language(question.label, talk.language),
        response.channel,
        answer.value == "yes",
        answer.answered_at,
        recorded_by,
    )
