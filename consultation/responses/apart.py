"""What was said and is kept apart: reports and emergencies, which themes leave out, and what came after the close.

Nobody's words are hidden: officers and planners read all of it here, and a person may decide that a comment is an
opinion after all, or that it is not.
"""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import audit
from consultation.errors import not_found, refused
from consultation.forms import service as forms
from consultation.forms.form import Form, Question, in_language
from consultation.responses.models import COMPLAINT, EMERGENCY, KINDS, UNSENT, Answer, Comment, Response
from consultation.responses.service import SUBMITTED, CommentView, comments
from consultation.settings import settings
from consultation.talk.readable import shown
from consultation.themes.changed import comments_changed
from consultation.themes.models import Assignment, ThemeSet
from nlp.personal import mask


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LateView(_Value):
    """An answer or a note that came after the close: read, not counted. question: its short name; "" for a note."""

    question: str
    text: str
    at: datetime


class Counts(_Value):
    """How much is kept apart, by kind; late: answers and notes after the close."""

    emergency: int = 0
    complaint: int = 0
    late: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.emergency + self.complaint + self.late


class Apart(_Value):
    """Everything of a consultation that is kept apart, newest first."""

    counts: Counts
    emergencies: tuple[CommentView, ...]
    complaints: tuple[CommentView, ...]
    late: tuple[LateView, ...]


def counts(session: Session, consultation_id: int) -> Counts:
    """How much of a consultation is kept apart."""
    by_kind = (
        select(Comment.kind, func.count())
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(
            Comment.consultation_id == consultation_id, Response.state == SUBMITTED, col(Comment.kind).in_(KINDS[1:])
        )
        .group_by(Comment.kind)
    )
    found = dict(session.exec(by_kind).all())
    return Counts(**found, late=session.exec(_late(consultation_id, func.count())).one())


def apart(session: Session, consultation_id: int) -> Apart:
    """What of a consultation is kept apart, personal data masked."""
    found = comments(session, consultation_id, kinds=(EMERGENCY, COMPLAINT))[::-1]
    form = forms.current(session, consultation_id)
    rows = session.exec(_late(consultation_id, Answer).order_by(col(Answer.answered_at).desc())).all()
    return Apart(
        counts=counts(session, consultation_id),
        emergencies=tuple(one for one in found if one.kind == EMERGENCY),
        complaints=tuple(one for one in found if one.kind == COMPLAINT),
        late=tuple(_late_view(form, row) for row in rows),
    )


def set_kind(session: Session, comment_id: int, kind: str, actor: str, within: int | None = None) -> int:
    """Say what a comment is: an opinion joins the themes again, anything else leaves them. Its consultation's id.

    within: the consultation it has to be of.

    Raises NotFound; Refused for a kind that there is not, and for a comment of a theme set that was signed off.
    """
    row = session.get(Comment, comment_id)
    response = session.get(Response, row.response_id) if row is not None else None
    elsewhere = row is not None and within is not None and row.consultation_id != within
    if row is None or elsewhere or row.kind == UNSENT or response is None or response.state != SUBMITTED:
        raise not_found("comment_not_found", id=comment_id)
    if kind not in KINDS:
        raise refused("comment_kind_unknown", kind=kind, known=", ".join(KINDS))
    signed = (
        select(ThemeSet.id)
        .join(Assignment, col(Assignment.theme_set_id) == col(ThemeSet.id))
        .where(Assignment.comment_id == comment_id, ThemeSet.state == "signed_off")
    )
    if session.exec(signed).first() is not None:
        raise refused("comment_signed_off")
    before = row.kind
    row.kind = kind
    session.add(row)
    comments_changed(session, row.consultation_id)
    audit.record(session, actor, "comment.kind", f"comment:{comment_id}", before={"kind": before}, after={"kind": kind})
    return row.consultation_id


def _late_view(form: Form, row: Answer) -> LateView:
    question = form.question(row.question.partition("[")[0])
    name = in_language(question.short or question.label, "th") if question else ""
    return LateView(question=name, text=mask(row.raw or _read(question, row.value or "")).text, at=row.answered_at)


def _read(question: Question | None, value: str) -> str:
    """What was answered without words: a choice by its label, pictures by their number."""
    return shown(question, value, settings().timezone, "th") if question is not None else value


def _late(consultation_id: int, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Answer)
        .join(Response, col(Response.id) == col(Answer.response_id))
        .where(Response.consultation_id == consultation_id, col(Answer.late).is_(True))
    )
