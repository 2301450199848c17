"""A process to be killed while it fetches: `python -m tests.consultation.attachments.victim before|after`.

before: it dies with the bytes in hand; after: when they are kept and the job is not yet marked as done.
"""

import asyncio
import signal
import sys
import threading

from admin import job_loop
from consultation.attachments import fetching
from consultation.attachments.fetching import Content, Fetched
from consultation.attachments.service import FETCH_JOB
from consultation.db import open_database
from consultation.jobs import Claimed
from consultation.settings import Settings
from consultation.vault import open_vault
from tests.consultation.attachments.photographed import JPEG


def die() -> None:
    signal.pthread_kill(threading.get_ident(), signal.SIGKILL)  # this very thread: it takes no further step


async def main(when: str) -> None:
    settings = Settings()
    db, vault = open_database(settings.database_url), open_vault(settings)

    async def platform(_reference: str, _largest: int) -> Fetched:
        if when == "before":
            die()
        return Content(JPEG)

    async def handler(job: Claimed) -> None:
        await fetching.fetch(db, vault, platform, job)
        die()

    await job_loop.run(db, "victim", {FETCH_JOB: handler}, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
