"""Sections of a draft in a chat: read, gone to by link and by number; and what is written under them on our page."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from consultation import clock
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.drafts import service
from consultation.drafts.reading import pasted
from consultation.forms import service as forms
from consultation.forms.form import Form, Question
from consultation.responses.models import Answer, Comment, Response
from consultation.talk.drafted import parts
from consultation.talk.model import Talk
from consultation.talk.models import TalkRow
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, buttons, consultation, keys, turns

pytestmark = pytest.mark.usefixtures("fixed_clock")
TEXT = "๑. น้ำ\nขุดคลอง\n๒. ถนน\nซ่อมถนน\n๓. ฝุ่น\n" + "ลดการเผาในที่โล่ง และชดเชยให้เกษตรกรที่ไม่เผา\n" * 80
FORM = Form(
    title={"th": "ร่าง"},
    questions=(
        Question(name="first", type="text", label={"th": "เรื่องใดควรแก้ก่อนคะ"}, comment=True),
        Question(name="last", type="text", label={"th": "อยากบอกอะไรอีกไหมคะ"}, comment=True),
    ),
)
LINK = "https://example.go.th/c/X/draft"


def made(session: Session, *, draft: bool = True) -> ConsultationView:
    view = consultation(session, form=FORM)
    if draft:
        publish(session, view.id)
    return view


def publish(session: Session, id: int, text: str = TEXT) -> None:
    service.bring(session, id, "แผน.txt", pasted(text), "สมใจ")
    service.publish(session, id, LINK, "สมใจ")


def counted(session: Session) -> dict[str, str]:
    """What counts, by question: the comments of responses that were sent."""
    of = select(Comment).join(Response, col(Response.id) == col(Comment.response_id))
    return {row.question: row.raw for row in session.exec(of.where(Response.state == "submitted"))}


def responses(session: Session) -> list[str]:
    return list(session.exec(select(Response.state)))


def stored(session: Session) -> dict[str, str | None]:
    return {row.question: row.value for row in session.exec(select(Answer).where(col(Answer.late).is_(False)))}


def talk(session: Session) -> Talk:
    return Talk.model_validate(session.exec(select(TalkRow)).one().state)


async def writes(citizen: Citizen, code: str, words: str, **at: Any) -> list[dict[str, Any]]:
    return await citizen.does(kind="section", data=code, text=words, **at)


def asked(messages: list[dict[str, Any]]) -> str:
    return str(messages[-1]["key"])


async def test_a_link_asks_for_the_start_first_and_then_about_its_section(db: Database, vault: Vault) -> None:
    view, citizen = await db.write(made), Citizen(db, vault)
    assert keys(await citizen.says(f"{view.code.lower()}-d1s3")) == ["greet", "privacy_short", "ready"]
    said = await citizen.says("เริ่ม")
    assert keys(said)[-2:] == ["note:draft1_s3_text", "question:draft1_s3"]
    assert said[-1]["text"].endswith("ท่านมีความเห็นต่อ “๓. ฝุ่น” อย่างไรคะ")
    assert asked(await citizen.says("ชดเชยให้ก่อน")) == "question:first"
    said = await citizen.says("น้ำ", "ไม่มี")
    assert keys(said) == ["confirm"], "the sections are not asked again: one was chosen"
    await citizen.says("ส่ง")
    assert await db.read(counted) == {"draft1_s3": "ชดเชยให้ก่อน", "first": "น้ำ", "last": "ไม่มี"}
    assert (await db.read(stored))["draft1_pick"] == "s3"


async def test_telegram_s_start_leads_there_too(db: Database, vault: Vault) -> None:
    view, citizen = await db.write(made), Citizen(db, vault, channel="telegram")
    await citizen.does(kind="hello", text=f"{view.code}-D1S2")
    assert asked(await citizen.says("เริ่ม")) == "question:draft1_s2"


async def test_the_draft_is_read_by_buttons_and_by_numbers_and_commented_on_from_there(
    db: Database, vault: Vault
) -> None:
    view, citizen = await db.write(made), Citizen(db, vault)
    await citizen.says(view.code, "เริ่ม")
    [listed] = await citizen.says("ขออ่านร่างค่ะ")
    assert [each["label"] for each in listed["buttons"]] == ["๑. น้ำ", "๒. ถนน", "๓. ฝุ่น"]
    assert "3 ส่วน" in listed["text"] and listed["link"].endswith(f"/c/{view.code}/draft")
    [water] = await citizen.says("1")
    assert keys([water]) == ["draft_section"]
    assert water["text"] == "ส่วนที่ 1: ๑. น้ำ\n\nขุดคลอง"
    assert [each["label"] for each in water["controls"]] == ["แสดงความเห็นส่วนนี้", "ดูส่วนอื่น", "ตอบต่อ"]
    said = await citizen.presses("แสดงความเห็นส่วนนี้")
    assert asked(said) == "question:draft1_s1" and "ขุดคลอง" in said[-2]["text"]
    assert asked(await citizen.says("ลึกกว่านี้")) == "question:first", "and on with what is left"
    dust = await citizen.says("อ่านส่วนที่ ๓")
    assert [len(each["text"]) < 1_400 for each in dust] == [True, True]
    assert say("draft_part", part=1, parts=2) in dust[0]["text"]
    assert say("draft_part", part=2, parts=2) in (await citizen.says("ดูต่อ"))[0]["text"]
    assert asked(await citizen.says("แสดงความเห็นต่อส่วนที่ 3")) == "question:draft1_s3"
    assert (await db.read(stored))["draft1_pick"] == "s1 s3"
    assert asked(await citizen.says("ความเห็นส่วน 9")) == "draft_sections", "there is no section 9"


async def test_the_number_beside_the_list_is_meant_whatever_number_a_title_has(db: Database, vault: Vault) -> None:
    def introduced(session: Session) -> ConsultationView:
        view = made(session, draft=False)
        publish(session, view.id, f"คำนำ\nอ่านก่อน\n{TEXT}")
        return view

    view, citizen = await db.write(introduced), Citizen(db, vault)
    await citizen.says(view.code, "เริ่ม", "อ่านร่าง")
    assert (await citizen.says("2"))[0]["text"].startswith("ส่วนที่ 2: ๑. น้ำ")
    await citizen.says("อ่านร่าง")
    assert (await citizen.says("๔"))[0]["text"].startswith("ส่วนที่ 4: ๓. ฝุ่น")
    await citizen.says("อ่านร่าง")
    assert keys(await citizen.says("5")) == ["menu_number"]


async def test_of_several_drafts_it_is_asked_which(db: Database, vault: Vault) -> None:
    view, citizen = await db.write(made), Citizen(db, vault)
    await db.write(made)
    [which] = await citizen.says("อ่านร่าง")
    assert keys([which]) == ["draft_which"] and len(which["buttons"]) == 2
    [listed] = await citizen.taps(f"me.draft.{view.code}")
    assert keys([listed]) == ["draft_sections"]


async def test_every_word_of_a_section_is_shown_and_none_is_cut() -> None:
    whole = "ขุดลอกลำน้ำสายหลักทั้งสองฝั่ง" * 300
    for text in (TEXT.strip(), whole, "ก่\u0e4b" * 3_000, "a" * 5_000):
        found = parts(text)
        assert "".join("".join(found).split()) == "".join(text.split()) and max(map(len, found)) <= 1_200
    assert all(part.endswith(("ขุด", "ลอก", "ลำน้ำ", "สาย", "หลัก", "ทั้งสอง", "ฝั่ง", "สอง")) for part in parts(whole)[:-1])


async def test_where_there_is_no_draft_the_word_says_so_and_the_number_is_an_answer(db: Database, vault: Vault) -> None:
    view, citizen = await db.write(made, draft=False), Citizen(db, vault)
    await citizen.says(view.code, "เริ่ม")
    assert keys(await citizen.says("อ่านร่าง")) == ["draft_none"]
    await citizen.says("ความเห็นส่วน 3")
    assert (await db.read(stored))["first"] == "ความเห็นส่วน 3"


async def test_a_draft_that_nobody_may_know_of_is_not_read(db: Database, vault: Vault) -> None:
    def hidden(session: Session) -> ConsultationView:
        view = consultation(session, form=FORM, open=False)
        publish(session, view.id)
        return view

    view, citizen = await db.write(hidden), Citizen(db, vault)
    assert keys(await citizen.says("อ่านร่าง")) == ["draft_none"]
    assert keys(await citizen.says(f"{view.code}-D1S1")) == ["not_open"]
    assert keys(await citizen.taps(f"me.draft.{view.code}.r1.0")) == ["draft_none"]


async def test_written_on_the_page_it_counts_at_once_and_the_chat_goes_on(db: Database, vault: Vault) -> None:
    view, citizen = await db.write(made), Citizen(db, vault, channel="web")
    code = f"{view.code}-D1S2"
    said = await writes(citizen, code, "ติดไฟทางด้วย")
    assert keys(said) == ["section_kept", "question:first"] and "๒. ถนน" in said[0]["text"]
    assert await db.read(counted) == {"draft1_s2": "ติดไฟทางด้วย"} and await db.read(responses) == ["submitted"]
    await writes(citizen, code, "ติดไฟทางด้วย ทุกโค้ง")
    await writes(citizen, f"{view.code}-D1S1", "ขุดลึกอีก")
    expected = {"draft1_s2": "ติดไฟทางด้วย ทุกโค้ง", "draft1_s1": "ขุดลึกอีก"}
    assert await db.read(counted) == expected
    await citizen.says("ถนนก่อน", "ไม่มี", "ส่ง")
    assert await db.read(counted) == {**expected, "first": "ถนนก่อน", "last": "ไม่มี"}
    assert await db.read(responses) == ["submitted"]
    said = await writes(citizen, code, "เปลี่ยนใจ")
    assert keys(said) == ["section_kept"] and (await db.read(talk)).stage == "done"
    assert (await db.read(counted))["draft1_s2"] == "เปลี่ยนใจ" and (await db.read(counted))["first"] == "ถนนก่อน"


async def test_written_midway_it_is_the_same_response_with_what_was_answered(db: Database, vault: Vault) -> None:
    view, citizen = await db.write(made), Citizen(db, vault, channel="web")
    await citizen.says(view.code, "เริ่ม", "น้ำก่อน")
    said = await writes(citizen, f"{view.code}-D1S1", "ขุดลึกอีก")
    assert asked(said) == "question:last"
    assert await db.read(counted) == {"first": "น้ำก่อน", "draft1_s1": "ขุดลึกอีก"}
    assert await db.read(responses) == ["submitted"]


async def test_written_while_correcting_it_counts_and_what_is_corrected_waits(db: Database, vault: Vault) -> None:
    view, citizen = await db.write(made), Citizen(db, vault, channel="web")
    await writes(citizen, f"{view.code}-D1S1", "ขุด")
    await citizen.says("น้ำก่อน", "ไม่มี", "ส่ง", "ขอแก้ไข", "เรื่องใดควรแก้ก่อนคะ", "ถนนก่อน")
    said = await writes(citizen, f"{view.code}-D1S2", "ไฟทาง")
    assert keys(said)[0] == "section_kept"
    assert await db.read(counted) == {"first": "น้ำก่อน", "last": "ไม่มี", "draft1_s1": "ขุด", "draft1_s2": "ไฟทาง"}
    await citizen.says("ส่ง")
    assert (await db.read(counted))["first"] == "ถนนก่อน" and (await db.read(counted))["draft1_s2"] == "ไฟทาง"


async def test_who_had_answered_before_the_draft_came_comments_all_the_same(db: Database, vault: Vault) -> None:
    view, citizen = await db.write(made, draft=False), Citizen(db, vault)
    await citizen.says(view.code, "เริ่ม", "น้ำก่อน", "ไม่มี", "ส่ง")
    await db.write(publish, view.id)
    said = await writes(citizen, f"{view.code}-D1S1", "ขุดลึกอีก")
    assert keys(said) == ["section_kept"]
    assert await db.read(counted) == {"first": "น้ำก่อน", "last": "ไม่มี", "draft1_s1": "ขุดลึกอีก"}
    said = await citizen.says("ความเห็นส่วน 2")
    assert keys(said)[0] == "correct_sent" and asked(said) == "question:draft1_s2"
    assert keys(await citizen.says("ไฟทาง")) == ["confirm"]
    assert "draft1_s2" not in await db.read(counted), "what was sent counts until it is sent again"
    await citizen.says("ส่ง")
    assert (await db.read(counted))["draft1_s2"] == "ไฟทาง" and await db.read(responses) == ["submitted"]


async def test_after_the_close_it_is_kept_as_late_and_not_counted(db: Database, vault: Vault) -> None:
    view, citizen = await db.write(made), Citizen(db, vault, channel="web")
    await citizen.says(view.code, "เริ่ม")
    late = clock.now() + timedelta(days=31)
    with clock.fixed(late):
        assert keys(await writes(citizen, f"{view.code}-D1S1", "สายไปไหม", at=late)) == ["closed"]
        stranger = Citizen(db, vault, address="U2", channel="web")
        assert keys(await writes(stranger, f"{view.code}-D1S1", "สายไปไหม", at=late)) == ["closed"]
    assert await db.read(counted) == {} and await db.read(responses) == ["started"]


async def test_a_section_that_is_asked_about_no_longer_says_so(db: Database, vault: Vault) -> None:
    view, citizen = await db.write(made), Citizen(db, vault)
    await db.write(service.close, view.id, "สมใจ")
    await citizen.says(view.code, "เริ่ม")
    said = await citizen.says(f"{view.code}-D1S1")
    assert keys(said) == ["section_gone", "question:first"]
    assert keys(await writes(citizen, f"{view.code}-D1S1", "ทันไหม"))[0] == "section_gone"
    [water] = await citizen.says("อ่านส่วน 1")
    assert "แสดงความเห็นส่วนนี้" not in [label for label, _ in buttons([water])]
    assert await db.read(counted) == {} and (await db.read(forms.current, view.id)).question("draft1_s1") is None


async def test_one_word_too_many_is_refused_and_nothing_changes(db: Database, vault: Vault) -> None:
    view, citizen = await db.write(made), Citizen(db, vault, channel="web")
    said = await writes(citizen, f"{view.code}-D1S1", "ก" * 2_001)
    assert keys(said) == ["too_long"]
    assert await db.read(responses) == [] and (await db.read(talk)).stage == "welcome"
    assert len(await db.read(turns)) == 1
