"""Comments under sections with plain forms: consent first, one response, a change, and nothing typed is lost."""

import re
from html import unescape

from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlmodel import Session, col, select

from bot.models import InboxEvent
from bot.web.visitor import COOKIE
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.drafts import service
from consultation.drafts.reading import pasted
from consultation.responses.models import Comment, Response
from tests.bot.web.served import consultation
from tests.bot.web.test_pages import count, nonce, opened, say, taps

Client = TestClient[web.Request, web.Application]
NONCE = "a1b2c3d4e5-2"


def drafted(session: Session) -> ConsultationView:
    view = consultation(session)
    service.bring(session, view.id, "แผน.txt", pasted("๑. น้ำ\nขุดคลอง\n๒. ถนน\nซ่อมถนน"), "สมใจ")
    service.publish(session, view.id, f"https://example.go.th/c/{view.code}/draft", "สมใจ")
    return view


def counted(session: Session) -> list[tuple[str, str]]:
    of = select(Comment).join(Response, col(Response.id) == col(Comment.response_id))
    found = session.exec(of.where(Response.state == "submitted").order_by(col(Comment.id)))
    return [(row.question, row.raw) for row in found]


async def send(client: Client, view: ConsultationView, section: int = 2, **form: str) -> tuple[int, str]:
    address = f"/chat/{view.code}/section/D1S{section}"
    async with client.post(address, data={"event": NONCE, **form}) as answer:
        return answer.status, await answer.text()


def plain(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", " ", page)).split())


async def test_consent_is_asked_before_anything_is_kept_and_then_the_comment_counts(
    client: Client, db: Database
) -> None:
    view = await db.write(drafted)
    status, page = await send(client, view, text="ติดไฟทาง <b>ด้วย</b>")
    assert status == 200 and "ไม่เก็บชื่อหรือเลขบัตรประชาชน" in page and f"/c/{view.code}/privacy" in page
    assert "ติดไฟทาง &lt;b&gt;ด้วย&lt;/b&gt;</textarea>" in page and await db.read(count(InboxEvent)) == 0
    status, page = await send(client, view, event=nonce(page), text="ติดไฟทางด้วย", agreed="yes")
    told = plain(page)
    assert status == 200 and "ขอบคุณค่ะ" in told and "ความเห็นต่อส่วนที่ 2 ๒. ถนน ติดไฟทางด้วย" in told
    assert re.search(r"รหัสอ้างอิง [A-Z2-9]{4}-[A-Z2-9]{4}", told) and "/resume/" in page
    assert await db.read(counted) == [("draft1_s2", "ติดไฟทางด้วย")]
    chat = await opened(client, view)
    assert "ติดไฟทางด้วย" in chat and "ได้รับความเห็นต่อ" in chat and "จังหวัด" in plain(chat), "and on with the questions"


async def test_sent_twice_it_is_one_and_changed_it_is_the_change(client: Client, db: Database) -> None:
    view = await db.write(drafted)
    await send(client, view, text="ก่อน")
    for words in ("ก่อน", "ก่อน", "แก้แล้ว", "ก่อน"):
        status, page = await send(client, view, text=words, agreed="yes")
        assert status == 200 and words in page
    assert await db.read(counted) == [("draft1_s2", "ก่อน")]
    assert await db.read(count(InboxEvent)) == 3, "the same again right after is no event"
    await send(client, view, section=1, text="ขุดอีก")
    assert await db.read(counted) == [("draft1_s2", "ก่อน"), ("draft1_s1", "ขุดอีก")]
    assert await db.read(count(Response)) == 1


async def test_who_has_begun_in_the_chat_is_the_same_person_and_not_asked_again(client: Client, db: Database) -> None:
    view = await db.write(drafted)
    page = await opened(client, view)
    assert "ไม่เก็บชื่อหรือเลขบัตรประชาชน" in (await send(client, view, text="ก"))[1], "the welcome was not answered"
    await say(client, view, page, tap=taps(page)["เริ่มตอบ"])
    status, page = await send(client, view, text="ทุกโค้ง")
    assert status == 200 and "ขอบคุณค่ะ" in page and await db.read(count(Response)) == 1
    assert await db.read(counted) == [("draft1_s2", "ทุกโค้ง")]


async def test_what_cannot_be_kept_comes_back_with_the_reason(client: Client, db: Database) -> None:
    view = await db.write(drafted)
    for form, why, kept in (
        ({"text": "ก" * 2_001}, "2000", "ก" * 2_001), ({"text": " "}, "ยังไม่มีข้อความ", ""),
        ({"text": "ดี", "event": "x"}, "ลองใหม่", "ดี</textarea>"),
    ):  # fmt: skip
        status, page = await send(client, view, **form)
        assert status == 422 and why in page and kept in page
    assert (await client.post(f"/chat/{view.code}/section/D1S9", data={"text": "ก"})).status == 404
    assert (await client.post(f"/chat/{view.code}/section/D2S1", data={"text": "ก"})).status == 404
    status, page = await send(client, view, text="ดี", agreed="yes")
    assert status == 403 and "คุกกี้" in page and "ดี</textarea>" in page, "a browser that keeps no cookie"
    await db.write(consult.close, view.id, "สมใจ")
    status, page = await send(client, view, text="ช้าไป")
    assert status == 422 and "ไม่เปิดรับความเห็นแล้ว" in page and "ช้าไป</textarea>" in page
    assert await db.read(count(InboxEvent)) == 0


async def test_without_a_comment_there_is_nothing_to_show(client: Client, db: Database) -> None:
    view = await db.write(drafted)
    async with client.get(f"/chat/{view.code}/section/D1S2", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, f"/c/{view.code}/draft#s2")
        assert COOKIE not in answer.cookies


async def test_the_link_of_a_section_opens_the_chat_there_and_again_there(client: Client, db: Database) -> None:
    view = await db.write(drafted)
    async with client.get(f"/chat/{view.code}?at={view.code}-D1S2&lang=ms") as answer:
        page = await answer.text()
        assert str(answer.url).endswith(f"/chat/{view.code}") and 'lang="ms"' in page
    await say(client, view, page, text="mula")
    chat = plain(await opened(client, view))
    assert "๒. ถนน" in chat and "ซ่อมถนน" in chat
    async with client.get(f"/chat/{view.code}?at={view.code}-D1S1") as answer:
        assert "ขุดคลอง" in await answer.text()
    await client.get(f"/chat/{view.code}?at=ABCDEF-D1S1")
    assert await db.read(count(InboxEvent)) == 3, "another consultation's section is no way into this one"
