"""Writing down what became of a turn, and what a platform asked for when it refused one, in one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import and_, bindparam, func, insert, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from consultation import clock, limits
from consultation.among import among
from consultation.columns import BIG
from consultation.outbox import quota
from consultation.outbox.claiming import BLOCKED, LEASE
from consultation.outbox.models import OutboxMessage, PlatformCall
from consultation.people.models import Contact
from consultation.settings import settings

FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=10)
MOST_TRIES = 8  # with the waits above: about 12 minutes
# A platform that slows several chats within moments means the account, whatever it says (Telegram says no more).
CHATS_THAT_MEAN_ALL = 3
MOMENTS = timedelta(seconds=5)


@dataclass(frozen=True)
class Hold:
    """A platform wants to wait before the next message under `key`; if several such keys are held, under `all_of` too.

    chats: what these keys begin with.
    """

    key: str
    chats: str = ""
    all_of: str = ""


@dataclass(frozen=True)
class Call:
    """One request to a platform, as it is kept."""

    at: datetime
    method: str
    endpoint: str
    status: int
    took_ms: int
    request_id: str = ""
    accepted_id: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a try. after: the least time before the next; parts: how many parts of the turn have arrived.

    reason: one of models.REASONS. doubtful: it may have arrived. uncounted: the try says nothing of the turn itself,
    which is tried for as long as turns are. exact: after is the wait, not the least. hold: what else has to wait.
    attempt: the try that it is of, 0 for whichever is under way. spent: the account's quota is used up. pushed: how
    many messages counted against it. moved: the contact's new address, hashed and sealed.
    """

    state: Literal["sent", "retry", "failed", "unknown"]
    why: str = ""
    receipts: tuple[str, ...] = ()
    after: timedelta = timedelta(0)
    parts: int = 0
    blocked: bool = False
    reason: str = ""
    doubtful: bool = False
    uncounted: bool = False
    exact: bool = False
    hold: Hold | None = None
    spent: bool = False
    pushed: int = 0
    moved: tuple[str, bytes] | None = None
    calls: tuple[Call, ...] = ()
    attempt: int = 0


class LeaseLost(Exception):
    """The row is no longer this try's: its lease ended and it was claimed again, or its outcome is recorded."""


def renew(session: Session, owner: str, ids: Collection[int], lease: timedelta = LEASE) -> int:
    """Hold on to turns that are still being sent; how many are still this owner's."""
    longer = update(OutboxMessage).where(_mine(owner, ids)).values(lease_until=clock.now() + lease)
    return int(session.connection().execute(longer).rowcount)


def arrived(session: Session, id: int, owner: str, parts: int, receipts: Collection[str], attempt: int = 0) -> None:
    """Write down, before the next part is sent, that so many parts have arrived. Raises LeaseLost."""
    row = session.exec(select(OutboxMessage).where(_mine(owner, [id])).with_for_update()).first()
    if row is None or attempt not in (0, row.attempts):
        raise LeaseLost(f"outbox message {id} is not {owner}'s")
    row.parts_sent = max(row.parts_sent, parts)
    _add_receipts(row, receipts)


def record_all(session: Session, owner: str, outcomes: Mapping[int, Outcome]) -> set[int]:
    """Write down what became of several turns; gives back the ids of those that are no longer this owner's."""
    found = session.exec(_theirs(), params={"ids": list(outcomes), "owner": owner})
    rows = [row for row in found if outcomes[row.id or 0].attempt in (0, row.attempts)]
    for row in rows:
        _record(session, row, outcomes[row.id or 0])
    _keep_calls(session, rows, outcomes)
    _count(session, rows, outcomes)
    return set(outcomes) - {row.id or 0 for row in rows}


@cache
def _theirs() -> SelectOfScalar[OutboxMessage]:
    """The statement of `record_all`, put together once; what was said is not read."""
    sending = and_(col(OutboxMessage.owner) == bindparam("owner"), col(OutboxMessage.state) == "sending")
    mine = (among(col(OutboxMessage.id), "ids", BIG), sending)
    said = (defer(OutboxMessage.messages), defer(OutboxMessage.reply))  # type: ignore[arg-type]
    return select(OutboxMessage).where(*mine).order_by(col(OutboxMessage.id)).with_for_update().options(*said)


def _mine(owner: str, ids: Collection[int]) -> Any:
    state = col(OutboxMessage.state) == "sending"
    return and_(col(OutboxMessage.id).in_(list(ids)), col(OutboxMessage.owner) == owner, state)


def _record(session: Session, row: OutboxMessage, outcome: Outcome) -> None:
    row.parts_sent = max(row.parts_sent, outcome.parts)
    row.doubtful = row.doubtful or outcome.doubtful
    _add_receipts(row, outcome.receipts)
    if outcome.state == "failed" and row.doubtful:
        _close(row, "unknown", outcome)  # this try was refused; an earlier one may have arrived
    elif outcome.state != "retry":
        _close(row, outcome.state, outcome)
    elif row.attempts >= MOST_TRIES and not outcome.uncounted:
        _close(row, "unknown" if row.doubtful else "failed", outcome)
    else:
        _again(row, outcome)
    if outcome.hold is not None:
        _hold(session, outcome.hold, outcome)
    if outcome.spent:
        quota.spent(session, row.channel, row.account)
    if row.contact_id is not None:
        _contact(session, row.contact_id, outcome)


def _add_receipts(row: OutboxMessage, receipts: Collection[str]) -> None:
    known = row.receipts or []
    if new := [receipt for receipt in receipts if receipt not in known]:
        row.receipts = [*known, *new]


def _close(row: OutboxMessage, state: str, outcome: Outcome) -> None:
    row.state, row.error = state, outcome.why[:2000]
    row.reason = outcome.reason or (BLOCKED if outcome.blocked else "" if state == "sent" else _reason(state))
    row.owner = row.lease_until = None
    row.sent_at = clock.now() if state == "sent" else None


def _reason(state: str) -> str:
    return "doubt" if state == "unknown" else "refused"


def _again(row: OutboxMessage, outcome: Outcome) -> None:
    wait = min(FIRST_RETRY * 2 ** min(row.attempts - 1, 20), LONGEST_RETRY)
    row.state, row.error, row.reason = "queued", outcome.why[:2000], outcome.reason
    row.owner = row.lease_until = None
    row.not_before = clock.now() + (outcome.after if outcome.exact else max(wait, outcome.after))


def _hold(session: Session, hold: Hold, outcome: Outcome) -> None:
    """Hold what was named; when several chats were slowed within moments, the account too, for the shortest time."""
    now = clock.now()
    limits.hold(session, hold.key, now + outcome.after, outcome.why)
    if hold.all_of:
        lately = limits.held_lately(session, hold.chats, now - MOMENTS)
        if len(lately) >= CHATS_THAT_MEAN_ALL:
            limits.hold(session, hold.all_of, min(lately), outcome.why)


def _contact(session: Session, contact_id: int, outcome: Outcome) -> None:
    if outcome.blocked:
        _stop_writing_to(session, contact_id, min((call.at for call in outcome.calls), default=clock.now()))
    if outcome.moved is not None:
        _move(session, contact_id, *outcome.moved)


def _stop_writing_to(session: Session, contact_id: int, asked: datetime) -> None:
    """Write no more to a contact; one that was heard from after the platform was asked has come back since."""
    blocked = update(Contact).where(col(Contact.id) == contact_id, col(Contact.last_seen_at) <= asked)
    now = func.coalesce(col(Contact.blocked_at), clock.now())
    if not session.connection().execute(blocked.values(blocked_at=now)).rowcount:
        return
    mine = and_(col(OutboxMessage.contact_id) == contact_id, col(OutboxMessage.state) == "queued")
    ended = update(OutboxMessage).where(mine).values(state="failed", error=BLOCKED, reason=BLOCKED)
    session.connection().execute(ended)


def _move(session: Session, contact_id: int, hashed: str, sealed: bytes) -> None:
    """Give a contact its new address; where somebody is known by it already, only the sealed one."""
    contact = session.get_one(Contact, contact_id)
    same = (Contact.channel == contact.channel, Contact.account == contact.account, Contact.address_hash == hashed)
    contact.address_sealed = sealed
    if session.exec(select(Contact.id).where(*same)).first() is None:
        contact.address_hash = hashed
    session.add(contact)


def _keep_calls(session: Session, rows: Collection[OutboxMessage], outcomes: Mapping[int, Outcome]) -> None:
    calls = [(row, call) for row in rows for call in outcomes[row.id or 0].calls]
    keep_calls(session, [(row.channel, row.account, row.id, call) for row, call in calls])


def keep_calls(session: Session, calls: Collection[tuple[str, str, int | None, Call]]) -> None:
    """Keep calls: channel, account, the turn they were made for, the call. Nothing where none are to be kept."""
    if not calls or not settings().calls_kept_days:
        return
    values = [
        {"channel": channel, "account": account, "outbox_id": of, **call.__dict__}
        for channel, account, of, call in calls
    ]
    session.connection().execute(insert(PlatformCall), values)


def _count(session: Session, rows: Collection[OutboxMessage], outcomes: Mapping[int, Outcome]) -> None:
    pushed: dict[tuple[str, str], int] = {}
    for row in rows:
        if count := outcomes[row.id or 0].pushed:
            pushed[row.channel, row.account] = pushed.get((row.channel, row.account), 0) + count
    for (channel, account), people in sorted(pushed.items()):
        quota.used(session, channel, account, people)
