"""A process that delivers what is due until it is killed: `python -m tests.admin.webhooks.victim`."""

import asyncio

from admin.webhooks.work import handlers
from consultation import jobs
from consultation.db import open_database
from consultation.settings import settings
from consultation.vault import open_vault
from consultation.webhooks.telling import DELIVER_JOB


async def main() -> None:
    """Claim one delivery and send it, as the job loop would."""
    db = open_database(settings().database_url)
    (job,) = await db.write(jobs.claim, "victim", [DELIVER_JOB])
    await handlers(db, open_vault(settings()))[DELIVER_JOB](job)
    await db.close()


if __name__ == "__main__":
    asyncio.run(main())
