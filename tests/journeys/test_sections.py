"""A draft read and commented on in a chat of LINE and of Telegram: by its link, its word, its buttons, its numbers.

The whole application with its loops; the platforms are the doubles, which judge every call.
"""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, col, select

from consultation.db import Database
from consultation.responses.models import Comment, Response
from consultation.vault import Vault
from tests.consultation.talk.citizens import consultation
from tests.consultation.talk.test_sections import FORM, TEXT, publish
from tests.journeys.chats import PATIENCE, Chat, chatting, labelled


@pytest.fixture(params=["line", "telegram"])
async def chat(
    request: pytest.FixtureRequest, db: Database, url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Chat]:
    async with chatting(request.param, db, url, vault, monkeypatch) as there:
        yield there


def long_draft(session: Session) -> str:
    view = consultation(session, form=FORM)
    publish(session, view.id, TEXT + "\n".join(f"{n}. เรื่องที่ {n} ของกลุ่มจังหวัด\nทำต่อ" for n in range(4, 16)))
    return view.code


def counted(session: Session) -> dict[str, str]:
    of = select(Comment).join(Response, col(Response.id) == col(Comment.response_id))
    return {row.question: row.raw for row in session.exec(of.where(Response.state == "submitted"))}


async def test_a_draft_is_read_and_commented_on(chat: Chat) -> None:
    code = await chat.db.write(long_draft)
    citizen = chat.double.citizen(1)
    await citizen.says(f"{code}-D1S2")
    await citizen.wait_for("พร้อมเริ่มตอบไหมคะ", PATIENCE)
    await citizen.says("เริ่ม")
    await citizen.wait_for("ท่านมีความเห็นต่อ “๒. ถนน”", PATIENCE)
    await citizen.says("ติดไฟทาง")
    await citizen.wait_for("เรื่องใดควรแก้ก่อนคะ", PATIENCE)
    await citizen.says("อ่านร่าง")
    await citizen.wait_for("ร่างมี 15 ส่วน", PATIENCE)
    await citizen.says("3")
    await citizen.wait_for("(ตอน 1 จาก 2)", PATIENCE)
    await citizen.says("ดูต่อ")
    await citizen.wait_for("(ตอน 2 จาก 2)", PATIENCE)
    await citizen.says("อ่านส่วน 1")
    shown = await citizen.wait_for("ส่วนที่ 1: ๑. น้ำ", PATIENCE)
    await citizen.taps(labelled(shown, "แสดงความเห็นส่วนนี้"))
    await citizen.wait_for("ท่านมีความเห็นต่อ “๑. น้ำ”", PATIENCE)
    await citizen.says("ขุดลึก")
    await citizen.says("แสดงความเห็นต่อส่วนที่ ๑๕")
    await citizen.wait_for("เรื่องที่ 15", PATIENCE)
    await citizen.says("ดีแล้ว")
    await citizen.says("น้ำ")
    await citizen.wait_for("อยากบอกอะไรอีกไหมคะ", PATIENCE)
    await citizen.says("ข้าม")
    await citizen.wait_for("กรุณาตรวจคำตอบ", PATIENCE)
    await citizen.says("ส่ง")
    await citizen.wait_for("ได้รับคำตอบแล้ว", PATIENCE)
    assert await chat.db.read(counted) == {
        "draft1_s2": "ติดไฟทาง", "draft1_s1": "ขุดลึก", "draft1_s15": "ดีแล้ว", "first": "น้ำ",
    }  # fmt: skip
