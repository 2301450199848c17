"""Reading what citizens propose: opened or not, with a reason, and the author told in the channel they came from."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from consultation import audit, clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.opinion import moderation, views
from consultation.opinion.models import Statement
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.vault import Vault
from tests.consultation.opinion.voters import queued, rows, voter, voting, withdraw
from tests.consultation.talk.citizens import Citizen
from tests.prepared import made_once

pytestmark = pytest.mark.usefixtures("fixed_clock")
OWN = "ควรมีที่จอดรถเพิ่ม"


@made_once
async def proposed(db: Database, vault: Vault, *addresses: str, channel: str = "line") -> tuple[Any, int]:
    """A consultation and the statement that these people have proposed."""
    made = await db.write(voting)
    for address in addresses:
        await voter(db, vault, made.code, address, "1", "พอแล้ว", OWN, "ข้าม", "ส่ง", channel=channel)
    [waiting] = await db.read(queued, made.id)
    return made, waiting.statement.id


def told(session: Session) -> list[OutboxMessage]:
    return [row for row in rows(session, OutboxMessage) if row.lane == "reminder"]


async def test_an_accepted_statement_is_served_and_its_author_is_told(db: Database, vault: Vault) -> None:
    made, id = await proposed(db, vault, "U1")
    assert await db.write(moderation.accept, id, "officer:1", "waiting") == 1
    [row] = await db.read(told)
    assert [message["key"] for message in row.messages] == ["statement_accepted"]
    assert OWN in row.messages[0]["text"] and (row.consultation_id, row.contact_id) == (made.id, 1)
    assert await db.read(views.waiting, made.id) == 0
    others = []
    for n in range(2, 12):
        citizen = await voter(db, vault, made.code, f"U{n}")
        for _ in range(3):
            others.append((await citizen.does(kind="hello"))[-1]["text"])
            await citizen.says("1")
    assert any(OWN in text for text in others)


@pytest.mark.parametrize("reason", moderation.REASONS)
async def test_every_reason_is_told_in_full_and_fits_a_bubble(db: Database, vault: Vault, reason: str) -> None:
    _, id = await proposed(db, vault, "U1")
    shown = await db.read(moderation.preview, id, reason, "โปรดแบ่งเป็นสองข้อความ")
    await db.write(moderation.reject, id, reason, " โปรดแบ่ง\nเป็นสองข้อความ ".replace("\n", ""), "officer:1", "waiting")
    [row] = await db.read(told)
    assert [message["text"] for message in row.messages] == [message.text for message in shown]
    assert [message["key"] for message in row.messages] == ["statement_rejected", "statement_words"]
    assert moderation.reasons()[reason] in row.messages[0]["text"]
    assert row.messages[1]["text"] == "เจ้าหน้าที่แจ้งว่า: โปรดแบ่งเป็นสองข้อความ"
    assert all(len(message["text"]) <= 200 for message in row.messages)


async def test_everybody_who_proposed_the_same_words_is_told_also_who_comes_later(db: Database, vault: Vault) -> None:
    made, id = await proposed(db, vault, "U1", "U2")
    assert await db.write(moderation.reject, id, "repeated", "", "officer:1") == 2
    citizen = await voter(db, vault, made.code, "U3", "1", "พอแล้ว", f"{OWN}.", "ข้าม")
    await citizen.db.write(_hears, citizen, "ส่ง")
    rows_told = await db.read(told)
    assert sorted(row.contact_id or 0 for row in rows_told) == [1, 2, 3]
    assert len({row.messages[0]["text"] for row in rows_told}) == 1


def _hears(session: Session, citizen: Citizen, text: str) -> None:
    from consultation.talk.model import Incoming
    from consultation.talk.service import hear

    hear(session, citizen.vault, citizen.who, Incoming(kind="text", at=clock.now(), text=text), None)


async def test_whoever_blocked_us_withdrew_or_was_cut_loose_is_not_written_to(db: Database, vault: Vault) -> None:
    _, id = await proposed(db, vault, "U1")
    await Citizen(db, vault, "U1").does(kind="farewell")
    assert await db.write(moderation.reject, id, "rude", "", "officer:1") == 0
    await Citizen(db, vault, "U1").does(kind="hello")
    await db.write(withdraw)
    assert await db.write(moderation.accept, id, "officer:1") == 0
    assert await db.read(told) == []


async def test_it_is_told_in_the_channel_the_person_came_from(db: Database, vault: Vault) -> None:
    _, id = await proposed(db, vault, "77", channel="telegram")
    await db.write(moderation.accept, id, "officer:1")
    [row] = await db.read(told)
    [contact] = await db.read(rows, Contact)
    assert (contact.channel, row.contact_id) == ("telegram", contact.id)


@pytest.mark.parametrize(("hours", "due"), [(0, 0), (7, 7), (8, 20), (15, 20), (19, 20)])  # noon is the present hour
async def test_at_night_the_telling_waits_for_the_morning(db: Database, vault: Vault, hours: int, due: int) -> None:
    noon = clock.now()
    _, id = await proposed(db, vault, "U1")
    with clock.fixed(noon + timedelta(hours=hours)):
        await db.write(moderation.accept, id, "officer:1")
    [row] = await db.read(told)
    assert row.not_before == noon + timedelta(hours=due)


async def test_a_decision_can_be_changed_and_each_change_is_told_and_on_record(db: Database, vault: Vault) -> None:
    made, id = await proposed(db, vault, "U1")
    await db.write(moderation.accept, id, "officer:1", "waiting")
    await db.write(moderation.reject, id, "personal", "", "officer:2", "accepted")
    [statement] = [one for one in await db.read(views.listing, made.id, "views") if one.id == id]
    assert (statement.state, statement.reason, statement.moderated_by) == ("rejected", "personal", "officer:2")
    assert [row.messages[0]["key"] for row in await db.read(told)] == ["statement_accepted", "statement_rejected"]
    acts = [row.action for row in await db.read(rows, audit.AuditEntry) if row.subject == f"statement:{id}"]
    assert acts == ["statement.accepted", "statement.rejected"]
    assert await db.read(audit.verify) > 3


async def test_of_two_who_moderate_at_once_the_second_is_told_so_and_changes_nothing(
    db: Database, vault: Vault
) -> None:
    _, id = await proposed(db, vault, "U1")
    await db.write(moderation.accept, id, "officer:1", "waiting")
    with pytest.raises(Refused, match="ไปก่อนแล้ว"):
        await db.write(moderation.reject, id, "rude", "", "officer:2", "waiting")
    [row] = [row for row in await db.read(rows, Statement) if row.id == id]
    assert row.state == "accepted" and len(await db.read(told)) == 1


@pytest.mark.parametrize(
    ("reason", "words", "says"),
    [
        ("", "", "ยังไม่ได้เลือกเหตุผล"),
        ("nonsense", "", "ยังไม่ได้เลือก"),
        ("other", " . ", "ต้องมีคำอธิบาย"),
        ("rude", "ก" * 141, "ยาวเกินไป"),
    ],
)
async def test_a_rejection_without_a_reason_is_refused(
    db: Database, vault: Vault, reason: str, words: str, says: str
) -> None:
    made, id = await proposed(db, vault, "U1")
    for act in (moderation.preview, moderation.reject):
        with pytest.raises(Refused, match=says):
            await db.write(act, id, reason, words, *(("officer:1",) if act is moderation.reject else ()))
    assert await db.read(views.waiting, made.id) == 1
    with pytest.raises(NotFound):
        await db.write(moderation.accept, 999, "officer:1")


async def test_what_is_nearly_the_same_is_shown_beside_what_waits(db: Database, vault: Vault) -> None:
    made = await db.write(voting, texts=("ควรสร้างอ่างเก็บน้ำที่ตำบลบ้านหนองใหญ่", "ควรมีรถเมล์"))
    own = "ไม่ควรสร้างอ่างเก็บน้ำที่ตำบลบ้านหนองใหญ่"
    await voter(db, vault, made.code, "U1", "1", "พอแล้ว", own, "ข้าม", "ส่ง")
    [waiting] = await db.read(queued, made.id)
    assert [one.text for one in waiting.alike] == ["ควรสร้างอ่างเก็บน้ำที่ตำบลบ้านหนองใหญ่"]


async def test_results_are_public_only_when_officers_publish_them_after_the_close_and_small_numbers_never(
    db: Database, vault: Vault
) -> None:
    made = await db.write(voting, texts=("ควรขุดลอกคลองทุกปี",))
    for n in range(9):
        await voter(db, vault, made.code, f"U{n}", "2" if n < 2 else "1", "ไม่เพิ่ม", "ข้าม", "ส่ง")
    with pytest.raises(Refused, match="เปิดรับอยู่"):
        await db.write(moderation.publish, made.id, "views", True, "officer:1")
    await db.write(consult.close, made.id, "officer:1")
    assert await db.read(views.published, made.id) == []
    await db.write(moderation.publish, made.id, "views", True, "officer:1")
    [(label, [shown])] = await db.read(views.published, made.id)
    assert label == "ความเห็นต่อข้อความ"
    assert (shown.agree, shown.disagree, shown.passed, shown.votes) == (7, None, 0, None)
    await db.write(moderation.publish, made.id, "views", False, "officer:1")
    assert await db.read(views.published, made.id) == []


async def test_a_meta_statement_is_marked_and_on_record(db: Database) -> None:
    made = await db.write(voting)
    [first, *_] = await db.read(views.listing, made.id, "views")
    await db.write(moderation.mark_meta, first.id, True, "officer:1")
    assert [one.meta for one in await db.read(views.listing, made.id, "views")] == [True, False, False, False]
