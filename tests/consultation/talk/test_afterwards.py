"""A message changed or taken back after it was heard: the answer it gave follows it, wherever the talk stands."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from consultation import clock
from consultation.attachments.models import Attachment
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.forms.form import Choice, Form, Question
from consultation.people.models import Consent
from consultation.responses import service as responses
from consultation.responses.models import UNSENT, Answer, Comment, Correction, Response
from consultation.talk.models import TalkRow
from consultation.themes import service as themes
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, consultation, contacts, keys, turns
from tests.consultation.talk.test_hear import rows
from tests.prepared import made_once

pytestmark = pytest.mark.usefixtures("fixed_clock")

ROADS = Choice(name="roads", label={"th": "ถนน"})
WATER = Choice(name="water", label={"th": "น้ำ"})
FORM = Form(
    title={"th": "ถามสั้น"},
    questions=(
        Question(name="what", type="select_one", label={"th": "เรื่องอะไรคะ"}, choices=(ROADS, WATER)),
        Question(name="where", type="text", label={"th": "ที่ไหนคะ"}, comment=True),
        Question(name="many", type="integer", label={"th": "กี่ครั้งคะ"}),
        Question(name="words", type="calculate", label={}, calculation="string-length(${where})"),
    ),
)
PHOTO = Form(
    title={"th": "รูป"},
    questions=(
        Question(name="picture", type="image", label={"th": "ขอรูปคะ"}),
        Question(name="where", type="text", label={"th": "ที่ไหนคะ"}, comment=True),
    ),
)


class Messenger(Citizen):
    """A citizen whose messages have ids, as every platform's have: 1, 2, 3 in the order they are typed."""

    typed = 0

    async def types(self, *texts: str) -> list[dict[str, Any]]:
        for text in texts:
            self.typed += 1
            said = await self.does(kind="text", text=text, message=str(self.typed))
        return said

    async def edits(self, message: int, text: str, **more: Any) -> list[dict[str, Any]]:
        return await self.does(kind="edit", text=text, message=str(message), **more)

    async def unsends(self, message: int) -> list[dict[str, Any]]:
        return await self.does(kind="unsend", message=str(message))


@made_once
async def begun(db: Database, vault: Vault, form: Form = FORM) -> tuple[Messenger, int]:
    """Somebody who has typed the code (1) and "start" (2); the consultation's id."""
    made = await db.write(lambda session: consultation(session, form=form))
    citizen = Messenger(db, vault)
    await citizen.types(made.code, "เริ่ม")
    return citizen, made.id


@made_once
async def sent(db: Database, vault: Vault) -> tuple[Messenger, int]:
    """The same person after answering by messages 3, 4 and 5, and sending by 6."""
    citizen, made = await begun(db, vault)
    await citizen.types("ถนน", "หน้าโรงเรียนบ้านโนนสูง", "2", "ส่ง")
    return citizen, made


async def answers(db: Database, *, late: bool = False) -> dict[str, str | None]:
    return {row.question: row.value for row in await db.read(rows, Answer) if row.late is late}


async def comments(db: Database) -> list[tuple[str, str, str]]:
    return [(row.raw, row.text, row.kind) for row in await db.read(rows, Comment)]


async def close(db: Database, made: int) -> None:
    await db.write(consult.close, made, "officer:1")


async def test_t10_an_edit_replaces_the_answer_when_the_talk_has_moved_on(db: Database, vault: Vault) -> None:
    citizen, _ = await begun(db, vault)
    await citizen.types("ถนน", "หน้าวัด")
    said = await citizen.edits(4, "หลังวัด")
    assert keys(said) == ["edited"] and "หลังวัด" in said[0]["text"]
    assert (await answers(db))["where"] == "หลังวัด"
    assert keys(await citizen.types("2")) == ["confirm"], "the question that was open still is"
    assert (await answers(db))["many"] == "2"


async def test_t10_an_edit_of_a_sent_answer_is_counted_with_its_comment(db: Database, vault: Vault) -> None:
    citizen, made = await sent(db, vault)
    said = await citizen.edits(4, "หน้าวัด โทร 081-234-5678")
    assert keys(said) == ["edited_sent"]
    found = await answers(db)
    assert found["where"] == "หน้าวัด โทร 081-234-5678" and found["words"] == str(len("หน้าวัด โทร 081-234-5678"))
    [(raw, text, kind)] = await comments(db)
    assert raw == found["where"] and "081" not in text and kind == "opinion"
    await citizen.edits(3, "น้ำ")
    [figures] = await db.read(responses.stances, made)
    assert [(count.key, count.n) for count in figures.counts] == [("roads", 0), ("water", 1)]
    assert len(await db.read(rows, Response)) == 1


async def test_t10_an_edit_without_visible_change_is_ignored(db: Database, vault: Vault) -> None:
    citizen, _ = await sent(db, vault)
    before = [row.model_dump() for row in await db.read(rows, Answer)]
    assert await citizen.edits(4, "หน้าโรงเรียนบ้านโนนสูง") == []
    assert await citizen.edits(3, "ถนน") == []
    assert [row.model_dump() for row in await db.read(rows, Answer)] == before


async def test_t10_an_edit_after_the_close_is_kept_as_late_and_not_counted(db: Database, vault: Vault) -> None:
    citizen, made = await sent(db, vault)
    await close(db, made)
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        assert await citizen.edits(4, "หน้าโรงเรียนบ้านโนนสูง") == [], "nothing changed, nothing is late"
        said = await citizen.edits(4, "ในเมือง")
    assert keys(said) == ["closed"] and "แยกต่างหาก" in said[0]["text"]
    assert (await answers(db))["where"] == "หน้าโรงเรียนบ้านโนนสูง"
    assert await answers(db, late=True) == {"where": "ในเมือง"}
    assert [raw for raw, _, _ in await comments(db)] == ["หน้าโรงเรียนบ้านโนนสูง"]


async def test_t10_an_edit_made_before_the_close_counts_however_late_it_comes(db: Database, vault: Vault) -> None:
    citizen, made = await sent(db, vault)
    edited_at = clock.now()
    with clock.fixed(edited_at + timedelta(minutes=1)):
        await close(db, made)
    with clock.fixed(edited_at + timedelta(hours=1)):
        await citizen.edits(4, "ในเมือง", at=edited_at)
    assert (await answers(db))["where"] == "ในเมือง" and await answers(db, late=True) == {}


async def test_t10_an_edit_of_what_was_no_answer_does_nothing(db: Database, vault: Vault) -> None:
    citizen, _ = await sent(db, vault)
    before = await answers(db)
    for message in (1, 2, 6, 99):  # the code, "start", "send", and one that was never heard
        assert await citizen.edits(message, "น้ำ") == []
    assert await answers(db) == before


async def test_t10_an_edit_that_is_not_understood_leaves_the_answer(db: Database, vault: Vault) -> None:
    citizen, _ = await sent(db, vault)
    said = await citizen.edits(5, "หลายครั้งมาก")
    assert keys(said) == ["edit_unclear"] and "“2”" in said[0]["text"]
    assert (await answers(db))["many"] == "2"


async def test_t10_the_edit_of_a_message_whose_answer_was_given_anew_changes_nothing(
    db: Database, vault: Vault
) -> None:
    citizen, _ = await begun(db, vault)
    await citizen.types("ถนน", "หน้าวัด", "ย้อนกลับ", "หลังวัด")
    assert await citizen.edits(4, "ในวัด") == []
    assert (await answers(db))["where"] == "หลังวัด"


async def test_t10_an_edit_at_the_review_shows_the_review_again(db: Database, vault: Vault) -> None:
    citizen, _ = await begun(db, vault)
    await citizen.types("ถนน", "หน้าวัด", "2")
    said = await citizen.edits(4, "หลังวัด")
    assert keys(said)[0] == "edited" and keys(said)[-1] == "confirm" and "หลังวัด" in said[-1]["text"]
    assert keys(await citizen.presses("ส่งคำตอบ"))[0] == "close"


async def test_t10_an_edit_while_answers_are_corrected_is_counted_at_once_and_keeps_the_correction(
    db: Database, vault: Vault
) -> None:
    citizen, _ = await sent(db, vault)
    await citizen.types("ขอแก้ไข", "3", "7")  # 7, 8, 9: many is to be 7, and was not sent again
    await citizen.edits(4, "ในเมือง")
    await citizen.edits(9, "8")
    found = await answers(db)
    assert found["where"] == "ในเมือง" and found["many"] == "2"
    assert [(row.question, row.value) for row in await db.read(rows, Correction)] == [("many", "8")]
    await citizen.types("ส่ง")
    found = await answers(db)
    assert (found["where"], found["many"]) == ("ในเมือง", "8")


async def test_l13_an_unsent_answer_is_gone_and_asked_again_before_the_review(db: Database, vault: Vault) -> None:
    citizen, _ = await begun(db, vault)
    await citizen.types("ถนน", "หน้าวัดป่าสุข")
    assert await citizen.unsends(4) == [], "nothing is said while another question is open"
    assert await answers(db) == {"what": "roads"}
    assert keys(await citizen.types("2")) == ["question:where"]
    assert keys(await citizen.types("หลังวัด")) == ["confirm"]
    assert "หน้าวัดป่าสุข" not in str([row.state for row in await db.read(rows, TalkRow)])


async def test_l13_an_answer_unsent_at_the_review_is_asked_for_again(db: Database, vault: Vault) -> None:
    citizen, _ = await begun(db, vault)
    await citizen.types("ถนน", "หน้าวัดป่าสุข", "2")
    assert keys(await citizen.unsends(4)) == ["unsent_again", "question:where"]
    assert not [turn for turn in await db.read(turns) if "หน้าวัดป่าสุข" in str(turn)], "the review repeated it"
    assert keys(await citizen.types("หลังวัด")) == ["confirm"]


async def test_l13_an_answer_already_counted_is_taken_out_of_the_count(db: Database, vault: Vault) -> None:
    citizen, made = await sent(db, vault)
    assert await citizen.unsends(4) == []
    assert await answers(db) == {"what": "roads", "many": "2", "words": "0"}
    assert await comments(db) == [("", "", UNSENT)], "its number is never used for another comment"
    assert await db.read(responses.comments, made) == []
    assert [count.n for count in await db.read(themes.questions, made)] == [0]
    [response] = await db.read(rows, Response)
    assert response.state == "submitted"
    [entry] = [row for row in await db.read(rows, AuditEntry) if row.action == "comment.unsend"]
    assert entry.subject.startswith("comment:")
    await citizen.unsends(3)
    [figures] = await db.read(responses.stances, made)
    assert (figures.base, [count.n for count in figures.counts]) == (0, [0, 0])


async def test_l13_unsent_twice_is_unsent_once(db: Database, vault: Vault) -> None:
    citizen, _ = await sent(db, vault)
    await citizen.unsends(4)
    before = await answers(db)
    assert await citizen.unsends(4) == [] and await answers(db) == before
    assert len([row for row in await db.read(rows, AuditEntry) if row.action == "comment.unsend"]) == 1


async def test_l13_an_edited_message_is_unsent_as_it_is_now(db: Database, vault: Vault) -> None:
    citizen, made = await sent(db, vault)
    await citizen.edits(4, "ในเมืองเก่า")
    await citizen.unsends(4)
    assert "where" not in await answers(db) and await db.read(responses.comments, made) == []
    assert "ในเมืองเก่า" not in str(await db.read(turns))


async def test_l13_an_unsend_after_the_close_is_obeyed_and_the_late_copy_goes_too(db: Database, vault: Vault) -> None:
    citizen, made = await sent(db, vault)
    await close(db, made)
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        await citizen.edits(4, "ในเมือง")
        assert await citizen.unsends(4) == []
    assert "where" not in await answers(db) and await answers(db, late=True) == {}
    assert await db.read(responses.comments, made) == []


async def test_l13_an_unsent_correction_gives_way_to_what_was_sent(db: Database, vault: Vault) -> None:
    citizen, _ = await sent(db, vault)
    await citizen.types("ขอแก้ไข", "3", "7")
    await citizen.unsends(9)
    assert await db.read(rows, Correction) == []
    await citizen.types("ส่ง")
    assert (await answers(db))["many"] == "2"


async def test_l13_an_unsent_image_is_destroyed_with_its_answer(db: Database, vault: Vault) -> None:
    citizen, _ = await begun(db, vault, PHOTO)
    await citizen.does(kind="media", media={"what": "image", "reference": "line:61"}, message="61")
    assert [row.reference for row in await db.read(rows, Attachment)] == ["line:61"]
    await citizen.unsends(61)
    assert await db.read(rows, Attachment) == [] and await answers(db) == {}
    assert keys(await citizen.types("หน้าวัด")) == ["question:picture"]


async def test_l13_what_was_typed_for_a_consent_is_withdrawn_with_it(db: Database, vault: Vault) -> None:
    form = FORM.model_copy(update={"questions": (*FORM.questions, CONSENT)})
    citizen, _ = await begun(db, vault, form)
    await citizen.types("ถนน", "หน้าวัด", "2", "ยินยอม", "ส่ง")
    assert await db.read(quotable) == 1
    await citizen.unsends(6)
    assert await db.read(quotable) == 0


CONSENT = Question(
    name="quote",
    type="select_one",
    label={"th": "ให้ลงข้อความไหมคะ"},
    role="consent_quote",
    choices=(Choice(name="yes", label={"th": "ยินยอม"}), Choice(name="no", label={"th": "ไม่ยินยอม"})),
)


def quotable(session: Session) -> int:
    return len([row for row in session.exec(select(Consent)) if row.withdrawn_at is None])


async def test_l13_one_note_of_several_after_the_close_can_be_unsent(db: Database, vault: Vault) -> None:
    citizen, made = await sent(db, vault)
    await close(db, made)
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        await citizen.types("ขอแก้ไข", "ฝากข้อความ", "ข้อความแรก")  # 7, 8, 9
        await citizen.types("ขอแก้ไข", "ฝากข้อความ", "ข้อความที่สอง")  # 10, 11, 12
        await citizen.unsends(9)
        assert await answers(db, late=True) == {"late_note": "ข้อความที่สอง"}
        await citizen.unsends(12)
    assert await answers(db, late=True) == {}


async def test_marks_of_messages_go_when_the_person_asks_to_be_forgotten(db: Database, vault: Vault) -> None:
    citizen, _ = await sent(db, vault)
    assert [row.message for row in await db.read(rows, Answer) if row.message]
    await citizen.types("ลบข้อมูลของฉัน", "1")
    assert [row.value for row in await db.read(rows, Answer)]
    assert not [row.message for row in await db.read(rows, Answer) if row.message]


async def test_what_is_forwarded_is_explained_and_counts_for_nothing(db: Database, vault: Vault) -> None:
    citizen, _ = await begun(db, vault)
    said = await citizen.does(kind="outside", text="forwarded")
    assert keys(said) == ["outside_forwarded"] and await answers(db) == {}
    assert keys(await citizen.types("1")) == ["question:where"]


async def test_a_group_is_told_where_to_talk_and_is_nobody(db: Database, vault: Vault) -> None:
    await begun(db, vault)
    group = Citizen(db, vault, "C9")
    said = await group.does(kind="outside", text="group", reads="en")
    assert keys(said) == ["outside_group"] and said[0]["link"] and said[0]["language"] == "en"
    assert [contact.group for contact in await db.read(contacts)] == [False, True]
    assert len(await db.read(rows, TalkRow)) == 1
