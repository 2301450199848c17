"""Rate limits shared by every process and machine: token buckets, and times before which a platform wants no more.

A bucket is one row, by its key; a bucket without a row is full. The row holds the moment at which the bucket will be
full again, which each token puts off by its share of a second. That moment never goes back, so machines whose clocks
differ by up to a minute keep the rate together; a clock that was set back by more begins with an empty bucket. A key
holds no address in the clear: a contact's id, or nothing of a person at all. See docs/decisions/0018-sending.md.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Float, and_, bindparam, case, delete, func, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from consultation import clock

CLOCKS_DIFFER = 60.0  # seconds: by so much the clocks of two machines may differ
FORGET_AFTER = timedelta(hours=1)  # a bucket that has been full for so long needs no row
_NEARLY = 1e-6  # of a token: what the arithmetic of moments may lose


class RateBucket(SQLModel, table=True):
    """How much of a rate is used up, and until when a platform has asked us to wait."""

    __tablename__ = "rate_bucket"

    key: str = Field(primary_key=True)
    full_at: float = 0.0  # seconds since 1970, a number so that one statement can add to it
    held_until: datetime | None = None
    held_at: datetime | None = None
    why: str = ""  # what the platform said when it asked us to wait


@dataclass(frozen=True)
class Bucket:
    """A token bucket: `per_second` tokens come in, and at most `burst` wait in it."""

    key: str
    per_second: float
    burst: int

    @property
    def _to_fill(self) -> float:
        return self.burst / self.per_second

    def _full_at(self, row: RateBucket | None, now: float) -> float:
        """When it is full, where a row says so; a moment that lies too far ahead is of a clock that was wrong."""
        full = now if row is None else max(row.full_at, now)
        return full if full <= now + self._to_fill + CLOCKS_DIFFER else now + self._to_fill

    def _tokens(self, row: RateBucket | None, now: float) -> int:
        return max(int((self._to_fill - (self._full_at(row, now) - now)) * self.per_second + _NEARLY), 0)


def take(session: Session, bucket: Bucket, wanted: int = 1, now: datetime | None = None) -> int:
    """Take up to `wanted` tokens; how many may go now. Another process waits until this transaction ends."""
    granted = min(tokens(session, [bucket], now)[bucket.key], wanted)
    spend(session, {bucket: granted}, now)
    return granted


def tokens(session: Session, buckets: Collection[Bucket], now: datetime | None = None) -> dict[str, int]:
    """How many tokens are in each bucket, none while it is held; locked until this transaction ends."""
    now = now or clock.now()
    rows = _locked(session, {bucket.key for bucket in buckets})
    return {bucket.key: _free(bucket, rows.get(bucket.key), now) for bucket in buckets}


def look(session: Session, buckets: Collection[Bucket], now: datetime | None = None) -> dict[str, int]:
    """How many tokens are in each bucket, without locking any: for buckets that nobody else takes from at the time."""
    if not buckets:
        return {}
    now = now or clock.now()
    query = select(RateBucket).where(col(RateBucket.key).in_([bucket.key for bucket in buckets]))
    rows = {row.key: row for row in session.exec(query.execution_options(populate_existing=True))}
    return {bucket.key: _free(bucket, rows.get(bucket.key), now) for bucket in buckets}


def spend(session: Session, spent: Mapping[Bucket, int], now: datetime | None = None) -> None:
    """Take tokens whether they are there or not: what is missing has to come in before anybody gets one."""
    at = (now or clock.now()).timestamp()
    values = [
        {
            "key": bucket.key,
            "full_at": at + count / bucket.per_second,
            "at": at,
            "more": count / bucket.per_second,
            "wrong": at + bucket._to_fill + CLOCKS_DIFFER,
            "empty": at + bucket._to_fill,
        }
        for bucket, count in sorted(spent.items(), key=lambda item: item[0].key)
        if count > 0
    ]
    if values:
        session.connection().execute(_adding(session.get_bind().dialect.name), values)


def wait(session: Session, bucket: Bucket, now: datetime | None = None) -> timedelta:
    """How long until the next token; nothing when there is one."""
    now = now or clock.now()
    query = select(RateBucket).where(RateBucket.key == bucket.key).execution_options(populate_existing=True)
    row = session.exec(query).first()
    missing = bucket._full_at(row, now.timestamp()) - now.timestamp() - bucket._to_fill + 1 / bucket.per_second
    held = row.held_until - now if row is not None and row.held_until is not None else timedelta(0)
    return max(timedelta(seconds=missing), held, timedelta(0))


def hold(session: Session, key: str, until: datetime, why: str = "") -> None:
    """A platform said: not before `until`. A hold that lasts longer stays."""
    insert, now = _insert(session.get_bind().dialect.name), clock.now()
    held = insert.values(key=key, full_at=0.0, held_until=until, held_at=now, why=why[:200])
    longer = or_(col(RateBucket.held_until).is_(None), col(RateBucket.held_until) < until)
    changed = {"held_until": until, "held_at": now, "why": why[:200]}
    session.connection().execute(held.on_conflict_do_update(index_elements=["key"], set_=changed, where=longer))


def release(session: Session, key: str) -> None:
    """End a hold before its time: somebody has mended what it was for."""
    row = session.get(RateBucket, key)
    if row is not None:
        row.held_until, row.why = None, ""


def held_until(session: Session, keys: Collection[str], now: datetime | None = None) -> dict[str, datetime]:
    """The keys of these that are held, each with its time."""
    held = select(RateBucket.key, RateBucket.held_until).where(col(RateBucket.key).in_(keys))
    rows = session.exec(held.where(col(RateBucket.held_until) > (now or clock.now())))
    return {key: until for key, until in rows if until is not None}


def held_lately(session: Session, prefix: str, since: datetime) -> list[datetime]:
    """Until when the keys of this prefix are held that a platform has asked for since then."""
    now = clock.now()
    lately = (col(RateBucket.held_at) >= since, col(RateBucket.held_until) > now)
    rows = session.exec(
        select(RateBucket.held_until).where(col(RateBucket.key).startswith(prefix, autoescape=True), *lately)
    )
    return [until for until in rows if until is not None]


def empty(bucket: Bucket, key: ColumnElement[str], at: BindParameter[float], now: Any) -> ColumnElement[bool]:
    """A condition for queries: whether the bucket that `key` names, like `bucket` otherwise, has no token now.

    at, now: parameters for the moment, in seconds and as a time.
    """
    full = col(RateBucket.full_at)
    used_up = bucket._to_fill - (1 - _NEARLY) / bucket.per_second
    paced = and_(full > at + used_up, full <= at + bucket._to_fill + CLOCKS_DIFFER)
    held = col(RateBucket.held_until) > now
    return select(RateBucket.key).where(col(RateBucket.key) == key, or_(paced, held)).exists()


def forget(session: Session, now: datetime | None = None) -> int:
    """Delete the rows of buckets that have been full for a while and are not held; how many."""
    now = now or clock.now()
    idle = and_(
        col(RateBucket.full_at) < (now - FORGET_AFTER).timestamp(),
        or_(col(RateBucket.held_until).is_(None), col(RateBucket.held_until) < now - FORGET_AFTER),
    )
    return int(session.connection().execute(delete(RateBucket).where(idle)).rowcount)


def _free(bucket: Bucket, row: RateBucket | None, now: datetime) -> int:
    held = row is not None and row.held_until is not None and row.held_until > now
    return 0 if held else bucket._tokens(row, now.timestamp())


def _locked(session: Session, keys: set[str]) -> dict[str, RateBucket]:
    """The rows of these keys, locked, always in the same order. One that is missing is made, so that it can be."""
    rows = _select_locked(session, keys)
    if missing := keys - rows.keys():
        insert = _insert(session.get_bind().dialect.name).on_conflict_do_nothing(index_elements=["key"])
        session.connection().execute(insert, [{"key": key, "full_at": 0.0, "why": ""} for key in sorted(missing)])
        rows |= _select_locked(session, missing)
    return rows


def _select_locked(session: Session, keys: Iterable[str]) -> dict[str, RateBucket]:
    return {row.key: row for row in session.exec(_locking(), params={"keys": list(keys)})}


@cache
def _locking() -> SelectOfScalar[RateBucket]:
    """The statement of `_select_locked`: it runs for every claim."""
    query = select(RateBucket).where(col(RateBucket.key).in_(bindparam("keys", expanding=True)))
    return query.order_by(col(RateBucket.key)).with_for_update().execution_options(populate_existing=True)


@cache
def _adding(dialect: str) -> Any:
    """One statement that puts off the moment at which a bucket is full, whoever else does so at the same time."""
    insert, greatest = _insert(dialect), func.max if dialect == "sqlite" else func.greatest
    full = col(RateBucket.full_at)
    at, more, wrong, empty_at = (bindparam(name, type_=Float) for name in ("at", "more", "wrong", "empty"))
    sane = case((full > wrong, empty_at), else_=greatest(full, at))
    values = {"key": bindparam("key"), "full_at": bindparam("full_at", type_=Float), "why": ""}
    return insert.values(values).on_conflict_do_update(index_elements=["key"], set_={"full_at": sane + more})


def _insert(dialect: str) -> Any:
    return postgresql.insert(RateBucket) if dialect == "postgresql" else sqlite.insert(RateBucket)
