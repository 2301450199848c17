"""Whom a broadcast reaches of its audience, and why it does not reach the others: counted in the database.

The same rules count before, choose when the recipients are fixed, and look again at the moment of sending.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from consultation.broadcast.audience import Where, agreed, found, meant, same_person
from consultation.broadcast.models import BroadcastRecipient
from consultation.broadcast.sparing import (
    GOT,
    OTHER,
    ROW,
    Same,
    other,
    today,
    too_soon,
    took_part,
    waits,
    was_told,
)
from consultation.people.models import Contact

# Why somebody is not written to, the first that holds; "send" is who is, "held" who is told later, with the next.
REASONS = (
    "unreachable", "blocked", "no_consent", "took_part", "had_it", "capped", "elsewhere", "held", "send",
)  # fmt: skip


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


def count(session: Session, where: Where, ways: Sequence[Way], same: Same) -> list[Group]:
    """The audience by account, language and reason."""
    reason = case(
        (~reachable(ways), "unreachable"),
        (col(Contact.blocked_at).is_not(None), "blocked"),
        (~agreed(where), "no_consent"),
        (took_part(same), "took_part"),
        (or_(had(same), was_told(same)), "had_it"),
        (capped(same), "capped"),
        (better(ways), "elsewhere"),
        (too_soon(same), "held"),
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
    spared = or_(took_part(same), had(same), was_told(same), capped(same))
    return and_(open_to, ~spared, ~better(ways, filling=True), ~already)


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
    second = aliased(Contact)
    later = or_(
        col(second.last_seen_at) > col(Contact.last_seen_at),
        and_(col(second.last_seen_at) == col(Contact.last_seen_at), col(second.id) > col(Contact.id)),
    )
    rules = [same_person(second), reachable(ways, second), col(second.blocked_at).is_(None), later]
    if filling:
        rules.append(_order(second) > _order(Contact))
    return found(select(col(second.id)).where(*rules))


def _order(contact: type[Contact]) -> Any:
    return tuple_(col(contact.channel), col(contact.account), col(contact.language), col(contact.id))


def had(same: Same, *, sending: bool = False) -> ColumnElement[bool]:
    """Whether the person has had this very content from another broadcast, or is about to.

    sending: at the moment of sending only what was sent or is on its way counts, or two would wait for each other.
    """
    got = or_(col(ROW.state).in_((*GOT, "held")), false() if sending else waits())
    return other(same, col(OTHER.digest) == same.digest, got)


def capped(same: Same, *, sending: bool = False) -> ColumnElement[bool]:
    """Whether another broadcast that was not urgent has reached the person today, or is about to. Rounds wait instead.

    sending: as above.
    """
    if same.urgent or same.round:
        return false()
    return other(same, col(OTHER.urgent).is_(False), or_(today(), false() if sending else waits()))
