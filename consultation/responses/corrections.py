"""A sent response opened for correction: new answers wait apart, and take the place of the counted ones all at once.

Whoever never sends again has changed nothing. Whoever does still has one response: its answers, comments, facts and
consents are replaced in one transaction.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from consultation import audit
from consultation.forms.form import Form
from consultation.forms.logic import parse_key
from consultation.people import service as people
from consultation.responses import intake
from consultation.responses.erase import drop_corrections, was_counted
from consultation.responses.models import UNSENT, Answer, Comment, Correction, Response
from consultation.search import index
from consultation.talk.model import Answered, Step, Talk
from consultation.themes.changed import comments_changed, leave_themes
from consultation.traits.changed import forget, soon
from consultation.upsert import upsert
from nlp.clean import clean
from nlp.personal import mask
from nlp.script import script_of

CITIZEN = "citizen"  # who acts where nobody of the staff does


def keep(session: Session, response: Response, answers: Sequence[Answered]) -> None:
    """Keep answers given anew until the response is sent again; the newest to a question stands."""
    for answered in answers:
        values = {
            "response_id": response.id,
            "question": answered.question,
            "value": answered.value,
            "raw": answered.raw,
            "message": answered.message,
            "answered_at": answered.at,
        }
        upsert(session, Correction, values, ("response_id", "question"))


def start_over(session: Session, response: Response) -> None:
    """Forget what was answered so far. Of a sent response only the corrections: what was sent counts unchanged."""
    drop_corrections(session, [response.id or 0])
    if not was_counted(response):
        intake.take_out(session, response)


def send_again(session: Session, response: Response, form: Form, done: Step, at: datetime) -> None:
    """Let the corrected answers and votes count in place of those that were sent. Nothing changes when there are none.

    done: the step that sent them, with what was worked out of the answers.
    """
    rows = session.exec(select(Correction).where(Correction.response_id == response.id)).all()
    given = [
        Answered(question=row.question, value=row.value, raw=row.raw, at=row.answered_at, message=row.message)
        for row in rows
    ]
    if not given and _before(session, response, form) == intake.said(form, done.talk):
        return
    intake.store_answers(session, response, form, given)
    drop_corrections(session, [response.id or 0])
    response.language = done.talk.language
    settle(session, response, form, done, {answered.question for answered in given}, at)


def settle(
    session: Session,
    response: Response,
    form: Form,
    done: Step,
    changed: set[str],
    at: datetime,
    *,
    actor: str = CITIZEN,
) -> None:
    """Make everything that is counted of a sent response say what the talk of `done` holds.

    changed: the questions answered anew, stored already. A comment whose author took its message back stays as an
    empty row (`models.UNSENT`) when the talk holds no answer to its question any more.
    """
    intake.store_answers(session, response, form, done.answers)
    standing = intake.standing(session, response, form, done)
    intake.facts(response, form, done.talk)
    response.corrected_at = at
    session.add(response)
    intake.settle_votes(session, response, form, done.talk, at)
    comments_changed(session, response.consultation_id)
    comments = _comments(session, response, form, standing, at)
    by = actor if actor != CITIZEN else ""
    _consents(session, response, form, done.talk, standing, changed, at, by)
    after = {"answers": len(changed), "comments": comments}
    audit.record(session, actor, "response.correct", f"consultation:{response.consultation_id}", after=after)


def _before(session: Session, response: Response, form: Form) -> set[str]:
    """The keys of what the person had answered, without what was worked out of it."""
    theirs = select(Answer.question).where(Answer.response_id == response.id, Answer.late == False)  # noqa: E712
    worked_out = {question.name for question in form.questions if not question.asked}
    return {key for key in session.exec(theirs) if parse_key(key)[0] not in worked_out}


def _comments(session: Session, response: Response, form: Form, standing: dict[str, Answer], at: datetime) -> int:
    """Make the comments what the answers say now; how many changed. Unchanged words keep their places in themes."""
    there = {_key(row): row for row in session.exec(select(Comment).where(Comment.response_id == response.id))}
    said = intake.commented(form, standing)
    new = [key for key in said if key not in there]
    other = [key for key in said if key in there and _differ(there[key], said[key])]
    gone = [key for key in there if key not in said and there[key].kind != UNSENT]
    changed = [there[key].id or 0 for key in (*other, *gone)]
    leave_themes(session, changed)
    forget(session, changed)
    for key in gone:
        session.delete(there[key])
    for key in other:
        _say(there[key], said[key].raw, at)
        session.add(there[key])
    for key in new:
        intake.add_comment(session, response, key, said[key].raw, at)
    index.keep(session, [response.id or 0])
    if new or changed:
        soon(session, response.consultation_id)
    return len(new) + len(other) + len(gone)


def _key(comment: Comment) -> str:
    """The key of the answer that a comment was made of."""
    return f"{comment.question}[{comment.instance}]" if comment.instance else comment.question


def _differ(comment: Comment, answer: Answer) -> bool:
    return clean(comment.raw) != clean(answer.raw)


def _say(comment: Comment, raw: str, at: datetime) -> None:
    comment.raw, comment.text, comment.created_at = raw, mask(raw).text, at
    comment.kind, comment.script = intake.kind_of(raw), script_of(raw)


def _consents(
    session: Session,
    response: Response,
    form: Form,
    talk: Talk,
    standing: dict[str, Answer],
    changed: set[str],
    at: datetime,
    recorded_by: str,
) -> None:
    """Only a consent that was answered anew is taken anew: one withdrawn meanwhile stays withdrawn."""
    for question in form.questions:
        scope = intake.CONSENTS.get(question.role)
        if scope is None:
            continue
        if (answer := standing.get(question.name)) is None or not answer.value:
            people.withdraw(session, response.person_id, response.consultation_id, scope, at)
        elif question.name in changed:
            people.consent(session, [intake.consented(response, question, answer, talk, recorded_by)])
