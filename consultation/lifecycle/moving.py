"""Moving a consultation on, back, or to its end: one unit of work each, in which nothing changes when it is refused."""

from collections.abc import Callable, Mapping, Sequence

from sqlmodel import Session, col, select

from consultation import audit, clock, jobs, rights
from consultation.consult import life
from consultation.consult import service as consult
from consultation.consult.concern import Concern
from consultation.consult.life import Stage
from consultation.consult.models import Consultation
from consultation.consult.service import ConsultationView
from consultation.forms.models import FormRevision
from consultation.law import concerns as law
from consultation.lifecycle import concerns as own
from consultation.lifecycle import results
from consultation.lifecycle.values import Mover
from consultation.lifecycle.wording import listed, refused, said
from consultation.meetings import concerns as meetings
from consultation.quotas import concerns as quotas
from consultation.settings import settings
from consultation.webhooks.models import CLOSED, PUBLISHED
from consultation.webhooks.telling import tell

Source = Callable[[Session, Consultation, str], list[Concern]]

# Everybody who may have something against a step. A subject with a rule of its own adds its function here.
SOURCES: list[Source] = [own.concerns, law.concerns, meetings.concerns, quotas.concerns]

# Those of them that can tell of many consultations at once that they are sure to stop the step.
QUICKLY: list[Callable[[Session, Sequence[Consultation], str], set[int]]] = [own.stopped, law.stopped]

LONGEST_REASON = 500


def move(session: Session, consultation_id: int, to: str, by: Mover) -> ConsultationView:
    """Take one step on the way. Raises Refused: not from here, not by this role, not by the same person, not yet."""
    row = consult.hold(session, consultation_id)
    stage = _step(row, to)
    if not by.may_step(stage, row):
        raise refused("not_yours", act=said("act", to), who=who(stage))
    if stage.second and by.name in makers(session, row):
        raise refused("second_person", act=said("act", to), who=who(stage))
    if to == "answered" and results.corrects(session, consultation_id):
        # The answer would put it before the public: that is up to whoever may publish.
        publishing = life.stage(row.kind, "published", settings().approval)
        if publishing is None or not by.may_step(publishing, row):
            raise refused("answer_corrects", who=who(publishing or stage))
    # A window that is over is over, whatever anybody has against it.
    closing_itself = to == "closed" and by.clock
    stopped = [] if closing_itself else [each for each in asked(session, row, to) if each.stops]
    if stopped:
        told = "\n".join(said("problem", "one", what=each.what, mend=each.mend) for each in stopped)
        raise refused("in_the_way", act=said("act", to), problems=told)
    _DONE[to](session, row, by.name)
    session.flush()
    return consult.view(session, consultation_id)


def take_back(session: Session, consultation_id: int, reason: str, by: Mover) -> ConsultationView:
    """Take the last step back, with a reason. Raises Refused where that is not lawful, or not this role's to do."""
    row = consult.hold(session, consultation_id)
    to = life.back(row.state)
    if to is None:
        raise refused("no_way_back", state=said("step", row.state))
    if not by.may(life.right_to_take_back(row.state), row):
        raise refused("back_not_yours")
    before, reason = row.state, _reason(reason)
    if to == "draft":
        row.approved_at, row.approved_by, row.announced_at = None, None, None
    row.analysed_at = None
    _step_to(session, row, to, "back", by.name, before, reason)
    return consult.view(session, consultation_id)


def cancel(session: Session, consultation_id: int, reason: str, by: Mover) -> ConsultationView:
    """End it for good before its close, with a reason that everybody who knew of it can read. Raises Refused."""
    row = consult.hold(session, consultation_id)
    if row.state == life.CANCELLED:
        raise refused("cancelled")
    if life.phase(row.state) == "after":
        raise refused("cancel_late")
    if not by.may(life.right_to_cancel(row.kind, row.state, settings().approval), row):
        raise refused("cancel_not_yours")
    before, reason = row.state, _reason(reason)
    was_open = row.state == "open"
    for kind in (consult.OPEN_JOB, consult.CLOSE_JOB):
        jobs.cancel(session, f"{kind}:{row.id}")
    if was_open:
        consult.over(session, row)
    row.cancelled_at, row.cancel_reason = clock.now(), reason
    _step_to(session, row, life.CANCELLED, "cancel", by.name, before, reason)
    if was_open:
        tell(session, row, CLOSED)
    return consult.view(session, consultation_id)


def asked(session: Session, row: Consultation, to: str) -> list[Concern]:
    """What everybody has against a step, what stops it first."""
    found = [each for source in SOURCES for each in source(session, row, to)]
    return sorted(found, key=lambda each: not each.stops)


def in_reach(session: Session, rows: Sequence[Consultation], to: str) -> list[Consultation]:
    """Of many consultations those that nothing stops which is quickly known; `asked` has the last word about each."""
    left = list(rows)
    for stopped in QUICKLY:
        gone = stopped(session, left, to)
        left = [row for row in left if row.id not in gone]
    return left


def makers(session: Session, row: Consultation) -> set[str]:
    """Who made it as it is now: whoever began it, and whoever last saved its questions."""
    newest = select(FormRevision.created_by).where(FormRevision.consultation_id == row.id)
    author = session.exec(newest.order_by(col(FormRevision.number).desc()).limit(1)).first()
    return {row.created_by} | ({author} if author else set())


def who(stage: Stage) -> str:
    """The roles that may take a step, in words."""
    held = rights.rights()[stage.right]
    return listed([said("role", role) for role in rights.ROLES if role in held])


def _step(row: Consultation, to: str) -> Stage:
    """The stage that is asked for. Raises Refused when it is not the next one from here."""
    approval = settings().approval
    if row.state == life.CANCELLED:
        raise refused("cancelled")
    for each in life.following(row.kind, row.state, approval):
        if each.state == to:
            return each
    if to in life.ORDER and life.ORDER.index(to) <= life.ORDER.index(row.state):
        raise refused("already", act=said("act", to), state=said("step", row.state))
    if life.stage(row.kind, to, approval) is None:
        raise refused("never", kind=said("kind", row.kind), act=said("act", to))
    first = life.lacking(row.kind, row.state, to, approval) or to
    raise refused("too_early", act=said("act", to), first=said("act", first))


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise refused("reason_missing")
    if len(reason) > LONGEST_REASON:
        raise refused("reason_long", n=len(reason), most=LONGEST_REASON)
    return reason


def _step_to(session: Session, row: Consultation, to: str, act: str, actor: str, before: str, reason: str = "") -> None:
    row.state = to
    session.add(row)
    session.flush()
    after = {"state": to} | ({"reason": reason} if reason else {})
    audit.record(session, actor, f"consultation.{act}", f"consultation:{row.id}", before={"state": before}, after=after)


def _approve(session: Session, row: Consultation, actor: str) -> None:
    row.approved_at, row.approved_by = clock.now(), actor
    _step_to(session, row, "approved", "approve", actor, row.state)


def _announce(session: Session, row: Consultation, actor: str) -> None:
    row.announced_at = clock.now()
    _step_to(session, row, "announced", "announce", actor, row.state)


def _open(session: Session, row: Consultation, actor: str) -> None:
    consult.open_now(session, row.id or 0, actor)


def _close(session: Session, row: Consultation, actor: str) -> None:
    consult.close(session, row.id or 0, actor)


def _analyse(session: Session, row: Consultation, actor: str) -> None:
    row.analysed_at = clock.now()
    _step_to(session, row, "analysed", "analyse", actor, row.state)


def _publish(session: Session, row: Consultation, actor: str) -> None:
    row.published_at = clock.now()
    results.publish(session, row, actor)
    _step_to(session, row, "published", "publish", actor, row.state)
    tell(session, row, PUBLISHED)


def _answer(session: Session, row: Consultation, actor: str) -> None:
    row.answered_at = clock.now()
    # An answer that was written since the result is a version of its own.
    another = results.publish(session, row, actor, said("words", "answer"))
    _step_to(session, row, "answered", "answer", actor, row.state)
    if another:
        tell(session, row, PUBLISHED)


_DONE: Mapping[str, Callable[[Session, Consultation, str], None]] = {
    "approved": _approve,
    "announced": _announce,
    "open": _open,
    "closed": _close,
    "analysed": _analyse,
    "published": _publish,
    "answered": _answer,
}
