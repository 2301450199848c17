"""How codes are cut from people: with the contact, and when nothing of them holds any more."""

from sqlalchemy import delete
from sqlmodel import Session, col

from consultation.linking.codes import forget_old
from consultation.linking.models import LinkCode
from consultation.privacy.cutting import run
from consultation.privacy.reading import of_contacts
from consultation.privacy.store import Ended, Leaving, Store


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Delete the rows of codes that are over; they are about no consultation."""
    return run(session, delete(LinkCode).where(col(LinkCode.id).in_(forget_old(session, limit))))


def forget(session: Session, one: Leaving) -> int:
    """Delete the row of a contact."""
    return run(session, delete(LinkCode).where(col(LinkCode.contact_id) == one.contact))


STORE = Store("link_codes", frozenset({"link_code"}), cut, forget, {"link_code": of_contacts(LinkCode.contact_id)})
