"""Units of work on single papers that staff type in: entered, looked at again, changed and taken out with a reason."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from consultation import audit, clock
from consultation.consult.models import Consultation
from consultation.entry import storing
from consultation.entry.batches import with_about
from consultation.entry.cells import MARK, typed_in
from consultation.entry.checking import Entry, entered
from consultation.entry.facts import DAY, LANGUAGE, MEETING, NUMBER, REPRESENTS, SOURCE, noon
from consultation.entry.fault import Fault, wrong
from consultation.entry.wording import not_found, refused, say
from consultation.errors import Refused
from consultation.errors import not_found as no_such
from consultation.forms import service as forms
from consultation.forms.form import SELECTS, Form
from consultation.forms.logic import parse_key
from consultation.forms.models import FormRevision
from consultation.meetings.models import Meeting
from consultation.responses import corrections, intake
from consultation.responses.erase import erase
from consultation.responses.models import TYPED, Answer, Response
from consultation.settings import settings
from consultation.talk.model import Answered, Step


class Faulty(Refused):
    """A paper with faults: nothing was stored."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(str(refused("faulty_entry", count=len(faults))))


class EntryView(BaseModel):
    """A paper that was entered. seen: of which state it is, for whoever changes it. late: after the close."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    receipt: str
    number: str
    source: str
    represents: int
    entered_by: str
    at: datetime
    late: bool
    batch_id: int | None
    seen: str


class Totals(BaseModel):
    """Papers that count, and how many people they speak for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    papers: int
    represented: int


def form_of(session: Session, consultation_id: int) -> Form:
    """The form that papers are entered by. Raises NotFound."""
    of = _consultation(session, consultation_id)
    return with_about(session, of, forms.newest(session, consultation_id))


def look(
    session: Session, consultation_id: int, cells: Mapping[str, str], *, receipt: str = "", blank_ok: bool = False
) -> tuple[Form, Entry, tuple[Fault, ...]]:
    """A paper as it is so far, with its form and all that is wrong. receipt: of one that is changed. Raises Refused."""
    of = _consultation(session, consultation_id)
    days = storing.days(session, of)
    row = _of(session, consultation_id, receipt) if receipt else None
    revision = session.get_one(FormRevision, row.revision_id) if row else forms.newest(session, consultation_id)
    form = with_about(session, of, revision)
    entry = entered(form, cells, days, clock.now(), numbered=False, blank_ok=blank_ok)
    known = storing.taken(session, consultation_id, [entry.number]) if entry.number else {}
    double = known.get(entry.number)
    twice = [] if double in (None, receipt) else [wrong(NUMBER, "number_stored", text=entry.number, receipt=double)]
    return form, entry, (*twice, *entry.facts.faults, *entry.sheet.faults)


def enter(
    session: Session, consultation_id: int, cells: Mapping[str, str], actor: str, *, blank_ok: bool = False
) -> EntryView:
    """Store one paper. Raises Faulty, Refused."""
    _hold(session, consultation_id)
    form, entry, faults = look(session, consultation_id, cells, blank_ok=blank_ok)
    if faults:
        raise Faulty(faults)
    revision = forms.start(session, consultation_id)
    (row,) = storing.store(session, consultation_id, revision.id or 0, form, [entry], actor)
    after = {"receipt": row.receipt, "source": row.source, "represents": row.represents}
    audit.record(session, actor, "entry.enter", f"consultation:{consultation_id}", after=after)
    return _view(row)


def change(
    session: Session,
    consultation_id: int,
    receipt: str,
    cells: Mapping[str, str],
    actor: str,
    *,
    reason: str,
    seen: str,
    blank_ok: bool = False,
) -> EntryView:
    """Put what was typed in the place of what is stored. Raises Faulty, Refused, NotFound."""
    row = _held(session, consultation_id, receipt, seen)
    if not reason.strip():
        raise refused("reason")
    form, entry, faults = look(session, consultation_id, cells, receipt=receipt, blank_ok=blank_ok)
    if faults:
        raise Faulty(faults)
    if entry.facts.late != (row.state == "started"):
        raise refused("late_changed")
    # The record outlives what leads from an answer to its paper: it does not name the paper's number.
    before, number = {"source": row.source, "represents": row.represents}, row.paper_number
    storing.set_facts(row, entry)
    if entry.facts.day:
        row.started_at = noon(entry.facts.day)
        row.submitted_at = row.started_at if row.submitted_at else None
    now = clock.now()
    changed = _changed(session, row, entry)
    if entry.facts.late:
        late = [one.model_copy(update={"late": True}) for one in changed]
        intake.store_answers(session, row, form, late)
        row.corrected_at = now
    else:
        done = Step(talk=entry.sheet.talk, answers=tuple(changed))
        corrections.settle(session, row, form, done, {one.question for one in changed}, now, actor=actor)
    session.add(row)
    after = {"receipt": receipt, "answers": len(changed), "reason": reason.strip()[:500], "represents": row.represents}
    after |= {"renumbered": row.paper_number != number}
    audit.record(session, actor, "entry.change", f"consultation:{consultation_id}", before=before, after=after)
    return _view(row)


def remove(session: Session, consultation_id: int, receipt: str, actor: str, *, reason: str, seen: str) -> None:
    """Take one paper out of the count with every word of it. Raises Refused, NotFound."""
    row = _held(session, consultation_id, receipt, seen)
    if not reason.strip():
        raise refused("reason")
    erase(session, row, clock.now())
    after = {"receipt": receipt, "reason": reason.strip()[:500]}
    audit.record(session, actor, "entry.remove", f"consultation:{consultation_id}", after=after)


def cells_of(session: Session, consultation_id: int, receipt: str) -> tuple[EntryView, dict[str, str]]:
    """A paper as it is stored, as the cells that would store it. Raises NotFound."""
    row = _of(session, consultation_id, receipt)
    form = with_about(session, _consultation(session, consultation_id), session.get_one(FormRevision, row.revision_id))
    cells = {SOURCE: row.source, REPRESENTS: str(row.represents), LANGUAGE: row.interview_language or "th"}
    cells[NUMBER] = row.paper_number or ""
    at = session.get(Meeting, row.meeting_id) if row.meeting_id is not None else None
    cells[MEETING] = at.code if at is not None else ""
    cells[DAY] = row.started_at.astimezone(settings().zone).date().isoformat()
    for answer in session.exec(select(Answer).where(Answer.response_id == row.id)):
        question = form.question(parse_key(answer.question)[0])
        if question is None or not typed_in(question):
            continue
        if answer.value is None:
            cells[answer.question] = "-"
        else:
            choice = question.type in SELECTS and all(question.choice(name) for name in answer.value.split())
            cells[answer.question] = f"{MARK}{answer.value}" if choice else answer.raw or answer.value
    return _view(row), cells


def meetings(session: Session, consultation_id: int) -> dict[str, str]:
    """The meetings that a paper may be of: what each is called, by code, and none first."""
    found = storing.meetings(session, consultation_id).items()
    return {"": say("note", "no_meeting")} | {
        code: say("note", "meeting", title=row.title, code=code) for code, row in found
    }


def latest(session: Session, consultation_id: int, *, sought: str = "", most: int = 20) -> list[EntryView]:
    """The papers entered last, newest first; sought: a receipt or a paper's number."""
    query = _typed(consultation_id).order_by(col(Response.id).desc()).limit(most)
    if sought:
        query = query.where(or_(Response.receipt == sought.strip().upper(), Response.paper_number == sought.strip()))
    return [_view(row) for row in session.exec(query)]


def totals(session: Session, consultation_id: int) -> Totals:
    """How many papers count, and for how many people they speak."""
    counted = (Response.consultation_id == consultation_id, Response.state == "submitted")
    typed = col(Response.source).in_(TYPED)
    papers, represented = session.exec(select(func.count(), func.sum(Response.represents)).where(*counted, typed)).one()
    return Totals(papers=papers, represented=represented or 0)


def _typed(consultation_id: int):  # type: ignore[no-untyped-def]
    entered_ = (Response.entered_by != "", Response.state != "withdrawn")
    return select(Response).where(Response.consultation_id == consultation_id, *entered_)


def _of(session: Session, consultation_id: int, receipt: str) -> Response:
    row = session.exec(_typed(consultation_id).where(Response.receipt == receipt)).first()
    if row is None:
        raise not_found("entry_not_found", receipt=receipt)
    return row  # type: ignore[no-any-return]


def _held(session: Session, consultation_id: int, receipt: str, seen: str) -> Response:
    """The row, held; refused when somebody changed it since it was looked at."""
    row = _of(session, consultation_id, receipt)
    session.refresh(row, with_for_update={"key_share": True})
    if row.state == "withdrawn" or _seen(row) != seen:
        raise refused("entry_changed", receipt=receipt)
    return row


def _changed(session: Session, row: Response, entry: Entry) -> list[Answered]:
    """The answers that are other than what is stored."""
    rows = session.exec(select(Answer).where(Answer.response_id == row.id))
    there = {one.question: (one.value, one.raw) for one in rows}
    sheet, at = entry.sheet, row.started_at
    said = {key: (value, sheet.raws.get(key, "")) for key, value in sheet.answers.items()}
    said |= {key: (value, "") for key, value in sheet.calculated.items()}
    return [
        Answered(question=key, value=value, raw=raw, at=at)
        for key, (value, raw) in said.items()
        if there.get(key) != (value, raw)
    ]


def _hold(session: Session, consultation_id: int) -> None:
    """Of two typists the second waits, so that one paper's number is not stored twice."""
    session.get(Consultation, consultation_id, with_for_update={"key_share": True})


def _consultation(session: Session, consultation_id: int) -> Consultation:
    row = session.get(Consultation, consultation_id)
    if row is None:
        raise no_such("consultation_not_found", id=consultation_id)
    return row


def _seen(row: Response) -> str:
    return row.corrected_at.isoformat() if row.corrected_at else ""


def _view(row: Response) -> EntryView:
    return EntryView(
        receipt=row.receipt,
        number=row.paper_number or "",
        source=row.source,
        represents=row.represents,
        entered_by=row.entered_by,
        at=row.started_at,
        late=row.state == "started",
        batch_id=row.batch_id,
        seen=_seen(row),
    )
