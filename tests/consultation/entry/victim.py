"""A process that works on a batch until it is killed: `python -m tests.consultation.entry.victim BATCH`."""

import asyncio
import sys

from consultation.db import open_database
from consultation.entry import work
from consultation.settings import settings
from consultation.vault import open_vault


async def main(batch: int) -> None:
    """Work on it, as the job would."""
    db = open_database(settings().database_url)
    await work.work(db, open_vault(settings()), batch)
    await db.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
