"""A breach has seventy-two hours from awareness, is closed only when its duties are done, and every change is kept."""

from datetime import timedelta

import pytest

from consultation import clock
from consultation.audit import AuditEntry
from consultation.db import Database
from consultation.errors import Refused
from consultation.privacy import watch
from consultation.privacy.incidents import service
from consultation.privacy.incidents.values import Given, IncidentView
from tests.consultation.talk.test_hear import rows
from tests.engines import on_sqlite

pytestmark = pytest.mark.usefixtures("fixed_clock")
HOUR = timedelta(hours=1)


def given(**more: object) -> Given:
    return Given.model_validate({"title": "ส่งไฟล์ผิดคน", "aware_at": clock.now() - 2 * HOUR, **more})


async def noted(db: Database, **more: object) -> IncidentView:
    made: IncidentView = await db.write(service.note, given(**more), "มานี")
    return made


async def test_the_hours_run_from_awareness_and_are_loud_when_they_are_over(db: Database) -> None:
    one = await noted(db)
    now = clock.now()
    assert (one.hours(now), one.overdue(now)) == (70, False)
    assert one.overdue(now + 71 * HOUR) and one.hours(now + 80 * HOUR) == 10
    (told,) = await db.read(watch.clocks)
    assert "PI-0001" in told.title and told.due == one.due_at.date()
    assert [each.ref for each in (await db.read(watch.urgent, told.due)).incidents] == ["PI-0001"]


async def test_every_change_is_on_record_with_what_was_before(db: Database) -> None:
    one = await noted(db)
    changed = given(people=40, risk="some", assessment="ไฟล์มีรหัสบัญชี")
    await db.write(service.change, one.id, 0, changed, "วันดี")
    with pytest.raises(Refused, match="ไปก่อน"):
        await db.write(service.change, one.id, 0, given(), "มานี")
    entries = [row for row in await db.read(rows, AuditEntry) if row.subject == "incident:1"]
    assert [(row.actor, row.action) for row in entries] == [("มานี", "incident.note"), ("วันดี", "incident.change")]
    assert ((entries[1].before or {})["people"], (entries[1].after or {})["people"]) == (None, 40)


async def test_it_is_closed_only_when_everybody_was_told_who_has_to_be(db: Database) -> None:
    one, version = await noted(db), 0
    known: dict[str, object] = {}
    for more, why in (
        ({}, "ประเมิน"), ({"risk": "high", "assessment": "รหัสบัญชีรั่ว"}, "มาตรการ"), ({"measures": "เรียกคืนไฟล์"}, "สำนักงาน"),
        ({"office_told_at": clock.now()}, "เจ้าของข้อมูล"),
    ):  # fmt: skip
        known |= more
        await db.write(service.change, one.id, version, given(**known), "วันดี")
        version += 1
        with pytest.raises(Refused, match=why):
            await db.write(service.close, one.id, version, "วันดี")
    await db.write(service.change, one.id, version, given(**known, people_told_at=clock.now()), "วันดี")
    closed = await db.write(service.close, one.id, version + 1, "วันดี")
    assert closed.closed_by == "วันดี" and await db.read(service.running) == []
    with pytest.raises(Refused, match="ปิดเรื่องแล้ว"):
        await db.write(service.change, one.id, closed.version, given(), "วันดี")
    assert (await db.write(service.reopen, one.id, closed.version, "วันดี")).closed_at is None


@on_sqlite
async def test_told_late_or_not_at_all_wants_a_reason(db: Database) -> None:
    late = {"risk": "some", "assessment": "ก", "measures": "ข", "aware_at": clock.now() - 80 * HOUR}
    one = await noted(db, **late, office_told_at=clock.now())
    assert one.told_late
    with pytest.raises(Refused, match="72"):
        await db.write(service.close, one.id, 0, "วันดี")
    none = await noted(db, risk="none", assessment="ก", measures="ข")
    assert not none.must_tell_office
    with pytest.raises(Refused, match="เหตุผล"):
        await db.write(service.close, none.id, 0, "วันดี")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"title": " "}, "เกิดอะไรขึ้น"), ({"risk": "big"}, "ความเสี่ยง"), ({"people": -1}, "จำนวน"),
        ({"happened_at": "2030-01-01T00:00:00Z"}, "ข้างหน้า"), ({"office_told_at": "2026-11-01T00:00:00Z"}, "ก่อน"),
        ({"cause": "ก" * 4001}, "4001"),
    ],
)  # fmt: skip
@on_sqlite
async def test_what_cannot_be_is_refused(db: Database, wrong: dict[str, object], why: str) -> None:
    with pytest.raises(Refused, match=why):
        await noted(db, **wrong)
    assert await db.read(service.every) == []
