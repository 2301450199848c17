"""The statements by which turns are chosen from the outbox: which come first, and which may be locked now.

Values, put together once: putting a statement together takes longer than running it. Parameters: `now` and `at` (the
moment, as a time and in seconds), and of account n `channelN`, `accountN`, `pushN` (whether anything may be sent that
does not answer in place), `replyN`, `othersN`, `cutN` (how many of each).
"""

from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Float,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    literal,
    not_,
    or_,
    true,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from consultation import limits
from consultation.among import among
from consultation.columns import BIG
from consultation.outbox.models import LANES, OutboxMessage
from consultation.outbox.pace import Pace
from consultation.people.models import Contact

_NOW = bindparam("now", type_=OutboxMessage.__table__.c.not_before.type)  # type: ignore[attr-defined]
_AT = bindparam("at", type_=Float)


@cache
def locked() -> Select[OutboxMessage, Contact]:
    """Rows by their `ids`, each with its contact, that still wait and that nobody else has locked.

    The contact is locked too: who is being heard at this moment may be answered by that transaction (`handing`).
    """
    return (
        select(OutboxMessage, Contact)
        .join(Contact, col(Contact.id) == col(OutboxMessage.contact_id))
        .where(among(col(OutboxMessage.id), "ids", BIG), _waiting(OutboxMessage, _NOW))
        .with_for_update(of=[OutboxMessage, Contact], key_share=True, skip_locked=True)
    )


@cache
def on_their_way() -> SelectOfScalar[Any]:
    """Of these `contacts` those to whom something is being sent; asked once they are locked."""
    contacts = among(col(OutboxMessage.contact_id), "contacts", BIG)
    return select(OutboxMessage.contact_id).where(contacts, _being_sent(OutboxMessage, _NOW))


@lru_cache(maxsize=64)
def candidates(paces: tuple[Pace, ...]) -> CompoundSelect[Any]:
    """The first turns of each account and lane: none of the contact goes before, no rate of its chat is used up."""
    arms = []
    for n, pace in enumerate(paces):
        queued = col(OutboxMessage.state) == "queued"
        reply = or_(col(OutboxMessage.answers), bindparam(f"push{n}", type_=Boolean))
        for lane, limit in zip(LANES, (f"reply{n}", f"others{n}", f"others{n}"), strict=True):
            first = reply if lane == LANES[0] else true()
            arms.append(_arm(n, pace, limit, queued, col(OutboxMessage.lane) == lane, first))
        cut_off = and_(col(OutboxMessage.state) == "sending", not_(_being_sent(OutboxMessage, _NOW)))
        arms.append(_arm(n, pace, f"cut{n}", cut_off))
    return union_all(*arms)


def _arm(n: int, pace: Pace, limit: str, *where: ColumnElement[bool]) -> Any:
    earlier = aliased(OutboxMessage)
    of = (
        col(OutboxMessage.channel) == bindparam(f"channel{n}", type_=String),
        col(OutboxMessage.account) == bindparam(f"account{n}", type_=String),
        col(OutboxMessage.not_before) <= _NOW,
        col(OutboxMessage.contact_id).is_not(None),
    )
    can_go = or_(col(earlier.answers), bindparam(f"push{n}", type_=Boolean))
    before = _goes_first(earlier, _NOW, can_go)
    first = not_(exists().where(col(earlier.contact_id) == col(OutboxMessage.contact_id), before))
    query = select(OutboxMessage.id, OutboxMessage.lane, OutboxMessage.not_before).where(*of, *where, first)
    if (chat := pace.chat_bucket(0)) is not None:
        key = literal(pace.chats) + cast(col(OutboxMessage.contact_id), String)
        query = query.where(not_(limits.empty(chat, key, _AT, _NOW)))
    order = (col(OutboxMessage.not_before), col(OutboxMessage.id))
    found = query.order_by(*order).limit(bindparam(limit, type_=BigInteger)).subquery()
    return select(found)


def _waiting(table: type[OutboxMessage], now: ColumnElement[Any]) -> ColumnElement[bool]:
    cut_off = and_(col(table.state) == "sending", not_(_being_sent(table, now)))
    return or_(col(table.state) == "queued", cut_off)


def _being_sent(table: type[OutboxMessage], now: ColumnElement[Any]) -> ColumnElement[bool]:
    until = col(table.lease_until)
    return and_(col(table.state) == "sending", until.is_not(None), until >= now)


def _goes_first(
    other: type[OutboxMessage], now: ColumnElement[Any], can_go: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Whether another turn of the contact is on its way, or comes before: due, or waiting to be tried again.

    can_go: what has to wait for a spent quota must not hold up what answers in place.
    """
    due = or_(col(other.not_before) <= now, col(other.attempts) > 0)
    before = or_(
        _rank(other) < _rank(OutboxMessage),
        and_(_rank(other) == _rank(OutboxMessage), col(other.id) < col(OutboxMessage.id)),
    )
    waits = or_(col(other.state) == "queued", col(other.state) == "sending")
    return and_(waits, or_(_being_sent(other, now), and_(_waiting(other, now), due, before, can_go)))


def _rank(table: type[OutboxMessage]) -> ColumnElement[int]:
    return case({lane: rank for rank, lane in enumerate(LANES)}, value=col(table.lane))
