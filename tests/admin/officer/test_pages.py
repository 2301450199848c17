"""An officer's way from nothing to a closed consultation, by the pages, on both databases."""

import re

from admin.site import Site
from consultation import audit, jobs
from consultation.consult import service as consult
from consultation.db import Database
from consultation.forms import service as forms
from consultation.vault import Vault
from tests.admin.application import CLUSTER, Client, application, draft, opened, sign_in, words

IN_2570 = "2027-03-01T16:30"


async def test_from_nothing_to_closed(client: Client, db: Database) -> None:
    await sign_in(client, db)
    assert "ยังไม่มีการรับฟัง" in await words(await client.get("/admin"))
    sent = {"cluster": CLUSTER, "template": "needs", "title": "น้ำและถนน", "plan": ""}
    made = await client.post("/admin/new", data=sent, allow_redirects=False)
    one = made.headers["Location"].removesuffix("/questions?done=created")
    assert "สร้างร่างการรับฟังแล้ว" in await words(await client.get(made.headers["Location"]))

    edit = {"name": "problem", "label": "เดือดร้อนเรื่องใดคะ", "act": "save", "revision": "1"}
    done = await client.post(f"{one}/questions", data=edit, allow_redirects=False)
    assert done.headers["Location"].endswith("questions?done=saved#q-problem")

    window = {"act": "open", "opens_at": "", "closes_at": IN_2570}
    launched = await client.post(f"{one}/window", data=window, allow_redirects=False)
    page = await words(await client.get(launched.headers["Location"]))
    [view] = await db.read(consult.listing)
    assert (view.state, view.code in page) == ("open", True)
    assert "ยังไม่ได้เชื่อมต่อบัญชีทางการของ LINE" in page

    assert "เก็บไว้ครบและนับในผล" in await words(await client.get(f"{one}/close"))
    await client.post(f"{one}/close")
    assert (await db.read(consult.view, view.id)).state == "closed"
    assert (await db.read(forms.current, view.id)).question("problem").label["th"] == "เดือดร้อนเรื่องใดคะ"  # type: ignore[union-attr]
    assert await db.read(audit.verify) >= 7


async def test_clusters_are_found_by_province(client: Client, db: Database) -> None:
    await sign_in(client, db)
    page = await client.get("/admin/new", params={"q": "หนองคาย"})
    text = await page.text()
    assert re.findall(r'href="/admin/new\?cluster=([^"]+)"', text) == ["2567:10"]
    both = await (await client.get("/admin/new", params={"q": "อุบลราชธานี", "scheme": "2551"})).text()
    assert re.findall(r'href="/admin/new\?cluster=([^"]+)"', both) == ["2551:13"]
    for typed, code in (("โคราช", "2567:13"), ("แปดริ้ว", "2567:8"), ("กุมภวาปี", "2567:10")):
        found = await (await client.get("/admin/new", params={"q": typed})).text()
        assert re.findall(r'href="/admin/new\?cluster=([^"]+)"', found) == [code], typed
    assert "ไม่พบกลุ่มจังหวัด" in await words(await client.get("/admin/new", params={"q": "แอตแลนติส"}))


async def test_a_refusal_stands_beside_the_form_with_what_was_typed(client: Client, db: Database) -> None:
    await sign_in(client, db)
    sent = {"cluster": CLUSTER, "template": "draft-plan", "title": "ร่างแผนของเรา", "plan": ""}
    answer = await client.post("/admin/new", data=sent)
    assert answer.status == 409
    text = await answer.text()
    assert 'role="alert"' in text
    assert 'value="ร่างแผนของเรา"' in text
    assert await db.read(consult.listing) == []


async def test_a_window_that_cannot_be_is_refused_and_kept_as_typed(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(draft)
    page = f"/admin/consultations/{view.id}/window"
    for opens, closes, says in (
        ("2027-03-02T08:30", IN_2570, "ต้องอยู่หลังวันเปิดรับ"),
        ("", "2020-01-01T00:00", "ผ่านไปแล้ว"),
        ("", "tomorrow", "อ่านวันเวลา “tomorrow” ไม่ได้"),
    ):
        answer = await client.post(page, data={"act": "save", "opens_at": opens, "closes_at": closes})
        assert answer.status == 409
        assert says in await words(answer)
        assert f'value="{closes}"' in await answer.text()
    assert (await db.read(consult.view, view.id)).closes_at == view.closes_at


async def test_opening_without_an_end_changes_nothing(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(draft)
    sent = {"act": "open", "opens_at": "", "closes_at": ""}
    answer = await client.post(f"/admin/consultations/{view.id}/window", data=sent)
    assert "ยังไม่ได้กำหนดวันปิดรับ" in await words(answer)
    assert await db.read(consult.view, view.id) == view


async def test_questions_are_added_moved_copied_and_deleted(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(draft)
    page = f"/admin/consultations/{view.id}/questions"
    await client.post(page, data={"act": "add", "type": "text"})
    await client.post(page, data={"act": "up", "name": "q1"})
    await client.post(page, data={"act": "duplicate", "name": "q1"})
    await client.post(page, data={"act": "delete", "name": "sector"})
    refused = await client.post(page, data={"act": "delete", "name": "age"})
    assert "ลบข้อ 3 (ช่วงอายุ) ไม่ได้" in await words(refused)
    names = [question.name for question in (await db.read(forms.current, view.id)).questions]
    assert "sector" not in names and "age" in names
    assert names[names.index("q1") + 1] == "q2"
    assert names.index("q1") == names.index("urgency") - 2
    assert "ใช้ชื่อที่ไม่มีในแบบสอบถาม" not in await words(await client.get(page))


async def test_many_questions_are_warned_of(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(draft)
    page = f"/admin/consultations/{view.id}/questions"
    assert 'class="banner warn"' not in await (await client.get(page)).text()
    for _ in range(3):
        await client.post(page, data={"act": "add", "type": "text"})
    assert 'class="banner warn"' in await (await client.get(page)).text()


async def test_an_edit_of_an_older_revision_is_refused_with_what_was_typed(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(opened)
    await db.write(forms.start, view.id)  # somebody answers: the next edit makes revision 2
    page = f"/admin/consultations/{view.id}/questions"
    edit = {"name": "problem", "label": "ข้อความแรก", "act": "save", "revision": "1"}
    assert (await client.post(page, data=edit, allow_redirects=False)).status == 303
    late = await client.post(page, data=edit | {"label": "ข้อความที่สอง"})
    assert late.status == 409
    assert "มีผู้บันทึกแบบสอบถามนี้ไปก่อนแล้ว" in await words(late)
    assert "ข้อความที่สอง" in await late.text()


async def test_codes_to_scan_are_files_to_keep(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(opened)
    one = f"/admin/consultations/{view.id}"
    png = await client.get(f"{one}/qr/chat.png")
    assert (await png.read()).startswith(b"\x89PNG")
    assert f"qr-{view.code}-chat.png" in png.headers["Content-Disposition"]
    svg = await client.get(f"{one}/qr/public.svg")
    assert (await svg.text()).startswith("<?xml")
    assert (await client.get(f"{one}/qr/line.png")).status == 404
    poster = await words(await client.get(f"{one}/poster"))
    assert view.code in poster


async def test_what_is_not_there_is_a_thai_page(client: Client, db: Database) -> None:
    await sign_in(client, db)
    for path in ("/admin/consultations/99", "/admin/consultations/99/live", f"/admin/consultations/{2**70}/live"):
        answer = await client.get(path)
        assert answer.status == 404
        assert "ไปหน้าแรก" in await words(answer)


async def test_what_was_set_aside_is_seen_by_the_officer(client: Client, db: Database) -> None:
    await sign_in(client, db)
    assert "ต้องตรวจ" not in await words(await client.get("/admin"))
    await db.write(jobs.enqueue, "some.kind", {}, max_attempts=1)
    [job] = await db.write(jobs.claim, "me", ["some.kind"])
    await db.write(jobs.retry, job.id, "me", "broken")
    assert "งานเบื้องหลังที่ทำไม่สำเร็จ 1 รายการ" in await words(await client.get("/admin"))


async def test_an_incomplete_privacy_notice_is_told_before_opening(db: Database, vault: Vault) -> None:
    view = await db.write(draft)
    whole = Site(controller="กลุ่มจังหวัดตัวอย่าง", dpo_contact="02-000-0000")
    for site, told in ((Site(), True), (whole, False)):
        async with application(db, vault, site) as client:
            await sign_in(client, db, name=f"สมใจ {told}")
            page = await words(await client.get(f"/admin/consultations/{view.id}/window"))
            assert ("ประกาศความเป็นส่วนตัวยังไม่ครบ" in page) is told
