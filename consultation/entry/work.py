"""The job `entry.batch`: check a file, store its rows, take them out again, whichever the batch's row says is next."""

import asyncio
import hashlib
import time
from collections.abc import Sequence
from functools import partial

from sqlmodel import Session, col, select

from consultation import clock
from consultation.db import Database
from consultation.entry import batches, brought, readings
from consultation.entry.batches import AT_ONCE, JOB, Material, Overtaken
from consultation.entry.brought import Brought
from consultation.entry.checking import check, numbers_in
from consultation.entry.models import EntryBatch
from consultation.entry.readings import Reading
from consultation.entry.tables import read_table
from consultation.entry.template import mended
from consultation.errors import Refused
from consultation.jobs import Claimed, Handler
from consultation.vault import Vault


def handlers(db: Database, vault: Vault) -> dict[str, Handler]:
    """The handler of this job by its kind."""

    async def handle(job: Claimed) -> None:
        await work(db, vault, int(job.payload["batch"]))

    return {JOB: handle}


async def bring(db: Database, vault: Vault, consultation_id: int, came: Brought, actor: str) -> int:
    """Keep a table to be checked, with its pictures; the batch's number. Raises Refused, and nothing new is kept."""
    try:
        await brought.keep(db, vault, consultation_id, came)
        return await db.write(batches.bring, vault, consultation_id, came.name, came.table, actor)
    except Refused:
        await db.write(_drop_unwanted, consultation_id, hashlib.sha256(came.table).hexdigest())
        raise


def _drop_unwanted(session: Session, consultation_id: int, digest: str) -> None:
    """Destroy the pictures of a table unless it waits to be stored from an earlier time."""
    same = (EntryBatch.consultation_id == consultation_id, EntryBatch.digest == digest)
    waits = col(EntryBatch.state).in_(("checking", "checked", "storing"))
    if session.exec(select(EntryBatch.id).where(*same, waits)).first() is None:
        brought.drop(session, consultation_id, digest)


async def work(db: Database, vault: Vault, batch_id: int) -> None:
    """Carry a batch as far as it is wanted. Running it twice, or in two places at once, does nothing twice."""
    state = (await db.read(batches.view, batch_id)).state
    if state == "undoing":
        while await db.write(batches.undo_some, batch_id):
            pass
    if state not in ("checking", "storing"):
        return
    try:
        of = await db.read(batches.material, vault, batch_id)
        reading = await _read(db, of)
    except Refused as error:
        await db.write(batches.unreadable, batch_id, str(error))
        return
    if state == "checking":
        readings.keep(db, reading)
        await db.write(batches.checked, batch_id, reading.rows, reading.found)
        return
    try:
        await _store(db, of, reading)
    except (
        Overtaken
    ):  # of what was read some was typed in meanwhile: it is read again, and goes on after what is stored
        await work(db, vault, batch_id)


async def bad_rows(db: Database, vault: Vault, batch_id: int) -> bytes:
    """A batch's bad rows as a workbook, each with what is to be mended."""
    of = await db.read(batches.material, vault, batch_id)

    def made() -> bytes:
        why: dict[int, list[str]] = {}
        for fault in of.batch.faults:
            why.setdefault(int(str(fault["row"])), []).append(f"{fault['heading']}: {fault['text']}")
        lines = read_table(of.form, of.content, of.batch.name).lines
        return mended(of.form, [(line.cells, "\n".join(why[line.number])) for line in lines if line.number in why])

    return await asyncio.to_thread(made)


async def _read(db: Database, of: Material) -> Reading:
    """The file held against the form and what is stored, or the last time that this was done with the same outcome."""
    about = (of.batch.id, of.revision_id, of.days, of.form.about.statements, of.pictures)
    kept = readings.take(db, about)
    if kept is not None and kept.stored == await _elsewhere(db, of, kept.numbers):
        return kept
    table = await asyncio.to_thread(read_table, of.form, of.content, of.batch.name)
    numbers = tuple(numbers_in(table))
    stored = await _elsewhere(db, of, numbers)
    found = await asyncio.to_thread(partial(check, of.form, table, of.days, stored, clock.now(), of.pictures))
    return Reading(about, len(table.lines), numbers, stored, found, time.monotonic())


async def _elsewhere(db: Database, of: Material, numbers: Sequence[str]) -> dict[str, str]:
    return await db.read(batches.elsewhere, of.batch.consultation_id, of.batch.id, numbers)


async def _store(db: Database, of: Material, reading: Reading) -> None:
    found = reading.found
    if found.faults and not of.batch.partial and not of.stored_to:
        await db.write(batches.back, of.batch.id, reading.rows, found)
        return
    after = of.stored_to
    left = [(row, entry) for row, entry in zip(found.rows, found.good, strict=True) if row > after]
    for first in range(0, len(left), AT_ONCE):
        some = left[first : first + AT_ONCE]
        to = some[-1][0]
        if not await db.write(batches.store_some, of.batch.id, of, [entry for _, entry in some], to, after):
            return
        after = to
    await db.write(batches.stored_all, of.batch.id, found)
