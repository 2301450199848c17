"""Asking once more after an outage in which a platform forgot buttons that were pressed. The job `talk.reask`.

Asked again are those who had a question with buttons open when it began, had said something in the hour before, and
have not been heard since. Each is asked once, by the lane of reminders: gently, and not at night.
"""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import exists, not_
from sqlmodel import Session, col, select

from consultation import clock, jobs
from consultation.consult import service as consult
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.outbox import service as outbox
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.talk import keeping, tongues
from consultation.talk.compose import few
from consultation.talk.model import Outgoing
from consultation.talk.step import again
from consultation.talk.wording import say

REASK_JOB = "talk.reask"
BEFORE = timedelta(hours=1)  # whoever fell silent longer ago was not waiting for us
AT_ONCE = 100  # people in one transaction


def handlers(db: Database) -> dict[str, Handler]:
    """The handler of this job."""
    return {REASK_JOB: partial(reask_all, db)}


def later(session: Session, channel: str, account: str, carrier: str, since: datetime, until: datetime) -> None:
    """Put in that whoever was in the middle of a talk between two moments is asked again."""
    payload = {"channel": channel, "account": account, "carrier": carrier}
    times = {"since": since.isoformat(), "until": until.isoformat()}
    jobs.enqueue(session, REASK_JOB, payload | times, key=f"{REASK_JOB}:{channel}:{account}:{until.isoformat()}")


async def reask_all(db: Database, job: Claimed) -> None:
    """Handle `talk.reask`. Running it twice asks nobody twice."""
    after: int | None = 0
    while after is not None:
        after = await db.write(reask, job.payload, after)


def reask(session: Session, lost: dict[str, str], after: int) -> int | None:
    """Ask some again, those with a contact above `after`; where to go on, None when all are asked."""
    since, until = (datetime.fromisoformat(lost[name]) for name in ("since", "until"))
    asked = exists().where(col(OutboxMessage.contact_id) == col(Contact.id), col(OutboxMessage.created_at) >= until)
    silent = (col(Contact.last_seen_at) >= since - BEFORE, col(Contact.last_seen_at) < until, not_(asked))
    there = (Contact.channel == lost["channel"], Contact.account == lost["account"], col(Contact.id) > after)
    reached = (col(Contact.blocked_at).is_(None), col(Contact.active_code).is_not(None), col(Contact.group).is_(False))
    query = select(Contact).where(*there, *silent, *reached).order_by(col(Contact.id)).limit(AT_ONCE)
    contacts = session.exec(query).all()
    for contact in contacts:
        _ask(session, contact, lost["carrier"])
    return contacts[-1].id if len(contacts) == AT_ONCE else None


def _ask(session: Session, contact: Contact, carrier: str) -> None:
    of = consult.find_code(session, contact.active_code or "")
    end = consult.end_of(of) if of is not None else None
    if of is None or of.state != "open" or (end is not None and clock.now() > end):
        return
    opened = keeping.load(session, of, contact.person_id, carrier)
    if opened is None or opened.talk.paused or opened.talk.stage in ("done", "declined"):
        return
    said = again(opened.form, opened.talk, clock.now()).outgoing
    if not said or not said[-1].buttons:
        return
    first = Outgoing(key="tap_again", text=say("tap_again", contact.language))
    turn = tongues.spoken(few((first, said[-1])), contact.language)
    outbox.put(session, contact.id or 0, turn, lane="reminder", consultation_id=of.id)
