"""The preview runs the real step and stores nothing."""

from typing import Any

from sqlmodel import Session, func, select

from consultation.consult import service as consult
from consultation.db import Database
from consultation.responses.models import Response
from consultation.talk.models import TalkRow
from tests.admin.application import Client, draft, opened, sign_in


async def say(client: Client, page: str, talk: Any, **said: str) -> dict[str, Any]:
    answer = await client.post(page, json={"talk": talk, **said})
    assert answer.status == 200
    found: dict[str, Any] = await answer.json()
    return found


def _stored(session: Session) -> tuple[int, int]:
    counts = [session.exec(select(func.count()).select_from(table)).one() for table in (TalkRow, Response)]
    return counts[0], counts[1]


async def test_a_talk_goes_from_greeting_to_the_second_question(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(draft)
    page = f"/admin/consultations/{view.id}/preview/step"
    greeted = await say(client, page, None)
    assert view.cluster_name in greeted["outgoing"][0]["text"]
    begun = await say(client, page, greeted["talk"], kind="text", text="เริ่มตอบ")
    assert "ข้อ 1 จาก" in begun["outgoing"][-1]["text"]
    after = await say(client, page, begun["talk"], kind="text", text="อุดรธานี")
    assert after["talk"]["answers"]["province"] == "TH-41"
    assert await db.read(_stored) == (0, 0)


async def test_the_preview_goes_on_after_the_close(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(opened)
    await db.write(consult.close, view.id, "test")
    page = f"/admin/consultations/{view.id}/preview/step"
    greeted = await say(client, page, None)
    begun = await say(client, page, greeted["talk"], kind="text", text="เริ่มตอบ")
    assert begun["talk"]["stage"] == "asking"


async def test_a_form_that_changed_begins_the_talk_again(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(draft)
    page = f"/admin/consultations/{view.id}/preview/step"
    talk = (await say(client, page, None))["talk"] | {"stage": "asking", "at": "gone", "turn": 4}
    assert (await say(client, page, talk, kind="text", text="ข้าม"))["talk"]["stage"] == "welcome"


async def test_what_is_no_talk_is_refused(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(draft)
    page = f"/admin/consultations/{view.id}/preview/step"
    for body in (b"", b"[]", b'{"talk": {"code": 7}}', b'{"kind": "dance"}', b'{"other": 1}'):
        answer = await client.post(page, data=body, headers={"Content-Type": "application/json"})
        assert answer.status == 400
        assert (await answer.json())["error"]
    assert (await client.post("/admin/consultations/99/preview/step", json={})).status == 404
