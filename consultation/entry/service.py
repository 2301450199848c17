"""Units of work on single papers that staff type in: entered, looked at again, changed and taken out with a reason."""

from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.attachments.service import SCAN
from consultation.consult.models import Consultation
from consultation.entry import scans, storing
from consultation.entry.batches import with_about
from consultation.entry.checking import Entry, entered
from consultation.entry.facts import NUMBER, noon
from consultation.entry.fault import Fault, wrong
from consultation.entry.views import EntryView, found, seen_of, view_of
from consultation.entry.wording import refused
from consultation.errors import Refused
from consultation.errors import not_found as no_such
from consultation.forms import service as forms
from consultation.forms.form import Form
from consultation.forms.models import FormRevision
from consultation.opinion import service as opinion
from consultation.opinion.models import Vote
from consultation.responses import corrections, intake
from consultation.responses.erase import erase
from consultation.responses.models import Answer, Response
from consultation.talk.model import Answered, Step


class Faulty(Refused):
    """A paper with faults: nothing was stored."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(str(refused("faulty_entry", count=len(faults))))


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
    row = found(session, consultation_id, receipt) if receipt else None
    revision = session.get_one(FormRevision, row.revision_id) if row else forms.newest(session, consultation_id)
    voted = session.exec(select(Vote.statement_id).where(Vote.response_id == row.id)).all() if row else ()
    form = with_about(session, of, revision, voted)
    sent = scans.named(cells)
    there = scans.known(session, consultation_id, sent, row.id if row else None)
    entry = entered(form, cells, days, clock.now(), numbered=False, blank_ok=blank_ok, pictures=there)
    known = storing.taken(session, consultation_id, [entry.number]) if entry.number else {}
    double = known.get(entry.number)
    twice = [] if double in (None, receipt) else [wrong(NUMBER, "number_stored", text=entry.number, receipt=double)]
    pictures = [wrong(SCAN, "picture")] if set(cells.get(SCAN, "").split()) - there.keys() else []
    pictures += [wrong(SCAN, "pictures", most=scans.MOST)] if len(sent) > scans.MOST else []
    return form, entry, (*twice, *pictures, *entry.facts.faults, *entry.sheet.faults)


def enter(
    session: Session, consultation_id: int, cells: Mapping[str, str], actor: str, *, blank_ok: bool = False
) -> EntryView:
    """Store one paper. Raises Faulty, Refused."""
    storing.hold(session, consultation_id)
    form, entry, faults = look(session, consultation_id, cells, blank_ok=blank_ok)
    if faults:
        raise Faulty(faults)
    revision = forms.start(session, consultation_id)
    (id,) = storing.store(session, consultation_id, revision.id or 0, form, [entry], actor)
    row = session.get_one(Response, id)
    after = {"receipt": row.receipt, "source": row.source, "represents": row.represents}
    audit.record(session, actor, "entry.enter", f"consultation:{consultation_id}", after=after)
    return view_of(row)


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
    storing.hold(session, consultation_id)
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
    changed = _put(session, row, form, entry, actor)
    scans.settle(session, row.id or 0, entry.scans)
    after = {"receipt": receipt, "answers": len(changed), "reason": reason.strip()[:500], "represents": row.represents}
    after |= {"renumbered": row.paper_number != number}
    audit.record(session, actor, "entry.change", f"consultation:{consultation_id}", before=before, after=after)
    return view_of(row)


def _put(session: Session, row: Response, form: Form, entry: Entry, actor: str) -> list[Answered]:
    """Put facts and answers of a paper in the place of a response's; the answers that became others."""
    for name, fact in storing.facts_of(entry).items():
        setattr(row, name, fact)
    if entry.facts.day:
        row.started_at = noon(entry.facts.day)
        row.submitted_at = row.started_at if row.submitted_at else None
    now = clock.now()
    changed = _changed(session, row, entry)
    if entry.facts.late:
        late = [one.model_copy(update={"late": True}) for one in changed]
        intake.store_answers(session, row, form, late)
        _vote_late(session, row, entry)
        row.corrected_at = now
    else:
        done = Step(talk=entry.sheet.talk, answers=tuple(changed))
        corrections.settle(session, row, form, done, {one.question for one in changed}, now, actor=actor)
    session.add(row)
    return changed


def remove(session: Session, consultation_id: int, receipt: str, actor: str, *, reason: str, seen: str) -> None:
    """Take one paper out of the count with every word of it. Raises Refused, NotFound."""
    row = _held(session, consultation_id, receipt, seen)
    if not reason.strip():
        raise refused("reason")
    erase(session, row, clock.now())
    after = {"receipt": receipt, "reason": reason.strip()[:500]}
    audit.record(session, actor, "entry.remove", f"consultation:{consultation_id}", after=after)


def _vote_late(session: Session, row: Response, entry: Entry) -> None:
    """Votes of a paper of a day after the close: kept as they stand now, not counted."""
    session.connection().execute(delete(Vote).where(col(Vote.response_id) == row.id, col(Vote.late)))
    for name, votes in entry.sheet.votes.items():
        for number, value in votes.items():
            cast = Answered(question=name, value=value, raw="", at=row.started_at, late=True)
            opinion.keep(session, row, number, cast)


def _held(session: Session, consultation_id: int, receipt: str, seen: str) -> Response:
    """The row, held; refused when somebody changed it since it was looked at."""
    row = found(session, consultation_id, receipt)
    session.refresh(row, with_for_update={"key_share": True})
    if row.state == "withdrawn" or seen_of(row) != seen:
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


def _consultation(session: Session, consultation_id: int) -> Consultation:
    row = session.get(Consultation, consultation_id)
    if row is None:
        raise no_such("consultation_not_found", id=consultation_id)
    return row
