"""`prachakhom population`: tables of registered people, brought as data with their source and day."""

from pathlib import Path
from typing import Annotated

import typer

from admin.commands import output
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from consultation.db import Database
from consultation.errors import Refused
from consultation.places.schemes import province
from consultation.population import service
from consultation.population.file import rows
from consultation.population.listed import read
from consultation.population.service import TableView

app = typer.Typer(help="Registered people by province, sex and age.", no_args_is_help=True)

SHOWN = 30


@app.command("import")
def bring(
    file: Annotated[Path, typer.Argument(help="A table (.xlsx, .csv) of province, age, male, female.")],
    source: Annotated[str, typer.Option(help="Who published it, and what it is called.")],
    as_of: Annotated[str, typer.Option(help="The day that it speaks of: 2568-12-31 or 2025-12-31.")],
    address: Annotated[str, typer.Option(help="Where it was published.")] = "",
    sample: Annotated[bool, typer.Option(help="Made up, for trying out.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Only look at the file.")] = False,
) -> None:
    """Bring a table as a new version. A file with any fault changes nothing; each fault names its row."""
    of = service.origin(source, as_of, address, sample=sample, file_name=file.name)
    found, faults = read(rows(file.read_bytes(), file.name))
    if faults:
        for fault in faults[:SHOWN]:
            output.problem(say("population_fault", row=fault.row, why=fault.why) if fault.row else fault.why)
        raise Refused(say("population_faults", n=len(faults), file=file.name))
    told = {"people": sum(found.values()), "cells": len(found), "provinces": len({iso for iso, _, _ in found})}
    if dry_run:
        output.line(say("population_looked", **told))
        return

    async def work(db: Database) -> int:
        return await db.write(service.bring, of, found, actor())

    output.line(say("population_brought", id=with_database(work), **told))


@app.command("list")
def show() -> None:
    """The tables that are there, the newest figures first."""

    async def work(db: Database) -> list[TableView]:
        return await db.read(service.listing)

    for one in with_database(work):
        names = ", ".join(province(iso).name_th for iso in one.provinces[:8])
        marks = say("population_sample") if one.sample else say("population_retired") if one.retired else ""
        output.line(f"{one.id}  {one.as_of}  {one.people:,}  {names}  {one.source}  {marks}".rstrip())
