"""What was destroyed is read out of the audit record, and what is due next out of the jobs."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.jobs import Claimed, Job
from consultation.privacy import destruction, sweeping
from consultation.privacy.forget import FORGET_JOB
from consultation.privacy.links import STORES
from consultation.privacy.schedule import UNLINK_JOB
from consultation.privacy.unlink import handlers
from consultation.settings import settings
from consultation.vault import Vault
from tests.consultation.talk.test_hear import rows
from tests.consultation.talk.test_rights import sent

pytestmark = pytest.mark.usefixtures("fixed_clock")


async def test_a_cut_and_a_persons_own_wish_are_in_the_register(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    (of,) = await db.read(consult.listing)
    await citizen.says("ลบข้อมูลของฉัน", "1")
    await db.write(consult.close, of.id, "officer:1")
    await handlers(db, STORES)[UNLINK_JOB](Claimed(1, UNLINK_JOB, {"consultation": of.id}, 1))
    cut, wish = await db.read(destruction.page)
    assert (wish.rule, wish.by, wish.erased, wish.amounts) == ("privacy.forget", "citizen", False, (("responses", 1),))
    assert (cut.rule, cut.title, cut.complete) == ("privacy.unlink", "เรื่องน้ำ", True)
    assert [one.id for one in await db.read(destruction.page, "privacy.unlink")] == [cut.id]
    assert [one.id for one in await db.read(destruction.page, "", cut.id)] == [wish.id]
    assert await db.read(destruction.count) == 2


async def test_what_is_due_next_is_the_cut_of_each_and_the_nights_sweep(db: Database, vault: Vault) -> None:
    await sent(db, vault)
    (of,) = await db.read(consult.listing)
    after = timedelta(days=settings().retention_link_days)
    (planned,) = await db.read(destruction.next_due)
    assert of.closes_at is not None and (planned.at, planned.title) == (of.closes_at + after, "เรื่องน้ำ")
    await db.write(consult.close, of.id, "officer:1")
    await db.write(sweeping.begin)
    sweep, cut = await db.read(destruction.next_due)
    assert (sweep.rule, cut.rule, cut.at) == (sweeping.SWEEP_JOB, UNLINK_JOB, clock.now() + after)
    assert await db.read(destruction.late) == []
    with clock.fixed(cut.at + timedelta(days=2)):
        assert {one.rule for one in await db.read(destruction.late)} == {sweeping.SWEEP_JOB, UNLINK_JOB}
    jobs = {job.kind for job in await db.read(rows, Job)}
    assert jobs >= {sweeping.SWEEP_JOB, UNLINK_JOB}


async def test_an_account_whose_deletion_gave_up_is_late(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    await citizen.says("ลบข้อมูลของฉัน", "1")
    [waits] = [one for one in await db.read(destruction.next_due) if one.rule == FORGET_JOB]
    assert not waits.failed and await db.read(destruction.late) == []
    gave_up = update(Job).where(col(Job.kind) == FORGET_JOB).values(failed_at=clock.now())
    await db.write(lambda session: session.connection().execute(gave_up) and None)
    [late] = await db.read(destruction.late)
    assert (late.rule, late.failed) == (FORGET_JOB, True)
