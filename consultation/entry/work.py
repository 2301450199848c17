"""The job `entry.batch`: check a file, store its rows, take them out again, whichever the batch's row says is next."""

import asyncio
from functools import partial

from consultation import clock
from consultation.db import Database
from consultation.entry import batches
from consultation.entry.batches import AT_ONCE, JOB, Material
from consultation.entry.checking import Checked, check, numbers_in
from consultation.entry.tables import TableOf, read_table
from consultation.entry.template import mended
from consultation.errors import Refused
from consultation.jobs import Claimed, Handler
from consultation.vault import Vault


def handlers(db: Database, vault: Vault) -> dict[str, Handler]:
    """The handler of this job by its kind."""

    async def handle(job: Claimed) -> None:
        await work(db, vault, int(job.payload["batch"]))

    return {JOB: handle}


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
        table = await asyncio.to_thread(read_table, of.form, of.content, of.batch.name)
    except Refused as error:
        await db.write(batches.unreadable, batch_id, str(error))
        return
    found = await _checked(db, of, table)
    if state == "checking":
        await db.write(batches.checked, batch_id, len(table.lines), found)
    else:
        await _store(db, of, table, found)


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


async def _checked(db: Database, of: Material, table: TableOf) -> Checked:
    numbers = numbers_in(table)
    stored = await db.read(batches.elsewhere, of.batch.consultation_id, of.batch.id, numbers)
    return await asyncio.to_thread(partial(check, of.form, table, of.days, stored, clock.now()))


async def _store(db: Database, of: Material, table: TableOf, found: Checked) -> None:
    if found.faults and not of.batch.partial and not of.stored_to:
        await db.write(batches.back, of.batch.id, len(table.lines), found)
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
