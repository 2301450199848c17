"""Taking turns from the outbox: the first of each contact that is due, within every limit, under a lease.

However many wait, a claim looks at no more than it can take: one statement finds the first of each account and lane,
one locks them. Rates are kept by rows that all processes share. See docs/decisions/0018-sending.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlmodel import Session

from consultation import clock, limits
from consultation.daylight import is_daylight
from consultation.limits import Bucket
from consultation.outbox import choosing, quota
from consultation.outbox.models import LANES, OutboxMessage
from consultation.outbox.pace import Pace, Room
from consultation.people.models import Contact
from consultation.talk.model import Outgoing

LEASE = timedelta(seconds=15)
# A platform that makes repeated requests harmless does so for 24 hours (LINE's retry key); later nothing is tried.
TRIED_FOR = timedelta(hours=23)
BLOCKED, LATE = "blocked", "late"
SHORTEST_WAIT = timedelta(milliseconds=50)


@dataclass(frozen=True)
class Claimed:
    """A turn that its owner may send until the lease ends.

    address: sealed by the vault. put_at: when it was put in; due_at: when it was to be said first. parts: how many
    parts of it arrived in earlier tries. interrupted: an earlier try was cut off before its outcome was recorded, or
    may have arrived. most: how many more parts the limits allow now, None for any number. answers_only: nothing may be
    sent that counts against the account's quota, because it is spent. attempt: which try this is; what an earlier one
    says is not recorded any more. handed: claimed by the transaction that put it in (outbox/handing.py).
    """

    id: int
    contact: int
    channel: str
    account: str
    address: bytes
    turn: tuple[Outgoing, ...]
    reply: dict[str, Any] | None
    parts: int
    interrupted: bool
    put_at: datetime
    lane: str = "reply"
    most: int | None = None
    answers_only: bool = False
    due_at: datetime | None = None
    attempt: int = 0
    handed: bool = False


@dataclass(frozen=True)
class Claims:
    """What was taken; again: when to look again because a limit left something for later, None for no such reason."""

    turns: list[Claimed]
    again: timedelta | None = None


def claim_within(
    session: Session, owner: str, rooms: Sequence[Room], lease: timedelta = LEASE, *, most: int | None = None
) -> Claims:
    """Take what is due, replies before reminders before broadcasts, as much as there is room and every limit allows.

    The caller's transaction must be committed before anything is sent. Rows of blocked contacts, and those that have
    waited too long, end here.
    """
    now = clock.now()
    purse = Purse(session, rooms, now)
    taking = _Taking(session, owner, lease, purse, most if most is not None else sum(room.turns for room in rooms))
    while found := _first(session, rooms, purse, now):
        ended = taking.take(found)
        session.flush()
        if taking.claimed or not ended:
            break
    purse.pay()
    return Claims(taking.claimed, purse.again)


class Paid(Protocol):
    """What of a row is looked at when it is to be paid for."""

    @property
    def channel(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def contact_id(self) -> int | None: ...
    @property
    def answers(self) -> bool: ...
    @property
    def lane(self) -> str: ...
    @property
    def parts_sent(self) -> int: ...


class Purse:
    """The tokens of all accounts during one claim: looked up once, paid once."""

    def __init__(self, session: Session, rooms: Sequence[Room], now: datetime) -> None:
        self._session, self._now = session, now
        self._paces = {(room.pace.channel, room.pace.account): room.pace for room in rooms}
        self._room = {(room.pace.channel, room.pace.account): [room.turns, room.others] for room in rooms}
        buckets = [bucket for pace in self._paces.values() for bucket in pace.buckets]
        self._tokens = limits.tokens(session, buckets, now) if buckets else {}
        self._spent: dict[Bucket, int] = {}
        self._short: list[Bucket] = [bucket for bucket in buckets if self._tokens[bucket.key] <= 0]
        self.no_quota = quota.spent_accounts(session) if buckets else set()

    def may_push(self, pace: Pace) -> bool:
        """Whether anything may be sent that does not answer in place."""
        return (pace.channel, pace.account) not in self.no_quota and self._left(pace.pushing) > 0

    def may_answer(self, pace: Pace) -> bool:
        return self._left(pace.answering) > 0

    def answers_only(self, row: Paid) -> bool:
        """Whether nothing may be sent to this row's contact that counts against the quota."""
        return (row.channel, row.account) in self.no_quota

    def look_at_chats(self, rows: Iterable[Paid]) -> None:
        """Learn what the chats of these rows have left, where chats have a rate of their own."""
        paced = [(self._paces[row.channel, row.account].chat_bucket(row.contact_id or 0)) for row in rows]
        self._tokens |= limits.look(self._session, [bucket for bucket in paced if bucket is not None], self._now)

    def takes(self, row: Paid, turn: Sequence[Outgoing]) -> int | None:
        """Pay for as many parts of a turn as there are tokens for; 0 when it has to wait, None without a limit."""
        account = (row.channel, row.account)
        pace, room = self._paces[account], self._room[account]
        bucket, reply = pace.bucket(row.answers), row.lane == LANES[0]
        if room[0] <= 0 or (not reply and room[1] <= 0) or (not row.answers and account in self.no_quota):
            return 0
        if self._left(bucket) <= (0 if reply else pace.kept):
            self._short += [bucket] if bucket else []
            return 0
        limited = [one for one in (bucket, pace.chat_bucket(row.contact_id or 0)) if one is not None]
        parts = min([max(pace.cost(turn) - row.parts_sent, 1), *(self._left(one) for one in limited)])
        if parts <= 0:
            return 0
        room[0], room[1] = room[0] - 1, room[1] - (0 if reply else 1)
        for one in limited:
            self._spent[one] = self._spent.get(one, 0) + parts
        return parts if limited else None

    def pay(self) -> None:
        """Write down what was taken."""
        limits.spend(self._session, self._spent, self._now)

    @property
    def again(self) -> timedelta | None:
        """When the next tokens come in where there were none, or nothing but what is kept for replies."""
        waits = [timedelta(seconds=2 / bucket.per_second) for bucket in self._short]
        return max(min(waits), SHORTEST_WAIT) if waits else None

    def _left(self, bucket: Bucket | None) -> int:
        return 1 if bucket is None else self._tokens[bucket.key] - self._spent.get(bucket, 0)


class _Taking:
    """Going through what was found: each is taken, ended, or left for later."""

    def __init__(self, session: Session, owner: str, lease: timedelta, purse: Purse, most: int) -> None:
        self._session, self._owner, self._purse, self._most = session, owner, purse, most
        self._until = clock.now() + lease
        self.claimed: list[Claimed] = []

    def take(self, ids: Sequence[int]) -> int:
        """Take of these rows what may be taken, in this order; how many ended here instead."""
        ended, now = 0, clock.now()
        place = {id: at for at, id in enumerate(ids)}
        rows = self._session.exec(choosing.locked(), params={"ids": list(ids), "now": now})
        found = sorted(self._alone([*rows], now), key=lambda one: place[one[0].id or 0])
        self._purse.look_at_chats(row for row, _ in found)
        for row, contact in found:
            if reason := _over(row, contact, now):
                row.state = "unknown" if row.state == "sending" or row.doubtful else "failed"
                row.reason = row.error = reason
                row.owner = row.lease_until = None
                ended += 1
            elif len(self.claimed) < self._most:
                turn = tuple(Outgoing.model_validate(message) for message in row.messages)
                if (most := self._purse.takes(row, turn)) != 0:
                    self.claimed.append(self._taken(row, contact, turn, most))
        return ended

    def _alone(self, rows: list[tuple[OutboxMessage, Contact]], now: datetime) -> list[tuple[OutboxMessage, Contact]]:
        """Without those whose contact has been handed something since these were found (outbox/handing.py)."""
        values = {"contacts": [contact.id for _, contact in rows], "now": now}
        busy = set(self._session.exec(choosing.on_their_way(), params=values)) if rows else set()
        return [(row, contact) for row, contact in rows if contact.id not in busy]

    def _taken(self, row: OutboxMessage, contact: Contact, turn: tuple[Outgoing, ...], most: int | None) -> Claimed:
        assert row.id is not None and contact.id is not None
        interrupted = row.state == "sending" or row.doubtful
        row.state, row.owner, row.lease_until = "sending", self._owner, self._until
        row.doubtful = interrupted
        row.attempts += 1
        return Claimed(
            id=row.id,
            contact=contact.id,
            channel=row.channel,
            account=row.account,
            address=contact.address_sealed,
            turn=turn,
            reply=row.reply,
            parts=row.parts_sent,
            interrupted=interrupted,
            put_at=row.created_at,
            lane=row.lane,
            most=most,
            answers_only=self._purse.answers_only(row),
            due_at=row.due_at,
            attempt=row.attempts,
        )


def _over(row: OutboxMessage, contact: Contact, now: datetime) -> str:
    """Why nothing is sent any more; empty when it is."""
    if contact.blocked_at is not None:
        return BLOCKED
    return LATE if now - (row.due_at or row.created_at) > TRIED_FOR else ""


def _first(session: Session, rooms: Sequence[Room], purse: Purse, now: datetime) -> list[int]:
    """The rows that come first, best first: as many of each account and lane as could be taken."""
    day, values = is_daylight(now), {"now": now, "at": now.timestamp()}
    for n, room in enumerate(rooms):
        push, answer = purse.may_push(room.pace), purse.may_answer(room.pace)
        others = min(room.turns, room.others) if push and day else 0
        values |= {f"channel{n}": room.pace.channel, f"account{n}": room.pace.account, f"push{n}": push}
        values |= {f"reply{n}": room.turns if push or answer else 0, f"others{n}": others}
        values |= {f"cut{n}": room.turns if push or answer else 0}
    rows = session.connection().execute(choosing.candidates(tuple(room.pace for room in rooms)), values).all()
    rank = {lane: at for at, lane in enumerate(LANES)}
    return [id for id, lane, _ in sorted(rows, key=lambda row: (rank[row[1]], row[2], row[0])) if day or not rank[lane]]
