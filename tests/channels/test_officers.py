"""An officer's own chat on LINE and Telegram: linked by a code, told in the morning, never counted as a citizen's."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from admin.accounts import service as accounts
from admin.accounts.models import Account
from admin.accounts.service import AccountView
from admin.telling import work
from consultation import clock, jobs
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.errors import Refused
from consultation.jobs import Claimed, Job
from consultation.law import holidays
from consultation.officers import codes, service
from consultation.officers.models import OfficerChat
from consultation.officers.service import Choice
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.privacy import forget
from consultation.privacy.links import STORES
from consultation.privacy.unlink import cut
from consultation.responses.models import Response
from consultation.talk.models import TalkRow
from consultation.vault import Vault
from tests.admin.application import draft, opened
from tests.channels.chat import Chat, keys
from tests.channels.house import house
from tests.channels.speakers import SPEAKERS

MORNING = Claimed(1, work.MORNING_JOB, {}, 1)
DAY = timedelta(days=1)


NOON = datetime(2027, 2, 1, 5, 0, tzinfo=UTC)  # a Monday on which nothing of the office's own is due


@pytest.fixture(autouse=True)
def at_noon(request: pytest.FixtureRequest) -> Iterator[None]:
    with nullcontext() if "name" in request.fixturenames else clock.fixed(NOON):
        yield


def texts(messages: Sequence[dict[str, Any]]) -> list[str]:
    return [one["text"] for one in messages]


async def account(db: Database, name: str = "สมใจ", role: str = "officer") -> AccountView:
    return await db.write(accounts.add, name, "correct horse battery", role)


async def linked(db: Database, vault: Vault, me: AccountView, who: int = 1) -> Chat:
    """A chat of LINE that is an officer's."""
    chat = Chat(db, vault, SPEAKERS[0], who=who)
    assert keys(await chat.says(await db.write(service.issue, vault, me.id))) == ["officer", "officer"]
    return chat


def closing(session: Session, at: datetime, title: str = "น้ำและถนน") -> int:
    """An open consultation that closes then; its number."""
    made = opened(session, title)
    session.get_one(Consultation, made.id).closes_at = at
    return made.id


def told(session: Session) -> list[str]:
    """What officers were told in the morning, oldest first."""
    rows = session.exec(select(OutboxMessage).where(OutboxMessage.lane == "reminder").order_by(col(OutboxMessage.id)))
    return [row.messages[0]["text"] for row in rows]


def chats(session: Session) -> list[tuple[int, bool]]:
    query = select(OfficerChat.account_id, Contact.officer).join(Contact)
    return [(account, officer) for account, officer in session.exec(query)]


def answered(session: Session) -> int:
    return len(session.exec(select(TalkRow.id)).all()) + len(session.exec(select(Response.id)).all())


@pytest.mark.parametrize("name", ["line", "telegram"])
async def test_an_officer_links_a_chat_and_hears_what_is_due(name: str, db: Database, vault: Vault) -> None:
    me = await account(db)
    id = await db.write(closing, clock.now() + timedelta(minutes=5))
    async with house(name, db, vault) as officer:
        await officer.says(await db.write(service.issue, vault, me.id), "ไม่นับเป็นคำตอบ")
        assert await db.write(work.tell, me.id)
        heard = await officer.hears("ปรับหรือหยุดรับ")
        assert "น้ำและถนน" in heard.text and f"/admin/consultations/{id}/window" in heard.text
        assert not await db.write(work.tell, me.id)  # once a morning, whatever runs twice
        code = (await db.read(consult.view, id)).code
        await officer.says(code, "แชตนี้เป็นของเจ้าหน้าที่")
        assert await db.read(answered) == 0
        await officer.taps("เลิกเชื่อม", "เลิกเชื่อมแล้ว")
        await officer.says(code, "กลุ่มจังหวัด")  # a citizen's chat again
        assert await db.read(chats) == [] and await db.read(answered) == 1
    assert len(await db.read(told)) == 1


async def test_a_code_is_good_once_shortly_and_only_in_a_private_chat(db: Database, vault: Vault) -> None:
    me, other = await account(db), Chat(db, vault, SPEAKERS[1], who=2)
    old = await db.write(service.issue, vault, me.id)
    code = await db.write(service.issue, vault, me.id)
    assert "ใช้ไม่ได้แล้ว" in texts(await other.says(old))[0]
    mine = Chat(db, vault, SPEAKERS[0])
    with clock.fixed(NOON + codes.LIFE):
        assert "ใช้ไม่ได้แล้ว" in texts(await mine.says(code))[0]
    assert "เชื่อมแชตนี้" in texts(await mine.says(code.replace("-", " ").lower()))[0]
    assert "ใช้ไม่ได้แล้ว" in texts(await other.says(code))[0]
    for _ in range(4):
        texts(await other.says("OSM-2345-6789"))
    another = await account(db, "นก")
    assert "ส่งรหัสผิดหลายครั้ง" in texts(await other.says(await db.write(service.issue, vault, another.id)))[0]
    assert await db.read(chats) == [(me.id, True)]
    with pytest.raises(Refused, match="บ่อยเกินไป"):
        for _ in range(codes.MOST_ASKED):
            await db.write(service.issue, vault, me.id)
    assert codes.read("ＯＳＭ-2345-๖๗๘๙") == "OSM-2345-6789" and codes.read("2345-6789") is None


async def test_what_was_answered_before_stays_and_nothing_comes_after(db: Database, vault: Vault) -> None:
    me, chat = await account(db), Chat(db, vault, SPEAKERS[1])
    code = (await db.write(opened)).code
    await chat.says(code)
    before = await db.read(answered)
    await chat.says(await db.write(service.issue, vault, me.id))
    await chat.says("เริ่ม", "อุดรธานี", code, "ลบข้อมูลของฉัน")
    await chat.gets(chat.edited(1, "อีกคำ"))
    assert await db.read(answered) == before == 1


async def test_nothing_is_told_when_nothing_is_due_at_night_or_on_a_day_off(db: Database, vault: Vault) -> None:
    await linked(db, vault, await account(db))
    await work.morning(db, MORNING)
    assert await db.read(told) == []
    await db.write(closing, NOON + 6 * DAY)  # Sunday
    for late in (timedelta(hours=15), timedelta(hours=9)):  # 3 in the morning, 9 in the evening
        with clock.fixed(NOON + DAY + late):
            await work.morning(db, MORNING)
    await db.write(holidays.add, (NOON + 4 * DAY).date(), "วันหยุด", "มติ", None, "a")  # Friday
    for days in (4, 5, 6):
        with clock.fixed(NOON + days * DAY):
            await work.morning(db, MORNING)
    assert await db.read(told) == []
    with clock.fixed(NOON + 3 * DAY):  # Thursday is the last working morning before Sunday
        await work.morning(db, MORNING)
    [text] = await db.read(told)
    assert "ครบกำหนด\n• ปิดรับ" in text and "อีก 3 วัน" in text


async def test_each_officer_is_told_what_they_chose(db: Database, vault: Vault) -> None:
    soon, due = await account(db), await account(db, "นก")
    await linked(db, vault, soon)
    await linked(db, vault, due, who=2)
    await db.write(service.choose, vault, soon.id, Choice(due=False, decisions=False), "", "สมใจ")
    await db.write(service.choose, vault, due.id, Choice(soon=False, decisions=False), "", "นก")
    await db.write(closing, NOON + 7 * DAY, "อีกเจ็ดวัน")
    await db.write(closing, NOON + timedelta(hours=2), "วันนี้")
    await work.morning(db, MORNING)
    one, other = await db.read(told)
    assert ("อีกเจ็ดวัน" in one, "วันนี้" in one) == (True, False)
    assert ("อีกเจ็ดวัน" in other, "วันนี้" in other) == (False, True)


async def test_overdue_results_and_what_waits_for_a_head(db: Database, vault: Vault) -> None:
    head = await account(db, "หัวหน้า", "head")
    await linked(db, vault, head)

    def late(session: Session) -> None:
        row = session.get_one(Consultation, opened(session).id)
        row.closed_at = row.closes_at = NOON - 30 * DAY
        row.state = "closed"

    await db.write(late)
    await work.morning(db, MORNING)
    [text] = await db.read(told)
    assert "เกินกำหนดแล้ว\n•" in text and "/notices" in text
    many = [f"เรื่องที่ {n}" for n in range(30)]
    for title in many:
        await db.write(closing, NOON, title)
    with clock.fixed(NOON + DAY):
        await work.morning(db, MORNING)
    text = (await db.read(told))[-1]
    assert text.count("•") == 12 and "และอีก" in text


async def test_who_may_not_enter_any_more_is_forgotten(db: Database, vault: Vault) -> None:
    me = await account(db)
    await linked(db, vault, me)
    await db.write(service.choose, vault, me.id, Choice(), "a@example.go.th", "สมใจ")
    await db.write(closing, NOON)
    await db.write(lambda session: setattr(session.get_one(Account, me.id), "disabled_at", NOON))
    await work.morning(db, MORNING)
    assert await db.read(told) == [] and await db.read(chats) == []
    assert (await db.read(service.of_account, vault, me.id)).mail == ""


async def test_an_officers_chat_is_not_cut_with_citizens_and_goes_when_it_is_let_go(db: Database, vault: Vault) -> None:
    me = await account(db)
    chat = await linked(db, vault, me)
    over = await db.write(closing, NOON)
    await db.write(consult.close, over, "a")
    with clock.fixed(NOON + 91 * DAY):
        await db.write(cut, over, STORES)
    assert await db.read(chats) == [(me.id, True)]
    await chat.says("เลิกเชื่อม")
    with clock.fixed(NOON + timedelta(hours=2)):
        await db.write(lambda session: [setattr(one, "state", "sent") for one in session.exec(select(OutboxMessage))])
        for job in await db.write(jobs.claim, "me", [forget.FORGET_JOB], 5):
            await forget.handlers(db, vault, STORES)[forget.FORGET_JOB](job)
    assert await db.read(lambda session: session.exec(select(Contact)).all()) == []
    acts = [one.action for one in await db.read(lambda session: session.exec(select(AuditEntry)).all())]
    assert [act for act in acts if act.startswith("officer.")] == ["officer.link", "officer.unlink"]


async def test_rounds_put_each_other_in(db: Database) -> None:
    await db.write(draft)
    with clock.fixed(NOON - timedelta(hours=4, minutes=1)):  # 7.59 in Bangkok
        await db.write(work.begin)
    await work.morning(db, MORNING)
    rows = await db.read(lambda session: [one.key for one in session.exec(select(Job).order_by(col(Job.run_at)))])
    assert [key for key in rows if key and key.startswith(work.MORNING_JOB)] == [
        "officers.morning:2027-02-01",
        "officers.morning:2027-02-02",
    ]
