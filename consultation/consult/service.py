"""Units of work on consultations: made as a draft, opened, closed; every act of an officer is in the audit record.

Opening and closing here ask only what the consultation itself needs: a form without errors, a window. Pages, commands
and timers move consultations by `consultation.lifecycle`, which asks everybody else too.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, and_, col, or_, select

from consultation import ahead, audit, clock, ids, jobs
from consultation.consult import life, reaching, window
from consultation.consult.changed import before_change
from consultation.consult.models import Consultation
from consultation.consult.values import ConsultationView, NewConsultation
from consultation.errors import Refused, not_found, refused, state_name
from consultation.forms import service as forms
from consultation.forms.check import errors
from consultation.forms.form import Form
from consultation.law import due
from consultation.law.window import refuse_early
from consultation.places.schemes import cluster as find_cluster
from consultation.plans.models import Plan
from consultation.privacy.marks import forget_marks
from consultation.privacy.schedule import unlink_later
from consultation.rights import EVERYWHERE, Reach
from consultation.webhooks.models import CLOSED, OPENED
from consultation.webhooks.telling import tell

__all__ = [
    "CLOSE_JOB",
    "CODE_LENGTH",
    "OPEN_JOB",
    "TIMER",
    "ConsultationView",
    "NewConsultation",
    "by_code",
    "check_plan",
    "close",
    "create",
    "end_of",
    "find_code",
    "hold",
    "is_public",
    "listing",
    "open_now",
    "open_rows",
    "over",
    "rename",
    "set_window",
    "view",
]

CODE_LENGTH = 6
ANNOUNCED = ("announced", life.CANCELLED)  # states in which a notice stands though nothing was opened
_CODED = select(Consultation).where(Consultation.code == bindparam("code"))  # built once: it runs for every event
OPEN_JOB, CLOSE_JOB = "consultation.open", "consultation.close"
TIMER = "timer"  # the actor of what happens by itself at its time


def create(session: Session, new: NewConsultation, form: Form, actor: str) -> ConsultationView:
    """Store a draft with its first form revision. Raises Refused, UnknownPlace."""
    new = _checked(session, new)
    row = Consultation(**new.model_dump(), code=_free_code(session), created_at=clock.now(), created_by=actor)
    refuse_early(session, row, row.opens_at)
    session.add(row)
    session.flush()
    assert row.id is not None
    forms.save(session, row.id, form, actor)
    _timer(session, OPEN_JOB, row, row.opens_at)
    audit.record(session, actor, "consultation.create", _subject(row), after=new.model_dump(mode="json"))
    return view(session, row.id)


def open_now(session: Session, consultation_id: int, actor: str) -> ConsultationView:
    """Open one to the public that was not open yet. Raises Refused when its form or window does not allow it."""
    row = hold(session, consultation_id)
    if life.phase(row.state) != "before":
        raise refused("wrong_state", state=state_name(row.state))
    _disarm(session, OPEN_JOB, row, actor)
    _open(session, row, actor)
    return _view(session, row)


def close(session: Session, consultation_id: int, actor: str) -> ConsultationView:
    """Close an open consultation now: answers given later are kept as late and not counted."""
    row = hold(session, consultation_id)
    if row.state != "open":
        raise refused("wrong_state", state=state_name(row.state))
    _disarm(session, CLOSE_JOB, row, actor)
    _close(session, row, actor)
    return _view(session, row)


def set_window(
    session: Session, consultation_id: int, opens_at: datetime | None, closes_at: datetime | None, actor: str
) -> ConsultationView:
    """Set when it opens by itself and when it closes; an open one may only be given another close. Raises Refused."""
    row = hold(session, consultation_id)
    if life.phase(row.state) == "after":
        raise refused("wrong_state", state=state_name(row.state))
    if row.state == "open" and closes_at is None:
        raise refused("no_window_end")
    window.check(opens_at, closes_at)
    if life.phase(row.state) == "before":
        window.check_ahead(opens_at)
        refuse_early(session, row, opens_at)
    if (opens_at, closes_at) != (row.opens_at, row.closes_at):
        before_change(session, row, actor, "window")
    before = {"opens_at": _iso(row.opens_at), "closes_at": _iso(row.closes_at)}
    row.closes_at = closes_at
    if life.phase(row.state) == "before":
        row.opens_at = opens_at
        _timer(session, OPEN_JOB, row, opens_at)
    else:
        _timer(session, CLOSE_JOB, row, closes_at)
    session.add(row)
    after = {"opens_at": _iso(row.opens_at), "closes_at": _iso(row.closes_at)}
    audit.record(session, actor, "consultation.window", _subject(row), before=before, after=after)
    return _view(session, row)


def rename(session: Session, consultation_id: int, title: str, actor: str) -> ConsultationView:
    """Give it another title. Raises Refused for an empty one."""
    row = hold(session, consultation_id)
    if not title.strip():
        raise refused("title_empty")
    before_change(session, row, actor, "title")
    before, after = {"title": row.title}, {"title": title.strip()}
    audit.record(session, actor, "consultation.rename", _subject(row), before=before, after=after)
    row.title = title.strip()
    session.add(row)
    session.flush()
    return _view(session, row)


def view(session: Session, consultation_id: int, there: Reach = EVERYWHERE) -> ConsultationView:
    """One consultation by its id. Raises NotFound, also for one that is out of reach."""
    row = _get(session, consultation_id)
    if not there.sees(row.scheme, row.cluster):
        raise not_found("consultation_not_found", id=consultation_id)
    return _view(session, row)


def by_code(session: Session, code: str) -> ConsultationView:
    """One consultation by its start code, in any case and with spaces. Raises NotFound."""
    row = find_code(session, code)
    if row is None:
        raise not_found("consultation_not_found", id=code)
    return _view(session, row)


def find_code(session: Session, code: str) -> Consultation | None:
    """The consultation that a typed start code names, or None."""
    folded = code.strip().upper().replace(" ", "").replace("-", "")
    if len(folded) != CODE_LENGTH or not folded.isascii():
        return None
    return ahead.kept(session, "code", folded, lambda: session.exec(_CODED, params={"code": folded}).first())


def listing(session: Session, there: Reach = EVERYWHERE) -> list[ConsultationView]:
    """The consultations within reach, newest first."""
    query = select(Consultation).where(*reaching.placed(there, Consultation)).order_by(col(Consultation.id).desc())
    return [_view(session, row) for row in session.exec(query)]


def open_rows(session: Session) -> list[Consultation]:
    """The consultations that are open now, oldest first."""
    query = select(Consultation).where(Consultation.state == "open").order_by(col(Consultation.id))
    return list(ahead.kept(session, "open", "", lambda: session.exec(query).all()) or ())


def is_public(row: Consultation) -> bool:
    """Whether everybody may read of it: it is announced, open, or was one of the two."""
    return row.opened_at is not None or (row.announced_at is not None and row.state in ANNOUNCED)


def publicly() -> ColumnElement[bool]:
    """`is_public` as a condition of a query."""
    told = and_(col(Consultation.announced_at).is_not(None), col(Consultation.state).in_(ANNOUNCED))
    return or_(col(Consultation.opened_at).is_not(None), told)


def end_of(row: Consultation) -> datetime | None:
    """When the window ends or ended."""
    return due.end_of(row)


def _checked(session: Session, new: NewConsultation) -> NewConsultation:
    if not new.title.strip():
        raise refused("title_empty")
    if new.kind not in life.KINDS:
        raise refused("kind_unknown", kind=new.kind, known=", ".join(life.KINDS))
    # The scheme in force changes; what is stored names the one that was meant.
    scheme, level = find_cluster(new.scheme, new.cluster).scheme, new.level or life.USUAL_LEVEL[new.kind]
    new = new.model_copy(update={"title": new.title.strip(), "scheme": scheme, "level": level})
    window.check(new.opens_at, new.closes_at)
    check_plan(session, new.plan_id, new.scheme, new.cluster)
    return new


def check_plan(session: Session, plan_id: int | None, scheme: str, cluster: int) -> None:
    """Refuse a plan that is not there, or another cluster's. Raises NotFound, Refused."""
    if plan_id is None:
        return
    plan = session.get(Plan, plan_id)
    if plan is None:
        raise not_found("plan_not_found", id=plan_id)
    if (plan.scheme, plan.cluster) != (scheme, cluster):
        raise refused("plan_of_other_cluster", title=plan.title)


def _timer(session: Session, kind: str, row: Consultation, at: datetime | None) -> None:
    if at is None:
        jobs.cancel(session, f"{kind}:{row.id}")
    else:
        jobs.enqueue(session, kind, {"consultation": row.id}, key=f"{kind}:{row.id}", at=at)


def _disarm(session: Session, kind: str, row: Consultation, actor: str) -> None:
    """Take a timer back, unless it is the timer that acts: that job is being done, and ends as done."""
    if actor != TIMER:
        jobs.cancel(session, f"{kind}:{row.id}")


def _open(session: Session, row: Consultation, actor: str) -> None:
    assert row.id is not None
    if found := errors(forms.current(session, row.id)):
        raise refused("form_errors", problems="; ".join(f"{p.where}: {p.what} ({p.mend})" for p in found[:3]))
    if row.closes_at is None:
        raise refused("no_window_end")
    if row.closes_at <= clock.now():
        raise refused("window_past", closes=window.shown(row.closes_at))
    before = {"state": row.state}
    row.state, row.opened_at = "open", clock.now()
    session.add(row)
    _timer(session, CLOSE_JOB, row, row.closes_at)
    audit.record(session, actor, "consultation.open", _subject(row), before=before, after={"state": "open"})
    tell(session, row, OPENED)


def over(session: Session, row: Consultation) -> None:
    """What follows when answers are taken no more: when it was, the cut of its accounts, no marks of who took part."""
    row.closed_at = clock.now()
    session.add(row)
    unlink_later(session, row.id or 0, end_of(row) or row.closed_at)
    forget_marks(session, row.id or 0)


def _close(session: Session, row: Consultation, actor: str) -> None:
    row.state = "closed"
    over(session, row)
    before, after = {"state": "open"}, {"state": "closed"}
    audit.record(session, actor, "consultation.close", _subject(row), before=before, after=after)
    tell(session, row, CLOSED)


def _get(session: Session, consultation_id: int) -> Consultation:
    row = session.get(Consultation, consultation_id)
    if row is None:
        raise not_found("consultation_not_found", id=consultation_id)
    return row


def hold(session: Session, consultation_id: int) -> Consultation:
    """The row, held until the transaction ends: of two who act at once the second sees what the first did."""
    # NO KEY UPDATE, so that answers, which refer to the row, can still be stored.
    row = session.get(Consultation, consultation_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is None:
        raise not_found("consultation_not_found", id=consultation_id)
    return row


def _free_code(session: Session) -> str:
    while find_code(session, code := ids.code(CODE_LENGTH)) is not None:
        pass
    return code


def _view(session: Session, row: Consultation) -> ConsultationView:
    assert row.id is not None
    try:
        form = forms.current(session, row.id)
        revision, questions = form.revision, sum(question.counted for question in form.questions)
        votes = any(question.type == "statements" for question in form.questions)
    except Refused:
        revision, questions, votes = 0, 0, False
    return ConsultationView(
        **row.model_dump(),
        phase=life.phase(row.state),
        public=is_public(row),
        cluster_name=find_cluster(row.scheme, row.cluster).full_name_th,
        result_due=due.result_due(session, row),
        revision=revision,
        questions=questions,
        votes=votes,
    )


def _subject(row: Consultation) -> str:
    return f"consultation:{row.id}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
