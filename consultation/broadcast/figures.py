"""A broadcast in numbers: before it goes, what it will do and cost; while it goes, what became of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlmodel import Session, col

from consultation import clock
from consultation.broadcast import reach
from consultation.broadcast.filling import same_as, where_of
from consultation.broadcast.models import Broadcast, BroadcastRecipient, BroadcastSlice
from consultation.broadcast.reach import Group, Way
from consultation.daylight import in_daylight, is_daylight
from consultation.errors import not_found
from consultation.outbox import quota
from consultation.rights import EVERYWHERE, Reach
from consultation.settings import settings


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ByChannel(_Value):
    """One account. cost: messages that count against its quota; left: what is left of that, None when unlimited or
    unknown (`known`); price: in baht, where the setting gives one; seconds: how long sending one by one takes.
    """

    channel: str
    account: str
    name: str
    send: int
    cost: int = 0
    left: int | None = None
    known: bool = True
    price: float | None = None
    seconds: int = 0


class Preview(_Value):
    """What would happen. out: how many are left out, by reason; languages: how many read which; waits: at night, until
    when it would wait.
    """

    at: datetime
    audience: int
    send: int
    channels: tuple[ByChannel, ...]
    out: dict[str, int]
    languages: dict[str, int]
    waits: datetime | None = None


class Progress(_Value):
    """What became of the recipients. total: fixed so far; states: as in `models.RECIPIENT_STATES`; by_channel: the
    same for each account ("line:main").
    """

    total: int
    states: dict[str, int]
    by_channel: dict[str, dict[str, int]]

    @property
    def over(self) -> int:
        """How many nothing more will happen to."""
        return self.total - sum(self.states.get(state, 0) for state in ("waiting", "sending", "queued", "held"))

    @property
    def left_out(self) -> int:
        """How many were left out at the moment of sending."""
        return sum(self.states.get(state, 0) for state in ("withdrawn", "capped", "gone", "took_part", "lapsed"))


class View(_Value):
    """A broadcast as pages and commands show it. night: it waits for daylight now."""

    id: int
    version: int
    state: str
    purpose: str
    title: str
    scheme: str
    cluster: int
    consultation_id: int | None
    starts_id: int | None
    texts: dict[str, str]
    link: str
    audience: dict[str, object]
    urgent: bool
    counts: Preview | None
    trial: str
    why: str
    filled: bool
    night: bool
    scheduled_at: datetime | None
    previewed_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    created_at: datetime
    created_by: str
    confirmed_by: str
    progress: Progress


def preview_of(session: Session, row: Broadcast, ways: Sequence[Way]) -> Preview:
    """Count whom it would reach now."""
    groups = reach.count(session, where_of(row), ways, same_as(row))
    sent = [group for group in groups if group.reason == "send"]
    out: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for group in groups:
        if group.reason == "send":
            languages[group.language] += group.count
        else:
            out[group.reason] += group.count
    at = row.scheduled_at if row.scheduled_at and row.scheduled_at > clock.now() else clock.now()
    return Preview(
        at=clock.now(),
        audience=sum(group.count for group in groups),
        send=sum(group.count for group in sent),
        channels=tuple(_channel(session, way, sent) for way in ways),
        out=dict(out),
        languages=dict(languages),
        waits=None if is_daylight(at) else in_daylight(at),
    )


def view(session: Session, broadcast_id: int) -> View:
    """One broadcast. Raises NotFound."""
    row = session.get(Broadcast, broadcast_id)
    if row is None:
        raise not_found("broadcast_not_found", id=broadcast_id)
    return _view(row, progress(session, broadcast_id))


def listing(
    session: Session, consultation: int | None = None, most: int = 100, there: Reach = EVERYWHERE
) -> list[View]:
    """The newest broadcasts within reach, of one consultation when it is given."""
    query = select(Broadcast).order_by(col(Broadcast.id).desc())
    if consultation is not None:
        query = query.where(col(Broadcast.consultation_id) == consultation)
    rows = islice((row for row in session.scalars(query) if there.sees(row.scheme, row.cluster)), most)
    return [_view(row, progress(session, row.id or 0)) for row in rows]


def progress(session: Session, broadcast_id: int) -> Progress:
    """How many recipients are in which state: read from the index alone, whatever their number."""
    of = col(BroadcastRecipient.broadcast_id) == broadcast_id
    by = (col(BroadcastRecipient.slice), col(BroadcastRecipient.state))
    counted = select(*by, func.count().label("n")).where(of).group_by(*by).subquery()
    account = (col(BroadcastSlice.channel), col(BroadcastSlice.account))
    query = (
        select(*account, counted.c.state, func.sum(counted.c.n))
        .join(counted, counted.c.slice == col(BroadcastSlice.number))
        .where(col(BroadcastSlice.broadcast_id) == broadcast_id)
        .group_by(*account, counted.c.state)
    )
    states: Counter[str] = Counter()
    by_channel: dict[str, dict[str, int]] = {}
    for channel, name, state, n in session.execute(query):
        states[state] += int(n)
        by_channel.setdefault(f"{channel}:{name}", {})[state] = int(n)
    return Progress(total=sum(states.values()), states=dict(states), by_channel=by_channel)


def _channel(session: Session, way: Way, sent: Sequence[Group]) -> ByChannel:
    n = sum(group.count for group in sent if (group.channel, group.account) == (way.channel, way.account))
    known, left = _left(session, way)
    price = settings().line_message_price
    return ByChannel(
        channel=way.channel,
        account=way.account,
        name=way.name,
        send=n,
        cost=n if way.paid else 0,
        left=left,
        known=known,
        price=round(n * price, 2) if way.paid and price else None,
        seconds=0 if way.together else round(n / way.per_second),
    )


def _left(session: Session, way: Way) -> tuple[bool, int | None]:
    """Whether it is known how many paid messages are left of an account, and how many; None: no limit."""
    if not way.paid:
        return True, None
    known = quota.known(session, way.channel, way.account) is not None
    return known, quota.left_for_broadcast(session, way.channel, way.account)


def _view(row: Broadcast, so_far: Progress) -> View:
    known = {name: getattr(row, name) for name in View.model_fields if name not in ("counts", "night", "progress")}
    night = row.state in ("scheduled", "sending") and not is_daylight(clock.now())
    counts = Preview.model_validate(row.counts) if row.counts else None
    return View(**known, counts=counts, night=night, progress=so_far)
