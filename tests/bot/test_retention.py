"""What came in is scrubbed with the consultation it was about; the ids that stop second copies stay."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import SAWarning
from sqlmodel import Session, col, select

from bot import inbox, worker
from bot.models import Conversation, InboxEvent
from bot.retention import STORES
from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.jobs import Claimed
from consultation.outbox.models import OutboxMessage
from consultation.privacy import forget, links
from consultation.privacy.forget import FORGET_JOB
from consultation.privacy.unlink import cut
from consultation.talk.models import TalkRow
from consultation.talk.service import hear
from consultation.vault import Vault
from tests.bot.events import START, PlainChannel, event
from tests.consultation.talk.citizens import consultation, contacts

pytestmark = pytest.mark.usefixtures("fixed_clock")
CHANNELS = worker.account_map([PlainChannel()])


async def heard(db: Database, vault: Vault, *events: Any, work: worker.Hear = hear) -> int:
    """Store events and work on them; how many were new."""
    new = await db.write(inbox.store, vault, "plain", "one", events)
    while (await db.write(worker.work, vault, CHANNELS, work)).conversations:
        pass
    return new


def by_id(session: Session) -> dict[str, InboxEvent]:
    return {row.event_id: row for row in session.exec(select(InboxEvent))}


def conversations(session: Session) -> list[int | None]:
    return [row.id for row in session.exec(select(Conversation).order_by(col(Conversation.id)))]


async def test_an_event_knows_what_it_was_about(db: Database, vault: Vault) -> None:
    await heard(db, vault, event("nothing is open"))
    one, two = await db.write(consultation), await db.write(consultation, title="อีกเรื่อง")
    await heard(db, vault, event("1", text=one.code), event("2", text="เริ่ม"), event("3", "anan", text=two.code))
    found = {id: row.consultation_id for id, row in (await db.read(by_id)).items()}
    assert found == {"nothing is open": None, "1": one.id, "2": one.id, "3": two.id}


async def test_only_what_was_about_it_or_about_nothing_is_scrubbed(db: Database, vault: Vault) -> None:
    await heard(db, vault, event("before", "nok"))
    over, open = await db.write(consultation), await db.write(consultation, title="อีกเรื่อง")
    await heard(db, vault, event("a", text=over.code), event("b", text="เริ่ม"), event("c", text="อุดร"))
    await heard(db, vault, event("d", text=open.code), event("e", "anan", text=open.code), event("f", unknown=True))
    await db.write(consult.close, over.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(days=90)):
        await heard(db, vault, event("after", "lek", unknown=True))
        await db.write(inbox.store, vault, "plain", "one", [event("waiting", "lek")])
        assert await db.write(cut, over.id, STORES, seconds=60.0)
    found = await db.read(by_id)
    assert {id for id, row in found.items() if row.raw == b""} == {"before", "a", "b", "c", "f"}
    for row in (found[id] for id in ("before", "a", "b", "c", "f")):
        assert row.conversation_id is None and inbox.opened(vault, row) == {}
        assert {row.occurred_at, row.received_at, row.done_at} == {START}
    assert inbox.opened(vault, found["e"])["text"] == open.code
    assert found["waiting"].state == "new" and inbox.opened(vault, found["waiting"])["id"] == "waiting"
    linked = {found[id].conversation_id for id in ("d", "e", "after", "waiting")}
    assert set(await db.read(conversations)) == linked, "nok said nothing else: not even the hash is kept"


async def test_a_redelivered_copy_is_still_stopped(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    said = (event("a", text=made.code), event("b", text="เริ่ม"))
    assert await heard(db, vault, *said) == 2
    await db.write(consult.close, made.id, "officer:1")
    with clock.fixed(clock.now() + timedelta(days=90)):
        assert await db.write(cut, made.id, STORES, seconds=60.0)
        assert await heard(db, vault, *said) == 0
        assert await db.read(conversations) == []
        assert await heard(db, vault, event("c", text="ยังอยู่ไหม")) == 1
    assert [row.state for row in (await db.read(by_id)).values()] == ["done", "done", "done"]


async def test_whoever_asks_to_be_forgotten_leaves_nothing_they_said_in_the_inbox(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    everything = partial(hear, stores=(*links.STORES, *STORES))
    said = ("a", made.code), ("b", "เริ่ม"), ("c", "อุดร"), ("d", "น้ำ"), ("e", "ลบข้อมูลของฉัน"), ("f", "2")
    await heard(db, vault, *[event(id, text=text) for id, text in said[:5]], work=everything)
    await heard(db, vault, event("other", "nok", text=made.code), event(*said[5][:1], text=said[5][1]), work=everything)
    found = await db.read(by_id)
    assert {id for id, row in found.items() if row.raw == b""} == {"a", "b", "c", "d", "e"}, "f asked, just now"
    assert {found[id].conversation_id for id in "abcde"} == {None}
    assert {found[id].occurred_at for id in "abcde"}.isdisjoint({START})
    with clock.fixed(clock.now() + timedelta(minutes=61)):
        contact = (await db.read(contacts))[0].id
        asked = {"contact": contact, "asked_at": (clock.now() - timedelta(minutes=61)).isoformat()}
        await db.write(_all_sent)
        job = Claimed(1, FORGET_JOB, asked, 1)
        await forget.handlers(db, vault, (*links.STORES, *STORES))[FORGET_JOB](job)
    found = await db.read(by_id)
    assert found["f"].raw == b"" and found["f"].conversation_id is None
    assert len(await db.read(conversations)) == len(await db.read(contacts)) == 1, "of whom nok is left"
    assert await heard(db, vault, event("c", text="อุดร"), work=everything) == 0, "a second copy is still stopped"


async def test_who_begins_beside_somebody_who_is_forgotten_is_not_taken_for_them(
    db: Database, vault: Vault, recwarn: pytest.WarningsRecorder
) -> None:
    """SQLite gives the number of the deleted talk to the next one, in the same transaction."""
    made = await db.write(consultation)
    everything = partial(hear, stores=(*links.STORES, *STORES))
    said = ("a", made.code), ("b", "เริ่ม"), ("e", "ลบข้อมูลของฉัน")
    await heard(db, vault, *[event(id, text=text) for id, text in said], work=everything)
    await heard(db, vault, event("f", text="2"), event("other", "nok", text=made.code), work=everything)
    [talk] = await db.read(lambda session: session.exec(select(TalkRow)).all())
    assert talk.stage == "welcome"
    assert [str(one.message) for one in recwarn if issubclass(one.category, SAWarning)] == []


def _all_sent(session: Session) -> None:
    session.connection().execute(update(OutboxMessage).values(state="sent"))
