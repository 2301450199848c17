"""Somebody follows on a platform's double, is told of a consultation once an officer lets it go, and stops, by taps."""

import asyncio
from datetime import time

import pytest
from sqlmodel import Session

from bot.broadcaster import EACH_PER_SECOND
from consultation import daylight
from consultation.broadcast import figures, service
from consultation.broadcast.reach import Way
from consultation.db import Database
from consultation.vault import Vault
from tests.channels.house import house
from tests.consultation.broadcast.followers import invitation
from tests.consultation.talk.citizens import consultation
from tests.consultation.talk.test_follow import held

pytestmark = pytest.mark.parametrize(
    ("name", "url"), [("line", "postgresql"), ("telegram", "sqlite")], indirect=["url"], ids=["line", "telegram"]
)


@pytest.fixture(autouse=True)
def at_any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be day: the sender's pace needs a clock that goes, so the hour cannot be fixed."""
    monkeypatch.setattr(daylight, "MORNING", time.min)
    monkeypatch.setattr(daylight, "EVENING", time.max)


async def test_follow_told_stop_and_back(name: str, db: Database, vault: Vault) -> None:
    way = Way(name, name, name, together=500 if name == "line" else 0, per_second=EACH_PER_SECOND)

    def told(session: Session, text: str) -> int:
        """A new consultation, and an invitation to it that an officer confirms."""
        made = consultation(session, title=text)
        id = service.create(session, invitation(made.id, text, starts=made.id), "officer")
        counted = service.preview(session, id, 1, (way,), "officer")
        assert counted.send == 1
        service.schedule(session, id, 2, (way,), "officer")
        return id

    async with house(name, db, vault, news=True) as person:
        await person.says("ติดตามข่าว", "ที่ไหนหรือเรื่องใด")
        await person.taps("จังหวัด", "พิมพ์ชื่อจังหวัด")
        await person.says("อุดร", "ยินยอมติดตามไหมคะ")
        await person.taps("ยินยอม ติดตามเลย", "ติดตามจังหวัดอุดรธานี แล้ว")
        id = await db.write(told, "ขอเชิญร่วมบอกเรื่องน้ำ")
        heard = await person.citizen.wait_for("ขอเชิญร่วมบอกเรื่องน้ำ", timeout=30)
        assert "เลิกติดตาม" in heard.text
        async with asyncio.timeout(30):
            while (await db.read(figures.view, id)).state != "done":
                await asyncio.sleep(0.05)
        assert (await db.read(figures.progress, id)).states == {"sent": 1}
        await person.taps("หยุดรับข่าว", "เลิกติดตามจังหวัดอุดรธานี")
        assert await db.read(held) == []
        await person.taps("ติดตามต่อ", "กลับมาติดตาม 1 อย่าง")
        assert await db.read(held) == [("province", "TH-41")]
