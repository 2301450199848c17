"""The command that looks at the calls made to platforms: `calls`."""

from typing import Annotated

import typer

from admin.commands import output
from admin.commands.session import with_database
from admin.commands.wording import say
from consultation.db import Database
from consultation.outbox import tending
from consultation.outbox.models import PlatformCall

CALL = ("at", "channel", "account", "method", "endpoint", "status", "took_ms")
HEADS = (*CALL, "request_id", "accepted_id", "outbox_id")


def calls(
    last: Annotated[int, typer.Option(help="How many, newest first.", min=1, max=10_000)] = 50,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that were not taken.")] = False,
    request: Annotated[str, typer.Option(help="Only the one with this id of the platform's.")] = "",
    json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Show calls made to LINE and Telegram: time, endpoint, status, duration, the platform's id; LINE keeps none."""

    async def work(db: Database) -> list[PlatformCall]:
        return await db.read(tending.calls, last, failed, request)

    rows = [{name: getattr(call, name) for name in HEADS} for call in with_database(work)]
    if json:
        output.as_json(rows)
        return
    if not rows:
        output.line(say("calls_none"))
        return
    for row in rows:
        row["at"] = row["at"].isoformat(sep=" ", timespec="seconds")
    heads = [name for name in HEADS if name in CALL or any(row[name] is not None for row in rows)]
    output.table(heads, [["" if row[name] is None else str(row[name]) for name in heads] for row in rows])
