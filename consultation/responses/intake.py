"""Answers on their way in: stored as they come, made into a counted response with its comments when it is sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, select

from consultation.forms.form import Form, Question, in_language
from consultation.forms.logic import parse_key
from consultation.opinion import service as opinion
from consultation.people import service as people
from consultation.responses.models import Answer, Comment, Response
from consultation.talk import voting
from consultation.talk.model import Answered, Ballot, Step, Talk
from consultation.talk.models import TalkRow
from consultation.upsert import upsert
from nlp.personal import mask
from nlp.script import script_of

# Built once: it runs for every answer.
_RESPONSE = select(Response).where(
    Response.consultation_id == bindparam("consultation"), Response.person_id == bindparam("person")
)
_COLUMNS = ("province", "district", "sector", "age")
_CONSENTS = {"consent_contact": "contact", "consent_quote": "quote"}


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
    """Keep answers; a later one to the same question takes the place of the earlier, a late one stands apart.

    Votes on statements go to consultation/opinion.
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
            "answered_at": answered.at,
        }
        upsert(session, Answer, values, ("response_id", "question", "late"))
        question = form.question(answered.question)
        if question is not None and question.role in _COLUMNS and not answered.late:
            setattr(response, question.role, answered.value)
    session.add(response)


def submit(session: Session, response: Response, form: Form, done: Step, at: datetime) -> None:
    """Count the response: what the talk holds is what was said, with what was worked out of it at the end.

    Answers that no longer apply are taken out. Free text becomes comments; inside a repeat each instance's its own.
    """
    talk = done.talk
    for role in _COLUMNS:
        question = form.by_role(role)
        setattr(response, role, talk.answers.get(question.name) if question else None)
    response.state, response.submitted_at, response.language = "submitted", at, talk.language
    session.add(response)
    for question in form.questions:
        if question.type == "statements":
            opinion.settle(session, response, question, _ballot(question, talk), at)
    for question, answer in _standing(session, response, form, done):
        if not answer.value:
            continue
        if question.comment:
            _comment(session, response, answer, at)
        elif question.role in _CONSENTS and answer.question == question.name:
            _consent(session, response, question, answer, talk)


def _ballot(question: Question, talk: Talk) -> Ballot | None:
    """What was voted and added in a question that still applies."""
    return talk.ballots.get(question.name) if question.name in talk.answers else None


def _stands(form: Form, done: Step, key: str) -> bool:
    """Whether an answer is part of what was said, or was worked out of it at the end."""
    part = voting.part_of(form, key)
    ballot = _ballot(part[0], done.talk) if part else None
    voted = ballot is not None and ballot.own is not None
    return voted or key in done.talk.answers or key in {answered.question for answered in done.answers}


def _standing(session: Session, response: Response, form: Form, done: Step) -> list[tuple[Question, Answer]]:
    """The answers that stand with their questions, in form order; the others are taken out."""
    answers: dict[str, list[tuple[tuple[int, ...], Answer]]] = {}
    for answer in session.exec(select(Answer).where(Answer.response_id == response.id, Answer.late == False)):  # noqa: E712
        if _stands(form, done, answer.question):
            name, numbers = parse_key(answer.question)
            answers.setdefault(name, []).append((numbers, answer))
        else:
            session.delete(answer)
    by_number = {name: sorted(found, key=lambda one: one[0]) for name, found in answers.items()}
    return [(question, answer) for question in form.questions for _, answer in by_number.get(question.name, ())]


def _comment(session: Session, response: Response, answer: Answer, at: datetime) -> None:
    assert response.id is not None
    session.add(
        Comment(
            consultation_id=response.consultation_id,
            response_id=response.id,
            question=answer.question,
            raw=answer.raw,
            text=mask(answer.raw).text,
            script=script_of(answer.raw),
            created_at=at,
        )
    )


def _consent(session: Session, response: Response, question: Question, answer: Answer, talk: Talk) -> None:
    people.consent(
        session,
        response.person_id,
        response.consultation_id,
        _CONSENTS[question.role],
        in_language(question.label, talk.language),
        response.channel,
        answer.value == "yes",
        answer.answered_at,
    )
