"""`prachakhom demo`: a fresh database, filled with the sample, then served to this machine alone."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn

from admin import migrate
from admin.commands import output
from admin.commands.wording import say
from admin.demo.load import load
from admin.job_kinds import handlers
from admin.process import free
from admin.serve import serve
from consultation.db import open_database
from consultation.settings import Settings, settings
from consultation.vault import open_vault

DATABASE, KEY = "demo.db", "demo.key"


async def run_demo(folder: Path, port: int) -> None:
    """Make the demonstration anew in `folder` and serve it on 127.0.0.1 until interrupted."""
    of = _settings(folder, port)
    free(of)
    output.line(say("demo_preparing"))
    began = time.monotonic()
    await migrate.upgrade(of.database_url)
    db = open_database(of.database_url, of.database_limits)
    try:
        with _shown() as progress:
            vault = open_vault(of)
            await load(db, vault, dict(handlers(db, vault, ())), progress)
    finally:
        await db.close()

    def ready(_: str) -> None:
        output.line(say("demo_ready", url=of.base_url, seconds=round(time.monotonic() - began)))

    await serve(of, "all", ready=ready)


def _settings(folder: Path, port: int) -> Settings:
    """The settings of the demonstration, in the environment so that every part of the program finds the same."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob(f"{DATABASE}*"), *folder.glob(KEY)):
        old.unlink()
    chosen = {
        "DATABASE_URL": f"sqlite:///{(folder / DATABASE).absolute()}",
        "KEY_FILE": str((folder / KEY).absolute()),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DEMO": "1",
    }
    os.environ.update({f"PRACHAKHOM_{name}": value for name, value in chosen.items()})
    settings.cache_clear()
    return settings()


@contextmanager
def _shown() -> Iterator["_Line"]:
    """One progress line for each stage."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=output.console) as bar:
        yield _Line(bar)


class _Line:
    """Tells a stage and the share of it that is done."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: float) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(say(stage), total=1.0)
            if not self._bar.console.is_terminal:  # a log file shows no moving bar; it is told each stage as it begins
                output.line(f"  {say(stage)}…")
        self._bar.update(self._tasks[stage], completed=done)
