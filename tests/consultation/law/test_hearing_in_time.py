"""A hearing of the regulation B.E. 2548 from the draft to its results, deadlines met and missed, by a fixed clock."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from consultation import audit, clock
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.db import Database
from consultation.errors import Refused
from consultation.forms.templates import fill
from consultation.jobs import Job
from consultation.law import clocks, due, hearing, holidays, impacts, notices, proofs, reminders, texts
from consultation.law.concerns import concerns
from consultation.law.hearing import Judged
from consultation.law.rules import rules
from consultation.lifecycle import timers
from consultation.places.schemes import cluster
from consultation.settings import settings
from consultation.vault import Vault

OFFICER, HEAD = "สมใจ", "หัวหน้า"
FORM = fill("hearing-2548", cluster("2567:10"))
PDF = b"%PDF-1.7\nproof"
POSTED = date(2026, 11, 2)
FIRST = date(2026, 11, 18)  # 16 days later
END = date(2026, 12, 2)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=settings().zone)


def made(session: Session, kind: str = "hearing_2548", **more: object) -> ConsultationView:
    usual = {"title": "ถนนเลียบน้ำ", "kind": kind, "scheme": "2567", "cluster": 10, "closes_at": at(END, 16)}
    return consult.create(session, NewConsultation.model_validate(usual | more), FORM, OFFICER)


def judged(session: Session, id: int, answer: bool = True) -> None:
    answers = {ask.key: answer for ask in rules().test}
    hearing.judge(session, id, Judged(answers=answers, reason="มติที่ประชุม", by="หัวหน้าสำนักงาน", on=due.today()), OFFICER)


def filled(session: Session, id: int, level: str = "ordinary") -> None:
    """The whole wizard; the questionnaire takes the facts from it."""
    judged(session, id)
    hearing.tell_facts(session, id, {fact.key: f"ข้อมูล {fact.key}" for fact in rules().facts}, OFFICER)
    hearing.choose_methods(session, id, ["network", "hearing"], "หอประชุม", OFFICER)
    hearing.weigh(session, id, level, "กระทบสองตำบล", OFFICER)


def posted(session: Session, vault: Vault, id: int, *subjects: str, on: date = POSTED, proof: bool = True) -> None:
    for subject in subjects:
        for channel in rules().channels:
            file = kept(session, vault, f"{channel}.pdf", PDF + channel.encode()) if proof else None
            notices.post(session, id, subject, channel, on, OFFICER, place="ศาลากลาง", proof=file)


def kept(session: Session, vault: Vault, name: str, data: bytes) -> int:
    """Keep a proof within one transaction."""
    of = proofs.prepared(vault, name, data)
    for position, sealed in enumerate(of.pieces):
        proofs.put_piece(session, of.address, position, sealed)
    return proofs.put(session, of)


def against(session: Session, id: int, to: str, *, stops: bool | None = None) -> list[str]:
    found = concerns(session, session.get_one(Consultation, id), to)
    return [each.key.removeprefix("law.") for each in found if stops is None or each.stops == stops]


def running(session: Session, id: int) -> dict[str, clocks.Clock]:
    found = clocks.clocks(session, [session.get_one(Consultation, id)], due.today())
    return {each.key.partition(":")[0]: each for each in found}


async def under(db: Database, work: Callable[[Session], None], day: date = POSTED) -> None:
    with clock.fixed(at(day)):
        await db.write(work)


async def test_a_hearing_in_time(db: Database, vault: Vault) -> None:
    def prepared(session: Session) -> int:
        id = made(session).id
        assert against(session, id, "approved") == ["wizard", "blanks"]
        assert against(session, id, "announced", stops=True) == ["wizard", "blanks", "notice", "notice", "no_start"]
        filled(session, id)
        assert against(session, id, "approved") == []
        posted(session, vault, id, "facts", "hearing", proof=False)
        consult.set_window(session, id, at(FIRST), at(END, 16), OFFICER)
        assert against(session, id, "announced") == ["proof", "proof"]
        posted(session, vault, id, "facts", "hearing")
        assert against(session, id, "announced") == []
        assert against(session, id, "open", stops=True) == ["early"], "today is not the day yet"
        assert running(session, id)["notice"].due == POSTED == running(session, id)["notice"].done
        return id

    with clock.fixed(at(POSTED)):
        id = await db.write(prepared)
    with clock.fixed(at(FIRST)):
        assert await db.read(against, id, "open") == []
        await db.write(consult.open_now, id, OFFICER)
    with clock.fixed(at(END, 16)):
        await db.write(timers.close_due, id)
        assert await db.read(against, id, "published") == ["notice"]
        due_on = (await db.read(running, id))["results"]
        assert (due_on.due, due_on.done) == (date(2026, 12, 17), None)
    with clock.fixed(at(date(2026, 12, 17))):
        assert (await db.read(running, id))["results"].said(due.today()) == "ครบกำหนดวันนี้"
        await db.write(posted, vault, id, "result", on=date(2026, 12, 17))
        assert await db.read(against, id, "published") == await db.read(against, id, "answered") == []
        assert (await db.read(running, id))["results"].done == date(2026, 12, 17)
    assert await db.read(audit.verify) > 10


async def test_a_hearing_whose_deadlines_are_missed(db: Database, vault: Vault) -> None:
    late = POSTED + timedelta(days=3)

    def prepared(session: Session) -> int:
        id = made(session, opens_at=at(FIRST + timedelta(days=1))).id
        filled(session, id)
        posted(session, vault, id, "facts", "hearing", on=late)
        return id

    with clock.fixed(at(late)), pytest.raises(Refused, match="ถึงติดประกาศวันนี้ วันแรกที่เริ่มได้คือ เสาร์ 21"):
        await db.write(made, opens_at=at(FIRST))  # fifteen days ahead at best
    with clock.fixed(at(POSTED)):
        id = await db.write(made, opens_at=at(FIRST))
        id = id.id
    with clock.fixed(at(late)):
        await db.write(filled, id)
        await db.write(posted, vault, id, "facts", "hearing", on=late)
        notice = (await db.read(running, id))["notice"]
        assert (notice.due, notice.done) == (POSTED, late) and "ช้ากว่ากำหนด 3 วัน" in notice.said(due.today())
        assert await db.read(against, id, "announced") == ["early"]
        before = await db.read(consult.view, id)
        with pytest.raises(Refused, match=r"วันแรกที่เริ่มได้คือ เสาร์ 21.พ\.ย\..2569 \(2026-11-21\).*เลื่อนวันเปิด"):
            await db.write(consult.set_window, id, at(FIRST), at(END, 16), OFFICER)
        assert await db.read(consult.view, id) == before
        await db.write(consult.set_window, id, at(date(2026, 11, 21)), at(END, 16), OFFICER)
        assert await db.read(against, id, "announced") == []
    with clock.fixed(at(date(2026, 11, 21))):
        await db.write(consult.open_now, id, OFFICER)
        await db.write(consult.close, id, OFFICER)
    with clock.fixed(at(date(2026, 12, 9))):
        results = (await db.read(running, id))["results"]
        assert results.due == date(2026, 12, 8), "the fifteenth day is a Sunday before a day in lieu"
        assert results.overdue(due.today()) and results.said(due.today()) == "เกินกำหนด 1 วัน"
        assert await db.read(against, id, "published") == ["notice", "late"]
        await db.write(posted, vault, id, "result", on=date(2026, 12, 9))
        assert await db.read(against, id, "published") == ["late_notice"]


async def test_an_exemption_needs_a_reason_and_somebody_else(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        id = made(session).id
        filled(session, id, "severe")
        posted(session, vault, id, "facts", "hearing")
        soon = at(POSTED + timedelta(days=2))
        with pytest.raises(Refused, match="ขอยกเว้นพร้อมเหตุผล"):
            consult.set_window(session, id, soon, at(END), OFFICER)
        with pytest.raises(Refused, match="ต้องมีเหตุผล"):
            hearing.ask_exemption(session, id, " ", OFFICER)
        hearing.ask_exemption(session, id, "น้ำท่วมฉับพลัน", OFFICER)
        with pytest.raises(Refused, match="ของตนเองไม่ได้"):
            hearing.decide_exemption(session, id, True, "", OFFICER)
        with pytest.raises(Refused, match="ไม่อนุมัติ"):
            hearing.decide_exemption(session, id, False, "", HEAD)
        assert against(session, id, "open", stops=False) == ["exempt_waits"]
        assert "early" in against(session, id, "open", stops=True)
        hearing.decide_exemption(session, id, False, "เหตุผลไม่พอ", HEAD)
        hearing.ask_exemption(session, id, "น้ำท่วมตามประกาศจังหวัด", OFFICER)
        row = hearing.decide_exemption(session, id, True, "", HEAD)
        assert (row.exempt_asked_by, row.exempt_decided_by) == (OFFICER, HEAD)
        consult.set_window(session, id, soon, at(END), OFFICER)
        assert against(session, id, "open") == ["exempt_severe"]
        assert "notice" not in running(session, id)

    await under(db, work)


async def test_a_larger_impact_has_to_be_met_announced_and_followed_up(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        id = made(session).id
        which = impacts.found(session, id, POSTED, "น้ำเสียลงคลอง", "", OFFICER)
        assert running(session, id)["measures"].due == POSTED + timedelta(days=15)
        assert "larger" in against(session, id, "published", stops=True)
        with pytest.raises(Refused, match="บันทึกวันประกาศก่อน"):
            impacts.followed(session, id, which, "ดีขึ้น", POSTED, OFFICER)
        with pytest.raises(Refused, match="ยังไม่ได้พิมพ์มาตรการ"):
            impacts.announced(session, id, which, " ", POSTED, OFFICER)
        with pytest.raises(Refused, match="อยู่ก่อนวันที่"):
            impacts.announced(session, id, which, "บ่อพัก", POSTED - timedelta(days=1), OFFICER)
        impacts.announced(session, id, which, "บ่อพักน้ำ", POSTED, OFFICER)
        assert "larger_outcome" in against(session, id, "answered", stops=False)
        assert running(session, id)["follow_up"].due == POSTED + timedelta(days=90)
        assert "บ่อพักน้ำ" in texts.texts(session, id)["measures"]
        impacts.followed(session, id, which, "น้ำใสขึ้น", POSTED, OFFICER)
        assert not {"larger", "larger_outcome"} & set(against(session, id, "answered"))
        with pytest.raises(Refused, match="ไม่พบรายการ"):
            impacts.followed(session, made(session).id, which, "x", POSTED, OFFICER)

    await under(db, work)


async def test_facts_that_change_after_they_were_made_known_and_a_test_that_is_not_met(
    db: Database, vault: Vault
) -> None:
    def work(session: Session) -> None:
        id = made(session, opens_at=at(FIRST)).id
        filled(session, id)
        posted(session, vault, id, "facts", "hearing")
        with clock.fixed(at(POSTED + timedelta(days=1))):
            hearing.tell_facts(session, id, {"cost": "100 ล้านบาท"}, OFFICER)
            assert against(session, id, "announced") == ["facts_changed"]
            judged(session, id, False)
            assert against(session, id, "approved") == ["not_project"]
            text = texts.texts(session, id)
            assert (
                "100 ล้านบาท" in text["facts"] and "18\u00a0พ.ย.\u00a02569 ถึง 2\u00a0ธ.ค.\u00a02569" in text["hearing"]
            )
        with pytest.raises(Refused, match="ยังมาไม่ถึง"):
            notices.post(session, id, "facts", "board", POSTED + timedelta(days=1), OFFICER)
        with pytest.raises(Refused, match="ยาวเกินไป"):
            hearing.tell_facts(session, id, {"cost": "ก" * 6001}, OFFICER)

    await under(db, work)


async def test_for_other_kinds_it_is_advice_where_the_office_wants_it(db: Database, vault: Vault) -> None:
    def work(session: Session) -> None:
        plan, survey = made(session, "plan_consultation").id, made(session, "survey").id
        assert against(session, survey, "open") == []
        assert against(session, plan, "open", stops=False) == ["notice"] == against(session, plan, "open")
        notices.post(session, plan, "hearing", "board", POSTED, OFFICER)
        assert against(session, plan, "open") == ["early_soft"]
        consult.set_window(session, plan, at(POSTED + timedelta(days=1)), at(END), OFFICER)

    await under(db, work)


async def test_answers_that_are_old_are_not_reused_without_a_word(db: Database) -> None:
    with clock.fixed(at(POSTED)):
        id = (await db.write(made, "survey")).id
        await db.write(consult.open_now, id, OFFICER)
        await db.write(consult.close, id, OFFICER)
    with clock.fixed(at(date(2027, 11, 2))):
        assert "reuse" not in await db.read(against, id, "answered")
    with clock.fixed(at(date(2027, 11, 3))):
        assert "reuse" in await db.read(against, id, "answered")


async def test_reminders_are_told_once_at_each_step_and_a_day_that_was_missed_is_made_up_for(db: Database) -> None:
    with clock.fixed(at(POSTED)):
        id = (await db.write(made, "survey")).id
        await db.write(consult.open_now, id, OFFICER)

    def told(session: Session) -> list[tuple[str, int]]:
        every = clocks.every(session, due.today())
        return [(row.clock, row.days) for row, _ in reminders.unseen(session, every)]

    with clock.fixed(at(END - timedelta(days=8))):
        assert await db.write(reminders.remind) == 0
    with clock.fixed(at(END - timedelta(days=6))):  # the seventh day was missed
        assert await db.write(reminders.remind) == 1
        assert await db.write(reminders.remind) == 0
        assert await db.read(told) == [(f"closes:{id}", 7)]
    with clock.fixed(at(END - timedelta(days=3))):
        assert await db.write(reminders.remind) == 1
        assert await db.read(told) == [(f"closes:{id}", 3)], "the newest stands for the older ones"
        row = (await db.read(lambda session: reminders.unseen(session, clocks.every(session, due.today()))))[0][0]
        await db.write(reminders.seen, row.id or 0, OFFICER)
        assert await db.read(told) == []
        waiting = await db.read(
            lambda session: [job.run_at for job in session.exec(select(Job)) if job.kind == "law.remind"]
        )
        assert max(waiting) == at(END - timedelta(days=2), 6), "the next round is in"


async def test_a_change_of_days_off_moves_what_is_due_and_an_unsure_year_says_so(db: Database) -> None:
    with clock.fixed(at(POSTED)):
        id = (await db.write(made, "survey", closes_at=at(date(2026, 12, 29)))).id
        results = (await db.read(running, id))["results"]
        assert results.due == date(2027, 1, 13)
        assert "วันหยุดปี 2570 เป็นวันที่คำนวณไว้ ยังไม่ใช่ประกาศ" in results.why
        await db.write(holidays.add, date(2027, 1, 13), "วันหยุดพิเศษ", "มติ ครม.", None, OFFICER)
        results = (await db.read(running, id))["results"]
        assert results.due == date(2027, 1, 14) and "วันหยุดพิเศษ" in results.why
        shown = await db.read(consult.view, id)
        assert shown.result_due is not None and due.day_of(shown.result_due) == date(2027, 1, 14)


async def test_proofs_are_looked_at_kept_once_and_sealed(db: Database, vault: Vault) -> None:
    first = await proofs.keep(db, vault, "C:\\ประกาศ\\ป้าย.pdf", PDF)
    assert await proofs.keep(db, vault, "อีกชื่อ.pdf", PDF) == first
    assert await db.read(proofs.take, vault, first) == ("ป้าย.pdf", PDF)
    for name, data, why in (
        ("ก.pdf", b"", "ไม่มีข้อมูล"), ("ก.gif", b"GIF89a" + b"\0" * 9, "ไม่ใช่ PDF"), ("ก.exe", b"MZ", "ชุดคำสั่ง"),
        ("ก.pdf", b"<html><script>", "ชุดคำสั่ง"), ("ก.pdf", PDF + b"\0" * proofs.LARGEST, "20 เมกะไบต์"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            await proofs.keep(db, vault, name, data)
    with pytest.raises(Refused, match="ไม่พบไฟล์"):
        await db.read(proofs.take, vault, 99)
    long = PDF + bytes(range(256)) * 10_000
    large = await proofs.keep(db, vault, "ยาว.pdf", long)
    assert len(proofs.prepared(vault, "ยาว.pdf", long).pieces) == 3
    assert (await db.read(proofs.take, vault, large))[1] == long
