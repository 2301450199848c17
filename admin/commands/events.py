"""The commands of what was set aside: `event list`, `event retry`, `event discard`."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer
from sqlmodel import Session

from admin.commands import output
from admin.commands.session import actor, with_database
from admin.commands.wording import say
from bot import events
from bot.inbox import SetAside
from consultation.db import Database

app = typer.Typer(help="What citizens sent and the program could not work on.", no_args_is_help=True)

Ids = Annotated[list[int], typer.Argument(help="The numbers that `event list` shows.")]


@app.command("list")
def listing(json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the events that were set aside, newest first, with the reason; what was said is not shown."""

    async def work(db: Database) -> list[SetAside]:
        return await db.read(events.set_aside)

    found = with_database(work)
    if json:
        output.as_json([asdict(one) for one in found])
    elif found:
        heads = [say(f"head_{name}") for name in ("id", "received", "account", "tries", "why")]
        output.table(heads, [_row(one) for one in found])
    else:
        output.line(say("events_none"))


@app.command()
def retry(ids: Ids) -> None:
    """Have events worked on once more, after what made them fail was mended."""

    def each(session: Session) -> None:
        for id in ids:
            events.retry(session, id, actor())

    _write(each)
    for id in ids:
        output.line(say("event_retried", id=id))


@app.command()
def discard(ids: Ids, reason: Annotated[str, typer.Option(help="Why; it stands in the audit record.")]) -> None:
    """Put events away for good: they are kept, and never worked on."""

    def each(session: Session) -> None:
        for id in ids:
            events.discard(session, id, reason, actor())

    _write(each)
    for id in ids:
        output.line(say("event_discarded", id=id))


def _write(each: Callable[[Session], None]) -> None:
    async def work(db: Database) -> None:
        await db.write(each)

    with_database(work)


def _row(one: SetAside) -> list[str]:
    received = one.received_at.isoformat(sep=" ", timespec="seconds")
    return [str(one.id), received, f"{one.channel}/{one.account}", str(one.attempts), one.why]
