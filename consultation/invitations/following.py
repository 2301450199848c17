"""Invitations follow people: when two become one, when one is forgotten, when the link to a person is cut in time."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from consultation.invitations import service
from consultation.invitations.models import Invitation
from consultation.privacy.cutting import run
from consultation.privacy.reading import of_person
from consultation.privacy.store import Ended, Leaving, Store
from consultation.responses.models import Response


def follow(session: Session, stays: int, goes: int) -> None:
    """Let what one person has redeemed be the other's, whose answers stay; of two in one consultation the first holds.

    The second one's code is used up without an answer: the officer may replace it.
    """
    session.flush()
    for one in session.exec(select(Invitation).where(Invitation.person_id == goes)).all():
        other = service.of_person(session, one.consultation_id, stays)
        one.person_id, one.erased = (stays, False) if other is None else (None, True)
        session.add(one)
        session.flush()
    for one in session.exec(select(Invitation).where(Invitation.person_id == stays)).all():
        service.mark(session, one.consultation_id, stays, one.id)  # the answers that stay may be the other's


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Let an ended consultation's codes be nobody's: whose answer it is stays, who gave it goes, with the hour."""
    some = select(Invitation.id).where(Invitation.consultation_id == ended.id, col(Invitation.person_id).is_not(None))
    nobody = update(Invitation).where(col(Invitation.id).in_(some.limit(limit)))
    return run(session, nobody.values(person_id=None, used_at=ended.at))


def forget(session: Session, one: Leaving) -> int:
    """Let the codes of a person be nobody's. Where no answer stays the code is used up, to be replaced."""
    found = session.exec(select(Invitation).where(Invitation.person_id == one.person)).all()
    for row in found:
        sent = select(Response.id).where(Response.invitation_id == row.id, Response.state == "submitted")
        stays = not one.erase and session.exec(sent).first() is not None
        row.person_id, row.used_at, row.erased = None, one.day, not stays
        session.add(row)
    session.flush()
    return len(found)


HELD = {"invitation": of_person(Invitation.person_id)}
STORE = Store("invitations", frozenset(HELD), cut, forget, HELD)
