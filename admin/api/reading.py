"""Units of work behind the API's lists: a page goes on from a row, so the last page costs what the first does."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session, col, select

from admin.api.asking import AskedComments, AskedConsultations, AskedResponses
from admin.api.models import Consultations, consultation_out
from admin.api.models_answers import Comments, ResponseOut, Responses, comment_out
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.forms import service as forms
from consultation.forms.form import SELECTS
from consultation.responses import service as responses
from consultation.responses.models import UNSENT, Answer, Comment, Response
from consultation.responses.service import SUBMITTED
from consultation.rights import Reach


def consultations(session: Session, reach: Reach, wanted: AskedConsultations) -> Consultations:
    """A page of the consultations within reach, newest first."""
    of = [_within(reach), *_between(Consultation.created_at, wanted.since, wanted.before)]
    if wanted.state is not None:
        of.append(col(Consultation.state) == wanted.state)
    if wanted.after is not None:
        of.append(col(Consultation.id) < wanted.after)
    page = select(Consultation).where(*of).order_by(col(Consultation.id).desc()).limit(wanted.limit + 1)
    rows = session.exec(page).all()  # read at once: the views below find them in the session
    found, following = cut([row.id or 0 for row in rows], wanted.limit)
    views = tuple(consultation_out(consult.view(session, id)) for id in found)
    return Consultations(consultations=views, next=following)


def sent(session: Session, consultation_id: int, wanted: AskedResponses) -> Responses:
    """A page of sent responses with the answers to closed questions, oldest first. Raises NotFound."""
    consult.view(session, consultation_id)
    of = [
        col(Response.consultation_id) == consultation_id,
        col(Response.state) == SUBMITTED,
        *_between(Response.submitted_at, wanted.since, wanted.before),
    ]
    if wanted.source is not None:
        of.append(col(Response.source) == wanted.source)
    if wanted.after is not None:
        of.append(col(Response.id) > wanted.after)
    rows = session.exec(select(Response).where(*of).order_by(col(Response.id)).limit(wanted.limit + 1)).all()
    _, following = cut([row.id or 0 for row in rows], wanted.limit)
    answers = _answers(session, consultation_id, rows[: wanted.limit])
    told = tuple(_response(row, answers.get(row.id or 0, {})) for row in rows[: wanted.limit])
    return Responses(responses=told, next=following)


def said(session: Session, consultation_id: int, wanted: AskedComments) -> Comments:
    """A page of comments of sent responses, oldest first. Raises NotFound."""
    consult.view(session, consultation_id)
    of = [
        col(Comment.consultation_id) == consultation_id,
        col(Comment.kind) != UNSENT,
        col(Response.state) == SUBMITTED,
        *_between(Comment.created_at, wanted.since, wanted.before),
    ]
    of += [col(Comment.question) == wanted.question] if wanted.question is not None else []
    of += [col(Comment.kind) == wanted.kind] if wanted.kind is not None else []
    of += [col(Comment.id) > wanted.after] if wanted.after is not None else []
    query = select(Comment, Response).join(Response, col(Response.id) == col(Comment.response_id)).where(*of)
    rows = session.exec(query.order_by(col(Comment.id)).limit(wanted.limit + 1)).all()
    _, following = cut([comment.id or 0 for comment, _ in rows], wanted.limit)
    views = responses.views(session, consultation_id, rows[: wanted.limit])
    return Comments(comments=tuple(map(comment_out, views)), next=following)


def cut(ids: Sequence[int], limit: int) -> tuple[Sequence[int], str | None]:
    """The rows of a page of which one more was read, and the cursor of the next page where there is one."""
    return ids[:limit], str(ids[limit - 1]) if len(ids) > limit else None


def _within(reach: Reach) -> ColumnElement[bool]:
    if reach.places is None:
        return col(Consultation.id) > 0
    of = (
        and_(col(Consultation.scheme) == each.scheme, col(Consultation.cluster) == each.cluster)
        for each in sorted(reach.places)
    )
    return or_(false(), *of)


def _between(column: Any, since: Any, before: Any) -> list[ColumnElement[bool]]:
    found = [col(column) >= since] if since is not None else []
    return found + ([col(column) < before] if before is not None else [])


def _answers(session: Session, consultation_id: int, rows: Sequence[Response]) -> dict[int, dict[str, str]]:
    """The answers of these responses to questions that are answered by choosing, by response and key."""
    form = forms.current(session, consultation_id)
    closed = [each.name for each in form.questions if each.type in SELECTS]
    query = select(Answer).where(
        col(Answer.response_id).in_([row.id for row in rows]),
        responses.to_questions(form, closed),
        col(Answer.late).is_(False),
        col(Answer.value).is_not(None),
    )
    found: dict[int, dict[str, str]] = {}
    for answer in session.exec(query.order_by(col(Answer.id))):
        found.setdefault(answer.response_id, {})[answer.question] = answer.value or ""
    return found


def _response(row: Response, answers: dict[str, str]) -> ResponseOut:
    facts = ("province", "sector", "age")
    kept = row.model_dump(include={"source", "channel", "language", "represents", *facts})
    told = kept | {name: kept[name] or "" for name in facts}
    return ResponseOut(id=row.id or 0, sent_at=row.submitted_at, answers=answers, **told)
