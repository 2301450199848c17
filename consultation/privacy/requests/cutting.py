"""How requests forget who asked: with the chat that is cut, and some time after they were answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from consultation.privacy.cutting import run
from consultation.privacy.reading import of_contacts
from consultation.privacy.requests.models import OPEN, RightsRequest
from consultation.privacy.store import Ended, Leaving, Store

FORGOTTEN = "citizen"  # who closed a request by having everything forgotten
KEPT = timedelta(days=365)  # of who asked and what was answered, after the answer: a complaint may follow (ม.๗๓)


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Take the chats off requests that are answered, and were about a consultation that is over or about none."""
    about = or_(col(RightsRequest.consultation_id) == ended.id, col(RightsRequest.consultation_id).is_(None))
    answered = (col(RightsRequest.contact_id).is_not(None), col(RightsRequest.state).not_in(OPEN))
    some = select(RightsRequest.id).where(about, *answered).limit(limit)
    return run(session, update(RightsRequest).where(col(RightsRequest.id).in_(some)).values(contact_id=None))


def forget(session: Session, one: Leaving) -> int:
    """Take one chat off its requests, with every word in them; that there was one, and how it ended, stays.

    What was still to be answered is done: nothing is left that it could be about.
    """
    if one.account:
        return 0
    theirs = col(RightsRequest.contact_id) == one.contact
    waiting = update(RightsRequest).where(theirs, col(RightsRequest.state).in_(OPEN))
    run(session, waiting.values(state="done", closed_at=one.day, closed_by=FORGOTTEN))
    gone = update(RightsRequest).where(theirs)
    return run(
        session,
        gone.values(contact_id=None, sealed=None, answer="", proof="", consultation_id=None, created_at=one.day),
    )


def sweep(session: Session, now: datetime, limit: int) -> Sequence[int | None]:
    """Destroy who asked, and every word, of requests that were answered long ago; the consultation of each."""
    sealed, linked = col(RightsRequest.sealed).is_not(None), col(RightsRequest.contact_id).is_not(None)
    plain = or_(col(RightsRequest.answer) != "", col(RightsRequest.proof).not_in(("", "chat")))
    left = or_(sealed, linked, plain)
    query = select(RightsRequest).where(col(RightsRequest.closed_at) < now - KEPT, left)
    rows = session.exec(query.order_by(col(RightsRequest.id)).limit(limit)).all()
    for row in rows:
        row.sealed, row.answer, row.proof, row.contact_id = None, "", "", None
        session.add(row)
    session.flush()
    return [row.consultation_id for row in rows]


HELD = {"rights_request": of_contacts(RightsRequest.contact_id)}
STORE = Store("requests", frozenset(HELD), cut, forget, HELD)
