"""Units of work of officers on broadcasts: written, previewed, scheduled, paused, resumed, cancelled.

Every act names the version that was looked at; it is refused when somebody has acted since. Every act is audited.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from consultation import audit, clock, ids
from consultation.broadcast import content, fanout
from consultation.broadcast.audience import Audience, checked
from consultation.broadcast.figures import Preview, preview_of
from consultation.broadcast.filling import held, subject
from consultation.broadcast.models import Broadcast
from consultation.broadcast.reach import Way
from consultation.broadcast.saying import start_code, startable
from consultation.broadcast.states import after
from consultation.consult.models import Consultation
from consultation.errors import not_found, refused
from consultation.places.schemes import cluster as find_cluster
from consultation.settings import settings
from consultation.talk.readable import cut
from consultation.talk.wording import THAI, short_time

Purpose = Literal["news", "invitation", "reminder"]
PURPOSES: tuple[Purpose, ...] = ("news", "invitation", "reminder")
TRIAL_LENGTH = 8
_LONGEST_TITLE = 80


class Draft(BaseModel):
    """What an officer writes. consultation: of which it is; starts: whose start it offers; title: for colleagues.

    purpose: a round invites to that consultation or reminds of it, once each a person; news tells anything.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scheme: str
    cluster: int
    consultation: int | None = None
    purpose: Purpose = "news"
    title: str = ""
    texts: dict[str, str]
    starts: int | None = None
    link: str = ""
    audience: Audience = Audience()
    urgent: bool = False


def create(session: Session, draft: Draft, actor: str) -> int:
    """Keep a draft; its id. Raises Refused."""
    row = Broadcast(**_values(session, draft), trial=_trial(session), created_at=clock.now(), created_by=actor)
    session.add(row)
    session.flush()
    audit.record(session, actor, "broadcast.create", subject(row), after=draft.model_dump(mode="json"))
    return row.id or 0


def edit(session: Session, broadcast_id: int, draft: Draft, version: int, actor: str) -> None:
    """Replace a draft that has not been scheduled; it is to be previewed again. Raises Refused."""
    row = _hold(session, broadcast_id, version)
    state = after("edit", row.state)
    for name, value in _values(session, draft).items():
        setattr(row, name, value)
    row.state, row.counts, row.previewed_at = state, None, None
    _acted(session, row, "edit", actor, draft.model_dump(mode="json"))


def preview(session: Session, broadcast_id: int, version: int, ways: Sequence[Way], actor: str) -> Preview:
    """Count whom it would reach and what that costs, and keep it: only what was seen can be scheduled."""
    row = _hold(session, broadcast_id, version)
    row.state = after("preview", row.state)
    counted = preview_of(session, row, ways)
    row.counts, row.previewed_at = counted.model_dump(mode="json"), clock.now()
    _acted(session, row, "preview", actor, {"send": counted.send})
    return counted


def schedule(
    session: Session, broadcast_id: int, version: int, ways: Sequence[Way], actor: str, at: datetime | None = None
) -> None:
    """Let it go at a time, now when none is given. Raises Refused when nobody would get it or the quota is spent."""
    row = _hold(session, broadcast_id, version)
    state = after("schedule", row.state)
    if at is not None and at < clock.now():
        raise refused("broadcast_past", at=short_time(at, settings().timezone))
    counted = preview_of(session, row, ways)
    if counted.send == 0 and not counted.out.get("held"):  # who is held back is told later
        raise refused("broadcast_nobody")
    _can_begin(session, row, at or clock.now())
    short = next((each for each in counted.channels if each.left is not None and each.cost > each.left), None)
    if short is not None:
        raise refused("broadcast_quota", left=short.left, needed=short.cost)
    row.state, row.scheduled_at, row.confirmed_by = state, at or clock.now(), actor
    row.counts, row.previewed_at = counted.model_dump(mode="json"), clock.now()
    _acted(session, row, "schedule", actor, {"at": row.scheduled_at.isoformat(), "send": counted.send})


def take_back(session: Session, broadcast_id: int, version: int, actor: str) -> None:
    """Make a scheduled one a draft again. Raises Refused."""
    row = _hold(session, broadcast_id, version)
    row.state, row.scheduled_at, row.counts = after("take_back", row.state), None, None
    _acted(session, row, "take_back", actor)


def pause(session: Session, broadcast_id: int, version: int, actor: str) -> None:
    """Stop sending at once; what a platform already has arrives. Raises Refused."""
    row = _hold(session, broadcast_id, version)
    row.state, row.why = after("pause", row.state), ""
    taken = fanout.take_back(session, broadcast_id)
    _acted(session, row, "pause", actor, {"taken_back": taken})


def resume(session: Session, broadcast_id: int, version: int, actor: str) -> None:
    """Go on where it was paused. Raises Refused."""
    row = _hold(session, broadcast_id, version)
    row.state, row.why = after("resume", row.state), ""
    _acted(session, row, "resume", actor)


def cancel(session: Session, broadcast_id: int, version: int, actor: str) -> None:
    """End it for good; who has not been reached will not be. Raises Refused."""
    row = _hold(session, broadcast_id, version)
    row.state, row.ended_at = after("cancel", row.state), clock.now()
    taken = fanout.take_back(session, broadcast_id)
    _acted(session, row, "cancel", actor, {"taken_back": taken})


def on_trial(session: Session, typed: str) -> Broadcast | None:
    """The broadcast whose trial code was typed, until it is sent."""
    folded = typed.strip().upper().replace(" ", "").replace("-", "")
    if len(folded) != TRIAL_LENGTH or not folded.isascii():
        return None
    waiting = col(Broadcast.state).in_(("draft", "previewed", "scheduled"))
    return session.exec(select(Broadcast).where(Broadcast.trial == folded, waiting)).first()


def _values(session: Session, draft: Draft) -> dict[str, Any]:
    of = find_cluster(draft.scheme, draft.cluster)
    texts, link = content.checked(draft.texts, draft.link)
    for each in (draft.consultation, draft.starts, draft.audience.consultation):
        _of_cluster(session, each, of.scheme, of.number)
    if draft.purpose != "news" and draft.consultation is None:
        raise refused("broadcast_round")
    title = " ".join(draft.title.split()) or cut(" ".join(texts[THAI].split()), _LONGEST_TITLE)
    return {
        "scheme": of.scheme,
        "cluster": of.number,
        "consultation_id": draft.consultation,
        "purpose": draft.purpose,
        "title": title,
        "texts": texts,
        "starts_id": draft.starts,
        "link": link,
        "audience": checked(draft.audience).model_dump(mode="json"),
        "urgent": draft.urgent,
        "digest": content.digest(texts, link, start_code(session, draft.starts)),
    }


def _of_cluster(session: Session, consultation: int | None, scheme: str, cluster: int) -> None:
    """Raises Refused for a consultation of another cluster: consents given there do not reach here."""
    if consultation is None:
        return
    row = session.get(Consultation, consultation)
    if row is None:
        raise not_found("consultation_not_found", id=consultation)
    if (row.scheme, row.cluster) != (scheme, cluster):
        raise refused("broadcast_other_cluster", title=row.title)


def _can_begin(session: Session, row: Broadcast, at: datetime) -> None:
    """Raises Refused when the button to begin would lead to a consultation that is not open at that time."""
    if not startable(session, row, at):
        raise refused("broadcast_start_closed", title=session.get_one(Consultation, row.starts_id).title)


def _hold(session: Session, broadcast_id: int, version: int) -> Broadcast:
    row = held(session, broadcast_id)
    if row is None:
        raise not_found("broadcast_not_found", id=broadcast_id)
    if row.version != version:
        raise refused("broadcast_changed")
    return row


def _acted(session: Session, row: Broadcast, act: str, actor: str, after: Mapping[str, Any] | None = None) -> None:
    row.version += 1
    session.add(row)
    audit.record(session, actor, f"broadcast.{act}", subject(row), after=dict(after) if after else None)


def _trial(session: Session) -> str:
    while on_trial(session, code := ids.code(TRIAL_LENGTH)) is not None:
        pass
    return code
