"""A person found by what they can show: a receipt, the code that their chat gives, an invitation, a request."""

import re
from dataclasses import dataclass

from sqlmodel import Session, select

from consultation.errors import not_found
from consultation.invitations import codes as invitation_codes
from consultation.invitations import service as invitations
from consultation.linking import codes as link_codes
from consultation.people import service as people
from consultation.people.models import Contact
from consultation.privacy.requests.models import RightsRequest
from consultation.privacy.store import Whose
from consultation.responses.models import Comment, Response
from consultation.vault import Vault

LONGEST = 60
_REQUEST = re.compile(r"PR-?0*([1-9][0-9]{0,17})")


@dataclass(frozen=True)
class Found:
    """Whom a code leads to. by: what kind of code it was."""

    person: int
    by: str


def find(session: Session, vault: Vault, given: str) -> Found:
    """The person of a code. Raises NotFound, saying which codes there are."""
    text = " ".join(given.replace("\x00", "").split()).upper()[:LONGEST]
    for by, look in (("receipt", _receipt), ("invitation", _invitation), ("chat", _chat), ("request", _request)):
        if text and (person := look(session, vault, text)) is not None:
            return Found(person, by)
    raise not_found("person_not_found")


def whose(session: Session, vault: Vault, person: int) -> Whose:
    """Everything that leads to what is kept of a person."""
    contacts = people.contacts_of(session, person)
    responses = list(session.exec(select(Response.id).where(Response.person_id == person)))
    comments = select(Comment.id).join(Response, Response.id == Comment.response_id)  # type: ignore[arg-type]
    return Whose(
        person=person,
        contacts=tuple(one.id or 0 for one in contacts),
        accounts=tuple((one.channel, one.account, vault.open(one.address_sealed).decode()) for one in contacts),
        responses=tuple(id or 0 for id in responses),
        comments=tuple(id or 0 for id in session.exec(comments.where(Response.person_id == person))),
        vault=vault,
    )


def _receipt(session: Session, vault: Vault, text: str) -> int | None:
    plain = text.replace(" ", "").replace("-", "")
    receipt = f"{plain[:4]}-{plain[4:]}"
    return session.exec(select(Response.person_id).where(Response.receipt == receipt)).first()


def _invitation(session: Session, vault: Vault, text: str) -> int | None:
    code = invitation_codes.read(text)
    found = invitations.find(session, vault, code) if code else None
    return found.person_id if found is not None else None


def _chat(session: Session, vault: Vault, text: str) -> int | None:
    code = link_codes.read(text)
    found = link_codes.find(session, vault, code) if code else None
    contact = session.get(Contact, found.contact_id) if found is not None else None
    return contact.person_id if contact is not None else None


def _request(session: Session, vault: Vault, text: str) -> int | None:
    matched = _REQUEST.fullmatch(text.replace(" ", ""))
    row = session.get(RightsRequest, int(matched[1])) if matched else None
    contact = session.get(Contact, row.contact_id) if row is not None and row.contact_id is not None else None
    return contact.person_id if contact is not None else None
