"""Units of work on exports: ordered, made by the job `export.make`, listed, fetched; `export.drop` empties them."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, or_, select

from admin import open_files
from admin.exporting import FORMATS, Wanted
from admin.exports.models import ExportFile
from consultation import audit, clock, jobs
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import Refused, not_found, refused
from consultation.jobs import Claimed, Handler
from consultation.opendata import service as opendata
from consultation.opendata.models import OpenDataVersion
from consultation.opendata.quotable import newest
from consultation.opendata.votes import opened
from consultation.opinion import export
from consultation.privacy.cutting import run
from consultation.settings import settings
from consultation.themes.values import Value
from consultation.vault import Vault

MAKE_JOB, DROP_JOB = "export.make", "export.drop"
LASTS = timedelta(hours=24)
FRESH = timedelta(minutes=5)  # as long as others may keep a public file
OPEN_DATA = "open-data"
LIGHT = (defer(ExportFile.content),)  # type: ignore[arg-type]  # megabytes, of which a status needs none


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
    """Order an export of a consultation, or give the one that is being made, or was made just now, of the same.

    Raises Refused where there is nothing to export.
    """
    view = consult.view(session, consultation_id)
    if format == OPEN_DATA:
        if not opendata.there(session, consultation_id):
            raise refused("open_data_none", code=view.code)
    else:
        question = export.chosen(session, consultation_id, question).question
    if (same := _same(session, consultation_id, format, question)) is not None:
        return _view(same)
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


def _same(session: Session, consultation_id: int, format: str, question: str) -> ExportFile | None:
    """An export of the same version that is waiting, or so young that another would be no newer."""
    now = clock.now()
    of = (ExportFile.consultation_id == consultation_id, ExportFile.format == format, ExportFile.question == question)
    young = or_(col(ExportFile.ready_at).is_(None), col(ExportFile.ready_at) > now - FRESH)
    alive = (col(ExportFile.failed_at).is_(None), ExportFile.ends_at > now, young)
    found = session.exec(select(ExportFile).where(*of, *alive).order_by(col(ExportFile.id).desc()).options(*LIGHT))
    row = found.first()
    made_at = newest(session, consultation_id, OpenDataVersion.made_at) if format == OPEN_DATA else None
    return None if row is None or (made_at is not None and made_at > row.ordered_at) else row


def listing(session: Session, consultation_id: int, after: int | None, limit: int) -> list[ExportView]:
    """Exports of a consultation, the newest first, without their files."""
    rows = select(ExportFile).where(ExportFile.consultation_id == consultation_id)
    if after is not None:
        rows = rows.where(col(ExportFile.id) < after)
    rows = rows.order_by(col(ExportFile.id).desc()).limit(limit).options(*LIGHT)
    return [_view(row) for row in session.exec(rows)]


def find(session: Session, consultation_id: int, export_id: int) -> ExportView:
    """One export of a consultation. Raises NotFound."""
    return _view(_row(session, consultation_id, export_id))


async def content(db: Database, vault: Vault, consultation_id: int, export_id: int, actor: str) -> bytes | None:
    """The archive, None when it is dropped; that it was fetched is on record. Raises Refused before it is ready."""
    sealed = await db.read(_sealed, consultation_id, export_id)
    if sealed is None:
        return None
    plain = await asyncio.to_thread(vault.open, sealed)
    return plain if await db.write(_fetched, consultation_id, export_id, actor) else None


def _sealed(session: Session, consultation_id: int, export_id: int) -> bytes | None:
    view = find(session, consultation_id, export_id)
    if view.state in ("waiting", "failed"):
        raise Refused(f"{view.state}: {view.why}" if view.why else view.state)
    return session.exec(select(ExportFile.content).where(ExportFile.id == export_id)).one()


def _fetched(session: Session, consultation_id: int, export_id: int, actor: str) -> bool:
    """Write who fetched an archive, unless it was destroyed meanwhile."""
    there = (ExportFile.id == export_id, col(ExportFile.content).is_not(None))
    found = session.exec(select(ExportFile.format, ExportFile.digest).where(*there)).first()
    if found is None:
        return False
    after = {"export": export_id, "format": found[0], "digest": found[1]}
    audit.record(session, actor, "export.fetch", f"consultation:{consultation_id}", after=after)
    return True


def _row(session: Session, consultation_id: int, export_id: int) -> ExportFile:
    row = session.get(ExportFile, export_id, options=LIGHT)
    if row is None or row.consultation_id != consultation_id:
        raise not_found("export_not_found", id=export_id)
    return row


def _view(row: ExportFile) -> ExportView:
    over = row.ends_at <= clock.now()
    stopped = over and not row.ready_at and not row.failed_at  # whatever made it died
    state = "failed" if row.failed_at or stopped else "waiting" if not row.ready_at else "dropped" if over else "ready"
    told = row.model_dump(include=set(ExportView.model_fields) - {"id", "state"})
    if stopped:
        told["why"] = str(refused("export_stopped"))
    return ExportView(id=row.id or 0, state=state, **told)


@dataclass(frozen=True)
class _Read:
    """What an archive is made of. pack: makes it, long and without the database; taken: writes who has it."""

    pack: Callable[[], bytes]
    taken: Callable[[Session], None]


async def _make(db: Database, vault: Vault, job: Claimed) -> None:
    """Handle `export.make`. What cannot be made says why, and is not tried again.

    Reading, packing and sealing are long: nothing else waits for them. What was erased meanwhile drops the result.
    """
    try:
        read = await db.read(_reading, vault, int(job.payload["export"]))
    except Refused as error:
        await db.write(_failed, job, str(error)[:500])
        return
    if read is None:
        return
    made = await asyncio.to_thread(read.pack)
    digest = await asyncio.to_thread(lambda: hashlib.sha256(made).hexdigest())
    await db.write(_ready, job, read, await asyncio.to_thread(vault.seal, made), len(made), digest)


def _reading(session: Session, vault: Vault, export_id: int) -> _Read | None:
    """What a waiting export is made of; None where it waits no more. Raises Refused."""
    row = session.get(ExportFile, export_id, options=LIGHT)
    if row is None or row.ready_at or row.failed_at:
        return None
    base = settings().base_url
    if row.format == OPEN_DATA:
        of = opendata.read(session, row.consultation_id)
        votes = opened(session, row.consultation_id, base)
        return _Read(lambda: open_files.archive(of, votes), lambda session: None)
    wanted = Wanted(row.consultation_id, row.question, base, row.ordered_by)
    kind = FORMATS[row.format]
    value = kind.read(session, vault, wanted)
    return _Read(
        lambda: open_files.packed(open_files.polis_files(value)), lambda session: kind.record(session, wanted, value)
    )


def _ready(session: Session, job: Claimed, read: _Read, sealed: bytes, size: int, digest: str) -> None:
    row = _held(session, job)
    if row is None:
        return
    row.content, row.size, row.digest, row.ready_at = sealed, size, digest, clock.now()
    session.add(row)
    read.taken(session)


def _failed(session: Session, job: Claimed, why: str) -> None:
    row = _held(session, job)
    if row is not None:
        row.failed_at, row.why = clock.now(), why
        session.add(row)


def _held(session: Session, job: Claimed) -> ExportFile | None:
    """The row of a job that is still ours, held until the transaction ends; None where it waits no more."""
    jobs.hold(session, job)
    of = select(ExportFile).where(ExportFile.id == int(job.payload["export"]))
    row = session.exec(of.with_for_update().execution_options(populate_existing=True)).first()
    return None if row is None or row.ready_at or row.failed_at else row


async def _drop(db: Database, job: Claimed) -> None:
    """Handle `export.drop`."""
    await db.write(_dropped, int(job.payload["export"]))


def _dropped(session: Session, export_id: int) -> None:
    there = (col(ExportFile.id) == export_id, col(ExportFile.content).is_not(None))
    if run(session, update(ExportFile).where(*there).values(content=None)):
        row = session.get_one(ExportFile, export_id, options=LIGHT)
        after = {"export": row.id, "digest": row.digest}
        audit.record(session, "timer", "export.drop", f"consultation:{row.consultation_id}", after=after)
