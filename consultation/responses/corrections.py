"""A sent response opened for correction: new answers wait apart, and take the place of the counted ones all at once.

Whoever never sends again has changed nothing. Whoever does still has one response: its answers, comments, facts and
consents are replaced in one transaction.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from consultation import audit
from consultation.forms.form import Form
from consultation.people import service as people
from consultation.responses import intake
from consultation.responses.erase import drop_corrections, was_counted
from consultation.responses.models import Answer, Comment, Correction, Response
from consultation.talk.model import Answered, Talk
from consultation.themes.changed import leave_themes
from consultation.upsert import upsert
from nlp.clean import clean
from nlp.personal import mask


def keep(session: Session, response: Response, answers: Sequence[Answered]) -> None:
    """Keep answers given anew until the response is sent again; the newest to a question stands."""
    for answered in answers:
        values = {
            "response_id": response.id,
            "question": answered.question,
            "value": answered.value,
            "raw": answered.raw,
            "answered_at": answered.at,
        }
        upsert(session, Correction, values, ("response_id", "question"))


def start_over(session: Session, response: Response) -> None:
    """Forget what was answered so far. Of a sent response only the corrections: what was sent counts unchanged."""
    drop_corrections(session, [response.id or 0])
    if not was_counted(response):
        intake.take_out(session, response)


def send_again(session: Session, response: Response, form: Form, talk: Talk, at: datetime) -> None:
    """Let the corrected answers count in place of those that were sent. Nothing changes when there are none."""
    given = session.exec(select(Correction).where(Correction.response_id == response.id)).all()
    before = set(session.exec(select(Answer.question).where(Answer.response_id == response.id, Answer.late == False)))  # noqa: E712
    if not given and before == set(talk.answers):
        return
    changed = {row.question for row in given}
    late = {"response_id": response.id, "late": False}
    for row in given:
        values = {"question": row.question, "value": row.value, "raw": row.raw, "answered_at": row.answered_at}
        upsert(session, Answer, late | values, ("response_id", "question", "late"))
    drop_corrections(session, [response.id or 0])
    standing = intake.standing(session, response, talk)
    intake.facts(response, form, talk)
    response.corrected_at, response.language = at, talk.language
    session.add(response)
    comments = _comments(session, response, form, standing, at)
    _consents(session, response, form, talk, standing, changed, at)
    after = {"answers": len(changed), "comments": comments}
    audit.record(session, "citizen", "response.correct", f"consultation:{response.consultation_id}", after=after)


def _comments(session: Session, response: Response, form: Form, standing: dict[str, Answer], at: datetime) -> int:
    """Make the comments what the answers say now; how many changed. Unchanged words keep their places in themes."""
    there = {row.question: row for row in session.exec(select(Comment).where(Comment.response_id == response.id))}
    said = intake.commented(form, standing)
    new = [question for question in said if question not in there]
    other = [question for question in said if question in there and _differ(there[question], said[question])]
    gone = [question for question in there if question not in said]
    leave_themes(session, [there[question].id or 0 for question in (*other, *gone)])
    for question in gone:
        session.delete(there[question])
    for question in other:
        _say(there[question], said[question].raw, at)
        session.add(there[question])
    for question in new:
        intake.add_comment(session, response, question, said[question].raw, at)
    return len(new) + len(other) + len(gone)


def _differ(comment: Comment, answer: Answer) -> bool:
    return clean(comment.raw) != clean(answer.raw)


def _say(comment: Comment, raw: str, at: datetime) -> None:
    comment.raw, comment.text, comment.kind, comment.created_at = raw, mask(raw).text, intake.kind_of(raw), at


def _consents(
    session: Session,
    response: Response,
    form: Form,
    talk: Talk,
    standing: dict[str, Answer],
    changed: set[str],
    at: datetime,
) -> None:
    """Only a consent that was answered anew is taken anew: one withdrawn meanwhile stays withdrawn."""
    for question in form.questions:
        scope = intake.CONSENTS.get(question.role)
        if scope is None:
            continue
        if (answer := standing.get(question.name)) is None or not answer.value:
            people.withdraw(session, response.person_id, response.consultation_id, scope, at)
        elif question.name in changed:
            intake.take_consent(session, response, question, answer, talk)
