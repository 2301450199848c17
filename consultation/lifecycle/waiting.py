"""What waits for somebody: approvals with nothing in their way, and what cannot open though its time has come."""

from datetime import datetime
from itertools import islice

from sqlmodel import Session, col, select

from consultation import clock
from consultation.consult import life
from consultation.consult.concern import Concern
from consultation.consult.life import Stage
from consultation.consult.models import Consultation
from consultation.lifecycle import moving
from consultation.lifecycle.values import Mover, Value
from consultation.lifecycle.wording import said
from consultation.rights import EVERYWHERE, Reach
from consultation.settings import settings

DECISIONS = ("approved", "published")  # what somebody says yes to for the office
MOST = 20  # of each on the first page
LOOKED_AT = 100  # of those that are near a decision at most, since each takes some milliseconds to look at whole


class Decision(Value):
    """A step that nothing stands in the way of. yours: whether whoever looks may take it. who: who may, in words."""

    id: int
    title: str
    to: str
    act: str
    who: str
    yours: bool


class HeldUp(Value):
    """A consultation that was to open by itself and cannot. first: a step that has to be taken before, in words."""

    id: int
    title: str
    opens_at: datetime
    first: str
    concerns: tuple[Concern, ...]


def decisions(session: Session, by: Mover) -> list[Decision]:
    """Approvals and publications that their kind demands and that could be given now, those of whoever looks first.

    Only of consultations that whoever looks may read.
    """
    steps: dict[str, list[tuple[Consultation, Stage]]] = {state: [] for state in DECISIONS}
    for row in _rows(session):
        if by.may("consultation.read", row) and (stage := _next_decision(row)) is not None:
            steps[stage.state].append((row, stage))
    found: list[Decision] = []
    for state, waiting in steps.items():
        stages = {row.id: stage for row, stage in waiting}
        near = moving.in_reach(session, [row for row, _ in waiting], state)[:LOOKED_AT]
        each = (_decision(session, row, stages[row.id], by) for row in near)
        found += islice((one for one in each if one is not None), MOST)
    return sorted(found, key=lambda each: (not each.yours, each.id))[:MOST]


def held_up(session: Session, reach: Reach = EVERYWHERE) -> list[HeldUp]:
    """Consultations whose time to open has come, and what keeps each from opening; the longest waiting first."""
    now, approval = clock.now(), settings().approval
    due = (col(Consultation.state).in_(life.BEFORE), col(Consultation.opens_at) <= now)
    found: list[HeldUp] = []
    for row in session.exec(select(Consultation).where(*due).order_by(col(Consultation.opens_at))):
        if not reach.sees(row.scheme, row.cluster) or len(found) == MOST:
            continue
        lacking = life.lacking(row.kind, row.state, "open", approval)
        asked = moving.asked(session, row, "open")
        stopped = tuple(each for each in asked if each.stops)
        if row.opens_at is not None and (lacking or stopped):
            first = said("act", lacking) if lacking else ""
            found.append(HeldUp(id=row.id or 0, title=row.title, opens_at=row.opens_at, first=first, concerns=stopped))
    return found


def _rows(session: Session) -> list[Consultation]:
    """Those whose next needed step is a decision; which that is depends on the kind, so each is looked at."""
    states = col(Consultation.state).in_(("draft", "closed", "analysed"))
    return list(session.exec(select(Consultation).where(states).order_by(col(Consultation.id))))


def _next_decision(row: Consultation) -> Stage | None:
    steps = life.following(row.kind, row.state, settings().approval)
    return next((stage for stage in steps if stage.state in DECISIONS and stage.need == "must"), None)


def _decision(session: Session, row: Consultation, stage: Stage, by: Mover) -> Decision | None:
    if any(each.stops for each in moving.asked(session, row, stage.state)):
        return None
    same = stage.second and by.name in moving.makers(session, row)
    who = said("words", "another", who=moving.who(stage)) if stage.second else moving.who(stage)
    told = {"id": row.id or 0, "title": row.title, "to": stage.state, "act": said("act", stage.state), "who": who}
    return Decision.model_validate({**told, "yours": by.may_step(stage, row) and not same})
