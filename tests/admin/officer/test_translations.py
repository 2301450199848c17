"""The page of translations: counted, saved one question at a time, nothing translated by machine."""

from consultation.db import Database
from consultation.forms import service as forms
from consultation.forms.form import Question
from tests.admin.application import Client, draft, sign_in, words
from tests.admin.officer.test_builder import page_of, press
from tests.consultation.forms.sample import sample


async def test_what_is_missing_is_counted_marked_and_filled_in(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, questions = await page_of(db)
    page = questions.replace("questions", "translations")
    shown = await words(await client.get(page))
    assert "อังกฤษ ขาด 15 ข้อความ" in shown and "ยังไม่มี" in shown
    sent = {"owner": "crop", "crop:label:|en": "Which crop?", "crop:choice:rice|en": "Rice", "crop:label:|th": "ไม่ให้แก้"}
    shown = await words(await client.post(page, data=sent))
    assert "บันทึกคำแปลแล้ว" in shown and "อังกฤษ ขาด 13 ข้อความ" in shown
    crop = (await db.read(forms.current, one)).question("crop")
    assert crop is not None and crop.label == {"th": "ถาม crop", "en": "Which crop?"}
    assert "คำแปลขาด 13 ข้อความ" in await words(await client.get(questions))
    only = await words(await client.get(page, params={"show": "missing"}))
    assert "ถาม kind" in only and "Household" not in only


async def test_jawi_is_written_from_the_right_and_languages_come_and_go(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, questions = await page_of(db)
    page = questions.replace("questions", "translations")
    await client.post(page, data={"act": "add:ms-Arab"})
    html = await (await client.get(page)).text()
    assert 'lang="ms-Arab" dir="rtl"' in html
    assert list((await db.read(forms.current, one)).languages) == ["th", "en", "ms-Arab"]
    await client.post(page, data={"act": "drop:ms-Arab"})
    await client.post(page, data={"act": "drop:th"})
    await client.post(page, data={"act": "add:tlh"})
    assert list((await db.read(forms.current, one)).languages) == ["th", "en"]


async def test_the_same_words_are_filled_in_again_and_said_to_be(client: Client, db: Database) -> None:
    await sign_in(client, db)
    form = sample()
    again = Question(name="again", type="text", label={"th": "ถาม crop"})
    one, questions = await page_of(db, form.model_copy(update={"questions": (*form.questions, again)}))
    page = questions.replace("questions", "translations")
    shown = await words(await client.post(page, data={"owner": "crop", "crop:label:|en": "Which crop?"}))
    assert "เติมคำแปลเดียวกันให้ข้อความไทยที่เหมือนกันอีก 1 แห่ง" in shown
    assert (await db.read(forms.current, one)).question("again").label["en"] == "Which crop?"  # type: ignore[union-attr]


async def test_a_translation_older_than_its_thai_is_marked(client: Client, db: Database) -> None:
    await sign_in(client, db)
    _, questions = await page_of(db)
    page = questions.replace("questions", "translations")
    assert "อาจไม่ตรง" not in await words(await client.get(page))
    await press(client, questions, "save", "wish", whole="1", label="ท่านอยากให้ช่วยเรื่องใดคะ")
    assert "อาจไม่ตรงกับภาษาไทยที่แก้ใหม่ 1 ข้อความ" in await words(await client.get(page))


async def test_a_form_in_thai_only_lacks_nothing(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one = (await db.write(draft)).id
    shown = await words(await client.get(f"/admin/consultations/{one}/translations"))
    assert "มีภาษาไทยภาษาเดียว" in shown and "+ อังกฤษ" in shown
    assert "คำแปลขาด" not in await words(await client.get(f"/admin/consultations/{one}/questions"))


async def test_a_late_translation_is_refused_with_what_was_typed(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, questions = await page_of(db)
    await db.write(forms.start, one)
    await press(client, questions, "save", "wish", whole="1", label="ใหม่")
    page = questions.replace("questions", "translations")
    late = await client.post(page, data={"revision": "1", "owner": "crop", "crop:label:|en": "My own words"})
    assert late.status == 409
    assert "My own words" in await late.text()
