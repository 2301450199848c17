"""How replies forget whom they were told to; what people said to them stays, without anybody behind it."""

from typing import Any

from sqlalchemy import ColumnElement, null, select, update
from sqlmodel import Session, col

from consultation.privacy.cutting import day_of, run
from consultation.privacy.reading import of_contacts
from consultation.privacy.store import Ended, Leaving, Store
from consultation.replies.models import Reply, ReplyRound


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Cut the contacts from the replies of a consultation, with the hours."""
    rounds = select(col(ReplyRound.id)).where(col(ReplyRound.consultation_id) == ended.id)
    linked = select(col(Reply.id)).where(col(Reply.contact_id).is_not(None), col(Reply.round_id).in_(rounds))
    return _cut(session, col(Reply.id).in_(linked.limit(limit)), ended.at)


def forget(session: Session, one: Leaving) -> int:
    """Cut one contact from every reply; where the answers are erased, what was written to a reply goes too."""
    gone = {"note": ""} if one.erase else {}
    return _cut(session, col(Reply.contact_id) == one.contact, one.day, **gone)


def _cut(session: Session, which: ColumnElement[bool], at: Any, **more: Any) -> int:
    day = day_of(at)
    answered = update(Reply).where(which, col(Reply.answered_at).is_not(None))
    run(session, answered.values(answered_at=day))
    values: dict[str, Any] = {"contact_id": null(), "outbox_id": null(), "put_at": day, "message": "", **more}
    return run(session, update(Reply).where(which).values(**values))


STORE = Store("replies", frozenset({"reply"}), cut, forget, {"reply": of_contacts(Reply.contact_id)})
