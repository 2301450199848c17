"""Files by the page's form: within bounds, once, and never half."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient
from sqlmodel import func, select

from bot.models import InboxEvent
from bot.web import uploads
from consultation.attachments.limits import LARGEST, MEGABYTE
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.vault import Vault
from tests.bot.web.test_pages import SCRIPT, nonce, opened, say
from tests.consultation.attachments.photographed import JPEG, attachments, bytes_of, photos

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def shown(db: Database) -> ConsultationView:
    return await db.write(photos)


@pytest.fixture
async def asked(client: Client, shown: ConsultationView) -> AsyncIterator[str]:
    """The page at the question for a photo."""
    yield await say(client, shown, await opened(client, shown), text="เริ่ม")


def form(page: str, data: bytes | None, name: str = "a.jpg", **fields: str) -> FormData:
    made = FormData({"event": nonce(page), "chooses": "file", **fields}, quote_fields=False)
    if data is not None:
        made.add_field("file", data, filename=name, content_type="image/jpeg")
    return made


async def events(db: Database) -> int:
    return await db.read(lambda session: session.exec(select(func.count()).select_from(InboxEvent)).one())


async def send(client: Client, shown: ConsultationView, made: FormData, **headers: Any) -> tuple[int, str]:
    async with client.post(f"/chat/{shown.code}/say", data=made, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_the_same_form_sent_twice_keeps_one_photo(
    client: Client, db: Database, vault: Vault, shown: ConsultationView, asked: str
) -> None:
    before = await events(db)
    for _ in range(2):
        status, page = await send(client, shown, form(asked, JPEG))
        assert status == 200 and "มีเอกสารประกอบไหม" in page
    assert await events(db) == before + 1
    (row,) = await db.read(attachments)
    assert (row.state, row.question, row.kind) == ("kept", "spot", "image")
    assert list((await db.read(bytes_of, vault)).values()) == [JPEG]


async def test_the_script_hears_what_is_new(client: Client, shown: ConsultationView, asked: str) -> None:
    status, text = await send(client, shown, form(asked, JPEG, after="0.0"), **SCRIPT)
    news = json.loads(text)
    assert status == 200 and not news["pending"]
    assert any("มีเอกสารประกอบไหม" in item["html"] for item in news["items"])


@pytest.mark.parametrize("data", [None, b""])
async def test_without_a_file_the_page_says_so(
    client: Client, db: Database, shown: ConsultationView, asked: str, data: bytes | None
) -> None:
    before = await events(db)
    status, page = await send(client, shown, form(asked, data))
    assert status == 422 and "ยังไม่ได้เลือกไฟล์" in page and 'enctype="multipart/form-data"' in page
    assert await events(db) == before


@pytest.mark.parametrize("size", [LARGEST["image"] + 1, 21 * MEGABYTE])
async def test_a_file_that_is_too_large_is_not_stored_and_the_page_says_how_much_is(
    client: Client, db: Database, shown: ConsultationView, asked: str, size: int
) -> None:
    before = await events(db)
    status, page = await send(client, shown, form(asked, b"\xff\xd8\xff".ljust(size, b"1")))
    assert status == 422 and "ใหญ่เกิน" in page and "10 MB" in page
    assert await events(db) == before and await db.read(attachments) == []


async def test_there_is_an_end_to_what_is_read(
    client: Client, shown: ConsultationView, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 50_000)
    status, _ = await send(client, shown, form(asked, bytes(60_000)))
    assert status == 413


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\n\r\n", b'--x\r\nContent-Disposition: form-data; name="e"\r\n\r\n']
)
async def test_what_is_no_form_is_refused(client: Client, shown: ConsultationView, asked: str, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    async with client.post(f"/chat/{shown.code}/say", data=body, headers=headers) as answer:
        assert answer.status in (400, 422)


async def test_a_name_is_kept_without_folders_and_line_breaks(
    client: Client, db: Database, shown: ConsultationView, asked: str
) -> None:
    await send(client, shown, form(asked, JPEG, "C:\\fakepath\\น้ำ ท่วม.jpg"))
    assert [row.name for row in await db.read(attachments)] == ["น้ำ ท่วม.jpg"]


async def test_a_file_that_is_no_photo_is_asked_again(
    client: Client, db: Database, shown: ConsultationView, asked: str
) -> None:
    status, page = await send(client, shown, form(asked, b"%PDF-1.7\n", "a.jpg"))
    assert status == 200 and "ขอเป็นรูปภาพ" in page
    assert [row.response_id for row in await db.read(attachments)] == [None]


@pytest.mark.parametrize("data", [b"<svg onload='alert(1)'/>", b"MZ a program"])
async def test_a_file_that_could_harm_is_refused_and_the_page_says_what_is_taken(
    client: Client, db: Database, shown: ConsultationView, asked: str, data: bytes
) -> None:
    status, page = await send(client, shown, form(asked, data, "a.jpg"))
    assert status == 422 and "ไฟล์ชนิดนี้เก็บไม่ได้" in page
    status, text = await send(client, shown, form(asked, data, "a.jpg"), **SCRIPT)
    assert status == 422 and json.loads(text) == {"problem": "kind"}
    assert await db.read(attachments) == []
