"""What no consultation's own cut destroys has an end of its own, and its destruction is on record."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.audit import AuditEntry
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.entry import batches
from consultation.entry.models import EntryBatch
from consultation.errors import Refused
from consultation.jobs import Claimed
from consultation.law import due, notices, proofs
from consultation.law.models import ProofFile, ProofPiece
from consultation.meetings.models import Attendance, Meeting
from consultation.people.models import Person
from consultation.privacy import sweeping
from consultation.settings import settings
from consultation.vault import Vault
from tests.admin.application import draft, opened

pytestmark = pytest.mark.usefixtures("fixed_clock")
DAY = timedelta(days=1)
PDF = b"%PDF-1.7 x"


async def sweep(db: Database, days: float = 0) -> list[tuple[str, object]]:
    """Sweep so many days later; what is on record of it, by what it was about."""
    with clock.fixed(clock.now() + days * DAY):
        await sweeping.sweep_all(db, sweeping.SWEEPS, Claimed(1, sweeping.SWEEP_JOB, {}, 1))
    await db.read(audit.verify)
    rows = await db.read(lambda session: session.exec(select(AuditEntry)).all())
    return [(row.subject, row.after) for row in rows if row.action == "privacy.sweep"]


def meeting(session: Session, consultation_id: int, days: float) -> int:
    """A meeting so many days from now at which a device and a person were counted."""
    at = clock.now() + days * DAY
    held = Meeting(
        consultation_id=consultation_id, code=f"M{days}", title="เวที", starts_at=at, created_at=at, created_by="a"
    )
    who = Person(created_at=at)
    session.add_all([held, who])
    session.flush()
    for values in ({"way": "device", "mark": "m"}, {"way": "chat", "person_id": who.id}):
        session.add(Attendance(meeting_id=held.id, sector="C", counted_at=at, **values))
    session.flush()
    return held.id or 0


def known(session: Session) -> int:
    rows = session.exec(select(Attendance)).all()
    return sum(row.mark is not None or row.person_id is not None for row in rows)


async def test_attendance_of_a_meeting_after_the_cut_is_cut_a_day_later(db: Database) -> None:
    id = await db.write(lambda session: opened(session).id)
    ended = clock.now() - 100 * DAY
    await db.write(_set, id, state="closed", closed_at=ended, closes_at=ended)
    await db.write(meeting, id, 1)
    assert await sweep(db, 1.9) == [] and await db.read(known) == 2
    assert await sweep(db, 2.1) == [(f"consultation:{id}", {"attendance": 2})]
    rows = await db.read(lambda session: session.exec(select(Attendance)).all())
    assert await db.read(known) == 0 and [row.sector for row in rows] == ["C", "C"], "how many came stays"
    assert len(await sweep(db, 9)) == 1


async def test_attendance_of_a_consultation_that_never_opened_is_cut(db: Database) -> None:
    id = await db.write(lambda session: draft(session).id)
    await db.write(meeting, id, 1)
    await db.write(_set, id, state="cancelled", cancelled_at=clock.now(), cancel_reason="ก")
    assert await sweep(db, 89) == []
    assert await sweep(db, 91) == [(f"consultation:{id}", {"attendance": 2})]


async def test_papers_that_were_taken_out_go_with_their_name(db: Database, vault: Vault) -> None:
    id = await db.write(lambda session: opened(session).id)
    brought = [await db.write(batches.bring, vault, id, f"นาย ก {n}.csv", b"x" * (n + 1), "a") for n in range(4)]
    for batch, state in zip(brought, ("undone", "refused", "checked", "done"), strict=True):
        await db.write(_batch, batch, state)
    assert await sweep(db, 29) == []
    assert await sweep(db, 31) == [(f"consultation:{id}", {"papers": 3})]
    rows = await db.read(_batches)
    assert [(row.name, bool(row.content), row.state) for row in rows] == [
        ("", False, "undone"), ("", False, "refused"), ("", False, "refused"), ("นาย ก 3.csv", True, "done"),
    ]  # fmt: skip
    again = await db.write(batches.bring, vault, id, "ใหม่.csv", b"xx", "a")
    assert again == brought[1], "the same file again is that batch, with its bytes"
    of = await db.read(batches.material, vault, again)
    assert (of.batch.name, of.content, of.batch.state) == ("ใหม่.csv", b"xx", "checking")


async def test_proofs_that_nothing_refers_to_go_and_others_stay_for_years(db: Database, vault: Vault) -> None:
    id = await db.write(lambda session: opened(session).id)
    unused = await proofs.keep(db, vault, "ลืม.pdf", PDF + b"1")
    used = await proofs.keep(db, vault, "ป้าย.pdf", PDF + b"2")
    await db.write(proofs.put_piece, "of a process that died", 0, b"")
    await db.write(notices.post, id, "hearing", "board", due.today(), "a", proof=used)
    assert await sweep(db, 0.9) == []
    assert await sweep(db, 1.1) == [("office", {"unused_proofs": 2})]
    with pytest.raises(Refused, match="ไม่พบไฟล์"):
        await db.read(proofs.take, vault, unused)
    await db.write(_set, id, state="closed", closed_at=clock.now(), closes_at=clock.now())
    years = 365.25 * settings().retention_proof_years
    assert len(await sweep(db, years - 1)) == 1
    assert (await sweep(db, years + 1))[1:] == [(f"consultation:{id}", {"proofs": 1})]
    with pytest.raises(Refused, match="ถูกทำลายเมื่อ"):
        await db.read(proofs.take, vault, used)
    posted = (await db.read(notices.of, id))["hearing"].postings[0]
    assert posted.proof == used and posted.posted_on is not None, "that it was proved stays"
    assert await db.read(_pieces) == 0
    assert await proofs.keep(db, vault, "ป้าย.pdf", PDF + b"2") == used
    assert (await db.read(proofs.take, vault, used))[1] == PDF + b"2"


async def test_a_file_that_is_brought_again_is_not_swept_meanwhile(db: Database, vault: Vault) -> None:
    file = await proofs.keep(db, vault, "ป้าย.pdf", PDF)
    with clock.fixed(clock.now() + 2 * DAY):
        of = proofs.prepared(vault, "ป้าย.pdf", PDF)
        await db.write(proofs.put_piece, of.address, 0, of.pieces[0])
    with clock.fixed(clock.now() + 2 * DAY):
        await db.write(sweeping.some, "unused_proofs", sweeping.SWEEPS["unused_proofs"])
        assert await db.write(proofs.put, of) > 0
    assert await db.read(lambda session: len(session.exec(select(ProofFile)).all())) == 1
    assert file


def _set(session: Session, id: int, **values: object) -> None:
    session.connection().execute(update(Consultation).where(col(Consultation.id) == id).values(**values))


def _batch(session: Session, id: int, state: str) -> None:
    row = session.get_one(EntryBatch, id)
    row.state, row.undone_at = state, clock.now() if state == "undone" else None
    row.stored = int(state == "done")
    session.add(row)


def _batches(session: Session) -> Sequence[EntryBatch]:
    return session.exec(select(EntryBatch).order_by(col(EntryBatch.id))).all()


def _pieces(session: Session) -> int:
    return len(session.exec(select(ProofPiece.id)).all())
