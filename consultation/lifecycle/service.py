"""Where a consultation stands: what was done, what is next, what is in the way, where to mend it; and its rules."""

from datetime import datetime

from sqlmodel import Session, col, select

from consultation import audit
from consultation.audit import AuditEntry
from consultation.consult import life
from consultation.consult import service as consult
from consultation.consult.changed import before_change
from consultation.consult.life import Stage
from consultation.consult.models import Consultation
from consultation.consult.service import ConsultationView
from consultation.law import due
from consultation.lifecycle import moving
from consultation.lifecycle.moving import cancel, move, take_back
from consultation.lifecycle.values import Mover, NextView, PastView, Standing, StepView, Value
from consultation.lifecycle.wording import catalogue, refused, said
from consultation.settings import settings

__all__ = [
    "Rules",
    "cancel",
    "evaluable",
    "evaluations",
    "is_old",
    "move",
    "past",
    "rules",
    "set_rules",
    "standing",
    "take_back",
]

MOST_PAST = 30
RULES = "consultation.prepare"  # the right to say what it is about


class Rules(Value):
    """What an officer decides about a consultation beside its questions and its window."""

    level: int
    sampling: str
    plan_id: int | None = None
    evaluates_id: int | None = None


def standing(session: Session, consultation_id: int, by: Mover) -> Standing:
    """Where it stands, as somebody sees it. Raises NotFound."""
    view = consult.view(session, consultation_id)
    row = session.get_one(Consultation, consultation_id)
    approval = settings().approval
    following = life.following(row.kind, row.state, approval)
    return Standing(
        view=view,
        steps=tuple(_step(row, each) for each in life.stages(row.kind, approval)),
        following=tuple(_next(session, row, each, by) for each in following),
        back=life.back(row.state) if by.may(life.right_to_take_back(row.state), row) else None,
        may_cancel=by.may(life.right_to_cancel(row.kind, row.state, approval), row),
        past=tuple(past(session, consultation_id)),
    )


def rules(session: Session, consultation_id: int) -> Rules:
    """What was decided so far. Raises NotFound."""
    return Rules(**consult.view(session, consultation_id).model_dump(include=set(Rules.model_fields)))


def set_rules(session: Session, consultation_id: int, given: Rules, by: Mover) -> ConsultationView:
    """Store level, sampling and what it is about. After it has opened only the level may change. Raises Refused."""
    row, actor = consult.hold(session, consultation_id), by.name
    if not by.may(RULES, row):
        raise refused("rules_not_yours")
    if given.level not in life.LEVELS or given.sampling not in life.SAMPLINGS:
        raise refused("rules_unknown")
    if row.state in (*life.RESULTS, life.CANCELLED):
        raise refused("rules_late")
    before = Rules(**row.model_dump(include=set(Rules.model_fields)))
    if given == before:
        return consult.view(session, consultation_id)
    if given.model_copy(update={"level": before.level}) != before:
        if life.phase(row.state) != "before":
            raise refused("rules_open")
        _check(session, row, given)
        before_change(session, row, actor, "rules")
    for name, value in given.model_dump().items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    told = {"before": before.model_dump(), "after": given.model_dump()}
    audit.record(session, actor, "consultation.rules", f"consultation:{row.id}", **told)
    return consult.view(session, consultation_id)


def evaluable(session: Session, view: ConsultationView) -> list[ConsultationView]:
    """The consultations of the same cluster that an evaluation can be about, newest first."""
    same = (Consultation.scheme == view.scheme, Consultation.cluster == view.cluster)
    other = (Consultation.id != view.id, Consultation.kind != "evaluation")
    rows = select(Consultation.id).where(*same, *other).order_by(col(Consultation.id).desc())
    return [consult.view(session, id) for id in session.exec(rows) if id is not None]


def evaluations(session: Session, consultation_id: int) -> list[ConsultationView]:
    """The evaluations of a consultation, oldest first."""
    rows = select(Consultation.id).where(Consultation.evaluates_id == consultation_id).order_by(col(Consultation.id))
    return [consult.view(session, id) for id in session.exec(rows) if id is not None]


def past(session: Session, consultation_id: int) -> list[PastView]:
    """The steps that were taken, newest first, from the audit record."""
    subject, names = f"consultation:{consultation_id}", catalogue()["did"]
    acts = [f"consultation.{key}" for key in names]
    of = (AuditEntry.subject == subject, col(AuditEntry.action).in_(acts))
    rows = select(AuditEntry).where(*of).order_by(col(AuditEntry.id).desc()).limit(MOST_PAST)
    return [_past(row) for row in session.exec(rows)]


def is_old(view: ConsultationView, now: datetime | None = None) -> bool:
    """Whether the opinions are so old that whoever uses them again should think twice."""
    return due.is_old(view, due.day_of(now) if now else None)


def _check(session: Session, row: Consultation, given: Rules) -> None:
    consult.check_plan(session, given.plan_id, row.scheme, row.cluster)
    if given.plan_id != row.plan_id and row.template == "draft-plan":
        raise refused("plan_in_form")
    if given.evaluates_id is None:
        return
    of = session.get(Consultation, given.evaluates_id)
    if of is None or of.id == row.id or of.kind == "evaluation" or row.kind != "evaluation":
        raise refused("evaluates_unknown")
    if (of.scheme, of.cluster) != (row.scheme, row.cluster):
        raise refused("evaluates_other_cluster", title=of.title)


def _step(row: Consultation, of: Stage) -> StepView:
    at = {
        "draft": row.created_at, "approved": row.approved_at, "announced": row.announced_at, "open": row.opened_at,
        "closed": row.closed_at, "analysed": row.analysed_at, "published": row.published_at,
        "answered": row.answered_at,
    }[of.state]  # fmt: skip
    by = {"draft": row.created_by, "approved": row.approved_by or ""}.get(of.state, "")
    return StepView(
        state=of.state, title=said("step", of.state), about=said("about", of.state), status=_status(row, of, at),
        at=at, by=by,
    )  # fmt: skip


def _status(row: Consultation, of: Stage, at: datetime | None) -> str:
    if row.state == life.CANCELLED:
        return "done" if at is not None else "left"
    here, there = life.ORDER.index(row.state), life.ORDER.index(of.state)
    if there == here:
        return "now"
    if there < here:
        return "done" if at is not None else "left"
    return "ahead" if of.need == "must" else "optional"


def _next(session: Session, row: Consultation, of: Stage, by: Mover) -> NextView:
    same = of.second and by.name in moving.makers(session, row)
    return NextView(
        to=of.state,
        title=said("act", of.state),
        about=said("act_about", of.state),
        allowed=by.may_step(of, row) and not same,
        who=said("words", "another", who=moving.who(of)) if of.second else moving.who(of),
        needed=of.need == "must",
        concerns=tuple(moving.asked(session, row, of.state)),
    )


def _past(row: AuditEntry) -> PastView:
    act, after = row.action.removeprefix("consultation."), row.after or {}
    changed = said("changed", after["changed"]) if "changed" in after else ""
    return PastView(at=row.at, by=row.actor, title=said("did", act), reason=str(after.get("reason", changed)))
