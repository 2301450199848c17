"""Units of work on consultations: made as a draft, opened, closed; every act of an officer is in the audit record."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from consultation import ahead, audit, clock, ids, jobs
from consultation.consult.models import KINDS, Consultation
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
from consultation.settings import settings
from consultation.talk.wording import short_time

CODE_LENGTH = 6
_CODED = select(Consultation).where(Consultation.code == bindparam("code"))  # built once: it runs for every event
OPEN_JOB, CLOSE_JOB = "consultation.open", "consultation.close"
TIMER = "timer"  # the actor of what happens by itself at its time


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewConsultation(_Value):
    """A consultation to be made. Times are aware; cluster by scheme and number."""

    title: str
    kind: str
    template: str = ""
    scheme: str
    cluster: int
    plan_id: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    sample: bool = False


class ConsultationView(_Value):
    """A consultation as pages and commands show it. votes: whether its form asks for votes on statements."""

    id: int
    code: str
    kind: str
    template: str
    title: str
    scheme: str
    cluster: int
    cluster_name: str
    plan_id: int | None
    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    result_due: datetime | None
    revision: int
    questions: int
    votes: bool
    sample: bool
    created_at: datetime
    created_by: str


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
    """Open a draft to the public. Raises Refused when its form or window does not allow it."""
    row = _hold(session, consultation_id)
    _must_be(row, "draft")
    jobs.cancel(session, f"{OPEN_JOB}:{row.id}")
    _open(session, row, actor)
    return _view(session, row)


def open_due(session: Session, consultation_id: int) -> bool:
    """Open a draft whose time has come; False when it is not a draft any more or its time was moved. Raises Refused."""
    row = _hold(session, consultation_id)
    if row.state != "draft" or row.opens_at is None or row.opens_at > clock.now():
        return False
    _open(session, row, TIMER)
    return True


def close(session: Session, consultation_id: int, actor: str) -> ConsultationView:
    """Close an open consultation now: answers given later are kept as late and not counted."""
    row = _hold(session, consultation_id)
    _must_be(row, "open")
    jobs.cancel(session, f"{CLOSE_JOB}:{row.id}")
    _close(session, row, actor)
    return _view(session, row)


def close_due(session: Session, consultation_id: int) -> bool:
    """Close an open consultation whose time is over; False when it is not open any more or its time was moved."""
    row = _hold(session, consultation_id)
    if row.state != "open" or row.closes_at is None or row.closes_at > clock.now():
        return False
    _close(session, row, TIMER)
    return True


def set_window(
    session: Session, consultation_id: int, opens_at: datetime | None, closes_at: datetime | None, actor: str
) -> ConsultationView:
    """Set when it opens by itself and when it closes; an open one may only be given another close. Raises Refused."""
    row = _hold(session, consultation_id)
    if row.state == "closed":
        raise refused("wrong_state", state=state_name(row.state))
    if row.state == "open" and closes_at is None:
        raise refused("no_window_end")
    _check_window(opens_at, closes_at)
    if row.state != "open":
        refuse_early(session, row, opens_at)
    before = {"opens_at": _iso(row.opens_at), "closes_at": _iso(row.closes_at)}
    row.closes_at = closes_at
    if row.state == "draft":
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
    row = _hold(session, consultation_id)
    if not title.strip():
        raise refused("title_empty")
    before, after = {"title": row.title}, {"title": title.strip()}
    audit.record(session, actor, "consultation.rename", _subject(row), before=before, after=after)
    row.title = title.strip()
    session.add(row)
    session.flush()
    return _view(session, row)


def view(session: Session, consultation_id: int) -> ConsultationView:
    """One consultation by its id. Raises NotFound."""
    return _view(session, _get(session, consultation_id))


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


def listing(session: Session) -> list[ConsultationView]:
    """All consultations, newest first."""
    return [_view(session, row) for row in session.exec(select(Consultation).order_by(col(Consultation.id).desc()))]


def open_rows(session: Session) -> list[Consultation]:
    """The consultations that are open now, oldest first."""
    return list(session.exec(select(Consultation).where(Consultation.state == "open").order_by(col(Consultation.id))))


def end_of(row: Consultation) -> datetime | None:
    """When the window ends or ended."""
    return due.end_of(row)


def _checked(session: Session, new: NewConsultation) -> NewConsultation:
    if not new.title.strip():
        raise refused("title_empty")
    if new.kind not in KINDS:
        raise refused("kind_unknown", kind=new.kind, known=", ".join(KINDS))
    # The scheme in force changes; what is stored names the one that was meant.
    new = new.model_copy(update={"title": new.title.strip(), "scheme": find_cluster(new.scheme, new.cluster).scheme})
    _check_window(new.opens_at, new.closes_at)
    if new.plan_id is not None:
        plan = session.get(Plan, new.plan_id)
        if plan is None:
            raise not_found("plan_not_found", id=new.plan_id)
        if (plan.scheme, plan.cluster) != (new.scheme, new.cluster):
            raise refused("plan_of_other_cluster", title=plan.title)
    return new


def _check_window(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if closes_at is not None and closes_at <= clock.now():
        raise refused("window_past", closes=_shown(closes_at))
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise refused("window_order", opens=_shown(opens_at), closes=_shown(closes_at))


def _timer(session: Session, kind: str, row: Consultation, at: datetime | None) -> None:
    if at is None:
        jobs.cancel(session, f"{kind}:{row.id}")
    else:
        jobs.enqueue(session, kind, {"consultation": row.id}, key=f"{kind}:{row.id}", at=at)


def _open(session: Session, row: Consultation, actor: str) -> None:
    assert row.id is not None
    if found := errors(forms.current(session, row.id)):
        raise refused("form_errors", problems="; ".join(f"{p.where}: {p.what} ({p.mend})" for p in found[:3]))
    if row.closes_at is None:
        raise refused("no_window_end")
    if row.closes_at <= clock.now():
        raise refused("window_past", closes=_shown(row.closes_at))
    row.state, row.opened_at = "open", clock.now()
    session.add(row)
    _timer(session, CLOSE_JOB, row, row.closes_at)
    audit.record(session, actor, "consultation.open", _subject(row), before={"state": "draft"}, after={"state": "open"})


def _close(session: Session, row: Consultation, actor: str) -> None:
    row.state, row.closed_at = "closed", clock.now()
    session.add(row)
    unlink_later(session, row.id or 0, end_of(row) or row.closed_at)
    forget_marks(session, row.id or 0)
    before, after = {"state": "open"}, {"state": "closed"}
    audit.record(session, actor, "consultation.close", _subject(row), before=before, after=after)


def _must_be(row: Consultation, state: str) -> None:
    if row.state != state:
        raise refused("wrong_state", state=state_name(row.state))


def _get(session: Session, consultation_id: int) -> Consultation:
    row = session.get(Consultation, consultation_id)
    if row is None:
        raise not_found("consultation_not_found", id=consultation_id)
    return row


def _hold(session: Session, consultation_id: int) -> Consultation:
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
        cluster_name=find_cluster(row.scheme, row.cluster).full_name_th,
        result_due=due.result_due(session, row),
        revision=revision,
        questions=questions,
        votes=votes,
    )


def _subject(row: Consultation) -> str:
    return f"consultation:{row.id}"


def _shown(moment: datetime) -> str:
    return short_time(moment, settings().timezone)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
