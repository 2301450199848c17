"""What the LINE double brings to a webhook: signatures, event shapes, redelivery, copies, and the citizen's acts."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from linebot.v3 import WebhookParser
from linebot.v3.webhooks import FollowEvent, MessageEvent, PostbackEvent, UnfollowEvent, UnsendEvent

from tests.doubles import LineDouble, NoSuchButton, NothingHeard, sign

VECTOR = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'


class Receiver:
    """A webhook that parses with the real SDK and answers as told. answers: statuses, then 200; naps: seconds first."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.events: list[Any] = []
        self.answers: list[int] = []
        self.naps: list[float] = []
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        raw = await request.text()
        parser = WebhookParser("8c570fa6dd201bb328f1c1eac23a96d8")
        parsed = parser.parse(raw, request.headers["x-line-signature"])
        self.bodies.append(json.loads(raw))
        if self.naps:
            await asyncio.sleep(self.naps.pop(0))
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.events += parsed
        return web.Response(status=status)

    @property
    def ids(self) -> list[str]:
        return [event.webhook_event_id for event in self.events]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made, app = Receiver(), web.Application()
    app.router.add_post("/webhook/line", made.receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook/line"
    yield made
    await runner.cleanup()


def test_the_published_signature() -> None:
    assert sign("8c570fa6dd201bb328f1c1eac23a96d8", VECTOR) == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


async def test_acts_become_events_the_sdk_understands(receiver: Receiver) -> None:
    async with LineDouble(receiver.url) as line:
        somchai = line.citizen("somchai")
        await somchai.follow()
        said = await somchai.says("ถนนเป็นหลุม")
        await somchai.sends("sticker")
        await somchai.sends("location", title="วัด", address="เชียงใหม่")
        await somchai.unsends(said)
        await somchai.block()
        await line.settle()
    kinds = [type(event) for event in receiver.events]
    assert kinds == [FollowEvent, MessageEvent, MessageEvent, MessageEvent, UnsendEvent, UnfollowEvent]
    assert receiver.events[1].message.text == "ถนนเป็นหลุม" and receiver.events[1].message.quote_token
    assert receiver.events[4].unsend.message_id == receiver.events[1].message.id
    assert all(re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", id) for id in receiver.ids)
    assert receiver.events[5].to_dict().get("replyToken") is None


async def test_taps_press_what_is_shown(receiver: Receiver) -> None:
    async with LineDouble(receiver.url) as line:
        somchai = line.citizen("somchai")
        await somchai.follow()
        with pytest.raises(NoSuchButton):
            await somchai.taps("เห็นด้วย")
        actions = [
            {"type": "postback", "label": "เห็นด้วย", "data": "q1:1", "displayText": "เห็นด้วย"},
            {"type": "message", "label": "ข้าม", "text": "ข้ามข้อนี้"},
            {"type": "datetimepicker", "label": "วัน", "data": "q1:d", "mode": "date"},
        ]
        items = [{"type": "action", "action": action} for action in actions]
        await push(line, somchai.id, {"type": "text", "text": "ข้อ 1", "quickReply": {"items": items}})
        await somchai.taps("q1:1", double=True)
        await somchai.taps("ข้าม")
        await somchai.taps("วัน", params={"date": "2026-12-05"})
        await line.settle()
    events = receiver.events[1:]
    assert [type(event) for event in events] == [PostbackEvent, PostbackEvent, MessageEvent, PostbackEvent]
    assert len({event.webhook_event_id for event in events}) == 4
    assert events[3].postback.params == {"date": "2026-12-05"} and events[2].message.text == "ข้ามข้อนี้"


async def test_flex_buttons_stay_when_the_message_is_old(receiver: Receiver) -> None:
    async with LineDouble(receiver.url) as line:
        somchai = line.citizen("somchai")
        await somchai.follow()
        button = {"type": "button", "action": {"type": "postback", "label": "ตอบ", "data": "old"}}
        body = {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "ข้อ 1"}, button]}
        await push(line, somchai.id, {"type": "flex", "altText": "ข้อ 1", "contents": {"type": "bubble", "body": body}})
        first = somchai.last
        await push(line, somchai.id, {"type": "text", "text": "ข้อ 2"})
        with pytest.raises(NoSuchButton):
            await somchai.taps("ตอบ")
        await somchai.taps("ตอบ", message=first)
        await line.settle()
    assert first.text == "ข้อ 1" and receiver.events[-1].postback.data == "old"


async def test_failures_are_redelivered_unchanged_but_for_the_mark(receiver: Receiver) -> None:
    async with LineDouble(receiver.url, redelivery=(0.01, 0.01, 0.01)) as line:
        receiver.answers = [500, 503]
        await line.citizen("somchai").says("หนึ่ง")
        await line.settle()
        first, *again = [body["events"][0] for body in receiver.bodies]
        assert [d.attempt for d in line.deliveries] == [1, 2, 3] and line.deliveries[-1].accepted
    for event in again:
        assert event["deliveryContext"] == {"isRedelivery": True}
        assert {**event, "deliveryContext": None} == {**first, "deliveryContext": None}
    assert len(receiver.events) == 1


async def test_without_redelivery_a_failure_loses_the_event(receiver: Receiver) -> None:
    async with LineDouble(receiver.url) as line:
        receiver.answers = [500]
        id = await line.citizen("somchai").says("หนึ่ง")
        await line.settle()
        assert line.lost == [id]


async def test_slow_answers_count_as_failures(receiver: Receiver) -> None:
    async with LineDouble(receiver.url, webhook_timeout=0.5, redelivery=(0.01,) * 5) as line:
        receiver.naps = [0.8]
        await line.citizen("somchai").says("หนึ่ง")
        await line.settle()
        assert line.deliveries[0].error == "request_timeout" and line.deliveries[-1].accepted


async def test_default_patience_is_two_seconds() -> None:
    assert LineDouble().courier.patience.timeout == 2.0


async def test_duplicates_and_shuffling_lose_nothing(receiver: Receiver) -> None:
    async with LineDouble(receiver.url, duplicate=0.4, shuffle=0.5, shuffle_delay=0.05, seed=7) as line:
        ids = [await line.citizen(f"c{n % 5}").says(f"คำตอบ {n}") for n in range(40)]
        await line.settle()
    assert set(receiver.ids) == set(ids) and len(receiver.ids) > 45
    assert list(dict.fromkeys(receiver.ids)) != ids


async def test_several_citizens_share_a_body(receiver: Receiver) -> None:
    async with LineDouble(receiver.url, batch=5) as line:
        for n in range(5):
            await line.citizen(f"c{n}").says("สวัสดี")
        await line.settle()
        assert [len(body["events"]) for body in receiver.bodies] == [5]
        line.queue(line.event("follow", line.citizen("a")), line.event("unfollow", line.citizen("b")))
        await line.settle()
    assert len({event["source"]["userId"] for event in receiver.bodies[1]["events"]}) == 2


async def test_verify_and_forged_signatures(receiver: Receiver) -> None:
    async with LineDouble(receiver.url) as line:
        assert (await line.verify()).status == 200
        assert (await line.deliver([], signature="AAAA")).status == 500
        assert (await line.deliver([], body=b"[]", signature=sign(line.secret, b"{}"))).status == 500
    assert receiver.bodies == [{"destination": line.user_id, "events": []}]


async def test_groups_and_edits(receiver: Receiver) -> None:
    async with LineDouble(receiver.url) as line:
        id = await line.citizen("somchai").says("แก้", group="บ้านเหนือ")
        await line.citizen("somchai").edits(id, "แก้แล้ว")
        await line.settle()
        with pytest.raises(ValueError, match="groups"):
            await line.citizen("somchai").edits(await line.citizen("somchai").says("x"), "y")
        await line.settle()
    said, edited = [body["events"][0] for body in receiver.bodies[:2]]
    assert edited["type"] == "messageEdited" and edited["message"]["id"] == said["message"]["id"]
    assert edited["replyToken"] != said["replyToken"] and said["source"]["type"] == "group"


async def test_nothing_heard_shows_the_screen() -> None:
    async with LineDouble() as line:
        somchai = line.citizen("somchai")
        await somchai.says("มีใครอยู่ไหม")
        with pytest.raises(NothingHeard, match="มีใครอยู่ไหม"):
            await somchai.wait_for("ข้อ", timeout=0.05)


async def push(line: LineDouble, to: str, *messages: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {line.token}"}
    async with line.http.post(
        f"{line.url}/v2/bot/message/push", json={"to": to, "messages": messages}, headers=headers
    ) as answer:
        assert answer.status == 200, await answer.text()
