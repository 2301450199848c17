"""Whom a broadcast reaches of its audience, and why it does not reach the others: counted in the database.

The same rules count before, choose when the recipients are fixed, and look again at the moment of sending.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from consultation import clock
from consultation.broadcast.audience import Where, agreed, found, meant, same_person
from consultation.broadcast.models import Broadcast, BroadcastRecipient
from consultation.people.models import Contact
from consultation.privacy.cutting import day_of

# Why somebody is not written to, the first that holds; "send" is who is.
REASONS = ("unreachable", "blocked", "no_consent", "had_it", "capped", "elsewhere", "send")
GOT = ("sending", "queued", "sent", "unknown")


@dataclass(frozen=True)
class Way:
    """How an account writes to many. name: what people call it. paid: each message counts against a quota.

    together: how many addresses fit in one request, 0 when each is sent by itself. requests_per_second: of such ones;
    per_second: of messages by themselves.
    """

    channel: str
    account: str
    name: str
    together: int = 0
    requests_per_second: float = 200.0
    per_second: float = 25.0
    paid: bool = False


@dataclass(frozen=True)
class Group:
    """So many contacts of one account and language, all for the same reason."""

    channel: str
    account: str
    language: str
    reason: str
    count: int


@dataclass(frozen=True)
class Same:
    """What is not to be repeated: the broadcast itself by its id, its content, and whether the daily cap holds."""

    id: int
    digest: str
    urgent: bool


def count(session: Session, where: Where, ways: Sequence[Way], same: Same) -> list[Group]:
    """The audience by account, language and reason."""
    reason = case(
        (~reachable(ways), "unreachable"),
        (col(Contact.blocked_at).is_not(None), "blocked"),
        (~agreed(where), "no_consent"),
        (had(same), "had_it"),
        (capped(same), "capped"),
        (better(ways), "elsewhere"),
        else_="send",
    )
    inner = select(col(Contact.channel), col(Contact.account), col(Contact.language), reason.label("reason"))
    audience = inner.where(meant(where)).subquery()
    rows = session.connection().execute(select(*audience.c, func.count()).group_by(*audience.c))
    return [Group(str(row[0]), str(row[1]), str(row[2]), str(row[3]), int(row[4])) for row in rows]


def fit(where: Where, ways: Sequence[Way], same: Same) -> ColumnElement[bool]:
    """Whether a row of `contact` becomes a recipient."""
    theirs, mine = aliased(Contact), aliased(BroadcastRecipient)
    of_this = and_(col(mine.broadcast_id) == same.id, col(mine.contact_id) == col(theirs.id))
    is_recipient = found(select(literal(1)).where(of_this))
    already = found(select(literal(1)).where(same_person(theirs), is_recipient))
    open_to = and_(reachable(ways), col(Contact.blocked_at).is_(None), meant(where), agreed(where))
    return and_(open_to, ~had(same), ~capped(same), ~better(ways, filling=True), ~already)


def reachable(ways: Sequence[Way], contact: type[Contact] = Contact) -> ColumnElement[bool]:
    """Whether one of these accounts can write to a contact of its own accord."""
    return account_of(contact).in_([f"{way.channel}:{way.account}" for way in ways])


def account_of(contact: type[Contact]) -> ColumnElement[str]:
    """A row's channel and account as one value.

    An expression, so that no database takes the index of the accounts, which finds everybody, for that of the person.
    """
    return col(contact.channel) + literal(":") + col(contact.account)


def better(ways: Sequence[Way], *, filling: bool = False) -> ColumnElement[bool]:
    """Whether the person was last heard from in another contact that can be written to.

    filling: only contacts that are looked at later than the row's (`filling` goes by account, language and id) count:
    of two that change places meanwhile neither must go without.
    """
    other = aliased(Contact)
    later = or_(
        col(other.last_seen_at) > col(Contact.last_seen_at),
        and_(col(other.last_seen_at) == col(Contact.last_seen_at), col(other.id) > col(Contact.id)),
    )
    rules = [same_person(other), reachable(ways, other), col(other.blocked_at).is_(None), later]
    if filling:
        rules.append(_order(other) > _order(Contact))
    return found(select(col(other.id)).where(*rules))


def _order(contact: type[Contact]) -> Any:
    return tuple_(col(contact.channel), col(contact.account), col(contact.language), col(contact.id))


def had(same: Same, *, sending: bool = False) -> ColumnElement[bool]:
    """Whether the person has had this very content from another broadcast, or is about to.

    sending: at the moment of sending only what was sent or is on its way counts, or two would wait for each other.
    """
    got = or_(col(_Row.state).in_(GOT), false() if sending else _waits())
    return _other(same, col(_Other.digest) == same.digest, got)


def capped(same: Same, *, sending: bool = False) -> ColumnElement[bool]:
    """Whether another broadcast that was not urgent has reached the person today, or is about to.

    sending: as above.
    """
    if same.urgent:
        return false()
    got = or_(_today(), false() if sending else _waits())
    return _other(same, col(_Other.urgent).is_(False), got)


_Other, _Theirs, _Row = aliased(Broadcast), aliased(Contact), aliased(BroadcastRecipient)


def _other(same: Same, *rules: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the person is a recipient of another broadcast of which the rules hold.

    One inside the other, from the person outwards: joined, SQLite would begin with all recipients of a broadcast.
    """
    another = and_(col(_Other.id) == col(_Row.broadcast_id), col(_Other.id) != same.id, *rules)
    rows = and_(col(_Row.contact_id) == col(_Theirs.id), found(select(literal(1)).where(another)))
    return found(select(literal(1)).where(same_person(_Theirs), found(select(literal(1)).where(rows))))


def _waits() -> ColumnElement[bool]:
    return and_(col(_Row.state) == "waiting", col(_Other.state) == "sending")


def _today() -> ColumnElement[bool]:
    on_its_way = col(_Row.state).in_(("sending", "queued"))
    return or_(on_its_way, and_(col(_Row.state).in_(("sent", "unknown")), col(_Row.sent_at) >= _morning()))


def _morning() -> datetime:
    return day_of(clock.now())
