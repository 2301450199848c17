"""What happens to a consultation at its time: jobs that open and close it.

Each may run twice or late without harm: it looks at the row, held, and does only what is still due.
"""

from consultation.consult import service as consult
from consultation.db import Database
from consultation.jobs import Claimed


async def open_at_its_time(db: Database, job: Claimed) -> None:
    """Handle `consultation.open`. Raises Refused when its form or window does not allow it, for an officer to see."""
    await db.write(consult.open_due, int(job.payload["consultation"]))


async def close_at_its_time(db: Database, job: Claimed) -> None:
    """Handle `consultation.close`."""
    await db.write(consult.close_due, int(job.payload["consultation"]))
