"""The commands of our accounts on LINE and Telegram: `channel setup` puts them in order, `channel doctor` looks."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from admin import logs
from admin.commands import output
from admin.commands.session import run, with_database
from admin.commands.wording import say
from consultation.db import Database
from consultation.errors import Refused
from consultation.settings import settings

if TYPE_CHECKING:
    from admin.connections.report import Looked

app = typer.Typer(help="Our accounts on LINE and Telegram.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="An account's name, or line:NAME; all of them when left out.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Language = Annotated[str, typer.Option(help="th or en.")]


@app.command()
def setup(
    name: Name = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    no_menu: Annotated[bool, typer.Option("--no-menu", help="Leave rich menu and command menu as they are.")] = False,
    language: Language = "th",
    json: AsJson = False,
) -> None:
    """Check tokens, set webhooks, install menus. Drops nothing that citizens sent; a second call changes nothing."""
    from admin.connections import work as connections

    _prepare(language)
    of = settings()
    accounts = connections.meant(of, name)
    _tell(run(connections.set_up(of, accounts, really=not dry_run, menu=not no_menu)), language, json)


@app.command()
def doctor(name: Name = "", language: Language = "th", json: AsJson = False) -> None:
    """See whether each account works: a test event goes round. Ends with 0, 1 (wants a person) or 2 (not found out)."""
    from admin.connections import work as connections

    _prepare(language)
    of = settings()
    accounts = connections.meant(of, name)

    async def work(db: Database) -> "list[Looked]":
        return await connections.look_over(of, db, accounts)

    _tell(with_database(work), language, json)


def _prepare(language: str) -> None:
    """What was done is logged on standard error where it is asked for; results stand alone on standard output."""
    from admin.connections import report

    if language not in report.LANGUAGES:
        raise Refused(say("bad_language", language=language, known=", ".join(report.LANGUAGES)))
    wanted = logging.getLevelNamesMapping().get(settings().log_level.upper(), logging.WARNING)
    logs.configure(logging.WARNING if wanted == logging.INFO else wanted)


def _tell(looked: "Sequence[Looked]", language: str, json: bool) -> None:
    from admin.connections import report

    if json:
        output.as_json(report.as_json(looked, language))
    else:
        for each in looked:
            for text, style in report.lines(each, language):
                output.line(text, style)
    if status := report.status(looked):
        raise typer.Exit(status)
