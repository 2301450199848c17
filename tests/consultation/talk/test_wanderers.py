"""Somebody who says anything at any time, their rights between answers: nothing breaks and they never count twice."""

import random
from datetime import timedelta

import pytest

from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.privacy.models import Participation
from consultation.responses.models import Comment, Response
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, buttons, consultation, contacts
from tests.consultation.talk.test_hear import one_question, rows

pytestmark = pytest.mark.usefixtures("fixed_clock")
SAID = (
    "ข้อมูลของฉัน", "ขอแก้ไข", "ลบข้อมูลของฉัน", "ถอนความยินยอม", "เริ่มใหม่", "เมนู", "ช่วยเหลือ", "หยุดก่อน", "ต่อ", "ข้าม",
    "ย้อนกลับ", "ส่ง", "แก้ไข", "สวัสดี", "ไฟไหม้บ้าน ช่วยด้วย", "1", "2", "3", "9", "ยินยอม", "น้ำไม่พอ", "ท่อแตกหน้าบ้าน",
)  # fmt: skip
STEPS, WALKS = 40, 6


@pytest.mark.parametrize("seed", range(WALKS))
async def test_a_wanderer_breaks_nothing_and_counts_once(db: Database, vault: Vault, seed: int) -> None:
    chance = random.Random(seed)
    codes = [(await db.write(consultation, title="เรื่องน้ำ", form=one_question())).code]
    codes.append((await db.write(consultation, title="เรื่องถนน")).code)
    citizen = Citizen(db, vault)
    shown: list[tuple[str, str]] = []
    for number in range(STEPS):
        with clock.fixed(clock.now() + timedelta(minutes=number)):
            if number == STEPS - 8:
                await close_all(db)
            turn = await act(citizen, chance, codes, shown)
        assert len(turn) <= 3
        shown = buttons(turn) or shown
        for label, data in buttons(turn):
            assert label.strip() and data.isascii() and 0 < len(data) <= 40
        await must_hold(db)


async def act(
    citizen: Citizen, chance: random.Random, codes: list[str], shown: list[tuple[str, str]]
) -> list[dict[str, object]]:
    draw = chance.random()
    if draw < 0.15:
        return await citizen.says(chance.choice(codes))
    if draw < 0.5 and shown:
        return await citizen.taps(chance.choice(shown)[1])
    return await citizen.says(chance.choice(SAID))


async def close_all(db: Database) -> None:
    for view in await db.read(consult.listing):
        if view.state == "open":
            await db.write(consult.close, view.id, "officer:1")


async def must_hold(db: Database) -> None:
    """One account never counts more than once in a consultation, and what counts has its words."""
    counted = [row.consultation_id for row in await db.read(rows, Response) if row.state == "submitted"]
    assert len(counted) == len(set(counted))
    (contact,) = await db.read(contacts)
    mine = [row.consultation_id for row in await db.read(rows, Response) if row.person_id == contact.person_id]
    marks = [row.consultation_id for row in await db.read(rows, Participation)]
    assert len(mine) == len(set(mine)) and not set(mine) & set(marks)
    live = {row.id for row in await db.read(rows, Response) if row.state == "submitted"}
    assert all(bool(row.raw) == (row.response_id in live) for row in await db.read(rows, Comment))
