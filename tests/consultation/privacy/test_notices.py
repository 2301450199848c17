"""The notice has versions: one holds when somebody else approved it, consultations and consents name what was shown."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from admin.privacy.shipped import texts
from consultation import clock
from consultation.audit import AuditEntry
from consultation.db import Database
from consultation.errors import Refused
from consultation.people.models import Consent
from consultation.privacy.notices import service, shown
from consultation.privacy.notices.shown import Standing, version
from consultation.vault import Vault
from tests.consultation.talk.citizens import ANSWERS, Citizen, consultation
from tests.consultation.talk.test_hear import rows
from tests.engines import on_postgresql, on_sqlite

pytestmark = pytest.mark.usefixtures("fixed_clock")
SHORT = "เราเก็บคำตอบของท่านไว้จัดทำแผน เก็บถึง {until} ค่ะ"


def test_a_consultation_shows_what_held_when_it_opened() -> None:
    day = clock.now()
    holding = [Standing(1, day, False), Standing(2, day + timedelta(days=2), False)]
    assert version([], day) is None
    assert [version(holding, day + timedelta(days=n)) for n in (-1, 1, 3)] == [1, 1, 2]
    assert version(holding, None) == 2, "what has not opened shows the newest"
    assert version([*holding, Standing(3, day + timedelta(days=9), True)], day) == 3, "made for open ones, too"


async def test_shipped_texts_are_recorded_once_and_again_when_they_change(db: Database) -> None:
    await db.write(service.keep_shipped, texts())
    await db.write(service.keep_shipped, texts())
    await db.write(service.keep_shipped, {**texts(), "en": {**texts()["en"], "title": "Privacy"}})
    seen = await db.read(service.every)
    assert [row.number for row in seen] == [2, 1]
    assert service.differences(seen[1].texts, seen[0].texts) == [("en", "title", texts()["en"]["title"], "Privacy")]


async def test_texts_of_a_new_release_hold_though_a_draft_waits(db: Database) -> None:
    await db.write(service.keep_shipped, texts())
    await db.write(service.write, texts(), "th", {"privacy_short": SHORT}, "ใช้คำง่าย", False, "วันดี")
    released = {**texts(), "en": {**texts()["en"], "title": "Privacy", "privacy_new": "More"}}
    await db.write(service.keep_shipped, released)
    await db.write(service.keep_shipped, released)
    seen = await db.read(service.every)
    assert [(row.number, row.origin) for row in seen] == [(3, "office"), (2, "shipped"), (1, "shipped")]
    assert seen[1].texts["en"]["title"] == "Privacy" and seen[0].texts["th"]["privacy_short"] == SHORT
    assert [each.number for each in await db.read(shown.standings)] == [1, 2]
    assert (await db.read(service.begun, released))["en"]["privacy_new"] == "More", "what the draft has not yet"
    row = await db.write(service.write, released, "en", {"privacy_new": "Even more"}, "ใหม่", False, "วันดี")
    assert (row.number, row.texts["en"]["privacy_new"]) == (3, "Even more")


async def test_the_chat_says_the_version_that_its_consents_name(db: Database, vault: Vault) -> None:
    old = {**texts(), "th": {**texts()["th"], "privacy_short": "ถ้อยคำเดิมของระบบ เก็บถึง {until} ค่ะ"}}
    await db.write(service.keep_shipped, old)
    made = await db.write(consultation, title="ก่อนปรับรุ่น")
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        await db.write(service.keep_shipped, texts())
        said = await Citizen(db, vault, "U2").says(made.code)
        after = await db.write(consultation, title="หลังปรับรุ่น")
    assert said[1]["text"].startswith("ถ้อยคำเดิมของระบบ เก็บถึง")
    assert await db.read(shown.numbers, [made.id]) == {made.id: 1}
    assert await db.read(shown.chat_texts, after.opened_at) == {}, "the catalogue's hold"


async def test_a_version_holds_from_its_approval_by_somebody_else(db: Database, vault: Vault) -> None:
    await db.write(service.keep_shipped, texts())
    before = await db.write(consultation, title="ก่อน")
    row = await db.write(service.write, texts(), "th", {"privacy_short": SHORT}, "ใช้คำง่าย", False, "วันดี")
    with pytest.raises(Refused, match="เขียน"):
        await db.write(service.approve, row.number, row.digest, "วันดี")
    with pytest.raises(Refused, match="ถูกแก้"):
        await db.write(service.approve, row.number, "0", "หัวหน้า")
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        await db.write(service.approve, row.number, row.digest, "หัวหน้า")
        after = await db.write(consultation, title="หลัง")
        said = await Citizen(db, vault, "U2").says(after.code)
        assert said[1]["text"].startswith("เราเก็บคำตอบของท่านไว้จัดทำแผน เก็บถึง")
        old = await Citizen(db, vault, "U3").says(before.code)
        assert old[1]["text"].startswith("เราเก็บเฉพาะคำตอบ")
    assert await db.read(shown.numbers, [before.id, after.id]) == {before.id: 1, after.id: 2}
    told = [row for row in await db.read(rows, AuditEntry) if row.action == "notice.write"]
    assert (told[0].before or {})["th.privacy_short"] != (told[0].after or {})["th.privacy_short"] == SHORT
    with pytest.raises(Refused, match="ใช้แล้ว"):
        await db.write(service.drop, row.number, "วันดี")


async def test_nobody_who_wrote_any_of_it_approves_it(db: Database) -> None:
    await db.write(service.keep_shipped, texts())
    await db.write(service.write, texts(), "th", {"privacy_short": SHORT}, "ใช้คำง่าย", False, "หัวหน้า")
    row = await db.write(service.write, texts(), "th", {"complain_text": "ร้องเรียนได้"}, "แก้", False, "วันดี")
    for writer in ("หัวหน้า", "วันดี"):
        with pytest.raises(Refused, match="เขียน"):
            await db.write(service.approve, row.number, row.digest, writer)
    await db.write(service.approve, row.number, row.digest, "ผู้อำนวยการ")


async def test_a_consent_names_the_version_that_was_shown(db: Database, vault: Vault) -> None:
    await db.write(service.keep_shipped, texts())
    made = await db.write(consultation)
    await Citizen(db, vault).says(made.code, *ANSWERS, "ยินยอม", "ไม่ยินยอม", "ส่ง")
    assert [(row.scope, row.notice) for row in await db.read(rows, Consent)] == [("quote", 1)]
    assert await db.read(service.consented) == {1: 1}


@pytest.mark.parametrize(
    ("given", "why", "wrong"),
    [
        ({"privacy_short": "เก็บถึงวันปิด"}, "x", "{until}"), ({"privacy_short": SHORT + "{name}"}, "x", "{until}"),
        ({"purpose_text": " "}, "x", "ว่าง"), ({"complain_text": "ก"}, "", "เหตุใด"), ({}, "x", "ยังไม่ได้แก้"),
        ({"complain_text": "{"}, "x", "ช่องเติม"), ({"complain_text": "ก" * 2001}, "x", "2001"),
    ],
)  # fmt: skip
@on_sqlite
async def test_texts_that_would_not_work_are_refused(db: Database, given: dict[str, str], why: str, wrong: str) -> None:
    await db.write(service.keep_shipped, texts())
    with pytest.raises(Refused, match=wrong):
        await db.write(service.write, texts(), "th", given, why, False, "วันดี")
    assert len(await db.read(service.every)) == 1


@on_postgresql
async def test_of_two_who_begin_a_draft_in_the_same_moment_the_second_is_told(db: Database) -> None:
    await db.write(service.keep_shipped, texts())
    begun = asyncio.Event()

    def slowly(session: Session) -> None:
        service.write(session, texts(), "th", {"complain_text": "ร้องเรียนได้"}, "แก้", False, "วันดี")
        begun.set()
        session.connection().execute(text("SELECT pg_sleep(0.5)"))  # so that the other begins before this commits

    first = asyncio.create_task(db.write(slowly))
    await begun.wait()
    with pytest.raises(Refused, match="เวลาเดียวกัน"):
        await db.write(service.write, texts(), "th", {"complain_text": "อื่น"}, "แก้", False, "มานี")
    await first
    draft = await db.read(service.draft)
    assert draft is not None and (draft.written_by, draft.texts["th"]["complain_text"]) == ("วันดี", "ร้องเรียนได้")


@on_sqlite
async def test_a_draft_is_written_on_language_by_language_and_can_be_thrown_away(db: Database) -> None:
    await db.write(service.keep_shipped, texts())
    await db.write(service.write, texts(), "th", {"complain_text": "ร้องเรียนได้"}, "แก้", False, "วันดี")
    row = await db.write(service.write, texts(), "en", {"complain_text": "You may complain"}, "แก้", True, "วันดี")
    assert (row.number, row.also_open) == (2, True)
    assert row.texts["th"]["complain_text"] == "ร้องเรียนได้" and row.texts["en"]["complain_text"] == "You may complain"
    await db.write(service.drop, 2, "วันดี")
    assert [row.number for row in await db.read(service.every)] == [1]
