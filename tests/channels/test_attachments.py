"""A photo answers a question on LINE, on Telegram and in the web chat: the running program keeps it byte for byte."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import select

from admin.app import build_app
from admin.site import Site
from bot.channel import Channel
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from bot.web import WebChannel
from consultation.attachments.models import Attachment
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.responses.models import Answer
from consultation.settings import Settings
from consultation.vault import Vault
from tests.consultation.attachments.photographed import JPEG, PLACE, PLACED, attachments, bytes_of, photos
from tests.consultation.talk.citizens import turns
from tests.doubles import LineDouble, TelegramDouble

PATIENCE = 40.0  # seconds, on a busy machine
SECRET = "s3cret_-A"


@dataclass
class House:
    """The program with its loops, on one database, with one consultation that asks for a photo."""

    db: Database
    vault: Vault
    line: LineDouble
    telegram: TelegramDouble
    client: TestClient[web.Request, web.Application]
    shown: ConsultationView

    async def settled(self, ready: Callable[[list[Attachment]], bool]) -> list[Attachment]:
        """The attachments, as soon as they are as wanted."""
        async with asyncio.timeout(PATIENCE):
            while not ready(found := await self.db.read(attachments)):
                await asyncio.sleep(0.05)
        return found

    async def bytes(self) -> list[bytes]:
        return list((await self.db.read(bytes_of, self.vault)).values())


@pytest.fixture
async def house(db: Database, vault: Vault) -> AsyncIterator[House]:
    shown = await db.write(photos)
    async with LineDouble() as line, TelegramDouble(secret=SECRET, time_scale=0.01) as telegram:
        channels: list[Channel] = [
            WebChannel(vault),
            LineChannel("line", [line.secret], line.token, line.url),
            TelegramChannel("telegram", [SECRET], telegram.token, telegram.base_url),
        ]
        app = build_app(Settings(), db, vault, channels, site=Site())
        async with TestClient(TestServer(app)) as client:
            line.webhook, telegram.webhook = (str(client.make_url(f"/webhook/{one}")) for one in ("line", "telegram"))
            yield House(db, vault, line, telegram, client, shown)
        for channel in channels:
            await channel.close()
        assert not line.violations and not telegram.violations


def kept(rows: list[Attachment]) -> bool:
    return [row.state for row in rows] == ["kept"]


@pytest.mark.parametrize("platform", ["line", "telegram"])
async def test_a_photo_sent_in_a_chat(house: House, platform: str) -> None:
    double: LineDouble | TelegramDouble = getattr(house, platform)
    citizen = double.citizen(77_000_001)
    await citizen.says(house.shown.code)
    await citizen.wait_for(house.shown.title, PATIENCE)
    await citizen.says("เริ่ม")
    await citizen.wait_for("ขอรูปจุดที่น้ำท่วม", PATIENCE)
    await citizen.sends("image" if platform == "line" else "photo", content=JPEG)
    await citizen.wait_for("มีเอกสารประกอบไหม", PATIENCE)
    (row,) = await house.settled(kept)
    assert (row.kind, row.media_type, row.size) == ("image", "image/jpeg", len(JPEG))
    assert await house.bytes() == [JPEG]


@pytest.mark.parametrize("platform", ["line", "telegram"])
async def test_a_photo_that_tells_its_place_is_kept_without_it(house: House, platform: str) -> None:
    double: LineDouble | TelegramDouble = getattr(house, platform)
    citizen = double.citizen(77_000_001)
    await citizen.says(house.shown.code)
    await citizen.wait_for(house.shown.title, PATIENCE)
    await citizen.says("เริ่ม")
    await citizen.wait_for("ขอรูปจุดที่น้ำท่วม", PATIENCE)
    await citizen.sends("image" if platform == "line" else "photo", content=PLACED)
    (row,) = await house.settled(kept)
    assert row.cleaned and PLACE in PLACED and PLACE not in (await house.bytes())[0]


async def test_a_film_that_line_prepares_for_a_while(house: House) -> None:
    film = b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\x13\x90mdat" + bytes(5_000)
    citizen = house.line.citizen("somchai")
    await citizen.says(house.shown.code)
    await citizen.wait_for(house.shown.title, PATIENCE)
    await citizen.says("เริ่ม")
    await citizen.wait_for("ขอรูปจุดที่น้ำท่วม", PATIENCE)
    await citizen.says("ข้าม")
    await citizen.wait_for("มีเอกสารประกอบไหม", PATIENCE)
    await citizen.sends("video", content=film, preparing=1)
    (row,) = await house.settled(kept)
    assert row.media_type == "video/mp4" and await house.bytes() == [film]


@pytest.mark.parametrize("status", [404, 410])
async def test_l27_what_line_has_deleted_before_we_came_is_gone_and_asked_for_once(house: House, status: int) -> None:
    citizen = house.line.citizen("somchai")
    await citizen.says(house.shown.code)
    await citizen.wait_for(house.shown.title, PATIENCE)
    await citizen.says("เริ่ม")
    await citizen.wait_for("ขอรูปจุดที่น้ำท่วม", PATIENCE)
    if status == 410:
        house.line.fail_next("content", status=410)
    await citizen.sends("image", content=JPEG if status == 410 else None)
    (row,) = await house.settled(lambda rows: [row.state for row in rows] == ["gone"])
    assert row.why == f"LINE {status}"
    asked = [turn[0]["text"] for turn in await house.db.read(turns) if turn[0]["key"] == "media_gone"]
    assert len(asked) == 1 and "ส่งใหม่" in asked[0]
    answers = await house.db.read(lambda session: session.exec(select(Answer.value)).all())
    assert answers == [row.reference]  # that a photo was sent counts as the answer


async def test_a_photo_sent_by_the_web_chats_form(house: House) -> None:
    chat = f"/chat/{house.shown.code}"

    async def page(**said: str) -> str:
        async with house.client.get(chat) as answer:
            text = await answer.text()
        if said:
            form = {"event": _nonce(text), **said}
            async with house.client.post(f"{chat}/say", data=form) as answer:
                text = await answer.text()
        return text

    await page()
    await _until(page, "เริ่มตอบ")
    await page(text="เริ่ม")
    text = await _until(page, 'enctype="multipart/form-data"')
    assert 'accept="image/*" capture="environment"' in text
    form = FormData({"event": _nonce(text), "chooses": "file"}, quote_fields=False)  # as browsers do
    form.add_field("file", b"", filename="", content_type="application/octet-stream")  # the other, left empty
    form.add_field("file", JPEG, filename="น้ำท่วม.jpg", content_type="image/jpeg")
    async with house.client.post(f"{chat}/say", data=form) as answer:
        assert answer.status == 200, await answer.text()
    text = await _until(page, "มีเอกสารประกอบไหม")
    assert "ส่งรูปภาพแล้ว" in text
    (row,) = await house.settled(kept)
    assert (row.question, row.name, row.reference[:4]) == ("spot", "น้ำท่วม.jpg", "web:")
    assert await house.bytes() == [JPEG]


async def _until(page: Callable[..., Awaitable[str]], wanted: str) -> str:
    async with asyncio.timeout(PATIENCE):
        while wanted not in (text := await page()):
            await asyncio.sleep(0.2)
    return text


def _nonce(page: str) -> str:
    found = re.search(r'name="event" value="(\w+)"', page)
    assert found is not None
    return found[1]
