"""Fixing the recipients of a broadcast that begins: a row for each, in slices, some thousands in one transaction.

Any number of processes may fill one broadcast: its row is held, so that they take turns, and how far it has come is
kept with it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, exists, func, insert, literal, or_, select, tuple_
from sqlmodel import Session, col

from consultation import audit, clock
from consultation.broadcast.audience import Audience, Where
from consultation.broadcast.models import Broadcast, BroadcastRecipient, BroadcastSlice
from consultation.broadcast.reach import Way, account_of, fit, reachable
from consultation.broadcast.sparing import Same
from consultation.broadcast.states import after
from consultation.consult.service import TIMER
from consultation.people.models import Contact

AT_ONCE = 5_000  # contacts looked at in one transaction: webhooks on SQLite wait for the same writer
Group = tuple[str, str, str]  # channel, account, language
BY_ITSELF = 25  # recipients of a slice that goes through the outbox


def begin_due(session: Session) -> list[int]:
    """Begin the broadcasts whose time has come; their ids."""
    due = select(Broadcast).where(col(Broadcast.state) == "scheduled", col(Broadcast.scheduled_at) <= clock.now())
    rows = session.scalars(due.order_by(col(Broadcast.id)).with_for_update(skip_locked=True)).all()
    for row in rows:
        row.state, row.began_at, row.version = after("begin", row.state), clock.now(), row.version + 1
        session.add(row)
        audit.record(session, TIMER, "broadcast.begin", subject(row))
    return [row.id or 0 for row in rows]


def fill(session: Session, broadcast_id: int, ways: Sequence[Way], at_once: int = AT_ONCE) -> bool:
    """Fix some more recipients; True when all are. Only while it is being sent: a pause holds this up too."""
    row = held(session, broadcast_id)
    if row is None or row.filled or row.state != "sending":
        return True
    reached: dict[str, Any] = row.filled_to or {"group": None, "after": 0, "number": 0}
    group = _group(session, ways, reached["group"])
    if group is None:
        row.filled, row.filled_to = True, None
        session.add(row)
        return True
    last, number = _some(session, row, ways, group, reached, at_once)
    # The next of the same group begins after the last contact; the next group at the first.
    following = {"group": reached["group"], "after": last} if last else {"group": list(group), "after": 0}
    row.filled_to = {**following, "number": number}
    session.add(row)
    return False


def something_to_do(session: Session) -> bool:
    """Whether a broadcast is due, on its way, or has something under way whose end is not known, or due after all."""
    state = col(Broadcast.state)
    due = or_(state == "sending", and_(state == "scheduled", col(Broadcast.scheduled_at) <= clock.now()))
    under_way = exists(select(col(BroadcastSlice.id)).where(col(BroadcastSlice.state) == "sending"))
    held_back = exists(select(col(BroadcastRecipient.id)).where(col(BroadcastRecipient.held_until) <= clock.now()))
    some = or_(exists(select(col(Broadcast.id)).where(due)), under_way, held_back)
    return bool(session.execute(select(some)).scalar())


def unfilled(session: Session) -> list[int]:
    """The broadcasts that are being sent and whose recipients are not all fixed."""
    query = select(col(Broadcast.id)).where(col(Broadcast.state) == "sending", col(Broadcast.filled).is_(False))
    return [id for id in session.scalars(query) if id is not None]


def where_of(row: Broadcast) -> Where:
    """Whom a broadcast is for."""
    return Where(row.scheme, row.cluster, Audience.model_validate(row.audience))


def same_as(row: Broadcast) -> Same:
    """What a broadcast must not repeat."""
    return Same(row.id or 0, row.digest, row.urgent, row.purpose, row.consultation_id)


def subject(row: Broadcast) -> str:
    """What the audit record calls it."""
    return f"broadcast:{row.id}"


def held(session: Session, broadcast_id: int) -> Broadcast | None:
    """The row, held until the transaction ends."""
    lock: dict[str, Any] = {"key_share": True}
    return session.get(Broadcast, broadcast_id, with_for_update=lock, populate_existing=True)


def _group(session: Session, ways: Sequence[Way], before: list[str] | None) -> Group | None:
    """The account and language that comes after one that is filled."""
    of = (col(Contact.channel), col(Contact.account), col(Contact.language))
    query = select(*of).where(reachable(ways)).order_by(*of).limit(1)
    if before is not None:
        query = query.where(tuple_(*of) > tuple_(*(literal(part) for part in before)))
    found = session.execute(query).first()
    return (found[0], found[1], found[2]) if found is not None else None


def _some(
    session: Session,
    row: Broadcast,
    ways: Sequence[Way],
    group: Group,
    reached: dict[str, Any],
    most: int,
) -> tuple[int, int]:
    """Look at the next so many contacts, and put those of a group that fit in, with their slices.

    The last contact that was looked at, 0 when there was none left, and the last slice's number.
    """
    way = next(way for way in ways if (way.channel, way.account) == group[:2])
    size, first = way.together or BY_ITSELF, int(reached["number"])
    last = _last(session, int(reached["after"]), most)
    if last is None:
        return 0, first
    chosen = _chosen(row, ways, group, int(reached["after"]), last)
    place = func.row_number().over(order_by=chosen.c.id) - 1
    number = literal(first + 1) + place // size
    rows = select(literal(row.id), chosen.c.id, number, literal("waiting"), literal(""))
    names = ("broadcast_id", "contact_id", "slice", "state", "error")
    put = session.connection().execute(insert(BroadcastRecipient).from_select(names, rows)).rowcount
    if not put:
        return last, first
    mine = and_(col(BroadcastRecipient.broadcast_id) == row.id, col(BroadcastRecipient.slice) > first)
    numbers = session.execute(select(func.max(col(BroadcastRecipient.slice))).where(mine)).scalar_one()
    channel, account, language = group
    session.add_all(
        BroadcastSlice(
            broadcast_id=row.id or 0, number=each, channel=channel, account=account, language=language,
            together=way.together > 0, created_at=clock.now(),
        )
        for each in range(first + 1, numbers + 1)
    )  # fmt: skip
    session.flush()
    return last, int(numbers)


def _last(session: Session, after_id: int, most: int) -> int | None:
    """The last of the next so many contacts; None when there are none. A bound, so that no plan looks at them all."""
    some = select(col(Contact.id)).where(col(Contact.id) > after_id).order_by(col(Contact.id)).limit(most).subquery()
    return session.execute(select(func.max(some.c.id))).scalar()


def _chosen(row: Broadcast, ways: Sequence[Way], group: Group, after_id: int, last: int) -> Any:
    of = account_of(Contact) + literal(":") + col(Contact.language)
    theirs = and_(of == ":".join(group), col(Contact.id) > after_id, col(Contact.id) <= last)
    return select(col(Contact.id)).where(theirs, fit(where_of(row), ways, same_as(row))).subquery()
