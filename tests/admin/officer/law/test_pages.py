"""The wizard and the notices on their pages, as a browser without scripts uses them."""

from datetime import date, timedelta

import pytest
from aiohttp import FormData
from sqlmodel import Session

from admin.accounts import service as accounts
from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.law import hearing, notices, proofs
from consultation.law.rules import rules
from tests.admin.application import PASSWORD, Client, sign_in, words
from tests.consultation.law.test_hearing_in_time import END, PDF, POSTED, at, filled, made

pytestmark = pytest.mark.usefixtures("fixed_clock")


def page(id: int, name: str = "law") -> str:
    return f"/admin/consultations/{id}/{name}"


async def post(client: Client, address: str, **fields: object) -> tuple[int, str]:
    answer = await client.post(address, data=fields, allow_redirects=False)
    return answer.status, answer.headers.get("Location", "") or await words(answer)


async def test_the_wizard_is_kept_screen_by_screen_and_gone_on_with(client: Client, db: Database) -> None:
    await sign_in(client, db)
    id = (await db.write(made)).id
    assert "คำถามข้อ 4 อีก 5 ข้อ" in await words(await client.get(page(id)))
    half = {"step": "test", "test-agency": "yes", "reason": "ประชุมแล้ว", "act": "later"}
    assert await post(client, page(id), **half) == (303, f"{page(id)}?done=saved")
    shown = await words(await client.get(page(id)))
    assert "คำถามข้อ 4 อีก 4 ข้อ" in shown and "ไม่ครบ" in shown and "ทำต่อ" in shown
    answers = {f"test-{ask.key}": "yes" for ask in rules().test}
    whole = {"step": "test", **answers, "reason": "ประชุมแล้ว", "decided_by": "หัวหน้า", "decided_on": "1/11/2569"}
    assert (await post(client, page(id), **whole, act="next"))[1].endswith("step=facts")
    facts = {f"fact-{fact.key}": "ก" for fact in rules().facts}
    first, second = dict(list(facts.items())[:4]), dict(list(facts.items())[4:])
    assert (await post(client, page(id), step="facts", **first, act="next"))[1].endswith("step=more")
    assert (await post(client, page(id), step="more", **second, act="next"))[1].endswith("step=methods")
    assert (await post(client, page(id), step="methods", method="network", details="ลิงก์", act="next"))[1].endswith(
        "impact"
    )
    assert (await post(client, page(id), step="impact", level="ordinary", reason="สองตำบล"))[1].endswith("?done=saved")
    row = await db.read(hearing.find, id)
    assert hearing.missing(row) == {} and row is not None
    assert (row.decided_by, row.decided_on, row.recorded_by) == ("หัวหน้า", date(2026, 11, 1), "สมใจ")
    assert "กรอกครบทุกขั้น โดย หัวหน้า" in await words(await client.get(page(id)))


async def test_what_cannot_be_kept_says_why_and_keeps_what_was_typed(client: Client, db: Database) -> None:
    await sign_in(client, db)
    id = (await db.write(made)).id
    wrong = {"step": "test", "test-agency": "no", "reason": "เหตุผลยาว", "decided_on": "31/2/2569"}
    status, said = await post(client, page(id), **wrong, act="next")
    assert status == 409 and "อ่านวันที่ “31/2/2569” ไม่ได้" in said and "เหตุผลยาว" in said
    status, said = await post(client, page(id), **{**wrong, "decided_on": "2026-11-03"})
    assert status == 409 and "ยังมาไม่ถึง" in said
    status, said = await post(client, page(id), step="methods", method="magic")
    assert status == 409 and "ไม่มีวิธีรับฟัง" in said
    assert (await client.post(page(id), data={"step": "nothing"})).status == 400
    assert await db.read(hearing.find, id) is None, "nothing was stored"
    assert (await client.get(page(10**15))).status == 404


async def test_somebody_else_approves_an_exemption(client: Client, db: Database) -> None:
    await sign_in(client, db)
    id = (await db.write(made)).id
    await post(client, page(id), step="exemption", reason="น้ำท่วม")
    shown = await words(await client.get(page(id, "law?step=exemption")))
    assert "ผู้ขออนุมัติเองไม่ได้" in shown and "ไม่อนุมัติ" not in shown
    status, said = await post(client, page(id, "law/exemption"), act="approve")
    assert status == 409 and "ของตนเองไม่ได้" in said
    assert "ขอยกเว้นเวลาประกาศ: ถนนเลียบน้ำ" in await words(await client.get("/admin"))
    await db.write(accounts.add, "สมหญิง", PASSWORD, "officer")
    await client.post("/sign-in", data={"name": "สมหญิง", "password": PASSWORD})
    assert (await post(client, page(id, "law/exemption"), act="refuse"))[0] == 409
    assert (await post(client, page(id, "law/exemption"), act="approve"))[0] == 303
    assert hearing.exempt(await db.read(hearing.find, id))
    assert "พิจารณาโดย สมหญิง" in await words(await client.get(page(id)))


async def test_a_larger_impact_on_its_page(client: Client, db: Database) -> None:
    await sign_in(client, db)
    id = (await db.write(made)).id
    address = page(id, "law/impacts")
    assert (await post(client, address, act="found", what="น้ำเสีย", on=""))[0] == 409
    assert (await post(client, address, act="found", what="น้ำเสีย", on="2026-11-01"))[0] == 303
    assert "ยังไม่ประกาศมาตรการ" in await words(await client.get(page(id, "law?step=larger")))
    assert (await post(client, address, act="announced", impact="1", measures="บ่อพัก", on="2026-11-02"))[0] == 303
    assert (await post(client, address, act="followed", impact="1", outcome="", on="2026-11-02"))[0] == 409
    assert (await post(client, address, act="followed", impact="1", outcome="ใสขึ้น", on="2026-11-02"))[0] == 303
    assert "ใสขึ้น" in await words(await client.get(page(id, "law?step=larger")))


def upload(file: tuple[str, bytes] | None = None, **fields: str) -> FormData:
    form = FormData(quote_fields=False)
    for name, value in fields.items():
        form.add_field(name, value)
    form.add_field("file", file[1] if file else b"", filename=file[0] if file else "", content_type="application/pdf")
    return form


async def test_notices_are_recorded_with_proof_corrected_and_taken_back(client: Client, db: Database) -> None:
    await sign_in(client, db)
    id, other = (await db.write(made)).id, (await db.write(made)).id
    of = {"subject": "hearing", "channel": "board"}
    sent = upload(("ป้าย ศาลากลาง.pdf", PDF), **of, posted_on="2/11/2569", place="ศาลากลาง", act="post")
    done = await client.post(page(id, "notices"), data=sent, allow_redirects=False)
    assert done.headers["Location"].endswith("notices?done=saved&at=hearing#hearing")
    [board, *_] = (await db.read(notices.of, id))["hearing"].postings
    assert (board.posted_on, board.place, board.recorded_by) == (POSTED, "ศาลากลาง", "สมใจ")
    got = await client.get(page(id, f"proofs/{board.proof}"))
    assert await got.read() == PDF and "attachment" in got.headers["Content-Disposition"]
    assert (await client.get(page(other, f"proofs/{board.proof}"))).status == 404

    await client.post(page(id, "notices"), data=upload(**of, posted_on="2026-11-01", act="post"))
    [again, *_] = (await db.read(notices.of, id))["hearing"].postings
    assert (again.posted_on, again.proof) == (date(2026, 11, 1), board.proof), "without a new file the proof stays"
    for file, on, why in (
        (None, "", "ยังไม่ได้ใส่วันที่ของการติดประกาศทางป้ายประกาศของหน่วยงาน"),
        (None, "2026-12-01", "ยังมาไม่ถึง"),
        (("x.gif", b"GIF89a1234567"), "2026-11-02", "ไม่ใช่ PDF"),
        (("x.pdf", PDF + b"\0" * (proofs.LARGEST + 2**17)), "2026-11-02", "ไฟล์รวมกันใหญ่เกินไป"),
    ):
        answer = await client.post(page(id, "notices"), data=upload(file, **of, posted_on=on, act="post"))
        assert answer.status == 409 and why in await words(answer)
    assert (await db.read(notices.of, id))["hearing"].postings[0] == again
    await client.post(page(id, "notices"), data=upload(**of, act="remove"))
    assert (await db.read(notices.of, id))["hearing"].postings[0].posted_on is None


async def test_the_text_for_the_governments_form_and_the_dates_stand_on_the_page(client: Client, db: Database) -> None:
    await sign_in(client, db)
    id = (await db.write(made)).id
    await db.write(filled, id)
    shown = await words(await client.get(page(id, "notices")))
    assert "1. เหตุผล ความจำเป็น และวัตถุประสงค์ ข้อมูล reasons" in shown
    assert "วิธีรับฟัง: ให้แสดงความเห็นทางไปรษณีย์" in shown and "สถานที่และช่องทาง: หอประชุม" in shown
    assert "พฤหัสบดี 17 ธ.ค. 2569 (2026-12-17)" in shown.replace("\u00a0", " ")
    survey = (await db.write(made, "survey")).id
    shown = await words(await client.get(page(survey, "notices")))
    assert "ข้อมูลโครงการ" not in shown and "สรุปผลการรับฟัง" in shown


async def test_who_reads_does_not_write(client: Client, db: Database) -> None:
    await sign_in(client, db, "MON")
    id = (await db.write(made)).id
    for name in ("law", "notices", "law?step=test", "law?step=larger"):
        assert (await client.get(page(id, name))).status == 200
    for name in ("law", "notices", "law/impacts", "law/exemption"):
        assert (await client.post(page(id, name), data={"step": "test"})).status == 403


async def test_a_window_that_breaks_the_notice_rule_is_refused_on_its_page(client: Client, db: Database) -> None:
    await sign_in(client, db)
    before = await db.write(made)
    fields = {"opens_at": "2026-11-10T09:00", "closes_at": "2026-12-02T16:00", "act": "save"}
    status, said = await post(client, page(before.id, "window"), **fields)
    assert status == 409 and "ยังไม่ได้บันทึกการติดประกาศครบทุกช่องทาง" in said and "(2026-11-18)" in said
    assert await db.read(consult.view, before.id) == before


async def test_what_is_overdue_stands_on_every_page_of_the_consultation(client: Client, db: Database) -> None:
    def closed(session: Session) -> int:
        id = made(session).id
        consult.open_now(session, id, "x")
        consult.close(session, id, "x")
        return id

    with clock.fixed(at(END - timedelta(days=60))):
        id = await db.write(closed)
    await sign_in(client, db)
    for name in ("law", "notices", "window", "live", "launch", "questions", "history", "sending"):
        shown = await words(await client.get(page(id, name)))
        assert "ประกาศผลการรับฟัง กำหนด 19 ต.ค. 2569 เกินกำหนด 14 วัน" in shown.replace("\u00a0", " "), name
    assert "เกินกำหนด 14 วัน" in await words(await client.get("/admin"))
