"""`prachakhom export`: what a consultation gathered, in a format that other programs read."""

from pathlib import Path
from typing import Annotated, Any

import typer

from admin.commands import output
from admin.commands.consultations import find
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from admin.exporting import FORMATS, Wanted, into_archive, into_folder
from consultation.db import Database
from consultation.errors import Refused
from consultation.settings import settings
from consultation.vault import open_vault


def export(
    id: Annotated[str, typer.Argument(help="Number or start code of the consultation.")],
    format: Annotated[str, typer.Option(help=f"One of {', '.join(FORMATS)}.")],
    out: Annotated[Path, typer.Option(help="The folder to write into, or a file that ends in .zip.")],
    question: Annotated[str, typer.Option(help="The question's name, where a form has several that fit.")] = "",
) -> None:
    """Export a consultation. `polis`: votes on statements and opinion groups as Polis exports them, five CSV files."""
    if format not in FORMATS:
        raise Refused(say("export_format", format=format, known=", ".join(FORMATS)))
    chosen, of = FORMATS[format], settings()

    async def work(db: Database) -> Any:
        shown = await db.read(find, id)
        wanted = Wanted(shown.id, question, of.base_url, actor())
        value = await db.read(chosen.read, open_vault(of), wanted)
        await db.write(chosen.record, wanted, value)
        return value

    value = with_database(work)
    try:
        if out.suffix.lower() == ".zip":
            with out.open("wb") as file:
                into_archive(chosen, value, file)
        else:
            into_folder(chosen, value, out)
    except OSError as error:
        raise Refused(say("export_place", path=out, why=error.strerror or error)) from error
    output.line(say("export_files", files=len(chosen.files), path=out))
