"""What waits for somebody: approvals with nothing in their way, and what cannot open though its time has come."""

from datetime import datetime

from sqlmodel import Session, col, select

from consultation import clock
from consultation.consult import life
from consultation.consult.concern import Concern
from consultation.consult.models import Consultation
from consultation.lifecycle import moving
from consultation.lifecycle.values import Mover, Value
from consultation.lifecycle.wording import said
from consultation.rights import EVERYWHERE, Reach
from consultation.settings import settings

DECISIONS = ("approved", "published")  # what somebody says yes to for the office
MOST = 20  # of each on the first page


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
    found = [
        each
        for row in _rows(session)
        if by.may("consultation.read", row) and (each := _decision(session, row, by)) is not None
    ]
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


def _decision(session: Session, row: Consultation, by: Mover) -> Decision | None:
    for stage in life.following(row.kind, row.state, settings().approval):
        if stage.state not in DECISIONS or stage.need != "must":
            continue
        if any(each.stops for each in moving.asked(session, row, stage.state)):
            return None
        same = stage.second and by.name in moving.makers(session, row)
        who = said("words", "another", who=moving.who(stage)) if stage.second else moving.who(stage)
        told = {"id": row.id or 0, "title": row.title, "to": stage.state, "act": said("act", stage.state), "who": who}
        return Decision.model_validate({**told, "yours": by.may_step(stage, row) and not same})
    return None
