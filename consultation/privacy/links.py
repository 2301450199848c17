"""How each table of citizens is cut from them. The order of `STORES` matters: see docs/decisions/0008-retention.md.

Times go with the names: the moment of a row on the side of the account is the moment of an answer on the other.
"""

from datetime import timedelta

from sqlalchemy import and_, delete, exists, not_, null, or_, update
from sqlmodel import Session, col, select

from consultation import clock
from consultation.attachments import cutting as attachments
from consultation.broadcast import cutting as broadcasts
from consultation.entry import cutting as papers
from consultation.invitations import following as invitations
from consultation.linking import cutting as linking
from consultation.meetings import cutting as meetings
from consultation.meetings.models import Attendance
from consultation.officers import cutting as officers
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Consent, Contact, Person
from consultation.privacy import answered, marks
from consultation.privacy.cutting import day_of, empty, run, unsent
from consultation.privacy.leaving import (
    forget_answers,
    forget_contact,
    forget_person,
    forget_talks,
    forget_turns,
)
from consultation.privacy.reading import of_contacts, of_person
from consultation.privacy.requests import cutting as requests
from consultation.privacy.requests.models import RightsRequest
from consultation.privacy.store import Ended, Store
from consultation.replies import cutting as replies
from consultation.responses.erase import drop_corrections, drop_marks
from consultation.responses.models import Response
from consultation.subscriptions import cutting as subscriptions
from consultation.subscriptions.models import Subscription
from consultation.talk.models import TalkRow

A_DAY = timedelta(days=1)


def cut_talks(session: Session, ended: Ended, limit: int) -> int:
    """Delete where people stood: the state repeats their answers. Their contacts forget when they were here for it."""
    query = select(TalkRow.id, TalkRow.person_id).where(TalkRow.consultation_id == ended.id).limit(limit)
    rows = session.exec(query).all()
    people = [person for _, person in rows]
    persons = update(Person).where(col(Person.id).in_(people))
    contacts = update(Contact).where(col(Contact.person_id).in_(people))
    run(session, persons.where(col(Person.created_at) < ended.at).values(created_at=ended.at))
    run(session, contacts.where(col(Contact.created_at) < ended.at).values(created_at=ended.at))
    run(
        session,
        contacts.where(col(Contact.last_seen_at) < ended.at).values(
            last_seen_at=ended.at, paced_from=None, unheard=null()
        ),
    )
    run(session, contacts.where(col(Contact.active_code) == ended.code).values(active_code=None))
    run(session, delete(TalkRow).where(col(TalkRow.id).in_([id for id, _ in rows])))
    return len(rows)


def cut_turns(session: Session, ended: Ended, limit: int) -> int:
    """Empty what the talk said (its reviews repeat the answers); that it was said, and its outcome, stays.

    What was said about no consultation goes too when it is a day old: it may have told what somebody takes part in.
    """
    about, said_at = col(OutboxMessage.consultation_id), col(OutboxMessage.created_at)
    about_none = and_(about.is_(None), said_at < clock.now() - A_DAY, not_(unsent()))
    linked = col(OutboxMessage.contact_id).is_not(None)
    some = select(OutboxMessage.id).where(linked, or_(about == ended.id, about_none)).limit(limit)
    return empty(session, col(OutboxMessage.id).in_(some), ended.at)


def cut_answers(session: Session, ended: Ended, limit: int) -> int:
    """Give each response a person of its own, whom nobody can reach; its consent to be quoted goes along.

    The consent to be contacted stays with the contact it allows, with its day and without its hour.
    """
    reachable = exists().where(col(Contact.person_id) == col(Response.person_id))
    query = select(Response).where(Response.consultation_id == ended.id, reachable)
    responses = session.exec(query.order_by(col(Response.id)).limit(limit)).all()
    fresh = [Person(created_at=ended.at) for _ in responses]
    session.add_all(fresh)
    session.flush()
    heirs = {response.person_id: person.id or 0 for response, person in zip(responses, fresh, strict=True)}
    of_these = (Consent.consultation_id == ended.id, col(Consent.person_id).in_(heirs))
    for consent in session.exec(select(Consent).where(*of_these)).all():
        if consent.scope != "quote":
            consent.given_at = day_of(consent.given_at)
            consent.withdrawn_at = day_of(consent.withdrawn_at) if consent.withdrawn_at else None
        if consent.scope != "contact":
            consent.person_id = heirs[consent.person_id]
    for response in responses:
        response.person_id = heirs[response.person_id]
    drop_corrections(session, [response.id or 0 for response in responses])
    drop_marks(session, [response.id or 0 for response in responses])
    session.flush()
    return len(responses)


def cut_contacts(session: Session, ended: Ended, limit: int) -> int:
    """Delete whoever has no talk any more, has not agreed to be contacted, follows nothing, and waits for nothing.

    An officer's chat stays until it is let go, that of a request until it is answered.
    """
    talks = exists().where(col(TalkRow.person_id) == col(Contact.person_id))
    agreed = and_(col(Consent.scope) == "contact", col(Consent.withdrawn_at).is_(None))
    wanted = exists().where(col(Consent.person_id) == col(Contact.person_id), agreed)
    on_its_way = exists().where(col(OutboxMessage.contact_id) == col(Contact.id), unsent())
    follows = exists().where(
        col(Subscription.person_id) == col(Contact.person_id), col(Subscription.stopped_at).is_(None)
    )
    asked = exists().where(col(RightsRequest.contact_id) == col(Contact.id))
    needed = or_(talks, wanted, follows, on_its_way, asked, col(Contact.officer))
    ids = session.exec(select(Contact.id).where(not_(needed)).limit(limit)).all()
    empty(session, col(OutboxMessage.contact_id).in_(ids), ended.at)
    return run(session, delete(Contact).where(col(Contact.id).in_(ids)))


def cut_people(session: Session, ended: Ended, limit: int) -> int:
    """Delete people of whom nothing is left: no contact, no response, no talk, no consent on record."""
    theirs = (col(table.person_id) for table in (Contact, Response, TalkRow, Consent, Attendance, Subscription))
    nothing = [not_(exists().where(reference == col(Person.id))) for reference in theirs]
    return run(session, delete(Person).where(col(Person.id).in_(select(Person.id).where(*nothing).limit(limit))))


TURNS = {"outbox_message": of_contacts(OutboxMessage.contact_id)}
STORES = (
    broadcasts.STORE,  # before talks and answers: it counts a last time who took part after which round
    Store("talks", frozenset({"talk"}), cut_talks, forget_talks, {"talk": of_person(TalkRow.person_id)}),
    Store("turns", frozenset({"outbox_message"}), cut_turns, forget_turns, TURNS),
    attachments.STORE,
    replies.STORE,
    linking.STORE,
    officers.STORE,
    requests.STORE,
    meetings.STORE,
    invitations.STORE,
    papers.STORE,
    subscriptions.STORE,
    Store("answers", frozenset({"response", "consent"}), cut_answers, forget_answers, answered.HELD),
    Store("marks", frozenset(), marks.cut, marks.forget, {"participation": marks.held}),
    Store("contacts", frozenset({"contact"}), cut_contacts, forget_contact, {"contact": of_person(Contact.person_id)}),
    Store("people", frozenset({"person"}), cut_people, forget_person, {"person": of_person(Person.id)}),
)
