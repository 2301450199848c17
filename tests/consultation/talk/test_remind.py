"""One reminder, asked for at a pause, sent once in daylight, and only when it still helps."""

from datetime import datetime, timedelta

import pytest

from consultation import clock, jobs
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.daylight import is_daylight
from consultation.db import Database
from consultation.jobs import Job
from consultation.outbox import service as outbox
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Consent
from consultation.people.service import Who
from consultation.talk.remind import REMIND_JOB, handlers
from consultation.vault import Vault
from tests.consultation.outbox import taking
from tests.consultation.talk.citizens import ANSWERS, Citizen, buttons, consultation, keys
from tests.consultation.talk.test_hear import rows
from tests.prepared import afresh, made_once

pytestmark = pytest.mark.usefixtures("fixed_clock")
TOMORROW = timedelta(days=1, minutes=1)


@made_once
async def paused(db: Database, vault: Vault, *then: str) -> tuple[Citizen, ConsultationView]:
    """Somebody who paused at the second question, and what they said to the offer."""
    made = await db.write(consultation, title="เรื่องน้ำ")
    citizen = Citizen(db, vault)
    await citizen.says(made.code, "เริ่ม", "อุดร", "หยุดก่อน", *then)
    return citizen, made


async def its_time(db: Database, at: datetime) -> list[list[dict[str, object]]]:
    """Run every reminder that is due by then; the turns that were put in."""
    with clock.fixed(at):
        while claimed := await db.write(jobs.claim, "test", [REMIND_JOB]):
            for job in claimed:
                await handlers(db)[REMIND_JOB](job)
                await db.write(jobs.finish, job.id, "test")
    return [row.messages for row in await db.read(rows, OutboxMessage) if row.lane == "reminder"]


async def test_a_pause_offers_a_reminder_and_the_way_back(db: Database, vault: Vault) -> None:
    citizen, _ = await paused(db, vault)
    await citizen.says("ต่อ")
    said = await citizen.says("หยุดก่อน")
    assert keys(said) == ["pause", "remind_offer"]
    assert [label for label, _ in buttons(said)] == ["เตือนพรุ่งนี้", "เตือนก่อนปิดรับ", "ไม่ต้องเตือน", "ตอบต่อ"]
    assert keys(await citizen.says("ไม่ต้อง")) == ["remind_not"]
    assert await db.read(rows, Consent) == [] and REMIND_JOB not in {job.kind for job in await db.read(rows, Job)}
    assert keys(await citizen.says("ต่อ")) == ["resume", "question:district"]


async def test_whoever_asks_is_reminded_once_the_next_day_in_daylight(db: Database, vault: Vault) -> None:
    citizen, made = await paused(db, vault)
    said = await citizen.says("1")
    assert keys(said) == ["remind_set"] and "3 พ.ย. 2569 12.00 น." in said[0]["text"]
    (consent,) = await db.read(rows, Consent)
    assert (consent.scope, consent.withdrawn_at, len(consent.text_hash)) == ("remind", None, 64)
    assert await its_time(db, clock.now() + timedelta(hours=23)) == []
    ((reminder,),) = await its_time(db, clock.now() + TOMORROW)
    assert "เรื่องน้ำ" in str(reminder["text"]) and "2 ธ.ค. 2569" in str(reminder["text"])
    (consent,) = await db.read(rows, Consent)
    assert consent.withdrawn_at is not None, "the consent was for one"
    assert len(await its_time(db, clock.now() + timedelta(days=9))) == 1
    with clock.fixed(clock.now() + timedelta(days=2)):
        assert keys(await citizen.taps(f"{made.code}.go")) == ["resume", "question:district"]
        assert keys(await citizen.says("หยุดก่อน")) == ["pause"], "once reminded, never asked again"


async def test_at_night_it_waits_for_the_morning(db: Database, vault: Vault) -> None:
    night = clock.now() + timedelta(hours=10)  # 22:00
    with clock.fixed(night):
        await afresh(paused)(db, vault, "เตือนพรุ่งนี้")
    (job,) = [job for job in await db.read(rows, Job) if job.kind == REMIND_JOB]
    assert job.run_at.hour == 1, "8 in the morning in Bangkok"
    assert await its_time(db, job.run_at + timedelta(hours=14)) == [], "the server was away until the evening after"
    assert len(await its_time(db, job.run_at + timedelta(hours=24, minutes=1))) == 1


async def test_a_reminder_that_is_late_on_its_way_is_not_sent_at_night(db: Database, vault: Vault) -> None:
    await paused(db, vault, "1")
    await its_time(db, clock.now() + TOMORROW)

    def claimed(session: object) -> list[str]:
        taken = taking.claim(session, "sender", [("line", "one")], limit=50)  # type: ignore[arg-type]
        for one in taken:
            taking.record(session, one.id, "sender", outbox.Outcome("sent"))  # type: ignore[arg-type]
        return [message.key for one in taken for message in one.turn]

    with clock.fixed(clock.now() + timedelta(days=1, hours=10)):
        assert not is_daylight(clock.now())
        while said := await db.write(claimed):
            assert "reminder" not in said
    with clock.fixed(clock.now() + timedelta(days=1, hours=21)):
        assert await db.write(claimed) == ["reminder"]


async def test_s11_its_time_runs_from_when_the_answer_before_it_was_sent(db: Database, vault: Vault) -> None:
    await paused(db, vault, "1")

    def send_all(session: object) -> int:
        taken = taking.claim(session, "sender", [("line", "one")])  # type: ignore[arg-type]
        for one in taken:
            taking.record(session, one.id, "sender", outbox.Outcome("sent"))  # type: ignore[arg-type]
        return len(taken)

    with clock.fixed(clock.now() + timedelta(hours=2)):  # the platform had asked us to wait
        while await db.write(send_all):
            pass
    assert await its_time(db, clock.now() + TOMORROW) == []
    assert len(await its_time(db, clock.now() + TOMORROW + timedelta(hours=2))) == 1


async def test_before_the_close_is_a_day_before_it(db: Database, vault: Vault) -> None:
    _, made = await paused(db, vault, "เตือนก่อนปิดรับ")
    assert made.closes_at is not None
    (job,) = [job for job in await db.read(rows, Job) if job.kind == REMIND_JOB]
    assert job.run_at == made.closes_at - timedelta(days=1)


@pytest.mark.parametrize("then", ["came back", "finished", "blocked", "forgotten", "withdrawn", "closed"])
async def test_nobody_is_reminded_of_what_is_over_for_them(db: Database, vault: Vault, then: str) -> None:
    citizen, made = await paused(db, vault, "1")
    match then:
        case "came back":
            await citizen.says("ต่อ", "กุมภวาปี", "หยุดก่อน")
        case "finished":
            await citizen.says("ต่อ", *ANSWERS[2:], "ข้าม", "ข้าม", "ส่ง")
        case "blocked":
            await citizen.does(kind="farewell")
        case "forgotten":
            await citizen.says("ลบข้อมูลของฉัน", "1")
        case "withdrawn":
            assert keys(await citizen.says("ถอนความยินยอม", "1")) == ["consent_withdrawn"]
        case "closed":
            await db.write(consult.close, made.id, "officer:1")
    assert await its_time(db, clock.now() + TOMORROW) == []


async def test_nothing_is_offered_where_it_cannot_help(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    page = Citizen(db, vault, "visitor:X", "web")
    page.who = Who("web", "web", "visitor:X")
    await page.says(made.code, "เริ่ม")
    assert keys(await page.says("หยุดก่อน")) == ["pause"], "our own page cannot ring a telephone"
    assert made.closes_at is not None
    with clock.fixed(made.closes_at - timedelta(hours=20)):
        late = Citizen(db, vault, "U2")
        await late.says(made.code, "เริ่ม")
        assert keys(await late.says("หยุดก่อน")) == ["pause"], "tomorrow it is over"


async def test_an_old_button_after_coming_back_sets_nothing(db: Database, vault: Vault) -> None:
    citizen, made = await paused(db, vault)
    await citizen.says("ต่อ")
    assert keys(await citizen.taps(f"me.remind.{made.code}.tomorrow")) == ["remind_too_late"]
    assert await db.read(rows, Consent) == []


async def test_a_number_typed_a_day_later_answers_no_old_offer(db: Database, vault: Vault) -> None:
    citizen, _ = await paused(db, vault)
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert keys(await citizen.says("1")) == ["resume", "question:district"]
    assert await db.read(rows, Consent) == []
