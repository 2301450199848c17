"""What became of what was said about a consultation, for officers: counts, what needs a decision, and the decision.

Nobody is named and no text is shown: a turn may repeat a citizen's answers. LINE takes messages for people who have
blocked the account, so `sent` means that the platform has it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from consultation import audit, clock
from consultation.consult.models import Consultation
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact

OPEN_STATES = ("failed", "unknown")
RESENT, LEFT = "resent", "left"
A_PAGE = 50


@dataclass(frozen=True)
class Count:
    """So many turns of a lane ended, or wait, in a state for a reason."""

    lane: str
    state: str
    reason: str
    n: int


@dataclass(frozen=True)
class Item:
    """One turn that was not sent, or may not have been. bar: why it cannot be sent again; empty when it can."""

    id: int
    at: datetime
    channel: str
    lane: str
    state: str
    reason: str
    bar: str


def counts(session: Session, consultation: int) -> list[Count]:
    """How many turns of each lane are in each state, and why."""
    of = (OutboxMessage.lane, OutboxMessage.state, OutboxMessage.reason)
    query = select(*of, func.count()).where(OutboxMessage.consultation_id == consultation).group_by(*of)
    return [Count(*row) for row in session.exec(query.order_by(*of))]


def undecided(session: Session, consultation: int, before: int | None = None, limit: int = A_PAGE) -> list[Item]:
    """What failed or is unknown and nobody has decided about, newest first; before: the last one of an earlier page.

    What failed because the person has blocked us needs no decision.
    """
    query = _open(consultation).order_by(col(OutboxMessage.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(OutboxMessage.id) < before)
    over = session.get_one(Consultation, consultation).state != "open"
    return [_item(row, contact, later, over) for row, contact, later in session.exec(query)]


def waiting(session: Session) -> dict[int, int]:
    """How many turns of each consultation nobody has decided about; only consultations that have any."""
    of, undecided = col(OutboxMessage.consultation_id), col(OutboxMessage.state).in_(OPEN_STATES)
    settled = (OutboxMessage.settled == "", OutboxMessage.reason != "blocked")
    query = select(of, func.count()).where(undecided, of.is_not(None), *settled).group_by(of)
    return {id or 0: int(n) for id, n in session.exec(query)}


def decide(session: Session, consultation: int, ids: Collection[int], act: str, actor: str) -> int:
    """Send the chosen turns again, knowingly, or leave them as they are; how many. Written in the audit record.

    One that cannot be sent again is passed over.
    """
    over = session.get_one(Consultation, consultation).state != "open"
    chosen = _open(consultation).where(col(OutboxMessage.id).in_(list(ids))).order_by(col(OutboxMessage.id))
    done = 0
    for row, contact, later in session.exec(chosen.with_for_update(of=OutboxMessage)).all():
        if act == RESENT:
            if _item(row, contact, later, over).bar:
                continue
            session.add(_again(row))
        row.settled = act
        done += 1
    if done:
        audit.record(session, actor, f"sending.{act}", f"consultation:{consultation}", after={"turns": done})
    return done


def _open(consultation: int) -> Any:
    newer = aliased(OutboxMessage)
    later = exists().where(
        col(newer.contact_id) == col(OutboxMessage.contact_id),
        col(newer.lane) == "reply",
        col(newer.state) == "sent",
        col(newer.id) > col(OutboxMessage.id),
    )
    return (
        select(OutboxMessage, Contact, later)
        .join(Contact, col(Contact.id) == col(OutboxMessage.contact_id), isouter=True)
        .where(OutboxMessage.consultation_id == consultation, col(OutboxMessage.state).in_(OPEN_STATES))
        .where(OutboxMessage.settled == "", OutboxMessage.reason != "blocked")
    )


def _item(row: OutboxMessage, contact: Contact | None, later: bool, over: bool) -> Item:
    bar = (
        "gone" if contact is None or not row.messages
        else "blocked" if contact.blocked_at is not None
        else "closed" if over
        else "moved_on" if later and row.lane == "reply"
        else ""
    )  # fmt: skip
    return Item(row.id or 0, row.due_at or row.created_at, row.channel, row.lane, row.state, row.reason, bar)


def _again(row: OutboxMessage) -> OutboxMessage:
    """The same turn as a new one, from the part that had not arrived."""
    now = clock.now()
    kept = {name: getattr(row, name) for name in ("contact_id", "consultation_id", "channel", "account", "lane")}
    parts = row.parts_sent if row.state == "failed" else 0
    return OutboxMessage(**kept, messages=row.messages, parts_sent=parts, not_before=now, due_at=now, created_at=now)
