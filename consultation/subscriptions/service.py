"""Units of work on subscriptions: following, stopping. Each yes keeps which words were read, and when."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.settings import settings
from consultation.subscriptions.models import Subscription, SubscriptionDay
from consultation.subscriptions.targets import Target, order
from consultation.upsert import insert_once

VERSION = "1"  # of the words that are said yes to (`follow_means`, `follow_limits`); raised when they promise else
MOST = 20  # things that one person follows
CITIZEN = "citizen"  # in the audit record, which never says who


def follow(session: Session, person_id: int, what: Target, text: str, channel: str, language: str) -> bool:
    """Keep that a person follows something, with the words they read; False when they follow too much already.

    What was followed already is said yes to anew and counted once.
    """
    now, row = clock.now(), _row(session, person_id, what)
    if row is None or row.stopped_at is not None:
        if len(holding(session, person_id)) >= MOST:
            return False
        _count(session, what, began=1)
        audit.record(session, CITIZEN, "subscription.follow", _subject(what), after={"version": VERSION})
    row = row or Subscription(
        person_id=person_id, kind=what.kind, target=what.target, version="", text_hash="", channel="", language="",
        given_at=now,
    )  # fmt: skip
    row.version, row.text_hash = VERSION, hashlib.sha256(text.encode()).hexdigest()
    row.channel, row.language, row.given_at, row.stopped_at = channel, language, now, None
    session.add(row)
    session.flush()
    return True


def stop(session: Session, person_id: int, what: Target | None = None) -> list[Target]:
    """Stop one thing, or all that a person follows; what was stopped. It holds from now on."""
    now = clock.now()
    rows = [row for row in _rows(session, person_id) if row.stopped_at is None and what in (None, _of(row))]
    for row in rows:
        row.stopped_at = now
        session.add(row)
        _count(session, _of(row), stopped=1)
        audit.record(session, CITIZEN, "subscription.stop", _subject(_of(row)))
    session.flush()
    return [_of(row) for row in rows]


def holding(session: Session, person_id: int) -> list[Target]:
    """What a person follows now."""
    return sorted((_of(row) for row in _rows(session, person_id) if row.stopped_at is None), key=order)


def since(session: Session, person_id: int) -> dict[Target, datetime]:
    """What a person follows now, and when they last said yes to it."""
    rows = [row for row in _rows(session, person_id) if row.stopped_at is None]
    return {_of(row): row.given_at for row in sorted(rows, key=lambda row: order(_of(row)))}


def stopped_last(session: Session, person_id: int) -> list[Target]:
    """What a person stopped the last time, and does not follow again: what taking it up again would bring back."""
    rows = [row for row in _rows(session, person_id) if row.stopped_at is not None]
    last = max((row.stopped_at for row in rows if row.stopped_at is not None), default=None)
    return sorted((_of(row) for row in rows if row.stopped_at == last), key=order)


def erase(session: Session, person_id: int) -> int:
    """Delete what a person follows and followed; how many rows. The days on which they began stay, as numbers."""
    session.flush()
    for row in _rows(session, person_id):
        if row.stopped_at is None:
            _count(session, _of(row), stopped=1)
    gone = delete(Subscription).where(col(Subscription.person_id) == person_id)
    return int(session.connection().execute(gone).rowcount)


def joined(session: Session, stays: int, goes: int) -> None:
    """Let one person follow what two did; what one of them had stopped is stopped, and counts once."""
    mine = {_of(row): row for row in _rows(session, stays)}
    for row in _rows(session, goes):
        other = mine.get(_of(row))
        if other is None:
            row.person_id = stays
            session.add(row)
            continue
        if other.stopped_at is None or row.stopped_at is None:  # of two that hold, or one that does, one goes
            _count(session, _of(row), stopped=1)
        other.stopped_at = other.stopped_at or row.stopped_at
        session.add(other)
        session.delete(row)
    session.flush()


def _row(session: Session, person_id: int, what: Target) -> Subscription | None:
    same = (Subscription.person_id == person_id, Subscription.kind == what.kind, Subscription.target == what.target)
    return session.exec(select(Subscription).where(*same).with_for_update()).first()


def _rows(session: Session, person_id: int) -> list[Subscription]:
    query = select(Subscription).where(Subscription.person_id == person_id)
    return list(session.exec(query.order_by(col(Subscription.id))))


def _of(row: Subscription) -> Target:
    return Target(row.kind, row.target)


def _subject(what: Target) -> str:
    return f"{what.kind}:{what.target}"


def _count(session: Session, what: Target, *, began: int = 0, stopped: int = 0) -> None:
    day = clock.now().astimezone(settings().zone).date()
    same = {"day": day, "kind": what.kind, "target": what.target}
    insert_once(session, SubscriptionDay, {**same, "began": 0, "stopped": 0}, tuple(same))
    row = update(SubscriptionDay).where(*(getattr(SubscriptionDay, name) == value for name, value in same.items()))
    more = {"began": col(SubscriptionDay.began) + began, "stopped": col(SubscriptionDay.stopped) + stopped}
    session.connection().execute(row.values(**more))
