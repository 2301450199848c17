"""The portions in which a broadcast is sent: claimed under a lease, the outcome taken from the last claim only.

A claim fixes in one committed transaction who is in the request. A try that may have arrived is repeated as it was,
under the same key; one that surely did not arrive is chosen anew under another key, so that whoever has withdrawn since
is left out. See docs/decisions/0019-broadcast.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, text, update
from sqlmodel import Session, col

from consultation import audit, clock, limits
from consultation.broadcast.audience import agreed, found
from consultation.broadcast.filling import held, same_as, subject, where_of
from consultation.broadcast.models import Broadcast, BroadcastRecipient, BroadcastSlice
from consultation.broadcast.reach import Way, capped, had
from consultation.broadcast.saying import startable, words
from consultation.broadcast.sparing import too_soon, took_part, was_told
from consultation.broadcast.states import after
from consultation.broadcast.together import hold
from consultation.consult.service import TIMER
from consultation.limits import Bucket
from consultation.outbox import quota
from consultation.people.models import Contact
from consultation.talk.model import Outgoing

LEASE = timedelta(seconds=20)  # a request to a platform ends after 8
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=5)
REPEATABLE_FOR = timedelta(hours=23)  # a platform forgets a key after 24
AS_IT_WAS = timedelta(minutes=2)  # how long a try that may have arrived is repeated to somebody who has withdrawn since
CLOSED, QUOTA = "closed", "quota"  # why the loop pauses: what is offered cannot be begun; the month's messages
QUIET = {"synchronize_session": False}  # nothing of the session is read again
_LOCK = 0x6E657773  # advisory lock on PostgreSQL: two broadcasts must see whom the other is sending to

Result = Literal["sent", "again", "untouched", "wrong_address", "unknown", "spent", "stop"]
REFUSED = ("untouched", "spent", "stop")


@dataclass(frozen=True)
class Claimed:
    """A slice that may be sent until the lease ends. key: the same for every try of these very addresses.

    addresses: recipient and sealed address, in order. repeats: an earlier try under this key may have arrived.
    """

    id: int
    broadcast: int
    fence: int
    key: str
    channel: str
    account: str
    turn: tuple[Outgoing, ...]
    addresses: tuple[tuple[int, bytes], ...]
    repeats: bool = False


class LeaseLost(Exception):
    """Another has claimed the slice since."""


def claim(session: Session, owner: str, ways: Sequence[Way], lease: timedelta = LEASE) -> Claimed | None:
    """Take a slice that is sent in one request. The caller's transaction must be committed before anything is sent."""
    while (found := _next(session, ways)) is not None:
        of, row = found
        if not startable(session, of, clock.now()):
            stop(session, of.id or 0, CLOSED)
            continue
        if not limits.take(session, rate(ways, row)):  # another account may have room
            ways = [way for way in ways if (way.channel, way.account) != (row.channel, row.account)]
            continue
        _in_turn(session)
        if row.state != "sending" or row.tried_at is None:
            _choose(session, of, row)
        elif clock.now() - row.tried_at > REPEATABLE_FOR or _left_since(session, of, row):
            _all(session, row, ("sending",), state="unknown", sent_at=clock.now())
        addresses = session.execute(_addresses(row)).all()
        if row.tried_at is None and _too_many(session, row, len(addresses)):
            _all(session, row, ("sending",), state="waiting")
            stop(session, of.id or 0, QUOTA)
        elif addresses:
            return _taken(session, of, row, owner, lease, tuple((id, sealed) for id, sealed in addresses))
        else:
            _done(row)
        session.add(row)
        session.flush()
    return None


def record(session: Session, claimed: Claimed, result: Result, why: str = "", wait: timedelta = timedelta(0)) -> None:
    """Write down what became of a try. Raises LeaseLost.

    sent; again: it may have arrived, the same once more; untouched: it did not arrive; wrong_address: refused because
    of one of them, so each half goes by itself; unknown; spent: not sent, the quota is; stop: not sent, for another
    lasting reason. The last two pause the broadcast. A refusal says nothing of an earlier try that may have arrived.
    """
    row = session.get(BroadcastSlice, claimed.id, with_for_update=True, populate_existing=True)
    if row is None or row.fence != claimed.fence or row.state != "sending":
        raise LeaseLost(f"slice {claimed.id} is another's")
    row.error, row.owner, row.lease_until = why[:2000], None, None
    doubt = result == "again" or (claimed.repeats and result in REFUSED)
    if doubt and session.get_one(Broadcast, row.broadcast_id).state == "cancelled":
        result, doubt = "unknown", False  # nobody will repeat it
    if result in ("sent", "unknown"):
        _all(session, row, ("sending",), state=result, sent_at=clock.now(), error=why[:500] if result != "sent" else "")
        _done(row)
        if result == "sent":
            quota.used(session, row.channel, row.account, len(claimed.addresses))
    elif result == "wrong_address" and len(claimed.addresses) == 1:
        _all(session, row, ("sending",), state="failed", error=why[:500])
        _done(row)
    elif doubt:
        row.not_before = clock.now() + max(wait, _pause(row))
    else:
        _all(session, row, ("sending",), state="waiting")
        row.state, row.tried_at, row.era = "waiting", None, row.era + 1
        row.not_before = clock.now() + (timedelta(0) if result == "wrong_address" else max(wait, _pause(row)))
        if result == "wrong_address":
            _halve(session, row, [id for id, _ in claimed.addresses])
    _heed(session, row, result, why, wait)
    session.add(row)


def _heed(session: Session, row: BroadcastSlice, result: Result, why: str, wait: timedelta) -> None:
    """Do what a refusal asks for beyond this slice."""
    if result == "untouched" and wait:
        limits.hold(session, _rate_key(row), clock.now() + wait, why)
    if result == "spent":
        quota.spent(session, row.channel, row.account)
    if result in ("spent", "stop"):
        stop(session, row.broadcast_id, QUOTA if result == "spent" else why)


def stop(session: Session, broadcast_id: int, why: str) -> None:
    """Pause a broadcast of the loop's own accord, with what an officer must know."""
    row = held(session, broadcast_id)
    if row is not None and row.state == "sending":
        row.state, row.why, row.version = after("pause", row.state), why[:500], row.version + 1
        session.add(row)
        audit.record(session, TIMER, "broadcast.pause", subject(row), after={"why": why[:500]})


def release_orphans(session: Session) -> int:
    """End the lease of every slice being sent. Only for SQLite at start, where no other process can send."""
    orphans = update(BroadcastSlice).where(col(BroadcastSlice.lease_until).is_not(None)).values(lease_until=None)
    return int(session.connection().execute(orphans).rowcount)


def _next(session: Session, ways: Sequence[Way]) -> tuple[Broadcast, BroadcastSlice] | None:
    now = clock.now()
    free = or_(col(BroadcastSlice.lease_until).is_(None), col(BroadcastSlice.lease_until) < now)
    due = and_(free, or_(col(BroadcastSlice.not_before).is_(None), col(BroadcastSlice.not_before) <= now))
    query = (
        select(Broadcast, BroadcastSlice)
        .join(BroadcastSlice, col(BroadcastSlice.broadcast_id) == col(Broadcast.id))
        .where(col(Broadcast.state) == "sending", col(BroadcastSlice.state).in_(("waiting", "sending")), due)
        .where(of_ways(way for way in ways if way.together), col(BroadcastSlice.together).is_(True))
        .order_by(col(Broadcast.urgent).desc(), col(Broadcast.id), col(BroadcastSlice.id))
        .limit(1)
        .with_for_update(of=BroadcastSlice, skip_locked=True)
    )
    found = session.execute(query).first()
    return (found[0], found[1]) if found is not None else None


def of_ways(ways: Any) -> ColumnElement[bool]:
    """Whether a slice goes by one of these accounts."""
    return or_(
        *(and_(col(BroadcastSlice.channel) == way.channel, col(BroadcastSlice.account) == way.account) for way in ways),
        col(BroadcastSlice.id) < 0,
    )


def _too_many(session: Session, row: BroadcastSlice, people: int) -> bool:
    """Whether the account's quota has no room for so many; what LINE itself says counts in the end."""
    left = quota.left_for_broadcast(session, row.channel, row.account)
    return left is not None and left < people


def rate(ways: Sequence[Way], row: BroadcastSlice) -> Bucket:
    """What limits the requests of the slice's account, over all machines."""
    way = next(way for way in ways if (way.channel, way.account) == (row.channel, row.account))
    return Bucket(_rate_key(row), way.requests_per_second, max(int(way.requests_per_second), 1))


def _rate_key(row: BroadcastSlice) -> str:
    return f"{row.channel}:{row.account}:multicast"


def _choose(session: Session, of: Broadcast, row: BroadcastSlice) -> None:
    """Say of each who waits whether they are written to now, and else why not."""
    left_out(session, of, mine(row, "waiting"), "sending")


def left_out(session: Session, of: Broadcast, which: ColumnElement[bool], then: str) -> None:
    """Give recipients the state `then`, or the reason why they must be left out at this moment."""
    where, same = where_of(of), same_as(of)
    contact = and_(col(Contact.id) == col(BroadcastRecipient.contact_id))

    def is_so(rule: ColumnElement[bool]) -> ColumnElement[bool]:
        return found(select(col(Contact.id)).where(contact, rule).correlate(BroadcastRecipient))

    state = case(
        (~exists(select(col(Contact.id)).where(contact).correlate(BroadcastRecipient)), "gone"),
        (is_so(col(Contact.blocked_at).is_not(None)), "blocked"),
        (~is_so(agreed(where)), "withdrawn"),
        (is_so(took_part(same)), "took_part"),
        (is_so(or_(had(same, sending=True), was_told(same, sending=True), capped(same, sending=True))), "capped"),
        (is_so(too_soon(same)), "held"),
        else_=then,
    )
    session.execute(update(BroadcastRecipient).where(which).values(state=state), execution_options=QUIET)
    if same.round:
        hold(session, of.id or 0)


def _left_since(session: Session, of: Broadcast, row: BroadcastSlice) -> bool:
    """Whether somebody of a request that may have arrived has withdrawn since, and it is no longer the same moment."""
    if row.tried_at is None or clock.now() - row.tried_at <= AS_IT_WAS:
        return False
    joined = select(func.count()).select_from(BroadcastRecipient)
    joined = joined.outerjoin(Contact, col(Contact.id) == col(BroadcastRecipient.contact_id))
    gone = or_(col(Contact.id).is_(None), ~agreed(where_of(of)))
    return bool(session.execute(joined.where(mine(row, "sending"), gone)).scalar())


def _addresses(row: BroadcastSlice) -> Any:
    joined = select(col(BroadcastRecipient.id), col(Contact.address_sealed))
    joined = joined.join(Contact, col(Contact.id) == col(BroadcastRecipient.contact_id))
    return joined.where(mine(row, "sending")).order_by(col(BroadcastRecipient.id))


def mine(row: BroadcastSlice, *states: str) -> ColumnElement[bool]:
    """Whether a recipient is of this slice and in one of these states."""
    of = and_(col(BroadcastRecipient.broadcast_id) == row.broadcast_id, col(BroadcastRecipient.slice) == row.number)
    return and_(of, col(BroadcastRecipient.state).in_(states))


def _taken(
    session: Session,
    of: Broadcast,
    row: BroadcastSlice,
    owner: str,
    lease: timedelta,
    addresses: tuple[tuple[int, bytes], ...],
) -> Claimed:
    now, repeats = clock.now(), row.tried_at is not None
    row.state, row.owner, row.lease_until = "sending", owner, now + lease
    row.fence, row.attempts, row.tried_at = row.fence + 1, row.attempts + 1, row.tried_at or now
    session.add(row)
    session.flush()
    assert row.id is not None and of.id is not None
    # The time is part of the key: a database begun anew counts from 1 again, and a platform remembers keys for a day.
    turn = words(session, of, row.language)
    key = f"broadcast:{of.id}:{row.number}:{row.era}:{_iso(row.created_at)}"
    return Claimed(row.id, of.id, row.fence, key, row.channel, row.account, turn, addresses, repeats)


def _halve(session: Session, row: BroadcastSlice, recipients: Sequence[int]) -> None:
    """Give the second half of a slice to a new one."""
    last = select(func.max(col(BroadcastSlice.number))).where(col(BroadcastSlice.broadcast_id) == row.broadcast_id)
    of = session.get_one(Broadcast, row.broadcast_id, with_for_update=True)  # numbers are given by one at a time
    number = int(session.execute(last).scalar() or 0) + 1
    names = ("broadcast_id", "channel", "account", "language", "together")
    session.add(BroadcastSlice(**{name: getattr(row, name) for name in names}, number=number, created_at=clock.now()))
    half = list(recipients[len(recipients) // 2 :])
    moved = and_(col(BroadcastRecipient.broadcast_id) == of.id, col(BroadcastRecipient.id).in_(half))
    session.execute(update(BroadcastRecipient).where(moved).values(slice=number))


def _all(session: Session, row: BroadcastSlice, states: tuple[str, ...], **values: Any) -> None:
    session.execute(
        update(BroadcastRecipient).where(mine(row, *states)).values(**values),
        execution_options=QUIET,
    )


def _in_turn(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _done(row: BroadcastSlice) -> None:
    row.state, row.owner, row.lease_until = "done", None, None


def _pause(row: BroadcastSlice) -> timedelta:
    return min(FIRST_RETRY * (1 << min(row.attempts, 12)), LONGEST_RETRY)


def _iso(moment: datetime) -> str:
    return moment.isoformat()
