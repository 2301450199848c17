"""What one message said, found by the mark of the message, and taken out when its author takes the message back."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from consultation import audit
from consultation.attachments import service as attachments
from consultation.forms.form import Form
from consultation.forms.logic import parse_key
from consultation.opinion.models import Statement, Vote
from consultation.responses.models import LATE_NOTE, UNSENT, Answer, Comment, Correction, Response
from consultation.search import index
from consultation.talk.model import Answered
from consultation.themes.changed import comments_changed, leave_themes
from consultation.traits.changed import forget, soon

Row = Answer | Correction | Vote
_FACTS = ("province", "district", "sector", "age")


@dataclass(frozen=True)
class Given:
    """One answer that a message gave. key: its question's; late: it came after the close."""

    response: Response
    row: Row
    key: str
    value: str | None
    raw: str

    @property
    def late(self) -> bool:
        return not isinstance(self.row, Correction) and self.row.late

    @property
    def waits(self) -> bool:
        """Whether it is a correction that was not sent yet."""
        return isinstance(self.row, Correction)


def given_by(session: Session, person_id: int, mark: str) -> list[Given]:
    """The answers that a message of this person's gave: those not sent yet first, those after the close last."""
    theirs = Response.person_id == person_id
    corrected = select(Correction, Response).join(Response, col(Response.id) == col(Correction.response_id))
    answered = select(Answer, Response).join(Response, col(Response.id) == col(Answer.response_id))
    rows: list[tuple[Correction | Answer, Response]] = [
        *session.exec(corrected.where(theirs, col(Correction.message).contains(mark, autoescape=True))),
        *session.exec(answered.where(theirs, col(Answer.message).contains(mark, autoescape=True))),
    ]
    found = [Given(response, row, row.question, row.value, row.raw) for row, response in rows]
    votes = (
        select(Vote, Response, Statement.question)
        .join(Response, col(Response.id) == col(Vote.response_id))
        .join(Statement, col(Statement.id) == col(Vote.statement_id))
        .where(theirs, Vote.message == mark)
    )
    for vote, response, question in session.exec(votes):
        found.append(Given(response, vote, f"{question}:{vote.statement_id}", vote.value, ""))
    return sorted(found, key=lambda given: given.late)


def place(given: Given, mark: str) -> int | None:
    """Which part of an answer of several (an album) the message gave; None where it gave the whole."""
    if given.key == LATE_NOTE or isinstance(given.row, Vote) or not given.value:
        return None
    parts, marks = given.value.split(), given.row.message.split()
    return marks.index(mark) if len(parts) == len(marks) > 1 and mark in marks else None


def rest(given: Given, part: int) -> Answered:
    """An answer of several parts without one of them, and what came beside that one."""
    assert given.value is not None and not isinstance(given.row, Vote)
    parts, marks, said = given.value.split(), given.row.message.split(), given.raw.split("\n")
    beside = said if len(said) == len(parts) else []  # else nobody knows which of them said it
    value, message, raw = ((*of[:part], *of[part + 1 :]) for of in (parts, marks, beside))
    return Answered(
        question=given.key,
        value=" ".join(value),
        raw="\n".join(raw),
        at=given.row.answered_at,
        late=given.late,
        message=" ".join(message),
    )


def take_out(session: Session, given: Given, form: Form, mark: str) -> None:
    """Delete one answer, with the fact that was made of it; of a note after the close only what this message added."""
    row, response = given.row, given.response
    if given.key == LATE_NOTE and isinstance(row, Answer) and _shorter(row, mark):
        session.add(row)
        return
    session.delete(row)
    session.flush()
    question = form.question(given.key)
    if question is not None and question.role in _FACTS and not given.late and not given.waits:
        setattr(response, question.role, None)
        session.add(response)
        index.keep(session, [response.id or 0])
    attachments.sweep(session, response.id or 0)


def tombstones(session: Session, response: Response, key: str) -> int:
    """Leave of the comments that an answer became only their numbers, which documents may cite; how many."""
    name, numbers = parse_key(key)
    same = (
        Comment.response_id == response.id,
        Comment.question == name,
        Comment.instance == ".".join(map(str, numbers)),
    )
    rows = session.exec(select(Comment).where(*same)).all()
    comments_changed(session, response.consultation_id)
    leave_themes(session, [row.id or 0 for row in rows])
    forget(session, [row.id or 0 for row in rows])
    soon(session, response.consultation_id)
    for row in rows:
        row.raw, row.text, row.script, row.kind = "", "", None, UNSENT
        session.add(row)
    session.flush()
    for row in rows:
        audit.record(session, "citizen", "comment.unsend", f"comment:{row.id}")
    return len(rows)


def _shorter(row: Answer, mark: str) -> bool:
    """Take one message out of a note of several; False when the rest cannot be told apart from it."""
    marks, notes = row.message.split(), row.raw.split("\n")
    if len(marks) < 2 or len(marks) != len(notes):
        return False
    kept = [(of, note) for of, note in zip(marks, notes, strict=True) if of != mark]
    row.message, row.raw = " ".join(of for of, _ in kept), "\n".join(note for _, note in kept)
    row.value = row.raw
    return True
