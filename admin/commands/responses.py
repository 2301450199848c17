"""`prachakhom respond …`: answers on paper brought as a table, taken out again, and the workbook to fill them into."""

from pathlib import Path
from typing import Annotated

import typer

from admin.commands import output
from admin.commands.consultations import find
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from admin.reports.paper import paper_pdf
from admin.reports.paper_docx import paper_docx
from consultation.db import Database
from consultation.entry import batches, brought, work
from consultation.entry.batches import BatchView
from consultation.entry.service import form_of
from consultation.entry.template import template as made_template
from consultation.entry.work import bad_rows
from consultation.settings import settings
from consultation.vault import open_vault

app = typer.Typer(help="Bring answers on paper as a table.", no_args_is_help=True)

FAULTY = 1  # the exit status where nothing was stored because of faults
Of = Annotated[str, typer.Option("--consultation", help="Number or start code of the consultation.")]


@app.command("template")
def template(of: Of, out: Annotated[Path, typer.Option(help="The .xlsx file to write.")]) -> None:
    """Write the workbook to fill in: one column a question, choices as lists."""

    async def read(db: Database) -> bytes:
        shown = await db.read(find, of)
        return made_template(await db.read(form_of, shown.id))

    out.write_bytes(with_database(read))
    output.line(say("form_written", path=out))


@app.command("paper")
def paper(of: Of, out: Annotated[Path, typer.Option(help="The .pdf or .docx file to write.")]) -> None:
    """Write the questionnaire as a sheet to print: a PDF, or a DOCX that can be edited first."""
    make = {".pdf": paper_pdf, ".docx": paper_docx}.get(out.suffix.lower())
    if make is None:
        raise typer.BadParameter(say("respond_paper_suffix", path=out))

    async def read(db: Database) -> bytes:
        shown = await db.read(find, of)
        return make(shown, await db.read(form_of, shown.id), settings().base_url)

    out.write_bytes(with_database(read))
    output.line(say("form_written", path=out))


@app.command("import")
def bring(
    of: Of,
    file: Annotated[
        Path | None, typer.Argument(help="An .xlsx, .xls or .csv file, or a ZIP with its pictures.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say everything that is wrong.")] = False,
    good_only: Annotated[bool, typer.Option("--good-only", help="Take the good rows, leave the faulty ones.")] = False,
    bad: Annotated[Path | None, typer.Option(help="Where to write the faulty rows as a workbook.")] = None,
    undo: Annotated[int, typer.Option(help="Take this batch out again instead.")] = 0,
    reason: Annotated[str, typer.Option(help="Why it is taken out.")] = "",
) -> None:
    """Check a table of answers and store it whole; nothing is stored while a row is faulty unless told so."""
    if (file is None) == (undo == 0):
        raise typer.BadParameter(say("respond_file_or_undo"))

    async def carry(db: Database) -> tuple[BatchView, bytes | None]:
        vault, shown = open_vault(settings()), await db.read(find, of)
        if file is None:
            known = {one.id for one in await db.read(batches.listing, shown.id)}
            await db.write(batches.undo, undo if undo in known else 2**62, reason, actor())
            await work.work(db, vault, undo)
            return await db.read(batches.view, undo), None
        came = brought.opened({file.name: file.read_bytes()})
        batch = await work.bring(db, vault, shown.id, came, actor())
        await work.work(db, vault, batch)
        found = await db.read(batches.view, batch)
        if found.state == "checked" and not dry_run and found.good and (good_only or not found.faulty):
            await db.write(batches.start, batch, actor(), partial=good_only)
            await work.work(db, vault, batch)
            found = await db.read(batches.view, batch)
        return found, await bad_rows(db, vault, batch) if bad and found.faulty else None

    found, faulty = with_database(carry)
    _tell(found)
    if faulty is not None and bad is not None:
        bad.write_bytes(faulty)
        output.line(say("form_written", path=bad))
    if found.state == "refused" or (found.state == "checked" and found.faulty and not dry_run):
        raise typer.Exit(FAULTY)


def _tell(found: BatchView) -> None:
    if found.state == "refused":
        output.problem(str(found.faults[0]["text"]))
        return
    if found.faults and found.state in ("checked", "done"):
        heads = [say("respond_row"), say("respond_column"), say("respond_what")]
        where = [f"{one['letter']} {one['heading']}".strip() for one in found.faults]
        rows = zip(found.faults, where, strict=True)
        output.table(heads, [[str(one["row"]), place, str(one["text"])] for one, place in rows])
    counts = {"rows": found.rows, "good": found.good, "faulty": found.faulty, "stored": found.stored}
    output.line(say("respond_batch", id=found.id, state=found.state_name, **counts))
