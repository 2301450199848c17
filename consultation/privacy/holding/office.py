"""What the data protection officer does with everything of one person: looks, takes a copy, erases; each on record.

The record says by what kind of code somebody was found and how much there was: not who, for that must be forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from consultation import audit, clock
from consultation.errors import not_found, refused
from consultation.people import service as people
from consultation.people.models import Contact
from consultation.privacy.forget import erase_unreached, forget
from consultation.privacy.holding.finding import Found, find, whose
from consultation.privacy.holding.held import Table, held
from consultation.privacy.requests.models import OPEN, RightsRequest
from consultation.privacy.requests.service import tell
from consultation.privacy.requests.wording import said
from consultation.privacy.store import Store, Whose
from consultation.vault import Vault

ERASING = ("erasure", "objection", "withdrawal")  # kinds of requests that erasing may answer


@dataclass(frozen=True)
class Person:
    """Somebody who was found, and what is held of them."""

    found: Found
    whose: Whose
    tables: tuple[Table, ...]

    @property
    def rows(self) -> int:
        """How many rows in all."""
        return sum(len(table.rows) for table in self.tables)


def look(session: Session, vault: Vault, stores: Sequence[Store], code: str, request: int, actor: str) -> Person:
    """See what is held of the person of a code. request: for which request, 0 for none. Raises NotFound."""
    return _seen(session, vault, stores, code, request, actor, "privacy.look")


def copy(session: Session, vault: Vault, stores: Sequence[Store], code: str, request: int, actor: str) -> Person:
    """The same, to be handed out."""
    return _seen(session, vault, stores, code, request, actor, "privacy.copy")


def erase(session: Session, vault: Vault, stores: Sequence[Store], code: str, request: int, actor: str) -> int:
    """Erase the person of a code in every table, as a request wants, and tell how many responses went.

    Who can be told in the chat that the request came from is, and the request is answered; the account itself goes an
    hour later, when it has heard. Any other request is being worked on until the office has told the person.
    Raises Refused when the request is no such one, was answered, or came from somebody else.
    """
    row = session.exec(select(RightsRequest).where(RightsRequest.id == request).with_for_update()).first()
    found = find(session, vault, code)
    if row is None:
        raise not_found("request_not_found", id=request)
    if row.state not in OPEN or row.kind not in ERASING:
        raise refused("erase_request")
    asker = session.get(Contact, row.contact_id) if row.contact_id is not None else None
    if asker is not None and asker.person_id != found.person:
        raise refused("erase_other")
    before = {"state": row.state}
    n = _erase(session, vault, stores, found.person, actor)
    session.refresh(row)
    hears = asker is not None and asker.blocked_at is None
    row.state, row.handler, row.version = "done" if hears else "working", row.handler or actor, row.version + 1
    row.closed_at, row.closed_by, row.sent = (clock.now(), actor, "chat") if hears else (None, "", "")
    session.add(row)
    audit.record(
        session, actor, "privacy.erase", f"request:{request}", before=before,
        after={"state": row.state, "by": found.by, "responses": n},
    )  # fmt: skip
    if asker is not None and hears:
        tell(session, asker, request, said("told", "erased"))
    return n


def _erase(session: Session, vault: Vault, stores: Sequence[Store], person: int, actor: str) -> int:
    contacts = people.contacts_of(session, person)
    if not contacts:
        return erase_unreached(session, vault, stores, person, actor)
    address = vault.open(contacts[0].address_sealed).decode()
    n = forget(session, vault, stores, contacts[0], address, erase=True, actor=actor)
    for contact in contacts:
        session.refresh(contact)
        contact.active_code = None
        session.add(contact)
    return n


def _seen(
    session: Session, vault: Vault, stores: Sequence[Store], code: str, request: int, actor: str, act: str
) -> Person:
    found = find(session, vault, code)
    one = whose(session, vault, found.person)
    person = Person(found, one, tuple(held(session, stores, one)))
    subject = f"request:{request}" if request else "person"
    audit.record(
        session, actor, act, subject, after={"by": found.by, "tables": len(person.tables), "rows": person.rows}
    )
    return person
