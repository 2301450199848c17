"""Officers write news, see whom it reaches and what it costs, let it go, pause and end it: without a script."""

import re

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session

from admin.app import build_app
from admin.officer.broadcast_confirm import STATES
from admin.pages import environment
from admin.site import Site
from bot.line import LineChannel
from bot.web import WebChannel
from consultation.broadcast import figures
from consultation.broadcast.figures import View
from consultation.db import Database
from consultation.outbox import quota
from consultation.settings import Settings
from consultation.vault import Vault
from consultation.wording import wording
from tests.admin.application import Client, application, sign_in, words
from tests.consultation.broadcast.people import house, person

pytestmark = pytest.mark.usefixtures("fixed_clock")


async def writing(client: Client, **more: str) -> int:
    """Write a text to everybody; the broadcast's number."""
    data = {"cluster": "2567:10", "text-th": "ขอเชิญร่วมเวที", "kind": "everyone", "act": "save", **more}
    answer = await client.post("/admin/broadcasts/new", data=data, allow_redirects=False)
    assert answer.status == 303, await words(answer)
    found = re.fullmatch(r"/admin/broadcasts/(\d+)/confirm", answer.headers["Location"])
    assert found
    return int(found[1])


async def act(client: Client, id: int, act: str, version: int, **more: str) -> tuple[int, str]:
    data = {"act": act, "version": str(version), **more}
    answer = await client.post(f"/admin/broadcasts/{id}/act", data=data, allow_redirects=False)
    return answer.status, answer.headers.get("Location", "") or await words(answer)


def connected(db: Database, vault: Vault) -> TestClient:  # type: ignore[type-arg]
    """The application with an official account on LINE."""
    line = LineChannel("line", ["s"], "t", "http://127.0.0.1:1")
    app = build_app(Settings(), db, vault, [WebChannel(vault), line], role="web", site=Site())
    return TestClient(TestServer(app))


async def test_news_are_written_counted_confirmed_paused_and_ended(db: Database, vault: Vault) -> None:
    def people(session: Session) -> None:
        here = house(session)
        for n in range(3):
            person(session, vault, here, f"U{n}")
        person(session, vault, here, "no", agreed=False)
        person(session, vault, here, "web", channel="web")
        quota.looked(session, "line", "line", 1000, 100)

    await db.write(people)
    async with connected(db, vault) as client:
        await sign_in(client, db)
        assert "ยังไม่มีข่าว" in await words(await client.get("/admin/broadcasts"))
        assert "น้ำและถนน" in await words(await client.get("/admin/broadcasts/new"))
        assert "ส่งถึงใคร" in await words(await client.get("/admin/broadcasts/new?consultation=1"))
        id = await writing(client)
        shown = await words(await client.get(f"/admin/broadcasts/{id}/confirm"))
        assert "ส่งถึง 3 คน จาก 5 ช่องทางติดต่อ" in shown and "ไม่ได้ยินยอมให้ติดต่อ หรือถอนแล้ว 1" in shown
        assert "เว็บแชต" in shown and "ใช้ 3 ข้อความ จากที่เหลือสำหรับข่าว 800 ข้อความ" in shown
        assert await act(client, id, "schedule", 2, when="now") == (
            303, f"/admin/broadcasts/{id}/progress?done=news_scheduled",
        )  # fmt: skip
        status, said = await act(client, id, "take_back", 2)
        assert status == 409 and "มีผู้ทำรายการกับข่าวนี้ไปก่อนแล้ว" in said
        shown = await words(await client.get(f"/admin/broadcasts/{id}/progress"))
        assert "ตั้งเวลาไว้" in shown and "ยืนยันโดย สมใจ" in shown
        assert (await act(client, id, "cancel", 3))[0] == 303
        view: View = await db.read(figures.view, id)
        assert view.state == "cancelled"
        tab = await words(await client.get("/admin/consultations/1/broadcasts"))
        assert "เขียนข่าวใหม่" in tab and "ขอเชิญร่วมเวที" not in tab, "it was of the cluster and of no consultation"


async def test_what_is_wrong_is_said_beside_what_was_typed(db: Database, vault: Vault) -> None:
    await db.write(house)
    async with application(db, vault) as client:
        await sign_in(client, db)
        data = {"cluster": "2567:10", "text-th": "ขอเชิญ", "link": "javascript:1", "act": "save"}
        answer = await client.post("/admin/broadcasts/new", data=data)
        shown = await answer.text()
        assert answer.status == 409 and "ลิงก์ “javascript:1” ใช้ไม่ได้" in shown and "ขอเชิญ" in shown
        look = await client.post("/admin/broadcasts/new", data=data | {"act": "look", "link": ""})
        assert "เลิกรับข่าว" in await words(look)
        part = await client.post("/admin/broadcasts/screens", data=data | {"link": "", "text-en": "Please come"})
        assert "Please come" in await part.text() and "No more news" in await part.text()
        id = await writing(client)
        shown = await words(await client.get(f"/admin/broadcasts/{id}/confirm"))
        assert "ยังไม่ได้เชื่อมต่อ LINE หรือ Telegram" in shown
        status, said = await act(client, id, "schedule", 2, when="now")
        assert status == 409 and "ไม่มีผู้รับเลย" in said
        status, said = await act(client, id, "schedule", 2, when="now", at="2030-01-01T09:00")
        assert status == 409 and "แต่ใส่วันเวลาด้วย" in said, "what went cannot be called back"


async def test_only_officers_write_news(db: Database, vault: Vault) -> None:
    async with application(db, vault) as client:
        await sign_in(client, db, "MON", "ปลา")
        assert (await client.get("/admin/broadcasts")).status == 403


@pytest.mark.parametrize("state, said", [("sending", "รอส่ง"), ("cancelled", "ไม่ได้ส่ง เพราะยกเลิกข่าว")])
def test_of_a_cancelled_broadcast_nothing_waits_to_be_sent(state: str, said: str) -> None:
    progress = figures.Progress(total=3, states={"waiting": 3}, by_channel={"line:line": {"waiting": 3}})
    view = View.model_construct(state=state, night=False, filled=True, progress=progress)
    template = environment(Settings()).get_template("officer/broadcast_figures.html")
    shown = template.render(view=view, states=STATES, say={}, words=wording("admin.officer"))
    assert f'<th scope="row">{said}</th>' in shown
