"""Turns that go from the transaction that puts them in straight to the sender of the same process.

Most answers are due at once and nothing stands before them. To store them for a claim of its own would cost a second
transaction and a search, so the first one claims them too: they are `sending`, of that sender and under its lease, from
the commit on, as if it had found them. All that a claim looks at holds: one turn of a contact at a time, every rate,
the month's quota. What may not go yet stays queued. See docs/decisions/0018-sending.md.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, insert, or_, select, update
from sqlmodel import Session, col

from consultation import ahead, clock
from consultation.among import among
from consultation.columns import BIG
from consultation.outbox.claiming import LEASE, Claimed, Purse
from consultation.outbox.models import OutboxMessage
from consultation.outbox.pace import Room
from consultation.people.models import Contact
from consultation.talk.model import Outgoing

_HAND = "outbox.hand"
_PUT_AT = OutboxMessage.__table__.c.created_at.type  # type: ignore[attr-defined]
Put = tuple[dict[str, Any], tuple[Outgoing, ...], Contact]  # a row's values, what it says, to whom


@dataclass
class Hand:
    """What a sender would take now, and, once the transaction is committed, what it was given.

    left: contacts with turns that were put in and not given.
    """

    owner: str
    rooms: Sequence[Room]
    lease: timedelta = LEASE
    claimed: list[Claimed] = field(default_factory=list)
    left: set[int] = field(default_factory=set)
    _put: dict[int, tuple[int, Put]] = field(default_factory=dict)  # by contact

    def added(self, ids: Sequence[int], rows: Sequence[Put]) -> None:
        """Note rows that were put in, by their ids."""
        for id, row in zip(ids, rows, strict=True):
            if row[0]["contact_id"] in self._put:
                self.left.add(row[0]["contact_id"])
            self._put[row[0]["contact_id"]] = (id, row)

    def heard_again(self, contact: int) -> None:
        """Hand over nothing said before: what is heard now may take its words back (outbox/redact.py)."""
        if self._put.pop(contact, None) is not None:
            self.left.add(contact)

    def fill(self, session: Session) -> None:
        """Claim of what was put in what may go now; the last thing in a transaction, because it locks the rates."""
        of = {(room.pace.channel, room.pace.account) for room in self.rooms if room.turns}
        found = [one for one in self._put.values() if (one[1][0]["channel"], one[1][0]["account"]) in of]
        self.claimed = _claimed(session, self, found) if found else []
        self.left |= self._put.keys() - {one.contact for one in self.claimed}


@dataclass(frozen=True)
class _Waiting:
    """What of a row is looked at when it is to be paid for."""

    channel: str
    account: str
    contact_id: int
    answers: bool
    lane: str = "reply"
    parts_sent: int = 0


def handing_to(session: Session, hand: Hand | None) -> None:
    """From now on what answers an event is noted for this hand; None: for none."""
    session.info[_HAND] = hand


def heard_from(session: Session, contact: int) -> None:
    """A further event of this contact is being heard."""
    hand: Hand | None = session.info.get(_HAND)
    if hand is not None:
        hand.heard_again(contact)


def put_later(session: Session, row: Put) -> bool:
    """Leave a turn to be written with others; False where it must be written now."""
    return ahead.later(session, _write, row)


def give_back(session: Session, owner: str, turns: Collection[Claimed]) -> None:
    """Queue again what was handed to a sender that did not begin to send it.

    Where its transaction was undone nothing happens, though SQLite may have given its numbers to other turns since.
    """
    values = {"ids": [one.id for one in turns], "put": [one.put_at for one in turns], "of": owner}
    session.connection().execute(_queued(), values)


def _write(session: Session, rows: Sequence[Put]) -> None:
    values = [row[0] for row in rows]
    hand: Hand | None = session.info.get(_HAND)
    if hand is None:
        session.connection().execute(insert(OutboxMessage), values)
    else:
        hand.added(_put(session, values), rows)


def _put(session: Session, values: Sequence[dict[str, Any]]) -> list[int]:
    """Write rows and give back their ids. SQLite keeps no order of what it returns: they are told by their contact."""
    contacts = [row["contact_id"] for row in values]
    if len(set(contacts)) < len(contacts):
        return [*session.connection().execute(_putting(in_order=True), values).scalars()]
    found = {contact: id for id, contact in session.connection().execute(_putting(in_order=False), values)}
    return [found[contact] for contact in contacts]


def _claimed(session: Session, hand: Hand, found: Sequence[tuple[int, Put]]) -> list[Claimed]:
    now = clock.now()
    purse = Purse(session, hand.rooms, now)
    rows = [(id, put, _waiting(put[0])) for id, put in found]
    purse.look_at_chats(row for _, _, row in rows)
    busy = _busy(session, {id: put[0]["contact_id"] for id, put in found})
    given = []
    for id, (values, turn, contact), row in rows:
        if row.contact_id not in busy and contact.blocked_at is None and (most := purse.takes(row, turn)) != 0:
            given.append(_given(id, values, turn, contact, most, answers_only=purse.answers_only(row)))
    if not given:
        return []
    taken = {"ids": [one.id for one in given], "of": hand.owner, "until": now + hand.lease}
    mine = {(id, contact) for id, contact in session.connection().execute(_sending(), taken)}
    purse.pay()
    return [one for one in given if (one.id, one.contact) in mine]


def _waiting(values: Mapping[str, Any]) -> _Waiting:
    return _Waiting(values["channel"], values["account"], values["contact_id"], values["answers"])


def _given(
    id: int, values: Mapping[str, Any], turn: tuple[Outgoing, ...], contact: Contact, most: int | None, *,
    answers_only: bool,
) -> Claimed:  # fmt: skip
    return Claimed(
        id=id,
        contact=values["contact_id"],
        channel=values["channel"],
        account=values["account"],
        address=contact.address_sealed,
        turn=turn,
        reply=values["reply"],
        parts=0,
        interrupted=False,
        put_at=values["created_at"],
        most=most,
        answers_only=answers_only,
        due_at=values["due_at"],
        attempt=1,
        handed=True,
    )


def _busy(session: Session, mine: Mapping[int, int]) -> set[int]:
    """Contacts with another turn that is on its way, or another reply that waits: rather too many than too few."""
    found = session.connection().execute(_others(), {"contacts": list(mine.values())})
    return {contact for id, contact, lane, state in found if id not in mine and (state == "sending" or lane == "reply")}


@cache
def _others() -> Any:
    of = OutboxMessage
    contacts = among(col(of.contact_id), "contacts", BIG)
    waits = or_(col(of.state) == "queued", col(of.state) == "sending")
    return select(col(of.id), col(of.contact_id), col(of.lane), col(of.state)).where(contacts, waits)


@cache
def _putting(*, in_order: bool) -> Any:
    """Rows put in; where their order is asked for, SQLite is given each by itself."""
    return insert(OutboxMessage).returning(
        col(OutboxMessage.id), col(OutboxMessage.contact_id), sort_by_parameter_order=in_order
    )


@cache
def _sending() -> Any:
    these = among(col(OutboxMessage.id), "ids", BIG)
    taken: dict[str, Any] = {"owner": bindparam("of"), "lease_until": bindparam("until")}
    claimed = update(OutboxMessage).where(these, col(OutboxMessage.state) == "queued")
    return claimed.values(state="sending", attempts=1, **taken).returning(
        col(OutboxMessage.id), col(OutboxMessage.contact_id)
    )


@cache
def _queued() -> Update:
    these = col(OutboxMessage.id).in_(bindparam("ids", type_=BIG, expanding=True))
    same = col(OutboxMessage.created_at).in_(bindparam("put", type_=_PUT_AT, expanding=True))
    mine = (these, same, col(OutboxMessage.owner) == bindparam("of"), col(OutboxMessage.state) == "sending")
    return update(OutboxMessage).where(*mine).values(state="queued", attempts=0, owner=None, lease_until=None)
