"""Answers on their way in: stored as they come, made into a counted response with its comments when it is sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from consultation.forms.form import Form, Question, in_language
from consultation.people import service as people
from consultation.responses.models import OPINION, Answer, Comment, Response
from consultation.talk.model import Answered, Talk
from consultation.talk.models import TalkRow
from consultation.upsert import upsert
from nlp.personal import mask
from nlp.urgent import spot

# Built once: it runs for every answer.
_RESPONSE = select(Response).where(
    Response.consultation_id == bindparam("consultation"), Response.person_id == bindparam("person")
)
_COLUMNS = ("province", "district", "sector", "age")
CONSENTS = {"consent_contact": "contact", "consent_quote": "quote"}


def response_of(session: Session, row: TalkRow, talk: Talk, channel: str) -> Response:
    """The response that belongs to a talk, made when the first answer is stored."""
    whose = {"consultation": row.consultation_id, "person": row.person_id}
    response = session.exec(_RESPONSE, params=whose).first()
    if response is None:
        response = Response(
            consultation_id=row.consultation_id,
            person_id=row.person_id,
            revision_id=row.revision_id,
            receipt=talk.receipt,
            channel=channel,
            language=talk.language,
            started_at=row.updated_at,
        )
        session.add(response)
        session.flush()
    return response


def store_answers(session: Session, response: Response, form: Form, answers: Sequence[Answered]) -> None:
    """Keep answers; a later one to the same question takes the place of the earlier, a late one stands apart."""
    for answered in answers:
        values = {
            "response_id": response.id,
            "question": answered.question,
            "late": answered.late,
            "value": answered.value,
            "raw": answered.raw,
            "answered_at": answered.at,
        }
        upsert(session, Answer, values, ("response_id", "question", "late"))
        question = form.question(answered.question)
        if question is not None and question.role in _COLUMNS and not answered.late:
            setattr(response, question.role, answered.value)
    session.add(response)


def submit(session: Session, response: Response, form: Form, talk: Talk, at: datetime) -> None:
    """Count the response: what the talk holds is what was said; answers that no longer apply are taken out."""
    answers = standing(session, response, talk)
    facts(response, form, talk)
    response.state, response.submitted_at, response.language = "submitted", at, talk.language
    session.add(response)
    for question, answer in commented(form, answers).items():
        add_comment(session, response, question, answer.raw, at)
    for asked in form.questions:
        given = answers.get(asked.name)
        if asked.role in CONSENTS and given is not None and given.value:
            take_consent(session, response, asked, given, talk)


def take_out(session: Session, response: Response) -> None:
    """Delete the answers of a response that was not sent, but those that came late, with the facts made of them."""
    session.flush()
    gone = delete(Answer).where(col(Answer.response_id) == response.id, col(Answer.late).is_(False))
    session.connection().execute(gone)
    for role in _COLUMNS:
        setattr(response, role, None)
    session.add(response)


def standing(session: Session, response: Response, talk: Talk) -> dict[str, Answer]:
    """The answers in time that the talk still holds; the others are deleted."""
    kept: dict[str, Answer] = {}
    theirs = select(Answer).where(Answer.response_id == response.id, Answer.late == False)  # noqa: E712
    for answer in session.exec(theirs.execution_options(populate_existing=True)):
        if answer.question in talk.answers:
            kept[answer.question] = answer
        else:
            session.delete(answer)
    return kept


def facts(response: Response, form: Form, talk: Talk) -> None:
    """Set what the response tells about the person: province, district, sector, age."""
    for role in _COLUMNS:
        question = form.by_role(role)
        setattr(response, role, talk.answers.get(question.name) if question else None)


def commented(form: Form, answers: dict[str, Answer]) -> dict[str, Answer]:
    """The answers whose free text is a comment, by question, in the form's order."""
    asked = (question for question in form.questions if question.comment)
    return {q.name: answers[q.name] for q in asked if q.name in answers and answers[q.name].value}


def add_comment(session: Session, response: Response, question: str, raw: str, at: datetime) -> None:
    """Make a comment of what was said."""
    assert response.id is not None
    session.add(
        Comment(
            consultation_id=response.consultation_id,
            response_id=response.id,
            question=question,
            raw=raw,
            text=mask(raw).text,
            kind=kind_of(raw),
            created_at=at,
        )
    )


def kind_of(raw: str) -> str:
    """What a comment is taken for until a person says otherwise: `opinion`, `complaint`, `emergency`."""
    found = spot(raw)
    return found.kind if found else OPINION


def take_consent(session: Session, response: Response, question: Question, answer: Answer, talk: Talk) -> None:
    """Keep the yes or no that was answered to one consent."""
    people.consent(
        session,
        response.person_id,
        response.consultation_id,
        CONSENTS[question.role],
        in_language(question.label, talk.language),
        response.channel,
        answer.value == "yes",
        answer.answered_at,
    )
