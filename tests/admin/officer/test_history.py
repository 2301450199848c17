"""The page of versions: who saved what, what changed between any two, in Thai, and going back to one."""

from consultation.db import Database
from consultation.forms import history
from consultation.forms import service as forms
from tests.admin.application import Client, sign_in, words
from tests.admin.officer.test_builder import page_of, press


async def test_the_difference_of_two_versions_is_read_in_thai(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    await db.write(forms.start, one)
    await press(client, page, "save", "wish", whole="1", label="ท่านที่ปลูก ${crop} อยากให้ซ่อมถนนไหมคะ")
    sent = {"if-mode": "rows", "if-question": "crop", "if-op": "is", "if-value": "rice"}
    await press(client, page, "save", "house", whole="1", label="ถาม house", **sent)
    await press(client, page, "add:date", after="crop")
    await press(client, page, "place:0", "quote", into="")
    answer = await client.get(page.replace("questions", "history"))
    shown = await words(answer)
    html = await answer.text()
    assert "เพิ่ม 1 ข้อ · ตัดออก 0 ข้อ" in shown
    assert "จากข้อ 7 เป็นข้อ 1" in shown
    assert "ข้อ 2 (ถาม crop) คือ “ข้าว”" in shown
    assert '<del><span class="visually-hidden" lang="th">ตัด: </span>' in html and "ซ่อม" in html
    assert "คำแปล อังกฤษ ยังเป็นของเดิม" in shown
    assert "ฉบับที่ 1 มีผู้เริ่มตอบ" in shown and "ฉบับที่ 2 ยังไม่มีผู้เริ่มตอบ" in shown
    assert "สมใจ" in shown and "ก่อนย้ายข้อ" in shown


async def test_any_two_versions_are_compared_and_one_is_taken_up_again(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    versions = page.replace("questions", "history")
    await press(client, page, "delete", "home")
    [last, _] = await db.read(history.edits, one)
    shown = await words(await client.get(versions, params={"from": last.version, "to": "now"}))
    assert "ตัดออก 3 ข้อ" in shown and "เลิกกลุ่ม บ้าน" in shown
    same = await words(await client.get(versions, params={"from": "r1", "to": "now"}))
    assert "สองฉบับนี้เหมือนกันทุกข้อ" in same
    back = await words(await client.post(versions, data={"version": last.version}))
    assert "กลับไปใช้ฉบับที่เลือกแล้ว" in back
    assert (await db.read(forms.current, one)).question("house") is not None
    assert "กลับไปใช้ก่อนลบกลุ่ม “บ้าน”" in await words(await client.get(page))


async def test_a_version_that_is_not_there_is_refused(client: Client, db: Database) -> None:
    await sign_in(client, db)
    _, page = await page_of(db)
    versions = page.replace("questions", "history")
    for name in ("r99", "e0", "x", "<script>"):
        answer = await client.get(versions, params={"from": name})
        assert answer.status == 409
        assert "ไม่พบฉบับ" in await words(answer)
        assert (await client.post(versions, data={"version": name})).status == 409


async def test_a_new_draft_has_one_version_and_nothing_to_compare(client: Client, db: Database) -> None:
    from tests.admin.application import draft

    await sign_in(client, db)
    one = (await db.write(draft)).id
    shown = await words(await client.get(f"/admin/consultations/{one}/history"))
    assert "ฉบับที่ 1" in shown and "สองฉบับนี้" not in shown
