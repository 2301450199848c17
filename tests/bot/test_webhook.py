"""A webhook says 200 when, and only when, the events are stored for good."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session, select

from bot import batch, webhook
from bot.models import InboxEvent
from consultation.db import Database, open_database
from consultation.vault import Vault
from tests.bot.events import PlainChannel, body, event
from tests.bot.heard import heard
from tests.journeys.nursery import Born, Nursery

GOOD = {"X-Password": "open sesame"}
Client = TestClient[web.Request, web.Application]
Victim = Callable[..., AbstractContextManager[tuple[Born, Path]]]


class Calls:
    """Counts the calls for the worker."""

    def __init__(self) -> None:
        self.count = 0

    def wake(self) -> None:
        self.count += 1


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
async def client(db: Database, vault: Vault, calls: Calls) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(webhook.routes([PlainChannel(), PlainChannel("plain", "two")], db, vault, calls.wake))
    async with TestClient(TestServer(app)) as client:
        yield client


def stored(session: Session) -> list[str]:
    return sorted(session.exec(select(InboxEvent.event_id)))


async def test_events_are_stored_and_the_worker_is_called(db: Database, client: Client, calls: Calls) -> None:
    async with client.post("/webhook/plain", data=body(event("e1"), event("e2", "malee")), headers=GOOD) as answer:
        assert (answer.status, await answer.text()) == (200, "OK")
    assert await db.read(stored) == ["e1", "e2"]
    assert calls.count == 1


async def test_i1_delivered_twenty_times_at_once_is_stored_once(db: Database, client: Client) -> None:
    async def deliver() -> int:
        async with client.post("/webhook/plain", data=body(event("e1")), headers=GOOD) as answer:
            return answer.status

    assert await asyncio.gather(*[deliver() for _ in range(20)]) == [200] * 20
    assert await db.read(stored) == ["e1"]


async def test_each_account_has_its_address(db: Database, client: Client) -> None:
    for path in ("/webhook/plain", "/webhook/plain/one", "/webhook/plain/two"):
        async with client.post(path, data=body(event("e1")), headers=GOOD) as answer:
            assert answer.status == 200
    found = await db.read(lambda session: sorted(session.exec(select(InboxEvent.account))))
    assert found == ["one", "two"]


@pytest.mark.parametrize(
    ("headers", "data", "status"),
    [
        ({}, body(event("e1")), 403),
        ({"X-Password": "open sesam"}, body(event("e1")), 403),
        ({}, b"\xff\xfe not even text", 403),
        (GOOD, b"", 400),
        (GOOD, b"null", 400),
        (GOOD, b"{}", 400),
        (GOOD, b"\xff\xfe", 400),
        (GOOD, b'[{"id": "e1"', 400),
        (GOOD, b"x" * (webhook.LARGEST_BODY + 1), 413),
        (GOOD, b"[]", 200),
    ],
    ids=[
        "no secret", "another secret", "no secret, no text", "empty", "null", "an object", "no text", "cut off",
        "too large", "no events",
    ],
)  # fmt: skip
async def test_i5_i7_what_is_not_an_event_is_refused_and_stores_nothing(
    db: Database, client: Client, headers: dict[str, str], data: bytes, status: int
) -> None:
    async with client.post("/webhook/plain", data=data, headers=headers) as answer:
        assert answer.status == status
        assert "sesame" not in await answer.text()
    assert await db.read(stored) == []


async def test_i7_a_body_without_a_length_is_read_only_as_far_as_the_limit(client: Client) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    async with client.post("/webhook/plain", data=endless(), headers=GOOD) as answer:
        assert answer.status == 413


async def test_i7_a_body_that_does_not_arrive_is_not_waited_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "READ_SECONDS", 0.2)

    async def trickle() -> AsyncIterator[bytes]:
        yield b"["
        await asyncio.sleep(1)
        yield b"]"

    async with client.post("/webhook/plain", data=trickle(), headers=GOOD) as answer:
        assert answer.status == 408


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_other_methods_are_refused(client: Client, method: str) -> None:
    async with client.request(method, "/webhook/plain") as answer:
        assert answer.status == 405


async def test_an_account_that_is_not_here_is_not_found(client: Client) -> None:
    async with client.post("/webhook/plain/three", data=body(event("e1")), headers=GOOD) as answer:
        assert answer.status == 404


async def test_i4_what_cannot_be_stored_is_never_called_ok(db: Database, client: Client, calls: Calls) -> None:
    await db.write(
        lambda session: session.connection().exec_driver_sql("ALTER TABLE inbox_event RENAME TO away") and None
    )
    async with client.post("/webhook/plain", data=body(event("e1")), headers=GOOD) as answer:
        assert answer.status == 503
    await db.write(
        lambda session: session.connection().exec_driver_sql("ALTER TABLE away RENAME TO inbox_event") and None
    )
    assert calls.count == 0
    async with client.post("/webhook/plain", data=body(event("e1")), headers=GOOD) as answer:
        assert answer.status == 200
    assert await db.read(stored) == ["e1"]


@pytest.fixture
def victim(nursery: Nursery, environment: dict[str, str], tmp_path: Path) -> Victim:
    """Start a process to be killed; what it printed is in the file."""
    count = itertools.count()

    @contextmanager
    def started(role: str, dies: str = "") -> Iterator[tuple[Born, Path]]:
        said = tmp_path / f"victim-{next(count)}"
        process = nursery.victim("tests.bot.victim", [role], {**environment, "VICTIM_DIES": dies}, said)
        try:
            yield process, said
        finally:
            process.kill()
            process.wait(60)

    return started


async def post_to(said: Path, data: bytes) -> int:
    async with asyncio.timeout(60):
        while not said.exists() or not said.read_text().endswith("\n"):
            await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{said.read_text().strip()}/webhook/plain"
    async with aiohttp.ClientSession() as http, http.post(url, data=data, headers=GOOD) as answer:
        return answer.status


async def test_i2_killed_between_commit_and_200_and_worked_after_redelivery_counts_once(
    url: str, victim: Victim
) -> None:
    data = body(event("e1"), event("e2", "malee"))
    with victim("serve", dies="after_commit") as (_, first), pytest.raises(aiohttp.ClientError):
        await post_to(first, data)
    with victim("serve") as (_, second):
        assert await post_to(second, data) == 200
    with victim("work") as (work, _):
        assert await asyncio.to_thread(work.wait, 60) == 0
    assert sorted(await said(url)) == [("malee", "e2"), ("somchai", "e1")]


async def test_i3_killed_while_an_event_is_heard_loses_nothing_and_doubles_nothing(url: str, victim: Victim) -> None:
    events = [event(f"e{n}", f"who{n % 3}", second=n) for n in range(12)]
    with victim("serve") as (_, port):
        assert await post_to(port, body(*events)) == 200
    for text in ("e4", "e9"):
        with victim("work", dies=text) as (killed, _):
            assert await asyncio.to_thread(killed.wait, 60) == -9
    with victim("work") as (work, _):
        assert await asyncio.to_thread(work.wait, 60) == 0
    heard_now = await said(url)
    assert sorted(heard_now) == sorted((one.conversation, one.id) for one in events)
    for who in ("who0", "who1", "who2"):
        assert [id for name, id in heard_now if name == who] == [one.id for one in events if one.conversation == who]


async def said(url: str) -> list[tuple[str, str]]:
    db = open_database(url)
    try:
        return await db.read(heard)
    finally:
        await db.close()


async def raw(client: Client, request: bytes) -> bytes:
    """Send bytes as they are; the first line of the answer, empty when the connection was only closed."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(request)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.readline(), 10)
    finally:
        writer.close()


HEAD = b"POST /webhook/plain HTTP/1.1\r\nHost: x\r\nX-Password: open sesame\r\n"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (HEAD + b"".join(b"X-H%d: v\r\n" % n for n in range(5000)) + b"Content-Length: 2\r\n\r\n[]", b"400"),
        (HEAD + b"X-Long: " + b"v" * 100_000 + b"\r\nContent-Length: 2\r\n\r\n[]", b"400"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n", b"400"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n1\r\n]\r\n0\r\n\r\n", b"200"),
        (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n[]", b"415"),
        (HEAD + b"Content-Length: -1\r\n\r\n[]", b"400"),
        (HEAD + b"Content-Length: 9999999999999\r\n\r\n[]", b"413"),
        (b"NONSENSE\r\n\r\n", b"400"),
        (b"POST /webhook/../webhook/plain%00 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", b"404"),
    ],
    ids=[
        "5000 heads",
        "a long head",
        "no chunk",
        "chunks",
        "packed",
        "length -1",
        "a large length",
        "no http",
        "no path",
    ],
)
async def test_i7_requests_that_nobody_sends_are_bounded_and_never_500(
    client: Client, request_: bytes, status: bytes
) -> None:
    answer = await raw(client, request_)
    assert status in answer, answer


async def test_i7_a_slow_sender_holds_up_nobody(db: Database, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "READ_SECONDS", 1.0)
    slow = [asyncio.create_task(raw(client, HEAD + b"Content-Length: 100\r\n\r\n[")) for _ in range(200)]
    await asyncio.sleep(0.1)
    async with asyncio.timeout(30):
        for n in range(20):
            async with client.post("/webhook/plain", data=body(event(f"e{n}")), headers=GOOD) as answer:
                assert answer.status == 200
        assert {(await one)[9:12] for one in slow} == {b"408"}
    assert len(await db.read(stored)) == 20


async def test_more_than_is_kept_while_nothing_can_be_stored_is_refused_at_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "MOST_WAITING", 0)
    async with client.post("/webhook/plain", data=body(event("e1")), headers=GOOD) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


async def test_every_answer_is_told_with_its_status_and_time(db: Database, vault: Vault) -> None:
    told: list[webhook.Answered] = []
    app = web.Application()
    app.add_routes(webhook.routes([PlainChannel()], db, vault, lambda: None, told.append))
    async with TestClient(TestServer(app)) as client:
        for headers, data in ((GOOD, body(event("e1"), event("e2"))), ({}, b"[]"), (GOOD, b"{")):
            await client.post("/webhook/plain", data=data, headers=headers)
    assert [(one.channel, one.account, one.status, one.events) for one in told] == [
        ("plain", "one", 200, 2),
        ("plain", "one", 403, 0),
        ("plain", "one", 400, 0),
    ]
    assert all(0 < one.seconds < 60 for one in told)


async def test_what_is_logged_of_a_refusal_says_nothing_of_anybody(
    client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(batch, "MOST_WAITING", 0)
    said = body(event("e1", "Uc0ffee", text="น้ำท่วมบ้านเลขที่ 9"))
    for headers, data, status in ((GOOD, said, 503), ({}, said, 403), (GOOD, said[:-1], 400)):
        async with client.post("/webhook/plain", data=data, headers=headers) as answer:
            assert answer.status == status
    logged = capsys.readouterr().out
    assert "webhook.not_stored" in logged and "webhook.bad_request" in logged and "status=403" in logged
    assert not any(word in logged for word in ("Uc0ffee", "น้ำท่วม", "sesame"))
