"""How officers' chats are cut from people: only by whoever holds them; they are about no consultation."""

from sqlalchemy import delete, update
from sqlmodel import Session, col

from consultation.officers.models import OfficerChat
from consultation.people.models import Contact
from consultation.privacy.cutting import run
from consultation.privacy.reading import of_contacts
from consultation.privacy.store import Ended, Leaving, Store


def cut(_session: Session, _ended: Ended, _limit: int) -> int:
    """Nothing in time: a chat is an officer's until they let it go, or their account ends (admin/telling)."""
    return 0


def forget(session: Session, one: Leaving) -> int:
    """Delete the link of a contact that asks to be forgotten; one that was made anew since then stays."""
    if one.account:
        return 0
    run(session, update(Contact).where(col(Contact.id) == one.contact).values(officer=False))
    return run(session, delete(OfficerChat).where(col(OfficerChat.contact_id) == one.contact))


HELD = {"officer_chat": of_contacts(OfficerChat.contact_id)}
STORE = Store("officer_chats", frozenset(HELD), cut, forget, HELD)
