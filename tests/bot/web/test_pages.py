"""The chat's page with plain forms: what a browser without JavaScript does."""

import asyncio
import json
import re
from html import unescape
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session, col, func, select

from bot import inbox
from bot.models import InboxEvent
from bot.retention import STORES
from bot.web import chat
from bot.web.channel import LONGEST_TEXT
from bot.web.visitor import COOKIE
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.privacy import links
from consultation.privacy.unlink import cut
from consultation.vault import Vault
from tests.bot.web.served import Served, consultation

Client = TestClient[web.Request, web.Application]
SCRIPT = {"Accept": "application/json"}


def count(table: Any) -> Any:
    return lambda session: session.exec(select(func.count()).select_from(table)).one()


async def opened(client: Client, shown: ConsultationView) -> str:
    async with client.get(f"/chat/{shown.code}") as answer:
        assert answer.status == 200
        return await answer.text()


def nonce(page: str) -> str:
    found = re.search(r'name="event" value="(\w+)"', page)
    assert found is not None
    return found[1]


def taps(page: str) -> dict[str, str]:
    """The buttons that can be tapped: label to data."""
    found = re.findall(r'name="tap" value="([^"]+)">.*?<span class="label">([^<]+)</span>', page, re.DOTALL)
    return {unescape(label): data for data, label in found}


def bubbles(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'<p class="bubble">(.*?)</p>', page, re.DOTALL)]


async def say(client: Client, shown: ConsultationView, page: str, **said: str) -> str:
    async with client.post(f"/chat/{shown.code}/say", data={"event": nonce(page), **said}) as answer:
        assert answer.status == 200  # after the redirect
        return await answer.text()


async def test_the_first_visit_begins_the_talk_once(client: Client, db: Database, shown: ConsultationView) -> None:
    page = await opened(client, shown)
    assert shown.title in page and shown.cluster_name in page
    assert "ปิดรับ" in page
    assert "สวัสดีค่ะ" in bubbles(page)[0]
    assert "เริ่มตอบ" in taps(page)
    assert shown.code not in bubbles(page)  # the start code was said for them, not by them
    await opened(client, shown)
    assert await db.read(count(InboxEvent)) == 1


async def test_whoever_only_looks_at_the_link_begins_nothing(
    client: Client, db: Database, shown: ConsultationView
) -> None:
    async with client.get(f"/chat/{shown.code}", allow_redirects=False) as answer:
        assert answer.status == 303
        cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/chat")
    client.session.cookie_jar.clear()
    async with client.get(f"/chat/{shown.code}?cookie=set") as answer:
        assert "คุกกี้" in await answer.text()
    assert await db.read(count(InboxEvent)) == await db.read(count(Contact)) == 0


async def test_a_tap_and_a_typed_answer_lead_on(client: Client, shown: ConsultationView) -> None:
    page = await opened(client, shown)
    page = await say(client, shown, page, tap=taps(page)["เริ่มตอบ"])
    assert "เริ่มตอบ" in bubbles(page)[-2]  # the label of what was tapped
    assert "ข้อ 1 จาก" in bubbles(page)[-1]
    assert "เริ่มตอบ" not in taps(page)  # only the last turn can be tapped
    page = await say(client, shown, page, text="อุดรธานี")
    assert bubbles(page)[-2] == "อุดรธานี"
    assert "ข้อ 2 จาก" in bubbles(page)[-1]


async def test_a_form_sent_twice_says_it_once_and_another_button_says_another_thing(
    client: Client, db: Database, shown: ConsultationView
) -> None:
    page = await opened(client, shown)
    await asyncio.gather(*[say(client, shown, page, tap=taps(page)["เริ่มตอบ"]) for _ in range(5)])
    assert await db.read(count(InboxEvent)) == 2
    await say(client, shown, page, tap=taps(page)["อ่านรายละเอียด"])
    assert await db.read(count(InboxEvent)) == 3


async def test_a_place_is_stored_as_one_and_shown_as_sent(
    client: Client, db: Database, vault: Vault, shown: ConsultationView
) -> None:
    page = await say(client, shown, await opened(client, shown), place="16.432200 102.823600")
    assert "ส่งตำแหน่งที่ตั้งแล้ว" in bubbles(page)

    def newest(session: Session) -> dict[str, Any]:
        return inbox.opened(vault, session.exec(select(InboxEvent).order_by(col(InboxEvent.id).desc())).first())

    assert {"kind": "place", "lat": 16.4322, "lon": 102.8236}.items() <= (await db.read(newest)).items()
    for wrong in ("16.4", "91 0", "1e5 3", "16.4;102"):
        async with client.post(f"/chat/{shown.code}/say", data={"event": nonce(page), "place": wrong}) as answer:
            assert answer.status in (400, 422)


@pytest.mark.parametrize("said", [{}, {"text": "  "}, {"text": "ก" * (LONGEST_TEXT + 1)}])
async def test_what_cannot_be_said_is_explained_and_not_stored(
    client: Client, db: Database, shown: ConsultationView, said: dict[str, str]
) -> None:
    page = await opened(client, shown)
    async with client.post(f"/chat/{shown.code}/say", data={"event": nonce(page), **said}) as answer:
        assert answer.status == 422
        assert 'role="alert"' in await answer.text()
    assert await db.read(count(InboxEvent)) == 1


async def test_what_is_not_from_the_page_is_refused(client: Client, db: Database, shown: ConsultationView) -> None:
    await opened(client, shown)
    path = f"/chat/{shown.code}/say"
    for data, status in (
        ({"event": "../../etc/passwd", "text": "x"}, 422),
        ({"event": "0123456789abcdef", "tap": "x" * 65}, 400),
        ({"event": "0123456789abcdef", "text": "x" * 70_000}, 422),  # which its writer gets back
        ({"event": "0123456789abcdef", "text": "x" * 600_000}, 413),
    ):
        async with client.post(path, data=data) as answer:
            assert answer.status == status
    client.session.cookie_jar.update_cookies({COOKIE: "somebody.forged"}, client.make_url("/chat/"))
    async with client.post(path, data={"event": "0123456789abcdef", "text": "x"}, headers=SCRIPT) as answer:
        assert answer.status == 403
    assert await db.read(count(InboxEvent)) == 1


async def test_markup_in_an_answer_is_text(client: Client, shown: ConsultationView) -> None:
    page = await say(client, shown, await opened(client, shown), text='<script>alert("x")</script>')
    assert "<script>alert" not in page
    assert '<script>alert("x")</script>' in bubbles(page)


async def test_the_talk_goes_on_at_another_machine_by_its_link(client: Client, shown: ConsultationView) -> None:
    page = await opened(client, shown)
    await say(client, shown, page, tap=taps(page)["เริ่มตอบ"])
    found = re.search(r'href="[^"]*(/chat/[^"]+/resume/[^"]+)"', page)
    assert found is not None
    client.session.cookie_jar.clear()
    async with client.get(found[1]) as answer:
        assert "ตอบต่อที่เครื่องนี้" in await answer.text()
    fresh = await opened(client, shown)
    assert len(bubbles(fresh)) == len(bubbles(page))  # looking at the link took nothing up
    async with client.post(found[1]) as answer:
        assert "ข้อ 1 จาก" in bubbles(await answer.text())[-1]
    async with client.get(found[1][:-1] + "x") as answer:
        assert answer.status == 404


async def test_when_the_time_is_over_the_page_tells_nothing_of_what_was_said(
    client: Client, db: Database, shown: ConsultationView
) -> None:
    page = await opened(client, shown)
    page = await say(client, shown, page, tap=taps(page)["เริ่มตอบ"])
    page = await say(client, shown, page, text="อุดรธานี")
    assert "อุดรธานี" in bubbles(page)
    await db.write(consult.close, shown.id, "officer:1")
    assert await db.write(cut, shown.id, (*links.STORES, *STORES), seconds=60.0)
    page = await opened(client, shown)
    assert bubbles(page) == [] and taps(page) == {} and "อุดรธานี" not in page
    assert await db.read(count(Contact)) == 0
    assert "ปิดรับแล้ว" in page
    page = await say(client, shown, page, text="ยังอยู่ไหม")
    assert len(bubbles(page)) == 2 and "ขณะนี้ยังไม่มีการรับฟังที่เปิดอยู่" in bubbles(page)[1]


async def test_two_consultations_in_two_windows_do_not_mix(
    client: Client, db: Database, shown: ConsultationView
) -> None:
    other = await db.write(consultation, "อีกเรื่องหนึ่ง")
    first = await opened(client, shown)
    first = await say(client, shown, first, tap=taps(first)["เริ่มตอบ"])
    before = await opened(client, other)
    first = await say(client, shown, first, text="อุดรธานี")
    after = await opened(client, other)
    assert "ข้อ 2 จาก" in bubbles(first)[-1]
    assert bubbles(after) == bubbles(before)


async def news(answer: ClientResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await answer.text())
    return found


async def test_the_pages_script_gets_what_is_new_since_its_cursor(client: Client, shown: ConsultationView) -> None:
    page = await opened(client, shown)
    cursor = re.search(r'data-cursor="([^"]+)"', page)
    assert cursor is not None
    data = {"event": "00aa11bb22cc33dd", "tap": taps(page)["เริ่มตอบ"], "after": cursor[1]}
    for _ in range(2):  # the second time it is a copy
        async with client.post(f"/chat/{shown.code}/say", data=data, headers=SCRIPT) as answer:
            found = await news(answer)
        assert [item["id"][0] for item in found["items"]] == ["e", "o"]
        assert found["items"][0]["said"].startswith("00aa11bb22cc33dd-")
        assert not found["pending"]
        assert 'name="tap"' in found["choices"]
    async with client.get(f"/chat/{shown.code}/messages", params={"after": found["cursor"]}) as answer:
        assert (await news(answer))["items"] == []
    async with client.get(f"/chat/{shown.code}/messages", params={"after": "nonsense"}) as answer:
        assert [item["id"][0] for item in (await news(answer))["items"]] == ["o", "e", "o"]


async def test_it_is_stored_and_said_so_when_the_worker_is_away(
    served: Served, db: Database, shown: ConsultationView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "WAIT_SECONDS", 0.2)
    async with TestClient(TestServer(served.app)) as client:
        page = await opened(client, shown)
        assert "กำลังเตรียมคำตอบ" in page and 'http-equiv="refresh"' in page and "waiting.css" in page
        async with served.working():
            await _answered(db)
            page = await opened(client, shown)
    assert 'http-equiv="refresh"' not in page
    assert "สวัสดีค่ะ" in bubbles(page)[0]


async def _answered(db: Database) -> None:
    def sent(session: Session) -> list[str]:
        return list(session.exec(select(OutboxMessage.state)))

    async with asyncio.timeout(30):
        while await db.read(sent) != ["sent"]:
            await asyncio.sleep(0.05)


async def test_what_cannot_be_stored_is_not_called_sent(client: Client, db: Database, shown: ConsultationView) -> None:
    page = await opened(client, shown)

    def rename(session: Session) -> None:
        session.connection().exec_driver_sql("ALTER TABLE inbox_event RENAME COLUMN raw TO away")

    await db.write(rename)
    data = {"event": nonce(page), "text": "อุดรธานี"}
    async with client.post(f"/chat/{shown.code}/say", data=data, headers=SCRIPT) as answer:
        assert answer.status == 503
