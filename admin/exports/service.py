"""Units of work on exports: ordered, made by the job `export.make`, listed, fetched; `export.drop` empties them."""

import hashlib
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from admin import open_files
from admin.exporting import FORMATS, Wanted
from admin.exports.models import ExportFile
from consultation import audit, clock, jobs
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import Refused, not_found, refused
from consultation.jobs import Claimed, Handler
from consultation.opendata import service as opendata
from consultation.opinion import export
from consultation.opinion.opened import opened
from consultation.settings import settings
from consultation.themes.values import Value
from consultation.vault import Vault

MAKE_JOB, DROP_JOB = "export.make", "export.drop"
LASTS = timedelta(hours=24)
OPEN_DATA = "open-data"


class ExportView(Value):
    """An export. state: waiting, ready, failed (`why`) or dropped."""

    id: int
    format: str
    question: str
    state: str
    ordered_at: datetime
    ordered_by: str
    ready_at: datetime | None
    ends_at: datetime
    size: int
    digest: str
    why: str


def handlers(db: Database, vault: Vault) -> dict[str, Handler]:
    """The handlers of this folder's jobs."""
    return {MAKE_JOB: partial(_make, db, vault), DROP_JOB: partial(_drop, db)}


def order(session: Session, consultation_id: int, format: str, question: str, actor: str) -> ExportView:
    """Order an export of a consultation. Raises Refused where there is nothing to export."""
    view = consult.view(session, consultation_id)
    if format == OPEN_DATA:
        if not opendata.there(session, consultation_id):
            raise refused("open_data_none", code=view.code)
    else:
        question = export.chosen(session, consultation_id, question).question
    now = clock.now()
    row = ExportFile(
        consultation_id=consultation_id, format=format, question=question, ordered_at=now, ordered_by=actor,
        ends_at=now + LASTS,
    )  # fmt: skip
    session.add(row)
    session.flush()
    jobs.enqueue(session, MAKE_JOB, {"export": row.id}, key=f"{MAKE_JOB}:{row.id}")
    jobs.enqueue(session, DROP_JOB, {"export": row.id}, key=f"{DROP_JOB}:{row.id}", at=row.ends_at)
    after = {"export": row.id, "format": format, "question": question}
    audit.record(session, actor, "export.order", f"consultation:{consultation_id}", after=after)
    return _view(row)


def listing(session: Session, consultation_id: int, after: int | None, limit: int) -> list[ExportView]:
    """Exports of a consultation, the newest first, without their files."""
    rows = select(ExportFile).where(ExportFile.consultation_id == consultation_id)
    if after is not None:
        rows = rows.where(col(ExportFile.id) < after)
    rows = rows.order_by(col(ExportFile.id).desc()).limit(limit).options(defer(ExportFile.content))  # type: ignore[arg-type]
    return [_view(row) for row in session.exec(rows)]


def find(session: Session, consultation_id: int, export_id: int) -> ExportView:
    """One export of a consultation. Raises NotFound."""
    return _view(_row(session, consultation_id, export_id))


def content(session: Session, vault: Vault, consultation_id: int, export_id: int, actor: str) -> bytes | None:
    """The archive, None when it is dropped; that it was fetched is on record. Raises Refused before it is ready."""
    row = _row(session, consultation_id, export_id)
    state = _view(row).state
    if state in ("waiting", "failed"):
        raise Refused(f"{state}: {row.why}" if row.why else state)
    if row.content is None:
        return None
    after = {"export": row.id, "format": row.format, "digest": row.digest}
    audit.record(session, actor, "export.fetch", f"consultation:{consultation_id}", after=after)
    return vault.open(row.content)


def _row(session: Session, consultation_id: int, export_id: int) -> ExportFile:
    row = session.get(ExportFile, export_id)
    if row is None or row.consultation_id != consultation_id:
        raise not_found("export_not_found", id=export_id)
    return row


def _view(row: ExportFile) -> ExportView:
    over = row.ends_at <= clock.now()
    state = "failed" if row.failed_at else "waiting" if not row.ready_at else "dropped" if over else "ready"
    return ExportView(
        id=row.id or 0, state=state, **row.model_dump(include=set(ExportView.model_fields) - {"id", "state"})
    )


async def _make(db: Database, vault: Vault, job: Claimed) -> None:
    """Handle `export.make`. What cannot be made says why, and is not tried again."""
    await db.write(_made, vault, job)


def _made(session: Session, vault: Vault, job: Claimed) -> None:
    jobs.hold(session, job)
    row = session.get(ExportFile, int(job.payload["export"]))
    if row is None or row.ready_at or row.failed_at:
        return
    try:
        made = _archive(session, vault, row)
    except Refused as error:
        row.failed_at, row.why = clock.now(), str(error)[:500]
    else:
        row.content, row.size, row.ready_at = vault.seal(made), len(made), clock.now()
        row.digest = hashlib.sha256(made).hexdigest()
    session.add(row)


def _archive(session: Session, vault: Vault, row: ExportFile) -> bytes:
    base = settings().base_url
    if row.format == OPEN_DATA:
        of = opendata.read(session, row.consultation_id)
        return open_files.archive(of, opened(session, vault, row.consultation_id, base))
    wanted = Wanted(row.consultation_id, row.question, base, row.ordered_by)
    return open_files.packed(open_files.polis_files(FORMATS[row.format].read(session, vault, wanted)))


async def _drop(db: Database, job: Claimed) -> None:
    """Handle `export.drop`."""
    await db.write(_dropped, int(job.payload["export"]))


def _dropped(session: Session, export_id: int) -> None:
    row = session.get(ExportFile, export_id)
    if row is not None and row.content is not None:
        row.content = None
        session.add(row)
        after = {"export": row.id, "digest": row.digest}
        audit.record(session, "timer", "export.drop", f"consultation:{row.consultation_id}", after=after)
