"""The planner's pages by plain forms, as a browser without scripts sends them."""

import re

from consultation.db import Database
from consultation.drafts import service as drafts
from consultation.drafts.reading import pasted
from consultation.themes import service as themes
from consultation.themes.filters import Filter
from consultation.vault import Vault
from tests.admin.application import Client, opened, sign_in, words
from tests.consultation.talk.citizens import Citizen
from tests.consultation.themes.grouped import grouped, run_jobs
from tests.consultation.themes.hearing import hold

ROOT = "/admin/planner"


async def members(db: Database, set_id: int, number: int) -> list[int]:
    return [c.id for c in (await db.read(themes.page, set_id, number, Filter())).comments]


async def test_only_planners_come_in(client: Client, db: Database) -> None:
    answer = await client.get(ROOT, allow_redirects=False)
    assert answer.headers["Location"].startswith("/sign-in")
    await sign_in(client, db, "ADM")
    assert (await client.get(ROOT)).status == 403


async def test_grouping_is_started_watched_and_read(client: Client, db: Database) -> None:
    consultation = await db.write(hold, 40)
    await sign_in(client, db, "planner")
    page = await words(await client.get(ROOT))
    assert "40 ความคิดเห็น" in page and "เริ่มจัดกลุ่ม" in page
    form = {"consultation": str(consultation), "question": "change", "groups": "4"}
    started = await client.post(f"{ROOT}/group", data=form, allow_redirects=False)
    place = started.headers["Location"]
    assert "กำลังจัดกลุ่ม" in await words(await client.get(place))
    await run_jobs(db, themes.GROUP_JOB)
    stream = await client.get(f"{place}/events")
    assert '"end": true' in await stream.text()
    board = await words(await client.get(place))
    assert "รอตรวจทาน" in board and "เห็นด้วย" in board and "รวมกลุ่ม" in board
    assert "กลุ่มประเด็น" in await words(await client.get(f"{place}?view=list"))
    table = await words(await client.get(f"{place}/provinces"))
    assert "หนองบัวลำภู" in table and "*" in table


async def test_bad_starts_say_why_in_thai(client: Client, db: Database) -> None:
    consultation = await db.write(hold, 12)
    await sign_in(client, db, "planner")
    for form, why in (
        ({"question": "change", "groups": "มาก"}, "ไม่ใช่ตัวเลข"),
        ({"question": "change", "groups": "1"}, "ระหว่าง 2 ถึง 70"),
        ({"question": "nothing"}, "ไม่มีคำถามปลายเปิด"),
    ):
        answer = await client.post(f"{ROOT}/group", data={"consultation": str(consultation), **form})
        assert answer.status == 409 and why in await words(answer)
    assert (await client.post(f"{ROOT}/group", data={"consultation": "๙", "question": "change"})).status == 409
    assert (await client.post(f"{ROOT}/group", data={"consultation": "999", "question": "change"})).status == 404


async def test_edits_by_forms(client: Client, db: Database) -> None:
    _, set_id = await grouped(db)
    await sign_in(client, db, "planner")
    here = f"{ROOT}/sets/{set_id}"
    one, two, three = (await db.read(themes.view, set_id)).themes[:3]
    form = {"version": "0", "number": str(one.number), "label": "ชื่อของคน", "description": "อธิบาย"}
    renamed = await words(await client.post(f"{here}/rename", data=form))
    assert "บันทึกชื่อและคำอธิบายแล้ว" in renamed and f"ระบบตั้งชื่อว่า “{one.machine_label}”" in renamed
    merged = await client.post(f"{here}/merge", data={"version": "1", "theme": [str(one.number), str(two.number)]})
    assert merged.url.path == here and merged.url.fragment in ("", f"theme-{one.number}")
    chosen = (await members(db, set_id, one.number))[:2]
    form = {"version": "2", "comment": [str(c) for c in chosen], "to": "new", "label": "กลุ่มที่แยก"}
    assert "กลุ่มที่แยก" in await words(await client.post(f"{here}/place", data=form))
    form = {"version": "3", "comment": [str(c) for c in chosen], "to": str(three.number), "from": "99"}
    assert (await client.post(f"{here}/place", data=form)).url.path == here
    history = await words(await client.get(f"{here}/history"))
    assert "แยก 2 ข้อออกเป็นกลุ่มใหม่ “กลุ่มที่แยก”" in history and "สมใจ" in history
    assert "เลิกทำแล้ว" in await words(await client.post(f"{here}/undo", data={}))
    assert "ทำซ้ำแล้ว" in await words(await client.post(f"{here}/redo", data={}))


async def test_a_refused_edit_keeps_what_was_typed_and_leads_back(client: Client, db: Database) -> None:
    _, set_id = await grouped(db)
    await sign_in(client, db, "planner")
    here = f"{ROOT}/sets/{set_id}"
    two = (await db.read(themes.view, set_id)).themes[1]
    await db.write(themes.rename, set_id, two.number, "ของเขา", "", "สมศรี", 0)
    form = {"version": "0", "number": str(two.number), "label": "พิมพ์ไว้ยาว", "back": f"{here}/themes/{two.number}"}
    answer = await client.post(f"{here}/rename", data=form)
    page = await words(answer)
    assert answer.status == 409 and "โดย สมศรี" in page and "พิมพ์ไว้ยาว" in page
    assert f'href="{here}/themes/{two.number}"' in await answer.text()
    stray = await client.post(f"{here}/rename", data=form | {"back": "https://elsewhere.example"})
    assert "elsewhere.example" not in await stray.text()
    assert (await client.post(f"{here}/place", data={"version": "1", "comment": "x", "to": "none"})).status == 409
    assert (await client.post(f"{here}/place", data={"version": "1", "comment": "1"})).status == 409
    assert (await client.post(f"{here}/undo", data={})).status == 409


async def test_reading_a_theme_by_words_and_province(client: Client, db: Database) -> None:
    _, set_id = await grouped(db)
    await sign_in(client, db, "planner")
    one = (await db.read(themes.view, set_id)).themes[0]
    there = f"{ROOT}/sets/{set_id}/themes/{one.number}"
    place = one.provinces[0]
    page = await words(await client.get(there, params={"province": place.key, "order": "newest"}))
    assert f"{place.n} ความคิดเห็น" in page
    nothing = await client.get(there, params={"q": "ไม่มีคำนี้แน่<script>", "after": "๙๙"})
    assert "ไม่พบความคิดเห็นตามตัวกรองนี้" in await words(nothing) and "<script>คำ" not in await nothing.text()
    assert (await client.get(f"{ROOT}/sets/{set_id}/themes/99")).status == 404
    assert (await client.get(f"{ROOT}/sets/{'9' * 30}")).status == 404
    assert (await client.get(f"{ROOT}/sets/{set_id}/ungrouped")).status == 200


async def test_a_comment_shows_its_facts_and_places(client: Client, db: Database) -> None:
    _, set_id = await grouped(db)
    await sign_in(client, db, "planner")
    one = (await db.read(themes.view, set_id)).themes[0]
    quote = one.quotes[0]
    page = await words(await client.get(f"{ROOT}/comments/{quote.id}"))
    assert quote.ref in page and one.label in page and "เว็บแชต" in page
    assert (await client.get(f"{ROOT}/comments/999999")).status == 404


async def test_sign_off_asks_first_then_freezes(client: Client, db: Database) -> None:
    _, set_id = await grouped(db)
    await sign_in(client, db, "planner")
    here = f"{ROOT}/sets/{set_id}"
    ask = await words(await client.get(f"{here}/sign-off"))
    assert "ชื่อกลุ่มทั้งหมดเป็นของระบบ" in ask and "สมใจ" in ask
    signed = await words(await client.post(f"{here}/sign-off", data={"version": "0"}))
    assert "รับรองชุดกลุ่มประเด็นแล้ว" in signed and "รวมกลุ่ม" not in signed
    assert (await client.post(f"{here}/undo", data={"version": "1"})).status == 409
    assert (await client.get(f"{here}/sign-off", allow_redirects=False)).status == 303


async def test_every_form_of_the_board_posts_somewhere_known(client: Client, db: Database) -> None:
    _, set_id = await grouped(db)
    await sign_in(client, db, "planner")
    one = (await db.read(themes.view, set_id)).themes[0]
    for page in ("", f"/themes/{one.number}", "/history", "/sign-off"):
        text = await (await client.get(f"{ROOT}/sets/{set_id}{page}")).text()
        for action in re.findall(r'<form[^>]*method="post" action="(/admin[^"]+)"', text):
            assert (await client.post(action, data={})).status in (200, 409), action


async def test_comments_on_a_draft_are_counted_by_people_apart_from_other_questions(
    client: Client, db: Database, vault: Vault
) -> None:
    await sign_in(client, db, "planner")
    view = await db.write(opened)
    await db.write(drafts.bring, view.id, "แผน.txt", pasted("๑. น้ำ\nขุดคลอง\n๒. ถนน\nซ่อม"), "สมใจ")
    await db.write(drafts.publish, view.id, f"https://example.go.th/c/{view.code}/draft", "สมใจ")
    for section, who in ((1, "U1"), (2, "U1"), (2, "U2")):
        words_of = {"data": f"{view.code}-D1S{section}", "text": "ดีแล้ว"}
        await Citizen(db, vault, who, "web").does(kind="section", **words_of)
    page = await words(await client.get("/admin/planner"))
    assert "ความเห็นต่อร่างเป็นส่วน ๆ 2 คน" in page and "๒. ถนน 2 ความคิดเห็น · 2 คน" in page
    sections = await words(await client.get(f"/admin/consultations/{view.id}/sections"))
    assert "มีผู้แสดงความเห็น 2 คน" in sections and "๑. น้ำ 1 คน" in sections and "๒. ถนน 2 คน" in sections
