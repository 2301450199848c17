"""`prachakhom group` and `prachakhom report`: themes of any table of comments, and documents of a consultation."""

from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from admin.commands import output
from admin.commands.consultations import find
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from consultation.db import Database
from consultation.errors import Refused
from consultation.settings import settings
from consultation.vault import open_vault

AREA_NEEDS = "area-needs"
FORMATS = {
    AREA_NEEDS: (".docx", ".pdf", ".json"),
    "notice": (".pdf", ".docx", ".txt"),
    "result-notice": (".pdf", ".docx", ".txt"),
    "summary": (".pdf", ".docx"),
    "annex": (".pdf", ".docx"),
    "memo": (".pdf", ".docx"),
    "letters": (".zip",),
    "o25": (".xlsx",),
    "workbook": (".xlsx",),
    "hearing-file": (".zip",),
}


def group(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX table of comments, of any origin.")],
    text: Annotated[str, typer.Option(help="The column with the comments.")],
    out: Annotated[Path, typer.Option(help="The folder to write into.")],
    id: Annotated[str, typer.Option(help="The column that names each row; row numbers when left out.")] = "",
    groups: Annotated[
        int | None, typer.Option(help="How many groups; chosen by the method when left out.", min=2)
    ] = None,
    taxonomy: Annotated[
        str,
        typer.Option(help="A TOML, CSV or XLSX file of categories that comments go to, or `provincial` for T01-T13."),
    ] = "",
) -> None:
    """Group any table of Thai comments by theme: assignments.csv, themes.json, report.html."""
    from admin.grouping_file import group_file

    with Progress(console=output.errors, transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def progress(stage: str, done: float) -> None:
            bar.update(task, description=stage, completed=done)

        found = group_file(
            file, text, id=id or None, groups=groups, taxonomy=taxonomy or None, out=out, progress=progress
        )
    left = found.comments - found.grouped
    output.line(say("grouped", themes=found.themes, comments=found.comments, left=left, out=out))


def report(
    id: Annotated[str, typer.Argument(help="Number or start code of the consultation.")],
    out: Annotated[
        Path, typer.Option(help="The file to write; which ending each kind has stands in docs/operators/commands.md.")
    ],
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(FORMATS)}.")] = AREA_NEEDS,
) -> None:
    """Write a document of a consultation: notices, what sums it up, the data, or the `hearing-file` with all of it."""
    if kind not in FORMATS:
        raise Refused(say("report_kind", kind=kind, known=", ".join(FORMATS)))
    if out.suffix not in FORMATS[kind]:
        raise Refused(say("report_format", path=out, known=" ".join(FORMATS[kind])))

    async def work(db: Database) -> bytes:
        from admin.reports import announce
        from admin.strategy.area_needs import area_needs
        from admin.strategy.documents import FORMS

        form, shown = out.suffix.removeprefix("."), await db.read(find, id)
        if kind == AREA_NEEDS:
            return FORMS[form].render(await db.read(area_needs, shown.id))
        if kind in announce.KINDS:
            made = await db.read(announce.KINDS[kind], shown.id)
            return announce.FORMS[form].render(made.composed)
        return await _offered(db, shown.id, kind, form)

    out.write_bytes(with_database(work))
    output.line(say("report_written", path=out))


async def _offered(db: Database, consultation: int, kind: str, form: str) -> bytes:
    """What sums a consultation up, as bytes."""
    from admin.reports import offered

    made = BytesIO()
    wanted = offered.Wanted(consultation, kind, form, actor())
    await offered.write(db, open_vault(settings()), wanted, made)
    return made.getvalue()
