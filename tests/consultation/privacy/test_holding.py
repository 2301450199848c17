"""Whoever shows a code is found, sees everything that is held by table, and is erased only as a request wants it."""

import json

import pytest
from sqlalchemy import update

from admin.job_kinds import PERSONAL_STORES
from admin.tables import load
from consultation import clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.jobs import Claimed
from consultation.people.models import Contact, Person
from consultation.privacy.holding import held, office
from consultation.privacy.holding.finding import find
from consultation.privacy.processing import counting
from consultation.privacy.processing.counting import counted
from consultation.privacy.processing.register import PACKAGE, register, tables, write
from consultation.privacy.requests import service as requests
from consultation.privacy.schedule import UNLINK_JOB
from consultation.privacy.unlink import handlers
from consultation.responses import service as responses
from consultation.responses.models import Response
from consultation.vault import Vault
from consultation.wording import wording
from tests.consultation.privacy.test_requests import LETTER
from tests.consultation.talk.citizens import Citizen, turns
from tests.consultation.talk.test_hear import rows
from tests.consultation.talk.test_rights import sent
from tests.engines import on_sqlite

pytestmark = pytest.mark.usefixtures("fixed_clock")


def test_every_table_says_whose_data_it_holds_or_why_it_holds_none() -> None:
    read = [name for store in PERSONAL_STORES for name in store.held]
    said = wording(held.PACKAGE)
    assert len(set(read)) == len(read)
    assert set(read) | set(said["none"]) == set(load().tables), "a table is neither held nor explained"
    assert set(read) & set(said["none"]) == set()
    assert set(said["table"]) == set(read), "each has a name in Thai"
    assert all(len(why) > 3 for why in said["none"].values())
    cut = {name for store in PERSONAL_STORES for name in store.tables}
    assert cut <= {*read, *said["none"]}, "what is cut can be shown, or is said why not"


def test_whatever_hangs_on_a_person_an_account_a_response_or_a_comment_is_held() -> None:
    theirs = {"person", "contact", "conversation", "response", "comment"}
    hangs = {table.name for table in load().tables.values()
             if theirs & {key.column.table.name for key in table.foreign_keys}}  # fmt: skip
    read = {name for store in PERSONAL_STORES for name in store.held}
    assert hangs - read == set()


def test_every_store_is_part_of_an_activity_of_the_register() -> None:
    named = [name for told in wording(PACKAGE)["activity"].values() for name in told["stores"]]
    assert sorted(named) == sorted(store.name for store in PERSONAL_STORES)


async def test_a_person_is_found_by_receipt_chat_code_invitation_and_request(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    (response,) = await db.read(rows, Response)
    (contact,) = await db.read(rows, Contact)
    (said, *_) = await citizen.says("เชื่อมบัญชี")
    code = said["text"].split("คือ ")[1].split(" ")[0]
    await citizen.says("ใช้สิทธิ", "1")
    for given, by in ((response.receipt.lower(), "receipt"), (response.receipt.replace("-", ""), "receipt"),
                      (code, "chat"), ("pr-1", "request")):  # fmt: skip
        found = await db.read(find, vault, given)
        assert (found.person, found.by) == (contact.person_id, by)
    for wrong in ("", "สมชาย", "PR-99", "AAAA-BBBB", "K7M-4QX-9TD", "\x00"):
        with pytest.raises(NotFound, match="ใบรับคำตอบ"):
            await db.read(find, vault, wrong)


async def test_what_is_held_is_opened_for_the_person_and_hides_what_is_secret(db: Database, vault: Vault) -> None:
    await sent(db, vault)
    (response,) = await db.read(rows, Response)
    person = await db.write(office.copy, vault, PERSONAL_STORES, response.receipt, 0, "วันดี")
    content = json.loads(held.as_json(person.tables, {"made_at": "now"}))
    assert content["tables"]["contact"][0]["address"] == "U1"
    assert {row["raw"] for row in content["tables"]["comment"]} == {"น้ำไม่พอทำนา", "ขุดลอกคลอง"}
    for table in content["tables"].values():
        assert not any(name.endswith(("_hash", "_sealed")) for row in table for name in row)
    text = held.as_text(person.tables, "หัว").decode("utf-8-sig")
    assert "คำตอบแต่ละข้อ" in text and "ตามที่พิมพ์หรือส่งมา: น้ำไม่พอทำนา" in text
    seen = [row for row in await db.read(rows, AuditEntry) if row.action == "privacy.copy"]
    assert [(row.actor, row.subject) for row in seen] == [("วันดี", "person")]
    assert "U1" not in str(seen[0].model_dump()) and response.receipt not in str(seen[0].model_dump())


async def test_erasing_wants_a_request_that_fits(db: Database, vault: Vault) -> None:
    await sent(db, vault)
    (response,) = await db.read(rows, Response)
    erase = (office.erase, vault, PERSONAL_STORES, response.receipt)
    with pytest.raises(NotFound):
        await db.write(*erase, 7, "วันดี")
    asked = await db.write(requests.take_in, vault, LETTER.model_copy(update={"kind": "access"}), "มานี")
    with pytest.raises(Refused, match="คำขอให้ลบ"):
        await db.write(*erase, asked.id, "วันดี")
    other = Citizen(db, vault, "U9")
    await other.says("ใช้สิทธิ", "2")
    (theirs,) = [one for one in await db.read(requests.waiting) if one.origin == "chat"]
    with pytest.raises(Refused, match="อีกคนหนึ่ง"):
        await db.write(*erase, theirs.id, "วันดี")
    assert (await db.read(rows, Response))[0].state == "submitted"


async def test_whoever_asked_in_the_chat_hears_that_it_is_done(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    (response,) = await db.read(rows, Response)
    await citizen.says("ใช้สิทธิ", "2")
    assert await db.write(office.erase, vault, PERSONAL_STORES, response.receipt, 1, "วันดี") == 1
    one = await db.read(requests.one, 1)
    assert (one.state, one.closed_by, one.sent, one.contact) == ("done", "วันดี", "chat", None)
    (told,) = (await db.read(turns))[-1]
    assert "PR-0001" in told["text"] and "ลบคำตอบ" in told["text"]


async def test_whoever_blocked_the_chat_did_not_hear_and_the_request_stays_open(db: Database, vault: Vault) -> None:
    citizen = await sent(db, vault)
    (response,) = await db.read(rows, Response)
    await citizen.says("ใช้สิทธิ", "2")
    await db.write(
        lambda session: session.connection().execute(update(Contact).values(blocked_at=clock.now())) and None
    )
    said = len(await db.read(turns))
    assert await db.write(office.erase, vault, PERSONAL_STORES, response.receipt, 1, "วันดี") == 1
    one = await db.read(requests.one, 1)
    assert (one.state, one.handler, one.sent, one.closed_at) == ("working", "วันดี", "", None)
    assert len(await db.read(turns)) <= said
    (kept,) = [row for row in await db.read(rows, AuditEntry) if row.action == "privacy.erase"]
    assert (kept.after or {})["state"] == "working"


async def test_an_answer_whose_account_is_cut_is_erased_by_its_receipt(db: Database, vault: Vault) -> None:
    await sent(db, vault, contact="ไม่ยินยอม")
    (response,) = await db.read(rows, Response)
    of = response.consultation_id
    await db.write(consult.close, of, "officer:1")
    await handlers(db, PERSONAL_STORES)[UNLINK_JOB](Claimed(1, UNLINK_JOB, {"consultation": of}, 1))
    person = await db.write(office.look, vault, PERSONAL_STORES, response.receipt, 0, "วันดี")
    assert person.whose.contacts == () and {"response", "answer", "comment"} <= {t.name for t in person.tables}
    asked = await db.write(requests.take_in, vault, LETTER.model_copy(update={"kind": "erasure"}), "มานี")
    assert await db.write(office.erase, vault, PERSONAL_STORES, response.receipt, asked.id, "วันดี") == 1
    one = await db.read(requests.one, asked.id)
    assert (one.state, one.handler, one.sent, one.closed_at) == ("working", "วันดี", "", None), "nobody was told yet"
    await db.write(requests.answer, vault, asked.id, one.version, "ลบแล้ว", "letter", "วันดี")
    assert (await db.read(responses.figures, of)).submitted == 0
    assert {row.raw for row in await db.read(rows, responses.Comment)} == {""}
    assert len(await db.read(rows, Person)) == 1, "nobody, whom the empty response stays with"
    with pytest.raises(NotFound):
        await db.read(find, vault, response.receipt)


@on_sqlite
async def test_the_register_tells_what_there_is_and_keeps_the_officers_words(db: Database, vault: Vault) -> None:
    await sent(db, vault)
    rows_of = await counted(db, tables(PERSONAL_STORES))
    before = await db.read(register, PERSONAL_STORES, ["LINE", "Telegram"], rows_of)
    answers = before.activities[0]
    assert {each.name: each.rows for each in answers.holdings}["response"] == 1
    assert "90 วัน" in answers.parts["retention"].text and "LINE" in answers.parts["abroad"].text
    await db.write(write, "answers", "purpose", "จัดทำแผนปี 2571", "วันดี")
    after = (await db.read(register, PERSONAL_STORES, [], rows_of)).activities[0]
    assert (after.parts["purpose"].text, after.parts["purpose"].by) == ("จัดทำแผนปี 2571", "วันดี")
    assert "ไม่ส่ง" in after.parts["abroad"].text
    await db.write(write, "answers", "purpose", "", "วันดี")
    again = (await db.read(register, PERSONAL_STORES, [], rows_of)).activities[0]
    assert again.parts["purpose"] == answers.parts["purpose"]
    with pytest.raises(NotFound):
        await db.write(write, "answers", "secret", "x", "วันดี")


@on_sqlite
async def test_tables_are_counted_again_after_a_while_alone(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tables(PERSONAL_STORES)
    assert (await counted(db, asked))["response"] == 0
    await sent(db, vault)
    assert (await counted(db, asked))["response"] == 0
    monkeypatch.setattr(counting, "KEPT_FOR", -1.0)
    assert (await counted(db, asked))["response"] == 1
