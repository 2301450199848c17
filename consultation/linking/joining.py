"""Making two people one: everything that leads to the one leads to the other, and nothing is counted twice.

All in the caller's transaction. What goes is taken out of the count as if its author had taken it back, because they
were told so and agreed (consultation/talk/link.py); the audit record says of which consultations, and not whose.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col, select

from consultation import ahead, audit, clock
from consultation.attachments import service as attachments
from consultation.broadcast.models import BroadcastRecipient
from consultation.consult.service import open_rows
from consultation.invitations.following import follow
from consultation.linking.doubles import Double, Part, address, doubles, parts, took_part
from consultation.meetings import attendance
from consultation.people import service as people
from consultation.people.models import Consent, Contact, Person
from consultation.privacy.cutting import day_of
from consultation.privacy.marks import mark
from consultation.responses.erase import drop_marks, erase
from consultation.subscriptions import service as subscriptions
from consultation.vault import Vault

CITIZEN = "citizen"
_REACHED = ("waiting", "held", "sending", "queued", "sent", "unknown")  # by a broadcast, or soon


@dataclass(frozen=True)
class Joined:
    """What became of it. stopped_news: one of the two had stopped news, so nobody is sent any."""

    doubles: tuple[Double, ...]
    stopped_news: bool


def join(session: Session, vault: Vault, contact: Contact, other: Contact) -> Joined | None:
    """Make the person of `contact` one with that of `other`; None when they are one already.

    The contacts are locked first: whoever is being heard on one of them is heard to the end before. Nothing of
    either is left to be written later, when what goes has been taken out already.
    """
    ahead.settle(session)
    contacts = _locked(session, contact, other)
    stays, goes = other.person_id, contact.person_id
    if stays == goes:
        return None
    first, second = people.hold(session, sorted((stays, goes)))
    kept, lost = (first, second) if first.id == stays else (second, first)
    ahead.forget(session)
    found = doubles(session, vault, stays, goes)
    stopped = _stopped(session, stays) or _stopped(session, goes)
    _consents(session, stays, goes)
    for double in found:
        for part in double.goes:
            _take_out(session, part)
        if double.stays is None:
            _withdraw_all(session, stays, double.consultation.id or 0)
    session.flush()
    attendance.joined(session, stays, goes)
    for part in parts(session, goes).values():
        for row in (part.talk, part.response):
            if row is not None:
                row.person_id = stays
                session.add(row)
    follow(session, stays, goes)
    subscriptions.joined(session, stays, goes)
    _once_each(session, contact, other)
    for one in contacts:
        one.person_id, one.linked, one.active_code, one.offered = stays, True, None, None
        session.add(one)
    kept.created_at, kept.heard_on = min(kept.created_at, lost.created_at), contact.id
    session.add(kept)
    session.flush()
    session.delete(lost)
    session.flush()
    _spread_marks(session, vault, contacts)
    _record(session, found)
    return Joined(tuple(found), stopped)


def _locked(session: Session, contact: Contact, other: Contact) -> Sequence[Contact]:
    """Every contact of both, as they are once nobody else writes them."""
    people_of = select(Contact.person_id).where(col(Contact.id).in_((contact.id, other.id)))
    theirs = select(Contact).where(col(Contact.person_id).in_(people_of)).order_by(col(Contact.id))
    return session.exec(theirs.with_for_update(key_share=True).execution_options(populate_existing=True)).all()


def _take_out(session: Session, part: Part) -> None:
    """Take a part out of the count with all that it says; its response stays as an empty row that is nobody's."""
    if part.talk is not None:
        session.delete(part.talk)
    if (response := part.response) is None:
        return
    nobody = Person(created_at=day_of(clock.now()))
    session.add(nobody)
    session.flush()
    drop_marks(session, [response.id or 0])
    erase(session, response, day_of(clock.now()))
    attachments.sweep(session, response.id or 0)
    response.person_id = nobody.id or 0
    session.add(response)


def _stopped(session: Session, person_id: int) -> bool:
    """Whether a person has taken their consents to be contacted back, and has given none since."""
    theirs = (Consent.person_id == person_id, Consent.scope == "contact")
    rows = session.exec(select(Consent).where(*theirs)).all()
    return bool(rows) and all(row.withdrawn_at is not None for row in rows)


def _consents(session: Session, stays: int, goes: int) -> None:
    """Let the stricter of two consents to the same hold: both must have said yes, where both have sent answers."""
    mine, theirs = _given(session, stays), _given(session, goes)
    sent = [{id for id, part in parts(session, person).items() if part.sent} for person in (stays, goes)]
    now = clock.now()
    for key in sorted({*mine, *theirs}):
        pair = [row for row in (mine.get(key), theirs.get(key)) if row is not None]
        kept = max(pair, key=lambda row: (row.given_at, row.id or 0))
        taken_back = [row.withdrawn_at for row in pair if row.withdrawn_at is not None]
        if len(pair) == 1 and key[0] in sent[0] & sent[1] and not taken_back:
            taken_back = [now]  # the other answers say no
        kept.withdrawn_at = min(taken_back, default=None)
        for row in pair:
            if row is not kept:
                session.delete(row)
        session.flush()
        kept.person_id = stays
        session.add(kept)
    session.flush()


def _withdraw_all(session: Session, person_id: int, consultation_id: int) -> None:
    """Of a consultation of which everything goes no consent holds."""
    for (of, scope), row in _given(session, person_id).items():
        if of == consultation_id and row.withdrawn_at is None:
            people.withdraw(session, person_id, consultation_id, scope, clock.now())


def _given(session: Session, person_id: int) -> dict[tuple[int, str], Consent]:
    rows = session.exec(select(Consent).where(Consent.person_id == person_id))
    return {(row.consultation_id, row.scope): row for row in rows}


def _once_each(session: Session, contact: Contact, other: Contact) -> None:
    """Of a broadcast that is meant for both contacts and still waits for one, that one is left out.

    Not when it failed to reach the other.
    """
    reached = col(BroadcastRecipient.state).in_(_REACHED)
    for one, rest in ((contact, other), (other, contact)):
        has = select(BroadcastRecipient.broadcast_id).where(BroadcastRecipient.contact_id == rest.id, reached)
        waits = (col(BroadcastRecipient.contact_id) == one.id, col(BroadcastRecipient.state).in_(("waiting", "held")))
        change = update(BroadcastRecipient).where(*waits, col(BroadcastRecipient.broadcast_id).in_(has))
        session.connection().execute(change.values(state="gone", held_until=None))


def _spread_marks(session: Session, vault: Vault, contacts: Sequence[Contact]) -> None:
    """Where one account has taken part and had its link cut, the others have as well."""
    for of in open_rows(session):
        if took_part(session, vault, of, contacts):
            for one in contacts:
                mark(session, vault, of, one.channel, one.account, address(vault, one))


def _record(session: Session, found: Sequence[Double]) -> None:
    audit.record(session, CITIZEN, "person.link", "person", after={"doubles": len(found)})
    for double in found:
        responses = sum(part.response is not None for part in double.goes)
        if responses:
            after = {"why": double.why, "responses": responses, "counted": sum(part.sent for part in double.goes)}
            subject = f"consultation:{double.consultation.id}"
            audit.record(session, CITIZEN, "response.double", subject, after=after)


def part_ways(session: Session, vault: Vault, leaving: Sequence[Contact], staying: Sequence[Contact]) -> None:
    """Undo a link: each contact of `leaving` becomes a person of its own that has answered nothing.

    What was answered stays with `staying`. Of what counts and is open, who leaves has taken part: it is not answered
    twice because the link is gone.
    """
    counted = {id for id, part in parts(session, staying[0].person_id).items() if part.sent}
    for one in leaving:
        alone = Person(created_at=day_of(clock.now()))
        session.add(alone)
        session.flush()
        one.person_id, one.linked, one.active_code, one.offered = alone.id or 0, False, None, None
        session.add(one)
        for of in open_rows(session):
            if of.id in counted:
                mark(session, vault, of, one.channel, one.account, address(vault, one))
    for one in staying:
        one.linked = len(staying) > 1
        session.add(one)
    session.flush()
    ahead.forget(session)
    audit.record(session, CITIZEN, "person.unlink", "person", after={"accounts": len(leaving)})
