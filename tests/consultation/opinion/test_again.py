"""Votes of a response that is corrected, begun again or erased: what was sent counts until it is sent again."""

import pytest

from consultation.db import Database
from consultation.opinion.models import Vote
from consultation.opinion.priority import Tally
from consultation.vault import Vault
from tests.consultation.opinion.test_service import counts
from tests.consultation.opinion.voters import rows, voter, voting
from tests.consultation.talk.citizens import keys

pytestmark = pytest.mark.usefixtures("fixed_clock")
SENT = ("1", "1", "1", "ไม่เพิ่ม", "ข้าม", "ส่ง")


async def test_a_corrected_vote_counts_from_when_it_is_sent_again(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    citizen = await voter(db, vault, made.code, "U1", *SENT)
    await citizen.says("ขอแก้ไข", "1", "2", "พอแล้ว", "ไม่เพิ่ม")
    assert await db.read(counts, made.id) == Tally(3, 0, 0), "what was sent still counts"
    assert keys(await citizen.says("ส่ง")) == ["close", "close_nopromise"]
    assert await db.read(counts, made.id) == Tally(2, 1, 0)


async def test_votes_stand_when_somebody_begins_again_and_then_leaves_all_as_it_was(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    citizen = await voter(db, vault, made.code, "U1", *SENT)
    await citizen.says("เริ่มใหม่", "เริ่มใหม่เลย")
    assert await db.read(counts, made.id) == Tally(3, 0, 0)
    assert keys(await citizen.says("ขอแก้ไข", "ไม่แก้แล้ว")) == ["correct_unchanged"]
    assert await db.read(counts, made.id) == Tally(3, 0, 0)


async def test_whoever_begins_again_and_sends_votes_once(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    citizen = await voter(db, vault, made.code, "U1", *SENT)
    await citizen.says("เริ่มใหม่", "เริ่มใหม่เลย", "2", "2", "2", "ไม่เพิ่ม", "ข้าม", "ส่ง")
    assert await db.read(counts, made.id) == Tally(0, 3, 0)


async def test_votes_of_an_answer_that_is_erased_are_gone(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    citizen = await voter(db, vault, made.code, "U1", *SENT)
    assert keys(await citizen.says("ลบข้อมูลของฉัน", "ลบคำตอบด้วย"))[0] == "forget_erased"
    assert await db.read(counts, made.id) == Tally() and await db.read(rows, Vote) == []
