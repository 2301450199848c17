import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.consult.service import CLOSE_JOB, OPEN_JOB, ConsultationView, NewConsultation
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.forms import service as forms
from consultation.forms.form import Form
from consultation.forms.templates import fill
from consultation.jobs import Job
from consultation.places.schemes import UnknownPlace, cluster
from consultation.plans import service as plans
from consultation.plans.service import IssueInput, PlanInput
from consultation.privacy.schedule import UNLINK_JOB
from consultation.settings import settings

pytestmark = pytest.mark.usefixtures("fixed_clock")
NEEDS = fill("needs", cluster("current:10"))
OFFICER = "officer:1"
EMPTY = Form(title={"th": "ว่าง"}, questions=())


def new(**more: object) -> NewConsultation:
    usual = {"title": "ความต้องการ", "kind": "survey", "template": "needs", "scheme": "2567", "cluster": 10}
    return NewConsultation.model_validate({**usual, "closes_at": clock.now() + timedelta(days=30), **more})


def make(session: Session, form: Form = NEEDS, **more: object) -> ConsultationView:
    return consult.create(session, new(**more), form, OFFICER)


def timers(session: Session) -> dict[str, object]:
    waiting = session.exec(select(Job).where(col(Job.done_at).is_(None)))
    return {job.kind: job.run_at for job in waiting}


def acts(session: Session) -> list[tuple[str, str]]:
    audit.verify(session)
    return [(entry.action, entry.actor) for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))]


async def test_a_consultation_is_made_as_a_draft(db: Database) -> None:
    made = await db.write(make, title="  น้ำ  ", scheme="current")
    assert (made.title, made.scheme, made.state, made.revision, made.questions) == ("น้ำ", "2567", "draft", 1, 9)
    assert made.cluster_name == cluster("2567:10").full_name_th
    assert made.result_due == datetime(2026, 12, 17, 23, 59, 59, tzinfo=settings().zone)
    assert await db.read(consult.view, made.id) == made
    assert await db.read(consult.by_code, f" {made.code[:3].lower()}-{made.code[3:]} ") == made
    assert await db.read(timers) == {}


async def test_opening_and_closing_by_hand(db: Database) -> None:
    made = await db.write(make)
    opened = await db.write(consult.open_now, made.id, OFFICER)
    assert (opened.state, opened.opened_at) == ("open", clock.now())
    assert await db.read(timers) == {CLOSE_JOB: made.closes_at}
    closed = await db.write(consult.close, made.id, OFFICER)
    assert (closed.state, closed.closed_at) == ("closed", clock.now())
    assert closed.result_due == datetime(2026, 11, 17, 23, 59, 59, tzinfo=settings().zone)
    assert await db.read(timers) == {UNLINK_JOB: clock.now() + timedelta(days=90)}
    assert [action for action, _ in await db.read(acts)] == [
        "form.save", "consultation.create", "consultation.open", "consultation.close",
    ]  # fmt: skip


async def test_what_cannot_be_opened_says_why(db: Database) -> None:
    empty = await db.write(make, EMPTY)
    with pytest.raises(Refused, match="ยังไม่มีคำถาม"):
        await db.write(consult.open_now, empty.id, OFFICER)
    endless = await db.write(make, closes_at=None)
    with pytest.raises(Refused, match="วันปิดรับ"):
        await db.write(consult.open_now, endless.id, OFFICER)
    soon = await db.write(make, closes_at=clock.now() + timedelta(hours=1))
    with clock.fixed(clock.now() + timedelta(hours=2)), pytest.raises(Refused, match="ผ่านไปแล้ว"):
        await db.write(consult.open_now, soon.id, OFFICER)
    assert {row.state for row in await db.read(consult.listing)} == {"draft"}


async def test_each_step_only_from_the_state_before_it(db: Database) -> None:
    made = await db.write(make)
    with pytest.raises(Refused, match="ยังเป็นร่าง"):
        await db.write(consult.close, made.id, OFFICER)
    await db.write(consult.open_now, made.id, OFFICER)
    with pytest.raises(Refused, match="เปิดรับอยู่"):
        await db.write(consult.open_now, made.id, OFFICER)
    await db.write(consult.close, made.id, OFFICER)
    for act in (consult.open_now, consult.close):
        with pytest.raises(Refused, match="ปิดรับแล้ว"):
            await db.write(act, made.id, OFFICER)
    with pytest.raises(Refused, match="ปิดรับแล้ว"):
        await db.write(consult.set_window, made.id, None, clock.now() + timedelta(days=1), OFFICER)
    with pytest.raises(Refused, match="สร้างการรับฟังใหม่"):
        await db.write(forms.save, made.id, NEEDS, OFFICER)


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({"title": " "}, Refused, "ชื่อ"),
        ({"kind": "vote"}, Refused, "ประเภท"),
        ({"scheme": "2600"}, UnknownPlace, "กลุ่มจังหวัด"),
        ({"cluster": 99}, UnknownPlace, "กลุ่มจังหวัด"),
        ({"plan_id": 4}, NotFound, "แผน"),
    ],
)
async def test_what_cannot_be_made_is_refused(db: Database, more: dict[str, object], error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        await db.write(make, **more)
    assert await db.read(consult.listing) == []


async def test_a_plan_of_another_cluster_is_refused(db: Database) -> None:
    plan = PlanInput(
        scheme="2567", cluster=9, title="แผน", period="2571–2575", version="1", issues=(IssueInput(title="ก"),)
    )
    added = await db.write(plans.add, plan, OFFICER)
    with pytest.raises(Refused, match="กลุ่มจังหวัดอื่น"):
        await db.write(make, plan_id=added.id)
    assert (await db.write(make, cluster=9, plan_id=added.id)).plan_id == added.id


async def test_the_window_sets_the_timers(db: Database) -> None:
    opens, closes = clock.now() + timedelta(days=2), clock.now() + timedelta(days=9)
    made = await db.write(make, opens_at=opens, closes_at=closes)
    assert await db.read(timers) == {OPEN_JOB: opens}
    await db.write(consult.set_window, made.id, None, closes, OFFICER)
    assert await db.read(timers) == {}
    await db.write(consult.open_now, made.id, OFFICER)
    longer = closes + timedelta(days=9)
    shown = await db.write(consult.set_window, made.id, opens, longer, OFFICER)
    assert (shown.opens_at, shown.closes_at) == (None, longer), "an open one keeps when it opened"
    assert await db.read(timers) == {CLOSE_JOB: longer}
    with pytest.raises(Refused, match="วันปิดรับ"):
        await db.write(consult.set_window, made.id, None, None, OFFICER)


async def test_a_window_that_cannot_be_is_refused(db: Database) -> None:
    made = await db.write(make)
    day = timedelta(days=1)
    with pytest.raises(Refused, match="ต้องอยู่หลังวันเปิดรับ"):
        await db.write(consult.set_window, made.id, clock.now() + 3 * day, clock.now() + 2 * day, OFFICER)
    with pytest.raises(Refused, match=r"1 พ.ย. 2569 12.00 น\. ?\) ผ่านไปแล้ว"):
        await db.write(consult.set_window, made.id, None, clock.now() - day, OFFICER)


async def test_renaming_keeps_the_code(db: Database) -> None:
    made = await db.write(make)
    renamed = await db.write(consult.rename, made.id, " น้ำแล้ง ", OFFICER)
    assert (renamed.title, renamed.code) == ("น้ำแล้ง", made.code)
    with pytest.raises(Refused, match="ชื่อ"):
        await db.write(consult.rename, made.id, "", OFFICER)


@pytest.mark.parametrize("act", [consult.open_now, consult.close])
async def test_what_is_not_there(db: Database, act: object) -> None:
    with pytest.raises(NotFound, match="77"):
        await db.write(act, 77, OFFICER)  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="QQQQQQ"):
        await db.read(consult.by_code, "QQQQQQ")
    assert await db.read(consult.find_code, "๑" * 6) is None


async def test_of_two_officers_at_once_the_second_is_told(db: Database) -> None:
    made = await db.write(make)
    opened = await asyncio.gather(
        *(db.write(consult.open_now, made.id, f"officer:{n}") for n in range(6)), return_exceptions=True
    )
    assert sum(isinstance(one, ConsultationView) for one in opened) == 1
    assert sum(isinstance(one, Refused) for one in opened) == 5
    closed = await asyncio.gather(
        *(db.write(consult.close, made.id, f"officer:{n}") for n in range(6)), return_exceptions=True
    )
    assert sum(isinstance(one, ConsultationView) for one in closed) == 1
    assert len([action for action, _ in await db.read(acts) if action == "consultation.open"]) == 1


async def test_officers_who_save_a_form_at_once_do_not_undo_each_other(db: Database) -> None:
    made = await db.write(make)
    await db.write(forms.start, made.id)
    saved = await asyncio.gather(
        *(db.write(forms.save, made.id, NEEDS, f"officer:{n}", edited=1) for n in range(5)), return_exceptions=True
    )
    assert sorted(one for one in saved if isinstance(one, int)) == [2]
    assert sum(isinstance(one, Refused) for one in saved) == 4


async def test_a_form_that_is_started_while_it_is_saved_is_one_or_the_other(db: Database) -> None:
    for _ in range(4):
        made = await db.write(make)
        longer = NEEDS.model_copy(update={"title": {"th": "ใหม่"}})
        definition, number = await asyncio.gather(
            db.write(_started, made.id), db.write(forms.save, made.id, longer, OFFICER)
        )
        told = Form.model_validate(definition).title["th"]
        assert (told, number) in ((NEEDS.title["th"], 2), ("ใหม่", 1))


def _started(session: Session, consultation: int) -> dict[str, Any]:
    """What a new talk starts on, read while it is held: the definition is fetched by whoever needs it."""
    return forms.start(session, consultation).definition
