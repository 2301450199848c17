"""A journey for each kind, by the pages, with a fixed clock: from draft to answered, dates met and missed."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import FormData

from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.db import Database
from consultation.forms.templates import fill
from consultation.law.rules import rules
from consultation.lifecycle import results, timers
from consultation.lifecycle import service as lifecycle
from consultation.places.schemes import cluster
from consultation.plans import service as plans
from consultation.themes import service as themes
from tests.admin.application import CLUSTER, Client, words
from tests.admin.officer.office import Office
from tests.consultation.lifecycle.kinds import OFFICER, RESULT, make, meet, plan
from tests.consultation.themes.grouped import run_jobs
from tests.consultation.themes.hearing import answer, rows

pytestmark = pytest.mark.usefixtures("fixed_clock")
DAY = timedelta(days=1)
FIELD = "%Y-%m-%dT%H:%M"


async def test_a_survey(client: Client, db: Database) -> None:
    made = await db.write(make, "survey", opens=None)
    office = Office(client, db, made.id)
    assert (await office.public())[0] == 404
    page = await office.reads("officer")
    assert "ขั้นต่อไป เปิดรับความเห็น" in page and "ทำหรือไม่ก็ได้ อนุมัติ" in page
    status, page = await office.does("officer", act="move", to="open")
    assert status == 200 and "เปิดรับความเห็นแล้ว" in page and await office.state() == "open"
    assert "ตอบแบบสอบถาม" in (await office.public())[1]
    assert (await office.does("MON", act="move", to="closed"))[0] == 409, "not theirs to do"
    with clock.fixed(clock.now() + 31 * DAY):
        assert await db.write(timers.close_due, made.id)
    with clock.fixed(clock.now() + 32 * DAY):
        await office.does("planner", act="move", to="analysed")
        status, page = await office.does("officer", act="move", to="published")
        assert status == 409 and "ยังไม่มีสรุปผล" in page and "ยังไม่ได้บอกข้อจำกัดของผล" in page
        await office.does("officer", "publish", act="save", **RESULT.model_dump())
        assert RESULT.summary not in (await office.public())[1], "not before it is published"
        await office.does("officer", "publish", act="published", **RESULT.model_dump())
        public = (await office.public())[1]
    for text in ("ประกาศผลแล้ว", RESULT.summary, RESULT.limits, "ไม่ใช่ตัวแทนทางสถิติ", "ผู้ตอบ 0 คน", "2 พฤศจิกายน 2569"):
        assert text in public, text
    assert await office.state() == "published"


async def test_a_plan_consultation(client: Client, db: Database) -> None:
    opens = clock.now() + 20 * DAY
    office = Office(client, db, (await db.write(_on_the_plan)).id)
    page = await office.reads("officer")
    assert "ผู้ที่ทำขั้นนี้ได้คือ หัวหน้า" in page and "เปิดรับความเห็นเดี๋ยวนี้" not in await office.reads("officer", "window")
    status, page = await office.does("head", act="move", to="approved")
    assert status == 409 and "ยังไม่ได้กำหนดวันปิดรับ" in page
    window = {"act": "save", "opens_at": opens.strftime(FIELD), "closes_at": (opens + 30 * DAY).strftime(FIELD)}
    await office.does("officer", "window", **window)
    await office.does("head", act="move", to="approved")
    assert "หากแก้คำถาม การอนุมัติจะหมดไป" in await office.reads("officer", "questions")
    await office.does("officer", act="move", to="announced")
    assert await office.state() == "announced"
    status, public = await office.public()
    assert status == 200 and "จะเปิดรับความเห็น" in public and "ตอบแบบสอบถาม" not in public
    assert (await office.does("officer", act="move", to="open"))[0] == 409, "not before the announced day"
    with clock.fixed(opens):
        assert await db.write(timers.open_due, office.id)
        assert "ยังไม่มีการประชุมปรึกษาหารือ" in await office.reads("officer")
        meeting = await db.write(meet, office.id, opens + 5 * DAY)
        for row in rows(12):
            await db.write(answer, office.id, row)
    with clock.fixed(opens + 5 * DAY):
        for sector in ("G1", "G2", "L", "P"):
            sent = {"sector": sector, "n": "2", "form": "a page", "act": "count"}
            assert (await office.does("officer", f"meetings/{meeting}", **sent))[0] == 200
    with clock.fixed(opens + 30 * DAY):
        assert await db.write(timers.close_due, office.id)
        status, page = await office.does("planner", act="move", to="analysed")
        assert status == 409 and "ยังไม่มีกลุ่มประเด็นที่รับรอง" in page
        await _sign_off(db, office.id)
        await office.does("planner", act="move", to="analysed")
    with clock.fixed(opens + 46 * DAY):  # the fifteen days are over
        page = await office.reads("head")
        assert "เกินกำหนด" in page and "ยังไม่มีผู้แทน: ภาคประชาสังคม/องค์กรชุมชน" in page
        await office.does("planner", "publish", act="save", **RESULT.model_dump())
        assert (await office.does("officer", act="move", to="published"))[0] == 409, "a head publishes"
        assert "เผยแพร่ผล: ร่างแผน รอท่าน" in await office.home("head")
        await office.does("head", act="move", to="published")
        await office.does("officer", "publish", act="answered", **{**RESULT.model_dump(), "answer": "ขุดลอกคลองปีหน้า"})
        public = (await office.public())[1]
    assert await office.state() == "answered" and "คำตอบจากหน่วยงาน ขุดลอกคลองปีหน้า" in public
    assert "ผู้ตอบ 12 คน" in public and re.search(r"< 5", public), "few of a province or sector are not told"
    assert (await office.public("/results/1"))[0] == 200 and (await office.public("/results/9"))[0] == 404
    assert "อ่านฉบับล่าสุด" in (await office.public("/results/1"))[1]
    with clock.fixed(opens + 500 * DAY):
        assert "เกิน 12 เดือนแล้ว" in await office.reads("head") and "เกิน 12 เดือนแล้ว" in (await office.public())[1]


def _on_the_plan(session: Any) -> ConsultationView:
    of, on = cluster(CLUSTER), plans.view(session, plan(session))
    new = NewConsultation(
        title="ร่างแผน",
        kind="plan_consultation",
        template="draft-plan",
        scheme=of.scheme,
        cluster=of.number,
        plan_id=on.id,
    )
    return consult.create(session, new, fill("draft-plan", of, on), OFFICER.name)


async def _sign_off(db: Database, consultation: int) -> None:
    """Group and sign off every question that has enough comments, by the real job."""
    for asked in await db.read(themes.questions, consultation):
        if asked.n >= 10:
            set_id = await db.write(themes.start, consultation, asked.key, "วิชัย", None)
            await run_jobs(db, themes.GROUP_JOB)
            await db.write(themes.sign_off, set_id, "วิชัย", (await db.read(themes.summary, set_id)).version)


async def test_a_hearing(client: Client, db: Database) -> None:
    """By the pages alone: the wizard, the notices with their proofs, a beginning that is missed, results in time."""
    opens = clock.now() + 20 * DAY
    office = Office(client, db, (await db.write(_hearing, opens)).id)
    page = await office.reads("officer")
    assert "หัวหน้าที่ไม่ใช่ผู้จัดทำ" in page and "แบบพิจารณาตามระเบียบ 2548 ยังไม่ครบ" in page
    assert (await office.does("STR HEAD", act="move", to="open"))[0] == 409, "nobody leaves the announcement out"
    assert (await office.does("head", act="move", to="approved"))[0] == 409, "the regulation comes before the head"
    assert "อนุมัติ: อ่างเก็บน้ำ" not in await office.home("head")
    await _judge(office)
    assert "อนุมัติ: อ่างเก็บน้ำ รอท่าน" in await office.home("head")
    assert "อนุมัติ: อ่างเก็บน้ำ รอหัวหน้า" in await office.home("officer")
    await office.does("head", act="move", to="approved")
    status, page = await office.does("officer", act="move", to="announced")
    assert status == 409 and "ป้ายประกาศของหน่วยงาน" in page and await office.state() == "approved"
    await _post(office, "facts")
    await _post(office, "hearing")
    with clock.fixed(opens + DAY):  # the day it was to open is over: the deadline is missed
        assert "ถึงเวลาแล้วแต่ยังเปิดรับไม่ได้ อ่างเก็บน้ำ" in await office.home("officer")
        status, page = await office.does("officer", act="move", to="announced")
        assert status == 409 and "เวลาเปิดรับที่ตั้งไว้ผ่านไปแล้ว" in page
    await office.does("officer", act="move", to="announced")
    await office.does("officer", act="back", reason="สถานที่เปลี่ยน")
    assert "สถานที่เปลี่ยน" in await office.reads("officer") and (await office.public())[0] == 404
    await office.does("head", act="move", to="approved")
    await office.does("officer", act="move", to="announced")
    with clock.fixed(opens):
        assert await db.write(timers.open_due, office.id)
        assert (await office.does("officer", act="cancel", reason="ฝน"))[0] == 409, "what a head approved, a head stops"
    with clock.fixed(opens + 5 * DAY):
        await office.does("officer", "close")
        await office.does("officer", act="move", to="analysed")
        status, page = await office.does("head", "publish", act="published", **RESULT.model_dump())
        assert status == 409 and "สรุปผลการรับฟัง" in page, "results are made known in all channels"
        await _post(office, "result")
        await office.does("head", "publish", act="published", **RESULT.model_dump())
        assert "เกินกำหนด" not in await office.reads("officer")
        answer = {**RESULT.model_dump(), "answer": "ขุดลอกคลองปีหน้า"}
        await office.does("officer", "publish", act="answered", **answer)
    assert await office.state() == "answered" and "ขุดลอกคลองปีหน้า" in (await office.public())[1]
    assert await _asked(db, office.id) == [
        "approve", "announce", "back", "approve", "announce", "open", "close", "analyse", "publish", "answer",
    ]  # fmt: skip


def _hearing(session: Any, opens: datetime) -> ConsultationView:
    of = cluster(CLUSTER)
    new = NewConsultation(
        title="อ่างเก็บน้ำ", kind="hearing_2548", template="hearing-2548", scheme=of.scheme, cluster=of.number,
        opens_at=opens, closes_at=opens + 30 * DAY,
    )  # fmt: skip
    return consult.create(session, new, fill("hearing-2548", of), "head ของสำนักงาน อีกคน")


async def _judge(office: Office) -> None:
    """The wizard, screen by screen."""
    answers = {f"test-{ask.key}": "yes" for ask in rules().test}
    decided = {"reason": "มติที่ประชุม", "decided_by": "หัวหน้าสำนักงาน", "decided_on": "1/11/2569"}
    facts = {f"fact-{fact.key}": "ข้อมูล" for fact in rules().facts}
    for sent in (
        {"step": "test", **answers, **decided},
        {"step": "facts", **facts},
        {"step": "more", **facts},
        {"step": "methods", "method": "network", "details": "ลิงก์บนป้าย"},
        {"step": "impact", "level": "ordinary", "reason": "สองตำบล"},
    ):
        assert (await office.does("officer", "law", **sent, act="next"))[0] == 200, sent


async def _post(office: Office, subject: str) -> None:
    """Make a subject known in every channel today, with its proof."""
    await office.enter("officer")
    for channel in rules().channels:
        form = FormData(quote_fields=False)
        sent = {"subject": subject, "channel": channel, "posted_on": clock.now().strftime("%Y-%m-%d"), "act": "post"}
        for name, value in {**sent, "place": "ศาลากลาง"}.items():
            form.add_field(name, value)
        proof = f"%PDF-1.7 {subject} {channel}".encode()
        form.add_field("file", proof, filename=f"{channel}.pdf", content_type="application/pdf")
        answer = await office.client.post(f"/admin/consultations/{office.id}/notices", data=form)
        assert answer.status == 200, await words(answer)


async def _asked(db: Database, id: int) -> list[str]:
    from consultation.lifecycle.wording import catalogue

    names = {title: key for key, title in catalogue()["did"].items()}
    found = (await db.read(lifecycle.standing, id, OFFICER)).past
    return [names[each.title] for each in reversed(found)][1:]


async def test_an_evaluation(client: Client, db: Database) -> None:
    about = await db.write(make, "survey", opens=None, title="เวทีน้ำ")
    office = Office(client, db, (await db.write(make, "evaluation", opens=None)).id)
    page = await office.reads("officer")
    assert "ยังไม่ได้ระบุว่าประเมินเวทีของการรับฟังใด" in page and "เวทีน้ำ" in page
    await office.does("officer", act="rules", level="2", sampling="invited", evaluates=str(about.id))
    assert (await office.does("officer", act="move", to="announced"))[0] == 409, "people at the meeting know of it"
    await office.does("officer", act="move", to="open")
    assert "น้ำและถนน" in await Office(client, db, about.id).reads("officer"), "the consultation knows its evaluation"
    await office.does("officer", "close")
    await office.does("officer", "publish", act="published", **RESULT.model_dump())
    public = (await office.public())[1]
    assert RESULT.summary in public and "ไม่ใช่ตัวแทนทางสถิติ" not in public
    view = await db.read(consult.view, office.id)
    assert (view.state, view.analysed_at, view.evaluates_id) == ("published", None, about.id)


async def test_a_head_reads_what_officers_read_and_changes_nothing_of_it(client: Client, db: Database) -> None:
    office = Office(client, db, (await db.write(make, "survey", opens=None)).id)
    for page in ("questions", "window", "launch", "live", "broadcasts", "preview", "publish"):
        assert "น้ำและถนน" in await office.reads("head", page)
    for page, sent in (("window", {"act": "open"}), ("questions", {"act": "add", "type": "text"}), ("close", {})):
        assert (await office.does("head", page, **sent))[0] == 403
    assert (await office.does("head", act="rules", level="5", sampling="open"))[0] == 409
    assert (await office.client.post("/admin/planner/group", allow_redirects=False)).status == 403


async def test_a_cancelled_one_says_why_to_whoever_knew_of_it(client: Client, db: Database) -> None:
    office = Office(client, db, (await db.write(make, "survey", opens=None)).id)
    await office.does("officer", act="move", to="open")
    status, page = await office.does("officer", act="cancel", reason="")
    assert status == 409 and "ยังไม่ได้บอกเหตุผล" in page
    await office.does("officer", act="cancel", reason="น้ำท่วมหนัก")
    status, public = await office.public()
    assert status == 200 and "ยกเลิกเมื่อ" in public and "น้ำท่วมหนัก" in public and "ประกาศผล" not in public
    assert "น้ำท่วมหนัก" in await words(await client.get("/")) or "ยกเลิกเมื่อ" in await words(await client.get("/"))


async def test_what_was_typed_is_not_lost_when_publishing_is_refused(client: Client, db: Database) -> None:
    office = Office(client, db, (await db.write(make, "survey", opens=None)).id)
    await office.does("officer", act="move", to="open")
    await office.does("officer", "close")
    sent = {**RESULT.model_dump(), "limits": ""}
    status, page = await office.does("officer", "publish", act="published", **sent)
    assert status == 409 and RESULT.summary in page and await db.read(results.draft, office.id) is None
