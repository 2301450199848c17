"""Whom a round of a consultation spares: who took part, who has had the same kind of round, who was written to lately.

A round is a broadcast that invites to a consultation or reminds of it. Each person gets one invitation and one reminder
of a consultation, and between two rounds, of whatever they are, `PRACHAKHOM_ROUND_DAYS` pass: what comes sooner is held
and told together with the next (`together`). See docs/decisions/0038-subscribers.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from consultation import clock
from consultation.broadcast.audience import found, same_person
from consultation.broadcast.models import Broadcast, BroadcastRecipient
from consultation.people.models import Contact
from consultation.privacy.cutting import day_of
from consultation.responses.models import Response
from consultation.settings import settings
from consultation.talk.models import TalkRow

INVITATION, REMINDER = ROUNDS = ("invitation", "reminder")
GOT = ("sending", "queued", "sent", "unknown")
ON_ITS_WAY = ("sending", "queued")
ARRIVED = ("sent", "unknown")


@dataclass(frozen=True)
class Same:
    """What is not to be repeated: the broadcast itself by its id, its content, whether the daily cap holds.

    Of a round also its consultation and which kind of round it is.
    """

    id: int
    digest: str
    urgent: bool
    purpose: str = "news"
    consultation: int | None = None

    @property
    def round(self) -> bool:
        """Whether it is a round of a consultation."""
        return self.purpose in ROUNDS


def took_part(same: Same) -> ColumnElement[bool]:
    """Whether a round comes too late: an invitation to whoever has begun, a reminder to whoever sent or declined."""
    if not same.round:
        return false()
    talk = and_(col(TalkRow.person_id) == col(Contact.person_id), col(TalkRow.consultation_id) == same.consultation)
    sent = and_(col(Response.person_id) == col(Contact.person_id), col(Response.consultation_id) == same.consultation)
    if same.purpose == REMINDER:
        talk = and_(talk, col(TalkRow.stage).in_(("done", "declined")))
        sent = and_(sent, col(Response.state) == "submitted")
    return or_(found(select(col(TalkRow.id)).where(talk)), found(select(col(Response.id)).where(sent)))


def was_told(same: Same, *, sending: bool = False) -> ColumnElement[bool]:
    """Whether another round of this kind and consultation has reached the person, is about to, or is held for them.

    sending: at the moment of sending only what was sent or is on its way counts, or two would wait for each other.
    """
    if not same.round:
        return false()
    got = or_(col(_Row.state).in_((*GOT, "held")), false() if sending else waits())
    of_it = and_(col(_Other.consultation_id) == same.consultation, col(_Other.purpose) == same.purpose)
    return other(same, of_it, got)


def too_soon(same: Same) -> ColumnElement[bool]:
    """Whether a round, of whatever consultation, has reached the person within the days that pass between two.

    One that is not urgent also waits for another day when the person has had any news today.
    """
    if not same.round:
        return false()
    lately = and_(col(_Row.state).in_(ARRIVED), col(_Row.sent_at) > since())
    round_lately = other(same, col(_Other.purpose).in_(ROUNDS), or_(col(_Row.state).in_(ON_ITS_WAY), lately))
    if same.urgent:
        return round_lately
    return or_(round_lately, other(same, col(_Other.urgent).is_(False), today()))


def since() -> datetime:
    """Who has had a round after this moment gets none now."""
    return clock.now() - timedelta(days=settings().round_days)


def today() -> ColumnElement[bool]:
    """Whether the other broadcast has reached the person today, or is on its way."""
    since_morning = and_(col(_Row.state).in_(ARRIVED), col(_Row.sent_at) >= day_of(clock.now()))
    return or_(col(_Row.state).in_(ON_ITS_WAY), since_morning)


def other(same: Same, *rules: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the person is a recipient of another broadcast of which the rules hold.

    One inside the other, from the person outwards: joined, SQLite would begin with all recipients of a broadcast.
    """
    another = and_(col(_Other.id) == col(_Row.broadcast_id), col(_Other.id) != same.id, *rules)
    rows = and_(col(_Row.contact_id) == col(_Theirs.id), found(select(literal(1)).where(another)))
    return found(select(literal(1)).where(same_person(_Theirs), found(select(literal(1)).where(rows))))


def waits() -> ColumnElement[bool]:
    """Whether the other broadcast is being sent and has not come to the person yet."""
    return and_(col(_Row.state) == "waiting", col(_Other.state) == "sending")


_Other, _Theirs, _Row = aliased(Broadcast), aliased(Contact), aliased(BroadcastRecipient)
OTHER, ROW = _Other, _Row  # what `other` and its rules are about
