"""Sending one by one where an account has no request for many: a few recipients at a time go through the outbox.

Few, so that a pause takes back all that has not been sent, and the outbox does not hold a hundred thousand rows. What
became of each is read from there.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, null, or_, select, tuple_, update
from sqlmodel import Session, col

from consultation import audit, clock
from consultation.broadcast.filling import subject
from consultation.broadcast.models import Broadcast, BroadcastRecipient, BroadcastSlice
from consultation.broadcast.reach import Way
from consultation.broadcast.saying import startable, words
from consultation.broadcast.slices import CLOSED, QUIET, left_out, mine, of_ways, stop
from consultation.broadcast.states import after
from consultation.consult.service import TIMER
from consultation.outbox import service as outbox
from consultation.outbox.models import OutboxMessage

OVER = {"outbox_id": null(), "held_until": null()}
IN_OUTBOX = 75  # of one account at a time: some seconds' worth


def put(session: Session, ways: Sequence[Way]) -> int:
    """Put the next slices into the outbox where there is room; how many recipients."""
    total = 0
    for way in ways:
        while not way.together and _waiting(session, way) < IN_OUTBOX and (found := _next(session, way)) is not None:
            total += _put(session, *found)
    return total


def collect(session: Session) -> int:
    """Read from the outbox what became of those who were put in, and close slices that are through; how many."""
    state = (
        select(
            case(
                (_failed_for(outbox.BLOCKED), "blocked"),
                else_=col(OutboxMessage.state),
            )
        )
        .where(col(OutboxMessage.id) == col(BroadcastRecipient.outbox_id))
        .scalar_subquery()
    )
    over = exists(
        select(col(OutboxMessage.id)).where(
            col(OutboxMessage.id) == col(BroadcastRecipient.outbox_id),
            col(OutboxMessage.state).in_(("sent", "failed", "unknown")),
        )
    )
    lost = col(BroadcastRecipient.outbox_id).is_(None)
    put_in = select(col(BroadcastSlice.broadcast_id), col(BroadcastSlice.number)).where(_put_in())
    of_slice = tuple_(col(BroadcastRecipient.broadcast_id), col(BroadcastRecipient.slice))
    held = col(BroadcastRecipient.held_until).is_not(None)  # and told together with others, whatever their slice
    queued = and_(or_(of_slice.in_(put_in), held), col(BroadcastRecipient.state) == "queued")
    known = update(BroadcastRecipient).where(queued, over)
    done = session.connection().execute(known.values(state=state, sent_at=clock.now(), **OVER)).rowcount
    gone = update(BroadcastRecipient).where(queued, lost).values(state="gone", **OVER)
    found = int(done + session.connection().execute(gone).rowcount)
    _reopen(session)
    return found


def take_back(session: Session, broadcast_id: int) -> int:
    """Take out of the outbox all of which surely nothing has arrived; its recipients wait again. How many."""
    ours = (
        select(col(OutboxMessage.id))
        .join(BroadcastRecipient, col(BroadcastRecipient.outbox_id) == col(OutboxMessage.id))
        .where(col(BroadcastRecipient.broadcast_id) == broadcast_id, col(BroadcastRecipient.state) == "queued")
        .where(col(BroadcastRecipient.held_until).is_(None))  # what goes together with others goes
        .where(
            col(OutboxMessage.state) == "queued",
            col(OutboxMessage.doubtful).is_(False),
            col(OutboxMessage.parts_sent) == 0,
        )
        .with_for_update(of=OutboxMessage, skip_locked=True)
    )
    ids = list(session.scalars(ours))
    again = update(BroadcastRecipient).where(col(BroadcastRecipient.outbox_id).in_(ids))
    session.execute(again.values(state="waiting", outbox_id=None), execution_options=QUIET)
    session.execute(delete(OutboxMessage).where(col(OutboxMessage.id).in_(ids)), execution_options=QUIET)
    _reopen(session)
    return len(ids)


def finish(session: Session) -> list[int]:
    """Close what is through: slices without anybody on the way, broadcasts without such slices; the ids of the latter.

    Of a cancelled broadcast a request that was cut off is not repeated: what became of it is unknown.
    """
    _settle_cancelled(session)
    session.execute(
        update(BroadcastSlice).where(_put_in(), ~_has("waiting", "queued")).values(state="done"),
        execution_options=QUIET,
    )
    left = exists(
        select(col(BroadcastSlice.id)).where(
            col(BroadcastSlice.broadcast_id) == col(Broadcast.id), col(BroadcastSlice.state) != "done"
        )
    )
    done = select(Broadcast).where(col(Broadcast.state) == "sending", col(Broadcast.filled).is_(True), ~left)
    rows = session.scalars(done.with_for_update(skip_locked=True)).all()
    for row in rows:
        row.state, row.ended_at, row.version = after("finish", row.state), clock.now(), row.version + 1
        session.add(row)
        audit.record(session, TIMER, "broadcast.done", subject(row))
    return [row.id or 0 for row in rows]


def _failed_for(why: str) -> ColumnElement[bool]:
    said = or_(col(OutboxMessage.error) == why, col(OutboxMessage.reason) == why)
    return and_(col(OutboxMessage.state) == "failed", said)


def _waiting(session: Session, way: Way) -> int:
    """How many of this account's are in the outbox."""
    joined = select(func.count()).select_from(BroadcastRecipient).join(
        BroadcastSlice,
        and_(
            col(BroadcastSlice.broadcast_id) == col(BroadcastRecipient.broadcast_id),
            col(BroadcastSlice.number) == col(BroadcastRecipient.slice),
        ),
    )  # fmt: skip
    sending = and_(col(BroadcastSlice.state) == "sending", of_ways([way]))
    return int(session.execute(joined.where(sending, col(BroadcastRecipient.state) == "queued")).scalar() or 0)


def _next(session: Session, way: Way) -> tuple[Broadcast, BroadcastSlice] | None:
    query = (
        select(Broadcast, BroadcastSlice)
        .join(BroadcastSlice, col(BroadcastSlice.broadcast_id) == col(Broadcast.id))
        .where(col(Broadcast.state) == "sending", col(BroadcastSlice.state) == "waiting", of_ways([way]))
        .where(col(BroadcastSlice.together).is_(False))
        .order_by(col(Broadcast.urgent).desc(), col(Broadcast.id), col(BroadcastSlice.id))
        .limit(1)
        .with_for_update(of=BroadcastSlice, skip_locked=True)
    )
    found = session.execute(query).first()
    return (found[0], found[1]) if found is not None else None


def _put(session: Session, of: Broadcast, row: BroadcastSlice) -> int:
    if not startable(session, of, clock.now()):
        stop(session, of.id or 0, CLOSED)
        return 0
    left_out(session, of, mine(row, "waiting"), "queued")
    chosen = select(BroadcastRecipient).where(mine(row, "queued"), col(BroadcastRecipient.outbox_id).is_(None))
    recipients = session.scalars(chosen.order_by(col(BroadcastRecipient.id))).all()
    turn = words(session, of, row.language)
    for each in recipients:
        assert each.contact_id is not None
        each.outbox_id = outbox.put(
            session, each.contact_id, turn, lane="broadcast", consultation_id=of.consultation_id
        )
        session.add(each)
    row.state, row.tried_at, row.attempts = "sending", row.tried_at or clock.now(), row.attempts + 1
    session.add(row)
    session.flush()
    return len(recipients)


def _settle_cancelled(session: Session) -> None:
    over = or_(col(BroadcastSlice.lease_until).is_(None), col(BroadcastSlice.lease_until) < clock.now())
    cancelled = exists(
        select(col(Broadcast.id)).where(
            col(Broadcast.id) == col(BroadcastSlice.broadcast_id), col(Broadcast.state) == "cancelled"
        )
    )
    cut_off = and_(col(BroadcastSlice.together).is_(True), col(BroadcastSlice.state) == "sending", over, cancelled)
    rows = session.scalars(select(BroadcastSlice).where(cut_off).with_for_update(skip_locked=True)).all()
    for row in rows:
        theirs = update(BroadcastRecipient).where(mine(row, "sending"))
        session.execute(theirs.values(state="unknown", sent_at=clock.now()), execution_options=QUIET)
        row.state, row.owner = "done", None
        session.add(row)


def _put_in() -> ColumnElement[bool]:
    """Whether a slice is in the outbox, or was."""
    return and_(col(BroadcastSlice.together).is_(False), col(BroadcastSlice.state) == "sending")


def _has(*states: str) -> ColumnElement[bool]:
    """Whether a slice has recipients in one of these states."""
    rows = exists().where(col(BroadcastRecipient.broadcast_id) == col(BroadcastSlice.broadcast_id))
    return rows.where(
        col(BroadcastRecipient.slice) == col(BroadcastSlice.number), col(BroadcastRecipient.state).in_(states)
    )


def _reopen(session: Session) -> None:
    """Let slices of which a part was taken back be put in again, once nobody of them is on the way."""
    again = update(BroadcastSlice).where(_put_in(), ~_has("queued"), _has("waiting"))
    session.execute(again.values(state="waiting"), execution_options=QUIET)
