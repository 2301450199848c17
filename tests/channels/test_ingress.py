"""What a platform delivers, taken in by the real webhook and heard by the real worker: once, in order, none spoiled.

The names tell the numbers of the acceptance cases. Web chat has no webhook; what it says goes through the same inbox.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session, col, select

from bot import inbox, webhook, worker
from bot.models import InboxEvent
from consultation import clock
from consultation.db import Database
from consultation.vault import Vault
from tests.bot.heard import failing, heard, write_down
from tests.channels.speakers import AT, SECRET, SPEAKERS, LineSpeaker, Speaker, TelegramSpeaker
from tests.doubles import TelegramDouble
from tests.journeys.installation import free_port

every_channel = pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda s: s.channel.name)
LINE, TELEGRAM = LineSpeaker(), TelegramSpeaker()
Client = TestClient[web.Request, web.Application]
Json = dict[str, Any]


class Door:
    """The webhook of one channel, and the worker behind it."""

    def __init__(self, speaker: Speaker, client: Client, db: Database, vault: Vault) -> None:
        self.speaker, self.client, self.db, self.vault = speaker, client, db, vault

    async def posts(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        """Deliver a body, genuine unless other headers are given; the status."""
        signed = self.speaker.signed(body) if headers is None else headers
        async with self.client.post(f"/webhook/{self.speaker.channel.name}", data=body, headers=signed) as answer:
            return answer.status

    async def delivers(self, *events: Json) -> None:
        """Deliver events as the platform does: LINE in one body, Telegram one after another."""
        for body in bodies(self.speaker, events):
            assert await self.posts(body) == 200

    async def works(self, hear: worker.Hear = write_down) -> list[str]:
        """Work until nothing is due; what was heard so far."""
        channels = worker.account_map([self.speaker.channel])
        while (await self.db.write(worker.work, self.vault, channels, hear)).conversations:
            pass
        return [text for _, text in await self.db.read(heard)]

    async def rows(self) -> list[InboxEvent]:
        return await self.db.read(lambda session: list(session.exec(select(InboxEvent).order_by(col(InboxEvent.id)))))


def bodies(speaker: Speaker, events: Sequence[Json]) -> list[bytes]:
    if isinstance(speaker, LineSpeaker):
        return [json.dumps({"destination": "U" + "c" * 32, "events": list(events)}).encode()]
    return [speaker.body(event) for event in events]


@pytest.fixture
def door(db: Database, vault: Vault) -> Callable[[Speaker], Any]:
    @asynccontextmanager
    async def opened(speaker: Speaker) -> AsyncIterator[Door]:
        app = web.Application()
        app.add_routes(webhook.routes([speaker.channel], db, vault, lambda: None))
        async with TestClient(TestServer(app)) as client:
            yield Door(speaker, client, db, vault)

    return opened


@every_channel
async def test_i1_the_same_event_twenty_times_at_once_is_heard_once(speaker: Speaker, door: Any) -> None:
    body = speaker.body(speaker.typed("ก"))
    async with door(speaker) as at:
        assert await asyncio.gather(*[at.posts(body) for _ in range(20)]) == [200] * 20
        assert await at.works() == ["ก"]
        assert await at.posts(body) == 200, "and again when it is done"
        assert await at.works() == ["ก"] and len(await at.rows()) == 1


@every_channel
async def test_i5_a_signature_that_is_bad_missing_or_of_another_channel_stores_nothing(
    speaker: Speaker, door: Any
) -> None:
    body = speaker.body(speaker.typed("ก"))
    other = {LINE.channel.name: TELEGRAM, TELEGRAM.channel.name: LINE}[speaker.channel.name]
    [name] = speaker.signed(body)
    refused = [
        {},
        other.signed(body),
        speaker.signed(body, "guess"),
        {name: ""},
        {name: speaker.signed(body)[name][:-1]},
        {name: speaker.signed(body)[name] + "="},
        {name: "x" * 7000},
    ]
    async with door(speaker) as at:
        assert [await at.posts(body, headers) for headers in refused] == [403] * len(refused)
        assert await at.rows() == []


async def test_i6_a_body_that_was_written_anew_on_its_way_is_refused(door: Any) -> None:
    """The same JSON in other bytes: spaces, escapes, the order of keys. Telegram signs no body, so LINE only."""
    body = LINE.body(LINE.typed("น้ำ"))
    signed = LINE.signed(body)
    anew = [
        json.dumps(json.loads(body)).encode(),
        body + b"\n",
        body.replace(b": ", b":"),
        body.decode().encode("utf-16"),
    ]
    async with door(LINE) as at:
        assert [await at.posts(other, signed) for other in anew] == [403] * len(anew)
        assert await at.rows() == []
        assert await at.posts(body, signed) == 200


@every_channel
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'[{"update_id": 1}]', 400),
        (b"7", 400),
        (b'"x"', 400),
        (b"{", 400),
        (b"\xff\xfe{}", 400),
        (b'{"events": {}, "update_id": true}', 400),
        (b'{"update_id": NaN, "events": [NaN]}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 50_000, 400),
        (b" " * 3_000_000, 413),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, bytes) else str(value),
)
async def test_i7_bodies_that_no_platform_sends_are_refused(
    speaker: Speaker, door: Any, body: bytes, status: int
) -> None:
    async with door(speaker) as at:
        assert await at.posts(body) == status
        assert await at.rows() == []


@every_channel
async def test_i8_l_t21_what_nobody_knows_yet_is_stored_and_spoils_nothing(speaker: Speaker, door: Any) -> None:
    unheard, typed = speaker.unheard_of(), speaker.typed("ก", n=2) | {"newField": {"x": [1, None]}}
    async with door(speaker) as at:
        await at.delivers(unheard, typed)
        assert await at.works() == ["ก"]
        first, second = await at.rows()
        assert (first.state, first.why, second.state) == ("ignored", "unknown", "done")
        assert inbox.opened(at.vault, first).items() >= unheard.items()


async def test_i8_an_enum_that_nobody_knows_spoils_no_neighbour(door: Any) -> None:
    """The SDK's parser would refuse the whole body for it."""
    strange = LINE.typed("ข", n=2) | {"mode": "sleeping"}
    async with door(LINE) as at:
        await at.delivers(LINE.typed("ก", n=1), strange, LINE.typed("ค", n=3))
        assert await at.works() == ["ก", "ค"]
        assert [row.why for row in await at.rows()] == ["", "unknown mode", ""]


@every_channel
async def test_i9_one_poison_event_of_three_harms_neither_other(speaker: Speaker, door: Any) -> None:
    events = [speaker.typed(text, n, who=n) for n, text in enumerate(("ก", "bad", "ค"), 1)]
    async with door(speaker) as at:
        await at.delivers(*events)
        assert sorted(await at.works(failing(lambda text: text == "bad"))) == ["ก", "ค"]


@every_channel
async def test_i13_a_poison_event_is_set_aside_and_its_conversation_goes_on(speaker: Speaker, door: Any) -> None:
    hear = failing(lambda text: text == "bad")
    start = clock.now()
    async with door(speaker) as at:
        await at.delivers(*[speaker.typed(text, n) for n, text in enumerate(("ก", "bad", "ค"), 1)])
        for seconds in (0, 3, 12):
            with clock.fixed(start + timedelta(seconds=seconds)):
                said = await at.works(hear)
        assert said == ["ก", "ค"]
        [aside] = await at.db.read(inbox.set_aside)
        assert (aside.channel, aside.attempts) == (speaker.channel.name, worker.MOST_TRIES)
        assert "bad" not in aside.why, "what the citizen wrote stays sealed"


@every_channel
@pytest.mark.parametrize("wrong", [0, 1, -1, 4_102_444_800, 253_402_300_799, 10**15, 10**30, "x", None, True, 1.5])
async def test_i15_an_impossible_time_of_the_platforms_counts_as_now(speaker: Speaker, door: Any, wrong: Any) -> None:
    """It neither comes after all that is said until then, nor is it in time for ever."""
    async with door(speaker) as at:
        with clock.fixed(AT):
            await at.delivers(speaker.typed("ก", n=1), at_time(speaker.typed("ข", n=2), wrong), speaker.typed("ค", n=3))
            assert await at.works(times := Times()) == ["ก", "ข", "ค"]
        assert [row.occurred_at for row in await at.rows()] == [AT] * 3
        assert times.told == [AT] * 3


@every_channel
async def test_i15_the_platforms_time_orders_what_it_delivers_late_and_mixed_up(speaker: Speaker, door: Any) -> None:
    async with door(speaker) as at:
        with clock.fixed(AT):
            for n, (text, seconds) in enumerate((("ค", 0), ("ก", -86_000), ("ข", -60), ("ง", 90)), 1):
                await at.delivers(at_time(speaker.typed(text, n), int(AT.timestamp()) + seconds))
            assert await at.works() == ["ก", "ข", "ค", "ง"]


class Times:
    """Writes down what is heard, and when it was said to have happened."""

    def __init__(self) -> None:
        self.told: list[datetime] = []

    def __call__(self, session: Session, vault: Vault, who: Any, incoming: Any, reply: Any) -> None:
        self.told.append(incoming.at)
        write_down(session, vault, who, incoming, reply)


def at_time(event: Json, seconds: Any) -> Json:
    """The event with another time, in the platform's own unit."""
    if "message" in event and "timestamp" not in event:
        return event | {"message": event["message"] | {"date": seconds}}
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return event | {"timestamp": seconds * 1000 if number else seconds}


async def test_l1_the_consoles_verify_without_events_is_answered_200(door: Any) -> None:
    async with door(LINE) as at:
        assert await at.posts(b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}') == 200
        assert await at.rows() == []


async def test_l1_the_published_signature_is_ours(vault: Vault) -> None:
    from bot.line.receive import signature

    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    given = signature("8c570fa6dd201bb328f1c1eac23a96d8", body)
    assert given == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


async def test_l2_the_consoles_dummy_events_are_stored_and_heard_by_nobody(door: Any) -> None:
    dummies = [LINE.typed("Hello, world", n) | {"replyToken": digit * 32} for n, digit in ((1, "0"), (2, "f"))]
    async with door(LINE) as at:
        await at.delivers(*dummies)
        assert await at.works() == []
        assert [(row.state, row.why) for row in await at.rows()] == [("ignored", "verification")] * 2


async def test_l28_several_citizens_in_one_body_are_each_heard(door: Any) -> None:
    left = LINE.left() | {"webhookEventId": "01K" + "9" * 23, "source": {"type": "user", "userId": "U" + "9" * 32}}
    async with door(LINE) as at:
        await at.delivers(*[LINE.typed(f"คนที่ {n}", n, who=n) for n in range(1, 6)], left)
        await at.works()
        said = await at.db.read(heard)
    assert len({who for who, _ in said}) == len(said) == 6
    assert {text for _, text in said} >= {f"คนที่ {n}" for n in range(1, 6)}


async def test_t1_the_same_update_twice_is_one_and_an_edit_of_its_message_another(door: Any) -> None:
    async with door(TELEGRAM) as at:
        await at.delivers(TELEGRAM.typed("ก", n=7), TELEGRAM.typed("ก", n=7), TELEGRAM.edited("ก") | {"update_id": 8})
        assert [row.event_id for row in await at.rows()] == ["7", "8"]


async def test_t2_an_update_with_a_smaller_number_than_the_last_is_heard(door: Any) -> None:
    """After a week of silence Telegram begins to count somewhere else."""
    async with door(TELEGRAM) as at:
        await at.delivers(TELEGRAM.typed("ก", n=900_000_000))
        assert await at.works() == ["ก"]
        await at.delivers(TELEGRAM.typed("ข", n=4))
        assert await at.works() == ["ก", "ข"]


async def test_t19_a_wrong_secret_is_refused_and_a_missing_one_too(door: Any) -> None:
    body = TELEGRAM.body(TELEGRAM.typed("ก"))
    header = "X-Telegram-Bot-Api-Secret-Token"
    wrong = [
        {},
        {header: ""},
        {header: SECRET[:-1]},
        {header: SECRET + "x"},
        {header: SECRET.upper()},
        {"Secret": SECRET},
    ]
    async with door(TELEGRAM) as at:
        assert [await at.posts(body, headers) for headers in wrong] == [403] * len(wrong)
        assert await at.rows() == []
        assert await at.posts(body, {header.lower(): SECRET}) == 200


async def test_t20_down_for_three_minutes_messages_are_recovered_and_presses_forgotten(
    db: Database, vault: Vault
) -> None:
    """Telegram keeps a message for 24 hours and the press of a button for 150 seconds (reference §4.1)."""
    from bot.telegram import TelegramChannel

    port = free_port()
    async with TelegramDouble(secret=SECRET, time_scale=0.005) as double:
        double.webhook = f"http://127.0.0.1:{port}/webhook/telegram"
        await double.citizen(77_000_001).says("สวัสดี")
        pressed = double.queue("callback_query", tap(77_000_001), user=77_000_001)
        async with asyncio.timeout(30):
            while pressed not in double.lost:
                await asyncio.sleep(0.05)
        app = web.Application()
        app.add_routes(webhook.routes([TelegramChannel("telegram", [SECRET], double.token)], db, vault, lambda: None))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        async with asyncio.timeout(30):
            while not double.idle:
                await asyncio.sleep(0.05)
        await runner.cleanup()
    rows = await db.read(lambda session: list(session.exec(select(InboxEvent))))
    assert ["message" in inbox.opened(vault, row) for row in rows] == [True]


def tap(who: int) -> Json:
    person = {"id": who, "is_bot": False, "first_name": "ก"}
    message = {
        "message_id": 5,
        "date": int(clock.now().timestamp()),
        "chat": {"id": who, "type": "private"},
        "text": "ข้อ",
    }
    return {"id": "1", "from": person, "chat_instance": "1", "message": message, "data": "a"}
