"""The live page: figures now, and events when they change."""

import json
from typing import Any

import pytest
from aiohttp import ClientResponse
from sqlmodel import Session

from admin import live
from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.forms import service as forms
from consultation.people.models import Person
from consultation.responses.models import Comment, Response
from tests.admin.application import Client, opened, sign_in, words


def answer(session: Session, consultation: int, receipt: str, text: str) -> None:
    """One sent response with a comment."""
    now, revision = clock.now(), forms.start(session, consultation)
    person = Person(created_at=now)
    session.add(person)
    session.flush()
    assert person.id is not None
    assert revision.id is not None
    row = Response(
        consultation_id=consultation,
        person_id=person.id,
        revision_id=revision.id,
        receipt=receipt,
        state="submitted",
        channel="line",
        province="TH-41",
        sector="N",
        age="60up",
        started_at=now,
        submitted_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    about = {"consultation_id": consultation, "response_id": row.id, "question": "problem", "created_at": now}
    session.add(Comment(raw=text, text=text, **about))


async def event(stream: ClientResponse) -> dict[str, Any]:
    while not (line := await stream.content.readline()).startswith(b"data: "):
        assert line, "the stream ended"
    found: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    return found


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(live.follow.__kwdefaults__, "every", 0.05)


async def test_figures_and_comments_are_shown_and_escaped(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(opened)
    await db.write(answer, view.id, "AAAA-BBBB", "<b>น้ำท่วม</b>")
    page = await client.get(f"/admin/consultations/{view.id}/live")
    text = await page.text()
    assert "&lt;b&gt;น้ำท่วม&lt;/b&gt;" in text
    assert "อุดรธานี 1 (100%)" in await words(page)


async def test_an_answer_is_told_and_the_close_ends_the_stream(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(opened)
    async with client.get(f"/admin/consultations/{view.id}/live/events") as stream:
        assert stream.content_type == "text/event-stream"
        assert "ยังไม่มีคำตอบที่ส่งแล้ว" in (await event(stream))["parts"]["figures"]
        await db.write(answer, view.id, "AAAA-BBBB", "ถนนพัง")
        told = await event(stream)
        assert "อุดรธานี" in told["parts"]["figures"]
        assert "ถนนพัง" in told["parts"]["comments"]
        await db.write(consult.close, view.id, "test")
        assert (await event(stream))["end"]
        assert await stream.content.readline() in (b"\n", b"")
        assert await stream.content.read() == b""


async def test_events_are_for_the_office_only(client: Client, db: Database) -> None:
    view = await db.write(opened)
    answer = await client.get(f"/admin/consultations/{view.id}/live/events", allow_redirects=False)
    assert answer.status == 303
