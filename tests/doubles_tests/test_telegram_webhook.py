"""What the Telegram double brings: order by queue, retries, lives, the secret, polling, and the citizen's acts."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict

from tests.doubles import Clock, TelegramDouble

ASK = {"inline_keyboard": [[{"text": "ใช่", "callback_data": "y"}]]}


class Receiver:
    """A webhook. answers: (status, headers) for the next posts, by the text or data they carry; else 200."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self.failing: dict[str, list[tuple[int, dict[str, str]]]] = {}
        self.reply: dict[str, Any] | None = None
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        planned = self.failing.get(words(body), [])
        status, headers = planned.pop(0) if planned else (200, {})
        if status == 200:
            self.updates.append(body)
        return web.json_response(self.reply, status=status, headers=headers)

    @property
    def said(self) -> list[str]:
        return [words(update) for update in self.updates]


def words(update: dict[str, Any]) -> str:
    message = update.get("message") or update.get("edited_message") or {}
    return str(update.get("callback_query", {}).get("data") or message.get("text", ""))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made, app = Receiver(), web.Application()
    app.router.add_post("/webhook/telegram", made.receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook/telegram"
    yield made
    await runner.cleanup()


async def ask(double: TelegramDouble, chat_id: str) -> None:
    body = {"chat_id": int(chat_id), "text": "ข้อ 1", "reply_markup": ASK}
    async with double.http.post(f"{double.base_url}{double.token}/sendMessage", json=body) as answer:
        assert answer.status == 200, await answer.text()


async def test_acts_become_updates_that_telegram_parses(receiver: Receiver) -> None:
    async with TelegramDouble(receiver.url, secret="s3cret_-A") as double:
        somchai = double.citizen("somchai", "สมชาย")
        said = await somchai.says("/start needs")
        await somchai.edits(said, "/start other")
        for kind in ("sticker", "location", "contact", "document", "voice"):
            await somchai.sends(kind)
        await ask(double, somchai.id)
        await somchai.taps("y", double=True)
        await somchai.block()
        await somchai.unblock()
        await double.settle()
    parsed = [Update.de_json(update, None) for update in receiver.updates]
    by_kind = [next(k for k in update if k != "update_id") for update in receiver.updates]
    assert sorted(by_kind) == sorted(
        ["message"] * 6 + ["edited_message"] + ["callback_query"] * 2 + ["my_chat_member"] * 2
    )
    first = next(u for u in parsed if u and u.message and u.message.text)
    assert (
        first.message and first.message.entities[0].type == "bot_command" and first.effective_user.first_name == "สมชาย"
    )
    assert len({update["update_id"] for update in receiver.updates}) == 11 and receiver.secrets == {"s3cret_-A"}


async def test_a_failing_head_blocks_its_own_queue_only(receiver: Receiver) -> None:
    receiver.failing = {"หนึ่ง": [(500, {})] * 3}
    async with TelegramDouble(receiver.url, time_scale=0.01) as double:
        somchai, malee = double.citizen("somchai"), double.citizen("malee")
        for text in ("หนึ่ง", "สอง", "สาม"):
            await somchai.says(text)
        await malee.says("มาลี")
        await ask(double, somchai.id)
        await somchai.taps("ใช่")
        await double.settle()
        tries = [d for d in double.deliveries if words(d.body) == "หนึ่ง"]
    assert [t for t in receiver.said if t not in ("มาลี", "y")] == ["หนึ่ง", "สอง", "สาม"]
    assert set(receiver.said[:2]) == {"มาลี", "y"}, "another chat and the taps of the same citizen go ahead"
    assert [d.attempt for d in tries] == [1, 2, 3, 4]


async def test_pauses_are_0_2_4_8(receiver: Receiver) -> None:
    double = TelegramDouble()
    assert [double.queues._pause(n, None) for n in range(1, 6)] == [0, 2, 4, 8, 16]
    assert 60 <= double.queues._pause(12, None) <= 120 and double.queues._pause(3, 7200) == 3600


async def test_retry_after_of_the_receiver_is_honoured(receiver: Receiver) -> None:
    receiver.failing = {"หนึ่ง": [(503, {"Retry-After": "20"})]}
    async with TelegramDouble(receiver.url, time_scale=0.01) as double:
        await double.citizen("somchai").says("หนึ่ง")
        await double.settle()
        first, second = double.deliveries
    assert second.at - first.at >= 0.2


async def test_taps_live_150_seconds_and_messages_a_day(receiver: Receiver) -> None:
    clock = Clock(1_790_000_000)
    async with TelegramDouble(clock=clock) as double:
        somchai = double.citizen("somchai")
        await somchai.says("อยู่ได้ทั้งวัน")
        await ask(double, somchai.id)
        tap = await somchai.taps("ใช่")
        clock.advance(151)
        double.webhook = receiver.url
        double.changed()
        await double.settle()
        assert double.lost == [tap] and receiver.said == ["อยู่ได้ทั้งวัน"]
        double.webhook = None
        late = await somchai.says("ช้าไป")
        clock.advance(24 * 3600 + 1)
        double.webhook = receiver.url
        double.changed()
        await double.settle()
        assert double.lost == [tap, late]


async def test_a_tap_dies_in_an_outage(receiver: Receiver) -> None:
    receiver.failing = {"y": [(502, {})] * 100}
    async with TelegramDouble(receiver.url, time_scale=0.001) as double:
        await double.citizen("somchai").says("สวัสดี")
        await ask(double, double.citizen("somchai").id)
        tap = await double.citizen("somchai").taps("y")
        await double.settle()
        assert double.lost == [tap] and double.webhook_info["last_error_message"].endswith("502")


async def test_webhook_answer_may_carry_a_method(receiver: Receiver) -> None:
    async with TelegramDouble(receiver.url) as double:
        somchai = double.citizen("somchai")
        receiver.reply = {"method": "sendMessage", "chat_id": int(somchai.id), "text": "รับแล้ว"}
        await somchai.says("สวัสดี")
        assert (await somchai.wait_for("รับแล้ว")).text == "รับแล้ว"


async def test_webhook_settings(receiver: Receiver) -> None:
    clock = Clock(1_790_000_000)
    async with TelegramDouble(clock=clock) as double, Bot(double.token, base_url=double.base_url) as bot:
        for url, extra in (("http://example.org/x", {}), ("https://example.org/x", {"secret_token": "ก"})):
            with pytest.raises(BadRequest):
                await bot.set_webhook(url, **extra)
        assert await bot.set_webhook(receiver.url, secret_token="abc", allowed_updates=["message"])
        info = await bot.get_webhook_info()
        assert info.url == receiver.url and list(info.allowed_updates or []) == ["message"]
        await double.citizen("somchai").says("สวัสดี")
        await double.citizen("somchai").block()
        await double.settle()
        assert receiver.said == ["สวัสดี"] and receiver.secrets == {"abc"}


async def test_polling_and_webhook_exclude_each_other(receiver: Receiver) -> None:
    async with TelegramDouble(clock=Clock(1_790_000_000)) as double, Bot(double.token, base_url=double.base_url) as bot:
        somchai = double.citizen("somchai")
        await somchai.says("หนึ่ง")
        await somchai.says("สอง")
        first, second = await bot.get_updates()
        assert second.update_id == first.update_id + 1
        assert len(await bot.get_updates(offset=second.update_id)) == 1
        assert await bot.get_updates(offset=second.update_id + 1, timeout=0) == ()
        waiting = asyncio.create_task(bot.get_updates(offset=second.update_id + 1, timeout=5))
        await double.wait_until(lambda: double.poll == 4, 2)
        await somchai.says("สาม")
        assert (await waiting)[0].message.text == "สาม"
        await bot.set_webhook(receiver.url)
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()


async def test_two_pollers_conflict() -> None:
    async with TelegramDouble() as double, Bot(double.token, base_url=double.base_url) as bot:
        first = asyncio.create_task(bot.get_updates(timeout=5))
        await double.wait_until(lambda: double.poll == 1, 2)
        async with Bot(double.token, base_url=double.base_url) as other:
            assert await other.get_updates(timeout=0) == ()
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first


async def test_dropping_pending_updates_is_noted() -> None:
    async with TelegramDouble() as double, Bot(double.token, base_url=double.base_url) as bot:
        id = await double.citizen("somchai").says("คำตอบ")
        await bot.delete_webhook(drop_pending_updates=True)
        assert double.lost == [id] and double.violations[0].rule == "pending-updates-dropped" and double.idle


async def test_the_same_update_again(receiver: Receiver) -> None:
    async with TelegramDouble(receiver.url) as double:
        id = await double.citizen("somchai").says("สวัสดี")
        await double.settle()
        assert (await double.redeliver(id)).redelivered
    assert receiver.updates[0] == receiver.updates[1]
