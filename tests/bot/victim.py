"""A process to be killed: `python -m tests.bot.victim serve|work` on the database of its environment.

serve: the webhook on a free port, which it prints; VICTIM_DIES=after_commit kills it between the commit and the 200.
work: hears everything there is and ends; VICTIM_DIES=<text> kills it while that text is being heard,
VICTIM_STOPS=<text> halts it there until it is told to go on. VICTIM_LEASE: how long PostgreSQL waits for a transaction
that stands still.
"""

import asyncio
import os
import signal
import sys
import threading
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import webhook, worker
from consultation import postgres
from consultation.db import open_database
from consultation.settings import Settings
from consultation.talk.model import Incoming
from consultation.talk.service import Who
from consultation.vault import Vault, open_vault
from tests.bot.events import PlainChannel
from tests.bot.heard import write_down

DIES, STOPS = os.environ.get("VICTIM_DIES", ""), os.environ.get("VICTIM_STOPS", "")
postgres.IDLE_IN_TRANSACTION = os.environ.get("VICTIM_LEASE", postgres.IDLE_IN_TRANSACTION)


def now(signum: signal.Signals) -> None:
    """The signal to this very thread, which takes no further step; a process's other threads may take it first."""
    signal.pthread_kill(threading.get_ident(), signum)


def die() -> None:
    now(signal.SIGKILL)


def hear(session: Session, vault: Vault, who: Who, incoming: Incoming, reply: dict[str, Any] | None) -> None:
    write_down(session, vault, who, incoming, reply)
    if incoming.text == DIES:
        die()
    if incoming.text == STOPS:
        now(signal.SIGSTOP)


async def serve(settings: Settings) -> None:
    db, vault = open_database(settings.database_url), open_vault(settings)
    app = web.Application()
    wake = die if DIES == "after_commit" else (lambda: None)
    app.add_routes(webhook.routes([PlainChannel()], db, vault, wake))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


async def work(settings: Settings) -> None:
    db, vault = open_database(settings.database_url), open_vault(settings)
    channels = worker.account_map([PlainChannel()])
    while (await db.write(worker.work, vault, channels, hear)).conversations:
        pass
    await db.close()


if __name__ == "__main__":
    asyncio.run({"serve": serve, "work": work}[sys.argv[1]](Settings()))
