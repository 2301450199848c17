"""Whoever stalled past the lease stores nothing, two who fetch store once, and a full disk costs no answer."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, func, select, text

from admin import job_loop
from consultation import clock, jobs
from consultation.attachments import fetching
from consultation.attachments.fetching import Content, Fetched, Gone
from consultation.attachments.models import AttachmentContent
from consultation.attachments.service import FETCH_JOB
from consultation.db import Database
from consultation.jobs import Job, LeaseLost
from consultation.responses.models import Answer
from consultation.vault import Vault
from tests.consultation.attachments.photographed import JPEG, PNG, attachments, bytes_of, photos, sent
from tests.consultation.talk.citizens import Citizen


@pytest.fixture(autouse=True)
def start(fixed_clock: datetime) -> datetime:
    return fixed_clock


@pytest.fixture
async def wanted(db: Database, vault: Vault) -> None:
    """Somebody has sent a photo that nobody has fetched yet."""
    made = await db.write(photos)
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม")
    await citizen.does(**sent("line:61"))


class Platform:
    """Gives content when it is let; `asked` is set when somebody waits for it."""

    def __init__(self, found: Fetched) -> None:
        self.found, self.asked, self.go = found, asyncio.Event(), asyncio.Event()

    async def __call__(self, _reference: str, _largest: int) -> Fetched:
        self.asked.set()
        await self.go.wait()
        return self.found


async def claim(db: Database, owner: str) -> jobs.Claimed:
    (job,) = await db.write(jobs.claim, owner, [FETCH_JOB])
    return job


async def copies(db: Database) -> int:
    return await db.read(lambda session: session.exec(select(func.count()).select_from(AttachmentContent)).one())


@pytest.mark.usefixtures("wanted")
@pytest.mark.parametrize("late", [Content(PNG), Gone("LINE 404")], ids=["content", "gone"])
async def test_a_fetcher_that_stalled_past_its_lease_stores_nothing(db: Database, vault: Vault, late: Fetched) -> None:
    stalled = Platform(late)
    first = asyncio.create_task(fetching.fetch(db, vault, stalled, await claim(db, "first")))
    await stalled.asked.wait()
    with clock.fixed(clock.now() + 2 * jobs.LEASE):
        second = await claim(db, "second")
        stalled.go.set()
        with pytest.raises(LeaseLost):  # before the second has stored anything
            await first
        assert [row.state for row in await db.read(attachments)] == ["waiting"]
        quick = Platform(Content(JPEG))
        quick.go.set()
        await fetching.fetch(db, vault, quick, second)
    assert await db.read(bytes_of, vault) == {"line:61": JPEG}


@pytest.mark.usefixtures("wanted")
async def test_a_lease_that_is_over_is_over_even_if_nobody_else_came(db: Database, vault: Vault) -> None:
    stalled = Platform(Content(JPEG))
    first = asyncio.create_task(fetching.fetch(db, vault, stalled, await claim(db, "first")))
    await stalled.asked.wait()
    with clock.fixed(clock.now() + 2 * jobs.LEASE):
        stalled.go.set()
        with pytest.raises(LeaseLost):
            await first
        assert await db.read(bytes_of, vault) == {}
        again = await claim(db, "first")  # the same process takes it again, as another try
        quick = Platform(Content(JPEG))
        quick.go.set()
        await fetching.fetch(db, vault, quick, again)
    assert await db.read(bytes_of, vault) == {"line:61": JPEG}


@pytest.mark.usefixtures("wanted")
async def test_a_process_that_claimed_its_own_job_again_cannot_write_for_the_first_try(
    db: Database, vault: Vault
) -> None:
    first = await claim(db, "one")
    with clock.fixed(clock.now() + 2 * jobs.LEASE):
        await claim(db, "one")
        with pytest.raises(LeaseLost):
            await db.write(jobs.hold, first)


@pytest.mark.usefixtures("wanted")
async def test_two_fetchers_at_once_store_once(db: Database, vault: Vault) -> None:
    both = Platform(Content(JPEG))
    job = await claim(db, "first")
    tasks = [asyncio.create_task(fetching.fetch(db, vault, both, job)) for _ in range(2)]
    await both.asked.wait()
    both.go.set()
    await asyncio.gather(*tasks)
    assert await copies(db) == 1 and await db.read(bytes_of, vault) == {"line:61": JPEG}


class Full:
    """A database whose disk is full for what `f` writes, until there is room."""

    def __init__(self, db: Database) -> None:
        self.db, self.full = db, True
        self.read, self.close = db.read, db.close

    async def write(self, f: Callable[..., object], /, *args: object, **kwargs: object) -> object:
        def filled(session: Session) -> object:
            f(session, *args, **kwargs)
            session.flush()
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))

        return await (self.db.write(filled) if self.full else self.db.write(partial(f), *args, **kwargs))


@pytest.mark.usefixtures("wanted")
async def test_a_full_disk_is_tried_again_and_the_answer_stays(db: Database, vault: Vault) -> None:
    async def platform(_reference: str, _largest: int) -> Fetched:
        return Content(JPEG)

    disk = Full(db)
    handler = fetching.handlers(disk, vault, platform)[FETCH_JOB]  # type: ignore[arg-type]
    await job_loop.work(db, "one", handler, await claim(db, "one"))
    assert [row.state for row in await db.read(attachments)] == ["waiting"] and await copies(db) == 0
    assert await db.read(lambda session: session.exec(select(Answer.value)).all()) == ["line:61"]
    (job,) = await db.read(lambda session: session.exec(select(Job).where(Job.kind == FETCH_JOB)).all())
    assert job.failed_at is None and job.done_at is None and "full" in job.error
    disk.full = False
    with clock.fixed(job.run_at):
        await job_loop.work(db, "one", handler, await claim(db, "one"))
    assert await db.read(bytes_of, vault) == {"line:61": JPEG}


@pytest.mark.usefixtures("wanted")
async def test_sqlite_with_no_page_left_keeps_nothing_by_half(db: Database, vault: Vault) -> None:
    def pages(session: Session, most: int) -> None:
        session.connection().execute(text(f"PRAGMA max_page_count={most}"))

    def used(session: Session) -> int:
        return int(session.connection().execute(text("PRAGMA page_count")).scalar_one())

    if type(db).__name__ != "Sqlite":
        pytest.skip("PostgreSQL has no such bound to set")
    job = await claim(db, "one")
    await db.write(pages, await db.read(used))
    large = Platform(Content(b"II*\0" + bytes(3_000_000)))
    large.go.set()
    with pytest.raises(OperationalError):  # SQLite has rolled the whole transaction back by itself
        await fetching.fetch(db, vault, large, job)
    assert [row.state for row in await db.read(attachments)] == ["waiting"] and await copies(db) == 0
    await db.write(pages, 1 << 30)
    await fetching.fetch(db, vault, large, job)
    assert [row.state for row in await db.read(attachments)] == ["kept"]
