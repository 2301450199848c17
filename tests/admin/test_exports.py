"""An archive that a program ordered does not outlive somebody's wish to be erased."""

import asyncio
import threading
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from admin.exports import service as exports
from admin.exports.models import ExportFile
from admin.job_kinds import PERSONAL_STORES
from consultation import clock, jobs
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.jobs import Claimed
from consultation.people.models import Contact
from consultation.privacy.forget import forget
from consultation.vault import Vault
from tests.consultation.talk.test_rights import sent


def made(session: Session, vault: Vault) -> int:
    """An archive of the only consultation, as the job leaves it."""
    now, of = clock.now(), session.exec(select(Consultation.id)).one()
    row = ExportFile(
        consultation_id=of or 0, format="polis", ordered_at=now, ordered_by="ก", ready_at=now,
        ends_at=now + exports.LASTS, content=vault.seal(b"votes"),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return of or 0


def leave(session: Session, vault: Vault, erase: bool = True) -> None:
    contact = session.exec(select(Contact)).one()
    forget(session, vault, PERSONAL_STORES, contact, vault.open(contact.address_sealed).decode(), erase=erase)


@pytest.mark.parametrize("erase", [True, False])
async def test_whoever_is_erased_is_in_no_archive(
    db: Database, vault: Vault, fixed_clock: datetime, erase: bool
) -> None:
    await sent(db, vault)
    of = await db.write(made, vault)

    await db.write(leave, vault, erase)
    (view,) = await db.read(exports.listing, of, None, 9)
    assert view.state == ("dropped" if erase else "ready")
    kept = await exports.content(db, vault, of, view.id, "ก")
    assert kept == (None if erase else b"votes")


def ordered(session: Session) -> int:
    """An export of the only consultation that waits, whatever it is of."""
    of, now = session.exec(select(Consultation.id)).one() or 0, clock.now()
    row = ExportFile(consultation_id=of, format="polis", ordered_at=now, ordered_by="ก", ends_at=now + exports.LASTS)
    session.add(row)
    session.flush()
    return row.id or 0


async def test_what_was_read_before_somebody_was_erased_is_not_kept(
    db: Database, vault: Vault, fixed_clock: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent(db, vault)
    id = await db.write(ordered)
    reading, packed = threading.Event(), threading.Event()

    def read(session: Session, vault: Vault, export_id: int) -> Any:
        reading.set()
        return exports._Read(lambda: b"votes" if packed.wait(60) else b"", lambda session: None)

    monkeypatch.setattr(exports, "_reading", read)
    make = asyncio.create_task(exports.handlers(db, vault)[exports.MAKE_JOB](await db.write(claimed, id)))
    await asyncio.to_thread(reading.wait, 60)
    await db.write(leave, vault)  # and whoever writes waits for no archive
    packed.set()
    await make
    of = await db.read(lambda session: session.get_one(ExportFile, id).model_dump())
    assert of["content"] is None and of["failed_at"] and "โปรดสั่งใหม่" in of["why"]


def claimed(session: Session, id: int) -> Claimed:
    jobs.enqueue(session, exports.MAKE_JOB, {"export": id})
    return jobs.claim(session, "test", [exports.MAKE_JOB])[0]


async def test_an_export_that_nobody_finished_has_failed_when_its_time_is_over(
    db: Database, vault: Vault, fixed_clock: datetime
) -> None:
    await sent(db, vault)
    id = await db.write(ordered)
    of = await db.read(lambda session: session.get_one(ExportFile, id).consultation_id)
    assert (await db.read(exports.find, of, id)).state == "waiting"
    with clock.fixed(fixed_clock + exports.LASTS):
        view = await db.read(exports.find, of, id)
    assert view.state == "failed" and "โปรดสั่งใหม่" in view.why


async def test_who_orders_the_same_again_is_given_what_is_there(
    db: Database, vault: Vault, fixed_clock: datetime
) -> None:
    await sent(db, vault)
    first = await db.write(ordered)
    of = await db.read(lambda session: session.get_one(ExportFile, first).consultation_id)

    def ready(session: Session) -> None:
        session.get_one(ExportFile, first).ready_at = clock.now()

    def order(session: Session) -> int | None:
        found = exports._same(session, of, "polis", "")
        return found.id if found is not None else None

    assert await db.read(order) == first
    await db.write(ready)
    assert await db.read(order) == first
    with clock.fixed(fixed_clock + exports.FRESH):
        assert await db.read(order) is None
