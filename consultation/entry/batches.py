"""Units of work on batches: a file is brought and checked, then stored some rows at a time, and can be taken out again.

Every step moves the batch's row on in the transaction that does it: whoever is killed in the middle goes on from there,
and two who work on one batch wait for each other and do nothing twice.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from consultation import audit, clock, jobs
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.entry import brought, storing
from consultation.entry.brought import Named
from consultation.entry.checking import Checked, Entry
from consultation.entry.facts import Span, shown_day
from consultation.entry.models import EntryBatch
from consultation.entry.tables import LARGEST_FILE
from consultation.entry.votes import with_statements
from consultation.entry.wording import not_found, refused, say
from consultation.forms import service as forms
from consultation.forms.form import Form
from consultation.forms.models import FormRevision
from consultation.responses.erase import erase_all
from consultation.responses.models import Response
from consultation.settings import settings
from consultation.talk.keeping import about
from consultation.vault import Vault

JOB = "entry.batch"
AT_ONCE = 50  # rows of one transaction: on SQLite everybody else who writes waits for it


class BatchView(BaseModel):
    """A batch as pages and commands show it. faults: of its report; faulty: how many rows they are in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    consultation_id: int
    name: str
    state: str
    state_name: str
    rows: int
    good: int
    stored: int
    partial: bool
    faults: tuple[dict[str, object], ...]
    faulty: int
    created_at: datetime
    created_by: str
    done_at: datetime | None
    undone_at: datetime | None
    reason: str


class Overtaken(Exception):
    """A paper of the file has been typed in while the file was stored: what was read of it holds no more."""


@dataclass(frozen=True)
class Material:
    """What the work on a batch needs of the database, read at once."""

    batch: BatchView
    content: bytes
    form: Form
    revision_id: int
    days: Span
    stored_to: int
    pictures: dict[str, Named]


def bring(session: Session, vault: Vault, consultation_id: int, name: str, content: bytes, actor: str) -> int:
    """Keep a file to be checked; the batch's number. The same file again is the same batch while nothing is stored.

    Raises Refused for one that is stored already, and where the consultation takes no papers.
    """
    if len(content) > LARGEST_FILE:
        raise refused("too_large", most=LARGEST_FILE // 1024 // 1024)
    storing.days(session, _consultation(session, consultation_id))
    digest = hashlib.sha256(content).hexdigest()
    same = (EntryBatch.consultation_id == consultation_id, EntryBatch.digest == digest, EntryBatch.state != "undone")
    row = session.exec(select(EntryBatch).where(*same).with_for_update()).first()
    if row is not None and row.state in ("storing", "done", "undoing"):
        at = shown_day(row.created_at.astimezone(settings().zone).date())
        raise refused("same_file", batch=row.id, at=at)
    if row is None:
        row = EntryBatch(
            consultation_id=consultation_id,
            digest=digest,
            name=name[:200],
            content=vault.seal(content),
            report=[],
            created_at=clock.now(),
            created_by=actor,
        )
    elif not row.content:  # it was destroyed when its time was over, and is brought again
        row.content, row.name, row.created_at = vault.seal(content), name[:200], clock.now()
    row.state, row.report = "checking", []
    session.add(row)
    session.flush()
    _work_soon(session, row)
    audit.record(session, actor, "entry.bring", _subject(row), after={"batch": row.id, "sha256": digest})
    return row.id or 0


def start(session: Session, batch_id: int, actor: str, *, partial: bool) -> BatchView:
    """Have a checked batch stored. partial: the good rows without the bad ones. Raises Refused, NotFound."""
    row = _hold(session, batch_id)
    _must_be(row, "checked")
    if not row.good:
        raise refused("nothing_good")
    if row.report and not partial:
        raise refused("faulty", faulty=_faulty(row))
    row.state, row.partial, row.stored, row.stored_to = "storing", partial, 0, 0
    session.add(row)
    _work_soon(session, row)
    after = {"batch": row.id, "rows": row.good, "left_out": _faulty(row)}
    audit.record(session, actor, "entry.import", _subject(row), after=after)
    return _view(row)


def undo(session: Session, batch_id: int, reason: str, actor: str) -> BatchView:
    """Have everything that a batch brought taken out again. Raises Refused, NotFound."""
    row = _hold(session, batch_id)
    _must_be(row, "done", "storing")
    if not reason.strip():
        raise refused("reason")
    row.state, row.reason, row.undone_by = "undoing", reason.strip()[:500], actor
    session.add(row)
    _work_soon(session, row)
    after = {"batch": row.id, "rows": row.stored, "reason": row.reason}
    audit.record(session, actor, "entry.undo", _subject(row), after=after)
    return _view(row)


def view(session: Session, batch_id: int) -> BatchView:
    """One batch. Raises NotFound."""
    return _view(_get(session, batch_id))


def listing(session: Session, consultation_id: int) -> list[BatchView]:
    """A consultation's batches, newest first."""
    rows = select(EntryBatch).where(EntryBatch.consultation_id == consultation_id).order_by(col(EntryBatch.id).desc())
    return [_view(row) for row in session.exec(rows)]


def material(session: Session, vault: Vault, batch_id: int) -> Material:
    """What the work on a batch needs. Raises NotFound, Refused."""
    row = _get(session, batch_id)
    of = _consultation(session, row.consultation_id)
    revision = forms.newest(session, row.consultation_id)
    form = with_about(session, of, revision)
    content = vault.open(row.content) if row.content else b""
    days = storing.days(session, of)
    pictures = brought.named(session, row.consultation_id, row.digest)
    return Material(_view(row), content, form, revision.id or 0, days, row.stored_to, pictures)


def with_about(session: Session, of: Consultation, revision: FormRevision, voted: Collection[int] = ()) -> Form:
    """The form of a revision, with what it tells about its consultation. voted: as for `with_statements`."""
    form = forms.compiled(session, revision.id or 0, of.code, revision.number)
    return with_statements(session, of.id or 0, form.model_copy(update={"about": about(session, of, "")}), voted)


def elsewhere(session: Session, consultation_id: int, batch_id: int, numbers: Sequence[str]) -> dict[str, str]:
    """The receipts of papers that are stored already, but for those of this batch."""
    found = storing.taken(session, consultation_id, numbers)
    own = select(Response.paper_number).where(Response.batch_id == batch_id, col(Response.paper_number).is_not(None))
    mine = set(session.exec(own))
    return {number: receipt for number, receipt in found.items() if number not in mine}


def checked(session: Session, batch_id: int, rows: int, found: Checked) -> None:
    """Keep what was found wrong with a batch."""
    row = _hold(session, batch_id)
    if row.state != "checking":
        return
    row.state, row.rows, row.good = "checked", rows, len(found.good)
    row.report = [fault.as_json() for fault in found.faults]
    session.add(row)


def unreadable(session: Session, batch_id: int, why: str) -> None:
    """Keep why a file cannot be read, or not any more: a batch of which some is stored can still be taken out again."""
    row = _hold(session, batch_id)
    if row.state not in ("checking", "storing"):
        return
    row.state = "done" if row.stored else "refused"
    row.done_at = clock.now() if row.stored else None
    row.report = [{"row": 0, "letter": "", "heading": "", "text": why}]
    session.add(row)


def back(session: Session, batch_id: int, rows: int, found: Checked) -> None:
    """What was fine when it was checked is not any more: nothing is stored, and it is to be looked at again."""
    row = _hold(session, batch_id)
    if row.state == "storing" and not row.stored:
        row.state = "checking"
        session.add(row)
        checked(session, batch_id, rows, found)


def store_some(session: Session, batch_id: int, of: Material, entries: Sequence[Entry], to: int, after: int) -> bool:
    """Store the rows after row `after` up to row `to`, once: False when somebody else did, or undid it.

    Raises Overtaken, having stored nothing, when one of these papers has been typed in since the file was read.
    """
    storing.hold(session, of.batch.consultation_id)
    row = _hold(session, batch_id)
    if row.state != "storing" or row.stored_to != after:
        return False
    revision = forms.start(session, row.consultation_id)  # freezes it
    if entries and revision.id != of.revision_id:
        raise RuntimeError("the questionnaire was changed while a batch was stored: it is read again")
    if storing.taken(session, row.consultation_id, [entry.number for entry in entries]):
        raise Overtaken(batch_id)
    if entries:
        storing.store(session, row.consultation_id, of.revision_id, of.form, entries, row.created_by, row.id)
    row.stored, row.stored_to = row.stored + len(entries), to
    session.add(row)
    return True


def stored_all(session: Session, batch_id: int, found: Checked) -> None:
    """Mark a batch as stored. found: of its last reading, which may have left out more than the first did."""
    row = _hold(session, batch_id)
    if row.state != "storing":
        return
    row.state, row.done_at = "done", clock.now()
    brought.drop(session, row.consultation_id, row.digest)
    row.report = [fault.as_json() for fault in found.faults]
    session.add(row)
    audit.record(session, row.created_by, "entry.imported", _subject(row), after={"batch": row.id, "rows": row.stored})


def undo_some(session: Session, batch_id: int) -> bool:
    """Take some of a batch's responses out; False when none is left, and the batch is undone."""
    row = _hold(session, batch_id)
    if row.state != "undoing":
        return False
    theirs = (Response.batch_id == batch_id, col(Response.state) != "withdrawn")
    some = list(session.exec(select(Response).where(*theirs).order_by(col(Response.id)).limit(AT_ONCE)))
    if some:
        erase_all(session, some, clock.now())
        row.stored -= len(some)
    else:
        row.state, row.undone_at, row.stored, row.stored_to = "undone", clock.now(), 0, 0
        audit.record(session, row.undone_by, "entry.undone", _subject(row), after={"batch": row.id})
    session.add(row)
    return bool(some)


def _work_soon(session: Session, row: EntryBatch) -> None:
    jobs.enqueue(session, JOB, {"batch": row.id}, key=f"{JOB}:{row.id}")


def _consultation(session: Session, consultation_id: int) -> Consultation:
    consult.view(session, consultation_id)
    return session.get_one(Consultation, consultation_id)


def _get(session: Session, batch_id: int) -> EntryBatch:
    row = session.get(EntryBatch, batch_id) if batch_id < 2**63 else None
    if row is None:
        raise not_found("batch_not_found", id=batch_id)
    return row


def _hold(session: Session, batch_id: int) -> EntryBatch:
    row = session.get(EntryBatch, batch_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is None:
        raise not_found("batch_not_found", id=batch_id)
    return row


def _must_be(row: EntryBatch, *states: str) -> None:
    if row.state not in states:
        raise refused("batch_state", id=row.id, state=say("batch", row.state))


def _faulty(row: EntryBatch) -> int:
    return len({fault["row"] for fault in row.report})


def _subject(row: EntryBatch) -> str:
    return f"consultation:{row.consultation_id}"


def _view(row: EntryBatch) -> BatchView:
    kept = row.model_dump(include=set(BatchView.model_fields) & set(EntryBatch.model_fields))
    faulty = 0 if row.state == "refused" else _faulty(row)
    return BatchView(**kept, state_name=say("batch", row.state), faults=tuple(row.report), faulty=faulty)
