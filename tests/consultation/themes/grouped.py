"""A grouped theme set, made by the real job."""

from consultation import jobs
from consultation.db import Database
from consultation.themes import service, work
from tests.consultation.themes.hearing import hold


async def run_jobs(db: Database, kind: str) -> None:
    """Do every due job of a kind, as the job loop does."""
    handler = work.handlers(db)[kind]
    while claimed := await db.write(jobs.claim, "test", [kind]):
        for job in claimed:
            await handler(job)
            await db.write(jobs.finish, job.id, "test")


async def grouped(db: Database, most: int | None = 60, groups: int | None = 5) -> tuple[int, int]:
    """A hearing with comments and its grouped theme set: the two ids."""
    consultation_id = await db.write(hold, most)
    set_id = await db.write(service.start, consultation_id, "change", "planner", groups)
    await run_jobs(db, service.GROUP_JOB)
    return consultation_id, set_id
