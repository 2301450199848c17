"""The commands of the law's clocks: `clocks`, `holiday list`, `holiday import`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session, select

from admin.commands import output
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.law import clocks as law
from consultation.law import due, holiday_file, holidays
from consultation.law.days import BUDDHIST_ERA, YearOff
from consultation.law.holiday_file import BadHolidayFile
from consultation.law.typed import typed_day
from consultation.law.wording import era, said_date
from consultation.settings import settings

app = typer.Typer(help="The days on which offices are closed, which deadlines are counted with.", no_args_is_help=True)

_BUDDHIST = 2400
HEADS = ("due", "state", "title", "consultation", "key")


def clocks(
    days: Annotated[int, typer.Option(help="How many days ahead.", min=0, max=3_660)] = 30,
    reminders: Annotated[
        bool, typer.Option("--reminders", help="Only what is late, due, or to be reminded of today.")
    ] = (False),
    json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Show what is overdue and what is due soon, of all consultations and of the office; a timer can mail it."""

    async def work(db: Database) -> list[dict[str, Any]]:
        return await db.read(_running, days, reminders)

    rows = with_database(work)
    if json:
        output.as_json(rows)
    elif not rows:
        output.line(say("clocks_none"))
    else:
        output.table([*HEADS[:4]], [[str(row[name] or "") for name in HEADS[:4]] for row in rows])


@app.command("list")
def list_(
    year: Annotated[int, typer.Argument(help="The calendar year, 2570 or 2027.")],
    json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """List a year's days off, and say how sure they are."""

    async def work(db: Database) -> YearOff:
        return await db.read(lambda session: holidays.load(session).year(_ce(year)))

    found = with_database(work)
    if json:
        output.as_json({
            "year": found.year, "standing": found.standing, "source": found.source,
            "lacking": [str(day) for day in found.lacking],
            "days": [{"day": str(off.day), "name": off.name, "source": off.source} for off in found.days],
        })  # fmt: skip
        return
    output.table(["day", "name", "source"], [[said_date(off.day), off.name, off.source] for off in found.days])
    if not found.sure:
        output.line(law.unsure([found]), style="yellow")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file with a head: day, name.")],
    year: Annotated[int, typer.Option(help="The calendar year, 2570 or 2027.")],
    source: Annotated[str, typer.Option(help="The announcement or resolution that says so.")],
    announced: Annotated[str, typer.Option(help="The day of the announcement.")] = "",
) -> None:
    """Let a year's days off be those of a file; every wrong row is named, and then nothing is taken in."""
    data = file.read_bytes()

    async def work(db: Database) -> int:
        days = holiday_file.read(data, _ce(year))
        await db.write(holidays.replace_year, _ce(year), days, source, typed_day(announced), actor())
        return len(days)

    try:
        n = with_database(work)
    except BadHolidayFile as wrong:
        for problem in wrong.problems:
            output.problem(problem)
        raise
    output.line(say("holidays_imported", n=n, year=era(_ce(year))))


def _running(session: Session, days: int, reminders: bool) -> list[dict[str, Any]]:
    today = due.today()
    titles = dict(session.exec(select(Consultation.id, Consultation.title)).all())
    return [
        {
            "key": clock.key, "due": str(clock.due), "left": clock.left(today), "state": clock.said(today),
            "title": clock.title, "consultation": titles.get(clock.consultation_id), "id": clock.consultation_id,
            "why": clock.why,
        }
        for clock in law.every(session, today)
        if clock.done is None and (clock.binding or clock.due >= today)
        and (_told(clock.left(today)) if reminders else clock.left(today) <= days)
    ]  # fmt: skip


def _told(left: int) -> bool:
    """Whether today is a day on which somebody is to be told."""
    return left <= 0 or left in settings().reminders


def _ce(year: int) -> int:
    return year - BUDDHIST_ERA if year > _BUDDHIST else year
