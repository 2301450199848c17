"""Statements voted on in a chat of LINE and of Telegram, tapped and typed; what an officer decides is told there.

The whole application in this process, with its loops; the platforms are the doubles, which judge every call.
"""

import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import time

import pytest
from sqlmodel import Session, col, select

from admin.app import build_app
from admin.process import listening
from admin.site import Site
from bot.channel import Channel
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from bot.web import WebChannel
from consultation import daylight
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.opinion import moderation
from consultation.opinion.models import Statement, Vote
from consultation.settings import settings
from consultation.vault import Vault
from tests.consultation.opinion.voters import SEEDS, queued, rows, voting
from tests.doubles import Citizen, LineDouble, Shown, TelegramDouble

PATIENCE = 30.0
OWN = "ควรมีที่จอดรถหน้าตลาด"
TELEGRAM_SECRET = "s3cret_-A"


@dataclass
class Chat:
    """A platform with our application behind it."""

    double: LineDouble | TelegramDouble
    db: Database
    made: ConsultationView

    async def begins(self, number: int) -> Citizen:
        """A citizen who has typed the start code and said yes."""
        citizen = self.double.citizen(number)
        await citizen.says(self.made.code)
        await citizen.wait_for("พร้อมเริ่มตอบไหมคะ", PATIENCE)
        await citizen.says("เริ่ม")
        return citizen


@pytest.fixture(params=["line", "telegram"])
async def chat(
    request: pytest.FixtureRequest, db: Database, url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Chat]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PRACHAKHOM_PORT", str(free.getsockname()[1]))
    monkeypatch.setenv("PRACHAKHOM_DATABASE_URL", url)
    monkeypatch.setattr(daylight, "MORNING", time.min)  # whatever the hour of this run
    monkeypatch.setattr(daylight, "EVENING", time.max)
    settings.cache_clear()
    double = LineDouble() if request.param == "line" else TelegramDouble(secret=TELEGRAM_SECRET, time_scale=0.01)
    async with double:
        channel = connected(double)
        app = build_app(settings(), db, vault, [WebChannel(vault), channel], site=Site())
        async with listening(app, settings()) as base:
            double.webhook = f"{base}/webhook/{request.param}"
            yield Chat(double, db, await db.write(voting))
        await channel.close()
        assert not double.violations


def connected(double: LineDouble | TelegramDouble) -> Channel:
    if isinstance(double, LineDouble):
        return LineChannel("line", [double.secret], double.token, double.url)
    return TelegramChannel("telegram", [TELEGRAM_SECRET], double.token, double.base_url)


def button(shown: Shown, label: str) -> str:
    """A button as the channel wrote it, with or without its number."""
    return next(one for one in shown.labels if one.rpartition(". ")[2] == label)


def cast(session: Session) -> list[str]:
    return list(session.exec(select(Vote.value).order_by(col(Vote.id))))


async def test_by_buttons_a_double_tap_is_one_vote_and_the_author_hears_what_became_of_the_statement(
    chat: Chat,
) -> None:
    citizen = await chat.begins(1)
    shown = await citizen.wait_for("ข้อความที่ 1 จาก 3", PATIENCE)
    await citizen.taps(button(shown, "เห็นด้วย"), double=True)
    shown = await citizen.wait_for("ข้อความที่ 2 จาก 3", PATIENCE)
    await citizen.taps(button(shown, "ไม่เห็นด้วย"))
    shown = await citizen.wait_for("ข้อความที่ 3 จาก 3", PATIENCE)
    await citizen.taps("ย้อนกลับ")
    shown = await citizen.wait_for("คำตอบเดิม: ไม่เห็นด้วย", PATIENCE)
    await citizen.taps(button(shown, "ข้าม"))
    shown = await citizen.wait_for("ข้อความที่ 3 จาก 3", PATIENCE)
    await citizen.taps("พอแล้ว")
    await citizen.wait_for("อยากเพิ่มข้อความของท่านเองไหมคะ", PATIENCE)
    await citizen.says(OWN)
    shown = await citizen.wait_for("มีอะไรอยากบอกอีกไหมคะ", PATIENCE)
    await citizen.taps("ข้าม")
    shown = await citizen.wait_for("กรุณาตรวจคำตอบ", PATIENCE)
    await citizen.taps(button(shown, "ส่งคำตอบ"))
    await citizen.wait_for("ได้รับคำตอบแล้ว", PATIENCE)
    assert await chat.db.read(cast) == ["agree", "pass"]

    [waiting] = await chat.db.read(queued, chat.made.id)
    assert waiting.statement.text == OWN
    since = citizen.messages[-1].seq
    assert await chat.db.write(moderation.reject, waiting.statement.id, "repeated", "มีข้อความ S2 แล้ว", "officer") == 1
    told = await citizen.wait_for("ไม่ได้เปิดให้ลงความเห็นค่ะ เพราะมีข้อความที่พูดเรื่องเดียวกันอยู่แล้ว", PATIENCE, since=since)
    assert OWN in told.text
    await citizen.wait_for("เจ้าหน้าที่แจ้งว่า: มีข้อความ S2 แล้ว", PATIENCE, since=since)


async def test_by_typing_in_many_ways(chat: Chat) -> None:
    citizen = await chat.begins(2)
    await citizen.wait_for("ข้อความที่ 1 จาก 3", PATIENCE)
    for typed, then in (
        ("ก็แล้วแต่", "กรุณาแตะปุ่ม หรือพิมพ์ 1"),
        ("๑", "ข้อความที่ 2 จาก 3"),
        ("เฉย ๆ ค่ะ", "ข้อความที่ 3 จาก 3"),
        ("ไม่เห็นด้วยครับ", "อยากเพิ่มข้อความของท่านเองไหมคะ"),
        ("ไม่เพิ่มค่ะ", "มีอะไรอยากบอกอีกไหมคะ"),
        ("ข้าม", "ลงความเห็นแล้ว 3 ข้อความ"),
        ("ส่ง", "ได้รับคำตอบแล้ว"),
    ):
        await citizen.says(typed)
        await citizen.wait_for(then, PATIENCE)
    assert await chat.db.read(cast) == ["agree", "pass", "disagree"]
    texts = {row.text for row in await chat.db.read(rows, Statement)}
    assert texts == set(SEEDS)
