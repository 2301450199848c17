"""How one person is forgotten at their own request, table by table: the counterpart of `links.py`.

Whatever was counted either stays without anybody behind it, or goes whole; nothing in between.
"""

from datetime import datetime

from sqlalchemy import and_, delete, exists, not_, null, or_, update
from sqlmodel import Session, col, select

from consultation import ids
from consultation.consult.models import Consultation
from consultation.meetings.models import Attendance
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Consent, Contact, Person
from consultation.privacy.cutting import day_of, empty, run, unsent
from consultation.privacy.marks import mark
from consultation.privacy.requests.models import RightsRequest
from consultation.privacy.store import Leaving
from consultation.responses.erase import drop_corrections, drop_marks, erase, was_counted
from consultation.responses.models import Response
from consultation.subscriptions.models import Subscription
from consultation.talk.models import TalkRow


def forget_talks(session: Session, one: Leaving) -> int:
    """Delete where the person stood in every consultation, and let their contact forget when they were here."""
    if one.account:
        return 0
    person, contact = col(Person.id) == one.person, col(Contact.id) == one.contact
    run(session, update(Person).where(person).values(created_at=one.day))
    times = {"created_at": one.day, "last_seen_at": one.day, "paced_from": None, "unheard": null(), "active_code": None}
    run(session, update(Contact).where(contact).values(times))
    rows = session.exec(select(TalkRow).where(TalkRow.person_id == one.person)).all()
    gone = run(session, delete(TalkRow).where(col(TalkRow.person_id) == one.person))
    for row in rows:  # SQLite gives its number to the next talk: nothing written to this one may reach that
        session.expunge(row)
    return gone


def forget_turns(session: Session, one: Leaving) -> int:
    """Empty everything that was said to the person."""
    theirs = and_(col(OutboxMessage.contact_id) == one.contact, col(OutboxMessage.created_at) <= one.until)
    return empty(session, and_(theirs, not_(unsent())) if one.patient else theirs, one.day)


def forget_answers(session: Session, one: Leaving) -> int:
    """Give each response a person whom nobody can reach; erase it where that was asked, or where it was never sent.

    A counted response that stays while its consultation is open leaves a mark, so that the account cannot answer again
    and count twice. Consents end, but the one to be quoted of a response that stays.
    """
    if one.account:
        return 0
    responses = session.exec(select(Response).where(Response.person_id == one.person)).all()
    heirs = {response.consultation_id: _heir(session, response, one) for response in responses}
    for consent in session.exec(select(Consent).where(Consent.person_id == one.person)).all():
        kept = consent.scope == "quote" and not one.erase and consent.consultation_id in heirs
        if consent.withdrawn_at is None and not kept:
            consent.withdrawn_at = one.until
        _without_hour(consent)
        consent.person_id = heirs.get(consent.consultation_id) or _nobody(session, one.day)
    session.flush()
    return len(responses)


def forget_contact(session: Session, one: Leaving) -> int:
    """Delete the account's address when nothing has begun since: no talk, no consent, nothing followed or under way."""
    if not one.account:
        return 0
    wanted = exists().where(col(Consent.person_id) == one.person, col(Consent.withdrawn_at).is_(None))
    talks = exists().where(col(TalkRow.person_id) == one.person)
    follows = exists().where(col(Subscription.person_id) == one.person, col(Subscription.stopped_at).is_(None))
    on_its_way = exists().where(col(OutboxMessage.contact_id) == one.contact, unsent())
    asked = exists().where(col(RightsRequest.contact_id) == one.contact)
    kept = or_(talks, wanted, follows, on_its_way, asked, col(Contact.officer))
    gone = and_(col(Contact.id) == one.contact, not_(kept))
    if not session.exec(select(Contact.id).where(gone)).all():
        return 0
    empty(session, col(OutboxMessage.contact_id) == one.contact, one.day)
    return run(session, delete(Contact).where(gone))


def forget_person(session: Session, one: Leaving) -> int:
    """Delete the person when nothing refers to them any more."""
    theirs = (col(table.person_id) for table in (Contact, Response, TalkRow, Consent, Attendance, Subscription))
    nothing = [not_(exists().where(reference == col(Person.id))) for reference in theirs]
    return run(session, delete(Person).where(col(Person.id) == one.person, *nothing)) if one.account else 0


def _heir(session: Session, response: Response, one: Leaving) -> int:
    """Take the person off a response; who it is of now."""
    of = session.get_one(Consultation, response.consultation_id)
    drop_corrections(session, [response.id or 0])
    drop_marks(session, [response.id or 0])
    if one.erase or not was_counted(response):
        erase(session, response, one.day)
        response.receipt = ids.receipt()  # the one that somebody holds leads to nothing any more
    elif of.state == "open":
        for account in ((one.channel, one.account_name, one.address), *one.others):
            mark(session, one.vault, of, *account)
    response.person_id = _nobody(session, of.opened_at or one.day)
    session.add(response)
    return response.person_id


def _nobody(session: Session, at: datetime) -> int:
    person = Person(created_at=at)
    session.add(person)
    session.flush()
    assert person.id is not None
    return person.id


def _without_hour(consent: Consent) -> None:
    consent.given_at = day_of(consent.given_at)
    consent.withdrawn_at = day_of(consent.withdrawn_at) if consent.withdrawn_at else None
