"""The rounds of a consultation in figures: what arrived, who began after it, who sent answers within seven days of it.

The response rate of a round is those who sent answers within seven days, out of those whom it reached: nobody is in the
denominator to whom nothing arrived, and whoever was reached by several rounds counts with the last one before their
answers. docs/glossary.md has the words. Before the link to people is cut, the figures are kept with the broadcast.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from consultation.broadcast.models import Broadcast, BroadcastRecipient, BroadcastSlice
from consultation.broadcast.sparing import REMINDER, ROUNDS
from consultation.consult.models import Consultation
from consultation.people.models import Contact
from consultation.responses.models import Response
from consultation.subscriptions.models import PROVINCE, Subscription
from consultation.talk.models import TalkRow

WITHIN = timedelta(days=7)
DELIVERED = "sent"
NOT_DELIVERED = ("failed", "blocked", "unknown")
LEFT_OUT = ("withdrawn", "capped", "gone", "took_part", "lapsed")


class Line(BaseModel):
    """A round on one channel in one province (ISO 3166-2; "" where nobody said or follows exactly one).

    states: how many recipients ended how; began: began or came back after it; finished: sent answers in time.
    """

    model_config = ConfigDict(frozen=True)

    channel: str
    province: str
    states: dict[str, int] = {}
    began: int = 0
    finished: int = 0

    @property
    def delivered(self) -> int:
        """How many it reached, as far as the platform says."""
        return self.states.get(DELIVERED, 0)

    @property
    def failed(self) -> int:
        """How many it did not reach, or nobody knows."""
        return sum(self.states.get(state, 0) for state in NOT_DELIVERED)

    @property
    def blocked(self) -> int:
        """How many of the failed have blocked the account."""
        return self.states.get("blocked", 0)

    @property
    def held(self) -> int:
        """How many are told later, together with others."""
        return self.states.get("held", 0)

    @property
    def left_out(self) -> int:
        """How many were left out at the moment of sending."""
        return sum(self.states.get(state, 0) for state in LEFT_OUT)

    @property
    def rate(self) -> float | None:
        """The response rate, 0 to 1; None where nobody was reached."""
        return self.finished / self.delivered if self.delivered else None


class Round(BaseModel):
    """One round. number: in the order in which they began; final: the figures change no more."""

    model_config = ConfigDict(frozen=True)

    id: int
    number: int
    purpose: str
    title: str
    state: str
    audience: str
    began_at: datetime
    final: bool
    lines: tuple[Line, ...]

    @property
    def total(self) -> Line:
        """The whole round."""
        return summed(self.lines)

    def by(self, part: str) -> list[Line]:
        """The round by `channel` or `province`, the greatest number reached first."""
        keys = sorted({getattr(line, part) for line in self.lines})
        found = [summed((line for line in self.lines if getattr(line, part) == key), **{part: key}) for key in keys]
        return sorted(found, key=lambda line: (-line.delivered, getattr(line, part)))


def summed(lines: Iterable[Line], channel: str = "", province: str = "") -> Line:
    """Several lines as one."""
    states: dict[str, int] = {}
    began = finished = 0
    for line in lines:
        began, finished = began + line.began, finished + line.finished
        for state, n in line.states.items():
            states[state] = states.get(state, 0) + n
    return Line(channel=channel, province=province, states=states, began=began, finished=finished)


def rounds(session: Session, consultation_id: int) -> list[Round]:
    """The rounds that have begun, the first first."""
    rows = _rows(session, consultation_id)
    fresh = [row.id or 0 for row in rows if row.result is None]
    lines = _lines(session, consultation_id, fresh) if fresh else {}
    return [
        Round(
            id=row.id or 0, number=number, purpose=row.purpose, title=row.title, state=row.state,
            audience=str(row.audience["kind"]), began_at=row.began_at, final=row.result is not None,
            lines=tuple(Line.model_validate(each) for each in row.result) if row.result is not None
            else tuple(lines.get(row.id or 0, ())),
        )
        for number, row in enumerate(rows, 1)
        if row.began_at is not None
    ]  # fmt: skip


def keep(session: Session, consultation_id: int) -> None:
    """Keep the figures with each round, before the link to people is cut and nothing can be counted any more."""
    for row in _rows(session, consultation_id):
        if row.result is None:
            found = _lines(session, consultation_id, [row.id or 0]).get(row.id or 0, [])
            row.result = [line.model_dump() for line in found]
            session.add(row)
    session.flush()


def _rows(session: Session, consultation_id: int) -> list[Broadcast]:
    of = (col(Broadcast.consultation_id) == consultation_id, col(Broadcast.purpose).in_(ROUNDS))
    begun = col(Broadcast.began_at).is_not(None)
    return list(
        session.scalars(select(Broadcast).where(*of, begun).order_by(col(Broadcast.began_at), col(Broadcast.id)))
    )


def _lines(session: Session, consultation_id: int, ids: Sequence[int]) -> dict[int, list[Line]]:
    """By round, its lines. Outcomes are counted in the database; only who took part is looked at one by one."""
    found: dict[tuple[int, str, str], dict[str, Any]] = {}

    def line(round: int, channel: str, province: str) -> dict[str, Any]:
        fresh: dict[str, Any] = {"channel": channel, "province": province, "states": {}, "began": 0, "finished": 0}
        return found.setdefault((round, channel, province), fresh)

    each = _recipients(session, consultation_id, col(Broadcast.id).in_(ids)).subquery()
    by = (each.c.round, each.c.channel, each.c.province, each.c.state)
    for round, channel, province, state, n in session.execute(select(*by, func.count()).group_by(*by)):
        line(round, channel, province)["states"][state] = int(n)
    for row in session.execute(_took_part(session, consultation_id)):
        if row.round in ids:
            began, finished = _after(row)
            line(row.round, row.channel, row.province)["began"] += began
            line(row.round, row.channel, row.province)["finished"] += finished
    lines: dict[int, list[Line]] = {}
    for (round, _, _), values in sorted(found.items()):
        lines.setdefault(round, []).append(Line.model_validate(values))
    return lines


def _recipients(session: Session, consultation_id: int, which: ColumnElement[bool]) -> Select[Any]:
    """Every recipient of rounds with where they are reached and, as far as they said so, where they are."""
    at = and_(
        col(BroadcastSlice.broadcast_id) == col(BroadcastRecipient.broadcast_id),
        col(BroadcastSlice.number) == col(BroadcastRecipient.slice),
    )
    columns: tuple[Any, ...] = (
        col(BroadcastRecipient.id).label("id"),
        col(Broadcast.id).label("round"),
        col(Broadcast.purpose).label("purpose"),
        col(BroadcastSlice.channel).label("channel"),
        _province(session, consultation_id).label("province"),
        col(BroadcastRecipient.state).label("state"),
        col(BroadcastRecipient.sent_at).label("sent_at"),
        col(Contact.person_id).label("person"),
    )
    return (
        select(*columns)
        .select_from(BroadcastRecipient)
        .join(Broadcast, col(Broadcast.id) == col(BroadcastRecipient.broadcast_id))
        .join(BroadcastSlice, at)
        .outerjoin(Contact, col(Contact.id) == col(BroadcastRecipient.contact_id))
        .where(which)
    )


def _province(session: Session, consultation_id: int) -> ColumnElement[str]:
    """The province that the person said last in this cluster; else the one they follow, where it is one only."""
    of = session.get_one(Consultation, consultation_id)
    cluster = select(col(Consultation.id)).where(
        col(Consultation.scheme) == of.scheme, col(Consultation.cluster) == of.cluster
    )
    said = (
        select(col(Response.province))
        .where(col(Response.person_id) == col(Contact.person_id), col(Response.consultation_id).in_(cluster))
        .where(col(Response.province).is_not(None))
        .order_by(col(Response.id).desc())
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )
    follows = (
        select(func.min(col(Subscription.target)))
        .where(col(Subscription.person_id) == col(Contact.person_id), col(Subscription.kind) == PROVINCE)
        .where(col(Subscription.stopped_at).is_(None))
        .having(func.count() == 1)
        .correlate(Contact)
        .scalar_subquery()
    )
    return func.coalesce(said, follows, "")


def _took_part(session: Session, consultation_id: int) -> Select[Any]:
    """Of everybody whom a round reached and who took part: when it did, when the next did, and what they did when."""
    of_it = and_(
        col(Broadcast.consultation_id) == consultation_id, col(Broadcast.purpose).in_(ROUNDS),
        col(BroadcastRecipient.state) == DELIVERED, col(BroadcastRecipient.contact_id).is_not(None),
    )  # fmt: skip
    each = _recipients(session, consultation_id, of_it).subquery()
    order = (each.c.sent_at, each.c.id)
    following = (
        func.lead(each.c.sent_at, type_=each.c.sent_at.type)
        .over(partition_by=each.c.person, order_by=order)
        .label("next_at")
    )
    reached = select(*each.c, following).subquery()
    talk, response = aliased(TalkRow), aliased(Response)
    return (
        select(*reached.c, col(talk.created_at), col(talk.updated_at), col(response.submitted_at))
        .outerjoin(talk, and_(col(talk.person_id) == reached.c.person, col(talk.consultation_id) == consultation_id))
        .outerjoin(
            response,
            and_(
                col(response.person_id) == reached.c.person, col(response.consultation_id) == consultation_id,
                col(response.state) == "submitted",
            ),
        )
        .where(or_(col(talk.id).is_not(None), col(response.id).is_not(None)))
    )  # fmt: skip


def _after(row: Any) -> tuple[bool, bool]:
    """Whether the person began (of a reminder: or came back) after this round, and sent answers within the days."""

    def within(at: datetime | None) -> bool:
        return at is not None and row.sent_at <= at and (row.next_at is None or at < row.next_at)

    finished = within(row.submitted_at) and row.submitted_at - row.sent_at <= WITHIN
    came = within(row.created_at) or (row.purpose == REMINDER and within(row.updated_at))
    return came or finished, finished
