"""A whole talk through servers that other people wrote: telegram-test-api, and Prism before LINE's description."""

import asyncio
import itertools
import os
import random
import time
from collections.abc import AsyncIterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from consultation.db import open_database
from consultation.forms.xlsform_write import write
from consultation.vault import Vault
from tests.conformance import servers, sources
from tests.conformance.between import GoBetween
from tests.conftest import SECRET
from tests.doubles import LineDouble, Shown
from tests.doubles.citizen import Button
from tests.journeys.chaos.citizens import Crowd
from tests.journeys.chaos.evidence import Held, held_in, quiet
from tests.journeys.chaos.mind import FORM, Mind
from tests.journeys.conftest import emptied
from tests.journeys.installation import Installation

TOKEN = "7000000001:conformance"
WEBHOOK_SECRET = "secret-of_the_webhook"
PATIENCE = 60.0
TYPED = ("สวัสดีค่ะ", "เริ่ม", "๒", "4 คน", "1", "ไหลแรงทั้งวัน", "1 3", "ขอบคุณทุกคน", "ไม่ไป", "ส่ง")
LINE = sources.described("line/messaging-api.yml")

carried = pytest.mark.skipif(not sources.fetched(sources.TELEGRAM), reason=sources.NO_SERVERS)
described = pytest.mark.skipif(LINE is None, reason=sources.NO_DATA)
before_prism = pytest.mark.skipif(not sources.fetched(sources.PRISM), reason=sources.NO_SERVERS)


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """An installation with the questionnaire of the chaos journey open, not yet started."""
    await emptied(sqlite_url)
    settings = {"PRACHAKHOM_DATABASE_URL": sqlite_url, "PRACHAKHOM_SECRET_KEY": SECRET}
    made = Installation({**os.environ, **settings}, tmp_path)
    form = tmp_path / "form.xlsx"
    form.write_bytes(write(FORM))
    await made.ask("consultation", "create", "--form", form, "--cluster", "current:10", "--open")
    yield made
    await made.stop()


async def held(house: Installation) -> Held:
    db = open_database(house.environment["PRACHAKHOM_DATABASE_URL"])
    try:
        return await held_in(db, Vault(SECRET.encode()))
    finally:
        await db.close()


async def quiet_in(house: Installation, who: tuple[str, str], ids: Sequence[str]) -> bool:
    db = open_database(house.environment["PRACHAKHOM_DATABASE_URL"])
    try:
        return await quiet(db, Vault(SECRET.encode()), who, ids)
    finally:
        await db.close()


def states(found: Held) -> set[str]:
    return {row.state for rows in found.rows.values() for row in rows}


@carried
async def test_telegram_test_api_carries_a_talk(house: Installation) -> None:
    webhook = f"{house.url}/webhook/telegram"
    async with servers.telegram_test_api() as upstream, GoBetween(upstream, webhook, WEBHOOK_SECRET) as between:
        house.environment |= {
            "PRACHAKHOM_TELEGRAM_API_BASE": between.url,
            "PRACHAKHOM_TELEGRAM_BOT_TOKEN": TOKEN,
            "PRACHAKHOM_TELEGRAM_SECRET_TOKEN": WEBHOOK_SECRET,
        }
        await house.start()
        await between.begin(TOKEN)
        mind = Mind(1, FORM, random.Random(5))
        await talk(between, mind)
        await answered(house, 1)
        found = await held(house)
    assert found.states == {mind.receipt: "submitted"}
    assert dict(found.answers[mind.receipt]) == mind.record
    assert states(found) == {"sent"} and set(between.statuses) == {200}
    assert {"sendMessage", "answerCallbackQuery"} <= set(between.methods)


async def talk(between: GoBetween, mind: Mind) -> None:
    """From /start to the receipt, reading what telegram-test-api keeps of the bot's messages."""
    person = {"id": 77, "is_bot": False, "first_name": "สมชาย"}
    chat = {"id": 77, "type": "private", "first_name": "สมชาย"}
    common = {"botToken": TOKEN, "from": person, "chat": chat}
    entities = [{"type": "bot_command", "offset": 0, "length": 6}]
    seconds = itertools.count(int(time.time()))
    await between.ask("sendCommand", {**common, "date": next(seconds), "text": "/start", "entities": entities})
    while True:
        shown = await _next(between, mind)
        if mind.receipt:
            return
        act = mind.acts(shown)
        if act.tap:
            button = next(one for one in shown.buttons if one.label == act.tap)
            message = {"message_id": int(shown.id), "date": int(shown.at), "chat": chat, "text": shown.text}
            await between.ask("sendCallback", {**common, "message": message, "data": button.data})
        else:
            await between.ask("sendMessage", {**common, "date": next(seconds), "text": act.text})


async def _next(between: GoBetween, mind: Mind) -> Shown:
    """The next message that waits for the citizen."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = await between.ask("getUpdates", {"token": TOKEN, "chatId": 77})
            for shown in map(_shown, answer["result"]):
                if mind.reads(shown):
                    return shown
            await asyncio.sleep(0.02)


def _shown(kept: dict[str, Any]) -> Shown:
    message = kept["message"]
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = tuple(Button(key["text"], "callback", key["callback_data"]) for row in rows for key in row)
    return Shown(str(kept["messageId"]), unescape(message["text"]), buttons, at=kept["time"] / 1000)


def on_line(house: Installation, line: LineDouble, address: str) -> None:
    line.webhook = f"{house.url}/webhook/line"
    house.environment |= {
        "PRACHAKHOM_LINE_API_BASE": address,
        "PRACHAKHOM_LINE_CHANNEL_SECRET": line.secret,
        "PRACHAKHOM_LINE_CHANNEL_ACCESS_TOKEN": line.token,
    }


@described
@before_prism
async def test_prism_carries_a_talk_as_line(house: Installation) -> None:
    """Prism takes what its description allows; our double only brings the events."""
    assert LINE is not None
    async with LineDouble() as line, servers.prism(LINE) as address:
        on_line(house, line, address)
        await house.start()
        citizen = line.citizen("somchai")
        await citizen.follow()
        await answered(house, 1)
        for number, text in enumerate(TYPED, 2):
            await citizen.says(text)
            await answered(house, number)
        found = await held(house)
        assert line.calls == []
    assert list(found.states.values()) == ["submitted"] and states(found) == {"sent"}
    assert list(found.answers.values()) == [
        {
            "home": "c2",
            "people": "4",
            "flows": "c1",
            "praise": TYPED[5],
            "wants": "c1 c3",
            "wish": TYPED[7],
            "again": "c2",
        }
    ]


async def answered(house: Installation, turns: int) -> None:
    """Wait until so many turns are through the outbox."""
    async with asyncio.timeout(PATIENCE):
        while True:
            rows = [row for rows in (await held(house)).rows.values() for row in rows]
            if len(rows) >= turns and all(row.state not in ("queued", "sending") for row in rows):
                return
            await asyncio.sleep(0.05)


@described
@before_prism
async def test_our_line_double_answers_to_the_description(house: Installation) -> None:
    """Prism stands before the double and lets through only requests and answers that the description allows."""
    assert LINE is not None
    async with LineDouble(redelivery=(0.5,) * 20) as line, servers.prism(LINE, before=line.url) as address:
        on_line(house, line, address)
        await house.start()
        crowd = Crowd(3, 3, 17, (line,), lambda who, ids: quiet_in(house, who, ids))
        await crowd.answer()
        await line.settle()
        await answered(house, 3)
        found = await held(house)
    assert sorted(found.states) == sorted(mind.receipt for mind in crowd.minds.values())
    assert {call.operation for call in line.calls} >= {"reply"}
    assert (line.violations, line.refusals, states(found)) == ([], [], {"sent"})
