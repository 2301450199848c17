"""A process that is killed while it fetches loses no photo and keeps none twice."""

import asyncio
import signal

import pytest

from admin import job_loop
from consultation import clock, jobs
from consultation.attachments import fetching
from consultation.attachments.fetching import Content, Fetched
from consultation.attachments.service import FETCH_JOB
from consultation.db import Database
from consultation.vault import Vault
from tests.consultation.attachments.photographed import JPEG, attachments, bytes_of, photos, sent
from tests.consultation.talk.citizens import Citizen
from tests.journeys.nursery import Nursery


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_photo_survives_it(
    db: Database, vault: Vault, environment: dict[str, str], nursery: Nursery, when: str
) -> None:
    made = await db.write(photos)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม")
    await citizen.does(**sent("line:61"))
    victim = nursery.victim("tests.consultation.attachments.victim", [when], environment)
    assert await asyncio.to_thread(victim.wait, 90) == -signal.SIGKILL

    async def platform(_reference: str, _largest: int) -> Fetched:
        return Content(JPEG)

    handler = fetching.handlers(db, vault, platform)[FETCH_JOB]
    assert await db.write(jobs.claim, "second", [FETCH_JOB]) == []  # the dead process still holds it
    with clock.fixed(clock.now() + 2 * jobs.LEASE):
        (job,) = await db.write(jobs.claim, "second", [FETCH_JOB])
        await job_loop.work(db, "second", handler, job)
        assert await db.write(jobs.claim, "second", [FETCH_JOB]) == []
    assert [row.state for row in await db.read(attachments)] == ["kept"]
    assert await db.read(bytes_of, vault) == {"line:61": JPEG}
