"""One person is erased by the officer and found nowhere: in no table, no file, no export and no log."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlmodel import Session, col, select

from admin.job_kinds import PERSONAL_STORES, handlers
from admin.tables import load
from bot.models import Conversation
from bot.storing import conversation_key
from consultation import audit, audit_reading, clock
from consultation.attachments.fetching import Content
from consultation.attachments.fetching import handlers as fetching
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.jobs import Claimed, Job
from consultation.law import due
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.privacy.forget import FORGET_JOB
from consultation.privacy.holding import office
from consultation.privacy.requests import service as requests
from consultation.privacy.requests.values import Asked
from consultation.privacy.sweeping import SWEEP_JOB
from consultation.responses import service as responses
from consultation.responses.models import Response
from consultation.vault import Vault, WrongKey
from tests.channels.house import Person, house
from tests.channels.test_rights import sent, words
from tests.consultation.attachments.photographed import JPEG, fetches, photos
from tests.consultation.attachments.photographed import sent as photo
from tests.consultation.talk.citizens import ANSWERS, Citizen, consultation

Here = tuple[Person, ConsultationView, str]
pytestmark = pytest.mark.parametrize(
    ("here", "url"), [("line", "postgresql"), ("telegram", "sqlite")], indirect=True, ids=["line", "telegram"]
)
OTHER = ("น้ำท่วมทุ่งนาทุกปี", "ทำประตูระบายน้ำ")
DPO = "วันดี คุ้มครอง"
LETTER = Asked(
    kind="erasure", origin="letter", received_on=due.today(), name="ผู้ขอทดสอบ", reach="ที่ว่าการอำเภอ",
    said="ขอให้ลบ", proof="แสดงใบรับคำตอบ",
)  # fmt: skip


@pytest.fixture
async def here(request: pytest.FixtureRequest, db: Database, vault: Vault) -> AsyncIterator[Here]:
    made = await db.write(consultation, title="เรื่องน้ำ")
    async with house(request.param, db, vault) as person:
        yield person, made, request.param


async def test_one_person_is_erased_and_found_nowhere(
    here: Here, db: Database, vault: Vault, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING")  # what a process writes of libraries; of ours, everything
    person, made, name = here
    await somebody_else(db, vault, made)
    await sent(person, made)
    await person.says("ขอใช้สิทธิอื่น", words("claim_which")[:30])
    await person.taps("คัดค้านการใช้ข้อมูล", "PR-0001")
    await person.taps("บอกรายละเอียด", "2000")
    await person.says("อย่าส่งชื่อหมู่บ้านดงเสือไปไหน", "PR-0001")
    shown = await person.says("เชื่อมบัญชี", "15 นาที")
    await photographed(db, vault, name, str(person.citizen.id))
    theirs = await db.read(needles, vault, name, person.citizen.id)
    receipt = theirs[-1]
    before = await db.read(office.whose, vault, (await db.read(office.find, vault, receipt)).person)
    there = {needle for _, _, needle in await db.read(found, vault, theirs)}
    assert there == set(theirs), "all that is looked for is there before"
    assert shown is not None and len(before.responses) == 2 and len(before.comments) == 2

    kept = await db.write(office.copy, vault, PERSONAL_STORES, receipt, 0, DPO)
    names = {table.name for table in kept.tables}
    wanted = {"response", "answer", "comment", "comment_words", "consent", "contact", "person", "talk", "inbox_event"}
    assert names >= wanted | {"outbox_message", "conversation", "rights_request", "link_code", "attachment_content"}
    letter = await db.write(requests.take_in, vault, LETTER, DPO)
    gone = await db.write(office.erase, vault, PERSONAL_STORES, receipt, letter.id, DPO)
    assert gone == 2
    await later(db, vault)

    assert await db.read(found, vault, theirs) == []
    assert await db.read(_ids, before) == []
    told = capfd.readouterr()
    logged = "\n".join([told.out, told.err, *(record.getMessage() for record in caplog.records)])
    assert [needle for needle in theirs if needle in logged] == []
    assert [needle for needle in theirs if needle in await exported(db, made.id)] == []
    assert (await db.read(responses.figures, made.id)).submitted == 1, "the other one's answer counts as before"
    await db.read(audit.verify)
    if name == "telegram":  # on SQLite, the file itself
        assert await in_file(db, theirs) == []


async def somebody_else(db: Database, vault: Vault, made: ConsultationView) -> None:
    citizen = Citizen(db, vault, "U-other", "web")
    said = [OTHER[0] if text == "น้ำไม่พอทำนา" else OTHER[1] if text == "ขุดลอกคลอง" else text for text in ANSWERS]
    await citizen.says(made.code, *said, "ยินยอม", "ไม่ยินยอม", "ส่ง")
    await db.write(lambda session: session.connection().execute(update(OutboxMessage).values(state="sent")) and None)


async def photographed(db: Database, vault: Vault, channel: str, address: str) -> None:
    """Let the same person answer with a photo, which is fetched from the platform."""
    made = await db.write(photos)
    citizen = Citizen(db, vault, address, channel)
    citizen.who = citizen.who.__class__(channel, channel, address, "LINE")
    await citizen.says(made.code, "เริ่ม")
    await citizen.does(**photo(f"{channel}:photo-of-theirs"))

    async def platform(_reference: str, _largest: int) -> Content:
        return Content(JPEG)

    for job in await db.read(fetches):
        await fetching(db, vault, platform)[job.kind](job)


def needles(session: Session, vault: Vault, channel: str, id: object) -> list[str]:
    """What must not be found: words, the platform's id, its hashes, the code; the receipt last."""
    contact = session.exec(select(Contact).where(Contact.channel == channel)).one()
    address = vault.open(contact.address_sealed).decode()
    assert address == str(id)
    key = session.exec(select(Conversation.key).where(Conversation.channel == channel)).one()
    assert key == conversation_key(vault, channel, contact.account, address)
    mine = select(Response.receipt).where(Response.person_id == contact.person_id)
    receipts = session.exec(mine.order_by(col(Response.id).desc())).all()
    said = ["น้ำไม่พอทำนา", "ขุดลอกคลอง", "ดงเสือ", "photo-of-theirs"]
    return [*said, address, contact.address_hash, key, *receipts]


def found(session: Session, vault: Vault, theirs: list[str]) -> list[tuple[str, str, str]]:
    """Where one of these stands: table, column, what. Sealed bytes are opened, and looked at as they are."""
    seen = []
    for table in load().sorted_tables:
        for row in session.connection().execute(select(table)).mappings():
            for column, value in row.items():
                plain = readable(vault, value)
                seen += [(table.name, str(column), needle) for needle in theirs if needle in plain]
    return seen


def readable(vault: Vault, value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        try:
            return vault.open(raw).decode(errors="replace")
        except (WrongKey, ValueError):
            return raw.decode(errors="replace")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _ids(session: Session, before: Any) -> list[str]:
    """Rows that still name the person, one of their accounts, or hang on a job that does."""
    people = {"person": (before.person,), "contact": before.contacts}
    left = [f"job {job.id}" for job in session.exec(select(Job)) if job.payload.get("contact") in before.contacts]
    for table in load().sorted_tables:
        for key in table.foreign_keys:
            ids = people.get(key.column.table.name, ())
            rows = session.connection().execute(select(table).where(key.parent.in_(ids))).all()
            left += [f"{table.name}.{key.parent.name}"] if rows else []
    for name, ids in people.items():
        table = load().tables[name]
        left += [name] if session.connection().execute(select(table).where(table.c.id.in_(ids))).all() else []
    return left


async def later(db: Database, vault: Vault) -> None:
    """What happens by itself: the account goes an hour later, and the night's sweep."""
    with clock.fixed(clock.now() + timedelta(hours=2)):
        jobs = await db.read(lambda session: list(session.exec(select(Job).where(Job.kind == FORGET_JOB))))
        does = handlers(db, vault, ())
        for job in jobs:
            await does[FORGET_JOB](Claimed(job.id or 0, job.kind, dict(job.payload), 1))
            await db.write(_done, job.id or 0)
        await does[SWEEP_JOB](Claimed(0, SWEEP_JOB, {}, 1))


def _done(session: Session, id: int) -> None:
    session.get_one(Job, id).done_at = clock.now()


async def exported(db: Database, consultation_id: int) -> str:
    """What officers and planners take along: comments, the audit record."""
    comments = await db.read(responses.comments, consultation_id)
    entries = await db.read(lambda session: list(audit_reading.every(session, audit_reading.Sought())))
    return "\n".join([*(str(comment) for comment in comments), *(str(entry) for entry in entries)])


async def in_file(db: Database, theirs: list[str]) -> list[str]:
    """What stands in the file of SQLite once it is put in order (docs/decisions/0008-retention.md)."""
    path = await db.read(lambda session: session.connection().execute(text("PRAGMA database_list")).all()[0][2])
    plain = connect(path, isolation_level=None)
    plain.execute("VACUUM")
    plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    content = Path(path).read_bytes()
    return [needle for needle in theirs if needle.encode() in content]
