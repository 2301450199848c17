"""How suggestions are kept: one row a comment, with what people decided left as it is."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, delete, or_, update
from sqlmodel import Session, col, select

from consultation.responses.models import UNSENT, Comment, Response
from consultation.responses.service import SUBMITTED
from consultation.traits.gazetteer import province_of
from consultation.traits.models import MACHINE, CommentPlace, CommentTrait
from consultation.traits.suggest import Suggested
from consultation.upsert import insert_new

FIELDS = ("kind", "scope", "rude")
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)  # a bound, so that the index of decisions is used
LABELS = 5000  # of each field that are taught from, the newest

Unread = tuple[int, str, str, str | None]  # comment id, question, raw text, province of the response


def counted() -> tuple[Any, ...]:
    """Which comments have traits: of counted responses, and not taken back."""
    return col(Response.state) == SUBMITTED, col(Comment.kind) != UNSENT


def unread(session: Session, consultation_id: int, version: str, after: int, most: int) -> list[Unread]:
    """Comments without suggestions of this version, by number, from after one on."""
    stale = or_(col(CommentTrait.id).is_(None), col(CommentTrait.version) != version)
    query = (
        select(Comment.id, Comment.question, Comment.raw, Response.province)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .outerjoin(CommentTrait, col(CommentTrait.comment_id) == col(Comment.id))
        .where(Comment.consultation_id == consultation_id, col(Comment.id) > after, *counted(), stale)
        .order_by(col(Comment.id))
        .limit(most)
    )
    return [(comment_id or 0, question, raw, home) for comment_id, question, raw, home in session.exec(query)]


def store(
    session: Session, consultation_id: int, version: str, read: Sequence[Unread], found: Sequence[Suggested]
) -> int:
    """Keep suggestions of comments that still say what was read; how many were kept."""
    said = select(Comment.id, Comment.raw).where(col(Comment.id).in_([row[0] for row in read]))
    raws = dict(session.exec(said).all())
    same = [(row, one) for row, one in zip(read, found, strict=True) if raws.get(row[0]) == row[2]]
    ids = [row[0] for row, _ in same]
    rows = session.exec(select(CommentTrait).where(col(CommentTrait.comment_id).in_(ids)))
    there = {row.comment_id: row for row in rows}
    new = []
    for (comment_id, question, _, _), one in same:
        if (row := there.get(comment_id)) is not None:
            renew(row, one, version)
            session.add(row)
        else:
            new.append(_row(consultation_id, question, comment_id, one, version))
    session.flush()
    insert_new(session, CommentTrait, new, ("comment_id",))
    decided = {row.comment_id for row in there.values() if row.places_by != MACHINE}
    _places(session, [(row[0], one.places) for row, one in same], decided)
    return len(same)


def renew(row: CommentTrait, one: Suggested, version: str) -> None:
    """Put new suggestions in a row; they stand where no person decided."""
    row.kind_machine, row.scope_machine, row.rude_machine = one.kind, one.scope, one.rude
    row.sure, row.version = one.sure, version
    for field in FIELDS:
        if getattr(row, f"{field}_by") == MACHINE:
            setattr(row, field, getattr(row, f"{field}_machine"))


def _row(consultation_id: int, question: str, comment_id: int, one: Suggested, version: str) -> dict[str, Any]:
    values: dict[str, Any] = {"consultation_id": consultation_id, "question": question, "comment_id": comment_id}
    for field in FIELDS:
        values |= {field: getattr(one, field), f"{field}_machine": getattr(one, field), f"{field}_by": MACHINE}
    return values | {"places_by": MACHINE, "voice_by": MACHINE, "sure": one.sure, "version": version}


def _places(session: Session, found: Iterable[tuple[int, Sequence[str]]], decided: set[int]) -> None:
    """Replace what the machine found; where a person decided, what it finds now is kept beside, not standing."""
    pairs = list(found)
    comment, connection = col(CommentPlace.comment_id), session.connection()
    connection.execute(delete(CommentPlace).where(comment.in_([one for one, _ in pairs if one not in decided])))
    connection.execute(delete(CommentPlace).where(comment.in_(decided), col(CommentPlace.stands).is_(False)))
    connection.execute(update(CommentPlace).where(comment.in_(decided)).values(suggested=False))
    rows = [
        {
            "comment_id": one,
            "code": code,
            "province": province_of(code),
            "suggested": True,
            "stands": one not in decided,
        }
        for one, codes in pairs
        for code in codes
    ]
    insert_new(session, CommentPlace, rows, ("comment_id", "code"))
    for row in rows:
        if row["comment_id"] in decided:
            this = and_(col(CommentPlace.comment_id) == row["comment_id"], col(CommentPlace.code) == row["code"])
            connection.execute(update(CommentPlace).where(this).values(suggested=True))


def labels(session: Session) -> dict[str, list[tuple[str, str]]]:
    """What people decided in this office, by field, the newest first: raw texts with their answers."""
    found: dict[str, list[tuple[str, str]]] = {}
    for field in FIELDS:
        by, value = getattr(CommentTrait, f"{field}_by"), getattr(CommentTrait, field)
        query = (
            select(Comment.raw, value)
            .join(CommentTrait, col(CommentTrait.comment_id) == col(Comment.id))
            .join(Response, col(Response.id) == col(Comment.response_id))
            .where(col(CommentTrait.decided_at) > BEFORE_ALL, by != MACHINE, *counted())
            .order_by(col(CommentTrait.decided_at).desc(), col(CommentTrait.id))
            .limit(LABELS)
        )
        found[field] = [(raw, _word(answer)) for raw, answer in session.exec(query)]
    return found


def _word(answer: str | bool) -> str:
    return answer if isinstance(answer, str) else ("yes" if answer else "no")
