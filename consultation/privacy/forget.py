"""Forgetting one person because they ask for it, and the job `privacy.forget` that lets the account itself go.

At the moment of asking everything that leads from the account to answers is cut, in the transaction that answers. The
account's sealed address must stay until it has heard so; a while later the job deletes it, and what was said in that
last dialogue, unless the person has begun something new.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from consultation import audit, clock, jobs
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.people import service as people
from consultation.people.models import Contact
from consultation.privacy.cutting import day_of
from consultation.privacy.store import Leaving, Store
from consultation.responses.models import Response
from consultation.subscriptions.service import holding
from consultation.talk.models import TalkRow
from consultation.vault import Vault

FORGET_JOB = "privacy.forget"
HEARD_WITHIN = timedelta(hours=1)  # the outbox gives up after about 12 minutes
LONGEST_WAIT = timedelta(hours=22)  # a channel that is not connected must not keep an account: a day is promised
CITIZEN = "citizen"  # who asked, in the audit record: nothing more is written of them


def handlers(db: Database, vault: Vault, stores: Sequence[Store]) -> dict[str, Handler]:
    """The handler of this job. stores: every store of personal data there is, in the order to cut."""
    return {FORGET_JOB: partial(let_go, db, vault, stores)}


async def let_go(db: Database, vault: Vault, stores: Sequence[Store], job: Claimed) -> None:
    """Handle `privacy.forget`. Running it twice forgets nothing more."""
    asked_at = datetime.fromisoformat(job.payload["asked_at"])
    await db.write(forget_account, vault, stores, int(job.payload["contact"]), asked_at)


def forget(
    session: Session,
    vault: Vault,
    stores: Sequence[Store],
    contact: Contact,
    address: str,
    *,
    erase: bool,
    actor: str = CITIZEN,
) -> int:
    """Cut everything that leads to this person's answers, now; how many responses. erase: the answers go too.

    Of a person with several linked accounts every one is cut, and each account goes later as if it had asked itself.

    The audit record says for each consultation that somebody asked, and how; it does not say who. actor: who did it,
    where that was not the person.
    """
    now = clock.now()
    linked = [one for one in people.contacts_of(session, contact.person_id) if one.id != contact.id]
    others = tuple((one.channel, one.account, vault.open(one.address_sealed).decode()) for one in linked)
    touched = _touched(session, contact.person_id)
    counts = _cut(session, stores, _leaving(vault, contact, address, erase=erase, until=now, others=others))
    for one, (_, _, where) in zip(linked, others, strict=True):
        _cut(session, stores, _leaving(vault, one, where, erase=erase, until=now))
        forget_account_later(session, one, now)
    _record(session, touched, actor, erase=erase)
    forget_account_later(session, contact, now)
    return counts.get("answers", 0)


def erase_unreached(session: Session, vault: Vault, stores: Sequence[Store], person: int, actor: str) -> int:
    """Erase a person whom no account leads to any more, or never did (a paper); how many responses."""
    now = clock.now()
    touched = _touched(session, person)
    at_once = Leaving(
        person=person, contact=0, channel="", account_name="", address="", vault=vault, erase=True, account=False,
        patient=False, until=now, day=day_of(now),
    )  # fmt: skip
    counts = _cut(session, stores, at_once)
    _cut(session, stores, replace(at_once, account=True))
    _record(session, touched, actor, erase=True)
    return counts.get("answers", 0)


def _record(session: Session, touched: dict[int, int], actor: str, *, erase: bool) -> None:
    for consultation_id, responses in touched.items():
        after = {"erased": erase, "responses": responses}
        audit.record(session, actor, "privacy.forget", f"consultation:{consultation_id}", after=after)


def _cut(session: Session, stores: Sequence[Store], one: Leaving) -> dict[str, int]:
    return {store.name: store.forget(session, one) for store in stores if store.forget is not None}


def forget_account_later(session: Session, contact: Contact, asked_at: datetime, again: str = "") -> None:
    """Put in that the account itself is to be deleted once it has heard the answer. again: sets a later try apart."""
    payload = {"contact": contact.id, "asked_at": asked_at.isoformat()}
    key = f"{FORGET_JOB}:{contact.id}{again}"
    jobs.enqueue(session, FORGET_JOB, payload, key=key, at=clock.now() + HEARD_WITHIN)


def forget_account(
    session: Session, vault: Vault, stores: Sequence[Store], contact_id: int, asked_at: datetime
) -> None:
    """Delete the account and the dialogue in which it asked; of one that has come back only the dialogue.

    While something is on its way to it, the account waits another while, but not for long.
    """
    contact = session.get(Contact, contact_id)
    if contact is None:
        return
    talks = session.exec(select(TalkRow.id).where(TalkRow.person_id == contact.person_id)).first() is not None
    back = talks or contact.officer or bool(holding(session, contact.person_id))
    address = vault.open(contact.address_sealed).decode()
    until = asked_at if back else clock.now()
    patient = clock.now() - asked_at < LONGEST_WAIT
    one = _leaving(vault, contact, address, account=True, patient=patient, until=until)
    _cut(session, stores, one)
    session.expire(contact)
    if not back and session.get(Contact, contact_id) is not None:
        forget_account_later(session, contact, asked_at, again=f":{clock.now().isoformat()}")


def _leaving(
    vault: Vault,
    contact: Contact,
    address: str,
    *,
    until: datetime,
    erase: bool = False,
    account: bool = False,
    patient: bool = False,
    others: tuple[tuple[str, str, str], ...] = (),
) -> Leaving:
    assert contact.id is not None
    return Leaving(
        person=contact.person_id,
        contact=contact.id,
        channel=contact.channel,
        account_name=contact.account,
        address=address,
        vault=vault,
        erase=erase,
        account=account,
        patient=patient,
        until=until,
        day=day_of(until),
        others=others,
    )


def _touched(session: Session, person_id: int) -> dict[int, int]:
    """The consultations that the person was in, with how many responses of theirs each has."""
    talks = set(session.exec(select(TalkRow.consultation_id).where(TalkRow.person_id == person_id)))
    answered = set(session.exec(select(Response.consultation_id).where(Response.person_id == person_id)))
    order = select(Consultation.id).where(col(Consultation.id).in_(talks | answered)).order_by(col(Consultation.id))
    return {id or 0: int(id in answered) for id in session.exec(order)}
