"""The commands that run and keep an installation: `serve`, `demo`, `migrate`, `check`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, cast

import typer
from sqlmodel import Session, func, select

from admin import migrate as migrations
from admin.commands import output
from admin.commands.session import run, with_database
from admin.commands.wording import say
from bot.models import InboxEvent
from consultation import audit, jobs
from consultation.db import Database
from consultation.settings import settings


class Role(StrEnum):
    """What a process does: everything, only pages and webhooks, only webhooks, or only work in the background."""

    all = "all"
    web = "web"
    ingress = "ingress"
    work = "work"


def serve(
    role: Annotated[
        Role, typer.Option(help="all; or apart: web (webhooks, pages), ingress (webhooks only), work (the rest).")
    ] = Role.all,
    host: Annotated[str, typer.Option(help="Address to listen on; the setting when left out.")] = "",
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; the setting when left out.", min=0, max=65535)
    ] = None,
) -> None:
    """Run the platform: webhooks, pages, and the work behind them."""
    from admin.serve import serve as serve_forever

    of = settings()
    changed = of.model_copy(update={"host": host or of.host, "port": of.port if port is None else port})
    if role is Role.ingress:  # `admin.start` gets there without the rest; this is for whoever comes by this way
        from admin import ingress

        run(ingress.serve(changed))
    else:
        run(serve_forever(changed, cast("Literal['all', 'web', 'work']", role.value)))


def demo(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8080,
    folder: Annotated[Path, typer.Option(help="Where the demo's fresh database is made.")] = Path("var/demo"),
) -> None:
    """Serve a demonstration with sample data on a fresh SQLite file, for you alone (127.0.0.1)."""
    from admin.demo.run import run_demo

    run(run_demo(folder, port))


def migrate() -> None:
    """Bring the database to the newest schema."""
    output.line(say("migrated", revision=run(migrations.upgrade(settings().database_url))))


def check() -> None:
    """Verify the schema and the audit record, and tell what was set aside for a person to look at."""
    if missing := run(migrations.pending(settings().database_url)):
        output.problem(say("check_pending", revisions=", ".join(missing)))
        raise typer.Exit(1)

    async def work(db: Database) -> tuple[int, int, int]:
        return await db.read(_check)

    try:
        entries, failed_jobs, failed_events = with_database(work)
    except audit.BrokenChain as error:
        output.problem(say("check_broken", error=error))
        raise typer.Exit(1) from error
    output.line(say("check_audit", count=entries))
    output.line(say("check_jobs", count=failed_jobs))
    output.line(say("check_inbox", count=failed_events))
    if failed_jobs or failed_events:
        raise typer.Exit(1)
    output.line(say("check_fine"))


def _check(session: Session) -> tuple[int, int, int]:
    failed = select(func.count()).select_from(InboxEvent).where(InboxEvent.state == "set_aside")
    return audit.verify(session), len(jobs.set_aside(session)), session.exec(failed).one()
