"""Units of work on people: finding the contact behind a message, and keeping what they consented to."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, bindparam
from sqlmodel import Session, col, select

from consultation import ahead, clock
from consultation.among import among
from consultation.columns import BIG
from consultation.people.models import Consent, Contact, Person
from consultation.privacy.notices import shown
from consultation.vault import Vault

OFFER_LIFE = timedelta(hours=12)  # a number typed after so long a silence chooses from nothing that was offered before

# Built once: putting a statement together takes longer than running it, and this one runs for every event. The rows are
# locked, as they are written anyway: whoever links two contacts must not do so while one of them is being heard.
_KEY = ("channel", "account", "address_hash")
_CONTACT = select(Contact).where(*(getattr(Contact, name) == bindparam(name) for name in _KEY))
_CONTACT = _CONTACT.with_for_update(key_share=True)
_CONTACTS = (
    select(Contact)
    .where(
        Contact.channel == bindparam("channel"),
        Contact.account == bindparam("account"),
        among(col(Contact.address_hash), "hashes", String()),
    )
    .with_for_update(key_share=True)
)
_CONSENTS = select(Consent).where(among(col(Consent.person_id), "people", BIG))
_HELD = (
    select(Person)
    .where(among(col(Person.id), "people", BIG))
    .order_by(col(Person.id))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Who:
    """The sender of an event, as the channel knows them. carrier: what the privacy text calls the channel."""

    channel: str
    account: str
    address: str
    carrier: str = ""


def meet(session: Session, vault: Vault, who: Who) -> Contact:
    """The contact of a sender, made at their first message; being heard from again lifts a block."""
    hashed = vault.lookup(who.channel, who.account, who.address)
    same = {"channel": who.channel, "account": who.account, "address_hash": hashed}
    known: Contact | None = ahead.take(session, "contact", (who.channel, who.account, hashed))
    none = ahead.missing(session, "contact", (who.channel, who.account, hashed))
    if known is None and not none:
        known = session.exec(_CONTACT, params=same).first()
    contact: Contact | None = known
    if contact is None:
        person = Person(created_at=clock.now())
        session.add(person)
        session.flush()
        assert person.id is not None
        ahead.looked(session, "talk", [person.id])
        contact = Contact(
            person_id=person.id,
            channel=who.channel,
            account=who.account,
            address_hash=hashed,
            address_sealed=vault.seal(who.address.encode()),
            created_at=clock.now(),
            last_seen_at=clock.now(),
        )
        session.add(contact)
        session.flush()
    now = clock.now()
    if now - contact.last_seen_at > OFFER_LIFE:
        contact.offered = None
    contact.last_seen_at = now
    if contact.blocked_at is not None:
        contact.blocked_at = None
    if contact.linked:
        _comes_here(session, contact)
    return contact


def hold(session: Session, people: Sequence[int]) -> list[Person]:
    """Keep everybody else from hearing these people until the transaction ends, whichever contact they speak from."""
    session.flush()
    return list(session.exec(_HELD, params={"people": people}))


def contacts_of(session: Session, person_id: int) -> list[Contact]:
    """Every contact of a person, the one heard from last first."""
    order = (col(Contact.last_seen_at).desc(), col(Contact.id).desc())
    return list(session.exec(select(Contact).where(Contact.person_id == person_id).order_by(*order)))


def _comes_here(session: Session, contact: Contact) -> None:
    """A person with several contacts speaks from this one: what they last saw here may be long past.

    So nothing that is typed answers a question which was asked elsewhere; it is shown here first. What was said there a
    moment ago and is still to be written with others is written before, to be seen, sent or taken back from here.
    """
    ahead.settle(session)
    (person,) = hold(session, [contact.person_id])
    if person.heard_on != contact.id:
        person.heard_on, contact.active_code, contact.offered = contact.id, None, None
        session.add(person)


def read_ahead(session: Session, vault: Vault, who: Sequence[Who]) -> list[Contact]:
    """Read the contacts of many senders at once, for `meet` to find (consultation/ahead.py)."""
    hashes: dict[tuple[str, str], list[str]] = {}
    for one in who:
        hashes.setdefault((one.channel, one.account), []).append(vault.lookup(one.channel, one.account, one.address))
    found: list[Contact] = []
    for (channel, account), some in hashes.items():
        values = {"channel": channel, "account": account, "hashes": some}
        ahead.looked(session, "contact", [(channel, account, hashed) for hashed in some])
        found += session.exec(_CONTACTS, params=values)
    ahead.put(session, "contact", {(one.channel, one.account, one.address_hash): one for one in found})
    if linked := sorted({one.person_id for one in found if one.linked}):
        hold(session, linked)  # all at once and in order, so that no two workers wait for each other
    return found


def farewell(session: Session, contact: Contact) -> None:
    """The person blocked us or left: nothing more is written to them until they come back."""
    contact.blocked_at = clock.now()
    session.add(contact)


@dataclass(frozen=True)
class Consented:
    """A yes (`given`) or a no to one separately asked consent.

    text: the words that were read. recorded_by: who of the staff read it off a paper; "" for a person's own tap.
    """

    person_id: int
    consultation_id: int
    scope: str
    text: str
    channel: str
    given: bool
    at: datetime
    recorded_by: str = ""


def consent(session: Session, said: Sequence[Consented]) -> None:
    """Keep what was said to consents, with the words that were read, their hash, and the notice that was shown.

    All are looked up at once.
    """
    found = session.exec(_CONSENTS, params={"people": list({one.person_id for one in said})})
    rows = {(row.person_id, row.consultation_id, row.scope): row for row in found}
    given = {one.consultation_id for one in said if one.given}
    notices = shown.numbers(session, sorted(given)) if given else {}
    for one in said:
        key = (one.person_id, one.consultation_id, one.scope)
        if one.given or key in rows:
            rows[key] = _as_said(one, rows.get(key), notices.get(one.consultation_id))
            session.add(rows[key])


def _as_said(one: Consented, row: Consent | None, notice: int | None) -> Consent:
    """The row with what was said, made where there is none."""
    if row is None:
        row = Consent(
            person_id=one.person_id,
            consultation_id=one.consultation_id,
            scope=one.scope,
            text_hash="",
            channel=one.channel,
            given_at=one.at,
        )
    if one.given:
        row.text_hash, row.channel, row.given_at = hashlib.sha256(one.text.encode()).hexdigest(), one.channel, one.at
        row.words, row.recorded_by, row.notice = one.text, one.recorded_by, notice
    row.withdrawn_at = None if one.given else one.at
    return row


def given(session: Session, person_id: int) -> list[Consent]:
    """The consents of a person that hold now, oldest first."""
    holds = (Consent.person_id == person_id, col(Consent.withdrawn_at).is_(None))
    return list(session.exec(select(Consent).where(*holds).order_by(col(Consent.id))))


def withdraw(session: Session, person_id: int, consultation_id: int, scope: str, at: datetime) -> bool:
    """Take one consent back; False when it was not given or was taken back before. It holds from now on."""
    same = (Consent.person_id == person_id, Consent.consultation_id == consultation_id, Consent.scope == scope)
    row = session.exec(select(Consent).where(*same, col(Consent.withdrawn_at).is_(None))).first()
    if row is None:
        return False
    row.withdrawn_at = at
    session.add(row)
    session.flush()
    return True
