"""What meetings have against a step, and what the report says of a sector without anybody."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from consultation import clock
from consultation.consult.concern import Concern
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.law import proofs
from consultation.meetings import attendance, service, views
from consultation.meetings.concerns import concerns
from consultation.vault import Vault
from tests.consultation.meetings.halls import entered, planned
from tests.engines import on_sqlite

pytestmark = [pytest.mark.usefixtures("fixed_clock"), on_sqlite]


def said(session: Session, consultation_id: int, to: str) -> list[Concern]:
    return concerns(session, session.get_one(Consultation, consultation_id), to)


async def test_a_plan_consultation_without_a_meeting_warns_and_is_not_published(db: Database) -> None:
    of = await db.write(planned)
    found = {to: await db.read(said, of.id, to) for to in ("open", "closed", "analysed", "published", "answered")}
    stops = {to: [(one.key, one.stops) for one in each] for to, each in found.items()}
    assert stops == {
        "open": [("meeting_none", False)],
        "closed": [("meeting_none", False)],
        "analysed": [("meeting_none", False)],
        "published": [("meeting_none", True)],
        "answered": [("meeting_none", True)],
    }
    survey = await db.write(lambda session: planned(session, kind="survey"))
    assert await db.read(said, survey.id, "published") == []


async def test_sectors_times_heads_and_minutes_are_each_said_with_how_to_mend_them(db: Database, vault: Vault) -> None:
    of = await db.write(planned)
    late = clock.now() + timedelta(days=40)
    await db.write(service.create, of.id, entered(late, title="เวทีสาย", invited={"G1": 5, "P": 2}), "officer")
    before = {one.key: one for one in await db.read(said, of.id, "open")}
    assert set(before) == {"meeting_late", "meeting_uninvited"}
    assert "ราชการส่วนภูมิภาค" in before["meeting_uninvited"].what and "เวทีสาย" in before["meeting_late"].what
    held = await db.write(service.create, of.id, entered(invited={"G1": 1, "G2": 2}), "officer")

    def count(session: Session) -> None:
        row = service.get(session, held)
        for sector, n in (("G1", 3), ("G2", 2), ("L", 1), ("P", 1), ("N", 30)):
            attendance.count(session, row, sector, n, f"form {sector}", "officer")

    await db.write(count)
    after = {one.key: one for one in await db.read(said, of.id, "published")}
    assert set(after) == {"meeting_not_held", "meeting_absent", "meeting_more", "meeting_minutes"}
    assert after["meeting_absent"].what == "ยังไม่มีผู้แทน: ภาคประชาสังคม/องค์กรชุมชน" and not after["meeting_absent"].stops
    assert "ราชการส่วนกลางในพื้นที่ 3/1" in after["meeting_more"].what
    assert all(one.mend and one.page == "meetings" for one in (*before.values(), *after.values()))
    report = await db.read(views.summary, of.id)
    assert (report.absent, report.people) == (("ภาคประชาสังคม/องค์กรชุมชน",), 37)
    kept = await proofs.keep(db, vault, "รายงาน.pdf", b"%PDF-1.7 minutes")
    await db.write(service.keep_minutes, held, "รายงาน.pdf", kept, "officer")
    assert "meeting_minutes" not in {one.key for one in await db.read(said, of.id, "published")}
