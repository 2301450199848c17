"""What officers see of languages."""

from sqlmodel import Session, select

from admin.officer.languages import states
from consultation.db import Database
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from consultation.responses.models import Comment, Response
from tests.admin.application import Client, opened, sign_in, words
from tests.admin.officer.test_live import answer
from tests.bot.web.test_languages import border


def test_it_is_told_how_far_a_form_is_translated_and_who_read_it() -> None:
    form = fill("needs", cluster("current:7"))
    assert [(state.name, state.translated, state.asked, state.reviewed) for state in states(form)] == [
        ("อังกฤษ", 11, 11, False), ("มลายู (อักษรรูมี)", 11, 11, False), ("มลายู (อักษรยาวี)", 11, 11, False),
    ]  # fmt: skip
    assert states(fill("needs", cluster("current:10"))) == []


async def test_before_opening_the_officer_is_told_what_nobody_has_read(client: Client, db: Database) -> None:
    await sign_in(client, db)
    south, north = await db.write(border), await db.write(opened)
    page = await words(await client.get(f"/admin/consultations/{south.id}/window"))
    assert page.count("ยังไม่มีผู้รู้ภาษาอ่านตรวจ") == 3 and "แปลคำถามแล้ว 11 จาก 11 ข้อ" in page
    assert "ยังไม่มีผู้รู้ภาษา" not in await words(await client.get(f"/admin/consultations/{north.id}/window"))


async def test_answers_in_other_languages_are_counted_and_their_comments_listed(client: Client, db: Database) -> None:
    def foreign(session: Session, consultation: int) -> None:
        answer(session, consultation, "AAAA-BBBB", "<b>سوڠاي بنجير</b>")
        answer(session, consultation, "CCCC-DDDD", "น้ำท่วม")
        session.flush()
        for comment, response in session.exec(select(Comment, Response).where(Comment.response_id == Response.id)):
            jawi = "سوڠاي" in comment.raw
            comment.script, response.language = ("arabic", "ms-Arab") if jawi else ("thai", "th")

    await sign_in(client, db)
    view = await db.write(opened)
    await db.write(foreign, view.id)
    page = await client.get(f"/admin/consultations/{view.id}/live")
    shown = await words(page)
    assert "ภาษาที่ใช้ตอบ" in shown and "มลายู (อักษรยาวี) 1" in shown
    assert 'href="untranslated">ความเห็นที่ยังไม่ได้แปล 1 รายการ' in await page.text()
    listed = await client.get(f"/admin/consultations/{view.id}/untranslated?after=0")
    text = await listed.text()
    assert '<p dir="auto" lang="ms-Arab">&lt;b&gt;سوڠاي بنجير&lt;/b&gt;</p>' in text and "น้ำท่วม" not in text
    assert (await client.get(f"/admin/consultations/{view.id}/untranslated?after=x")).status == 200


async def test_where_all_answer_in_thai_nothing_is_said_of_languages(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(opened)
    await db.write(answer, view.id, "AAAA-BBBB", "น้ำท่วม")
    shown = await words(await client.get(f"/admin/consultations/{view.id}/live"))
    assert "ภาษาที่ใช้ตอบ" not in shown
