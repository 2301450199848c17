"""Notices and notices of results: whole by the law of their kind, one text in every form, small numbers untold."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.reports.blocks import Composed
from admin.reports.document import Count
from admin.reports.docx import draw_docx
from admin.reports.emblem import emblem
from admin.reports.notice import LawFacts
from admin.reports.notice_compose import compose_notice, missing_in_notice
from admin.reports.notice_result import compose_result, missing_in_result
from admin.reports.pdf import draw_pdf
from admin.reports.plain import draw_plain
from admin.reports.thai import thai_digits
from consultation.errors import Refused
from consultation.responses.small import hidden
from tests.admin.reports.reading import docx_paragraphs, docx_part, docx_text, pdf_pages, pdf_text, squeeze, unreadable
from tests.admin.reports.sample_notices import ENTRIES, FACTS, HEARING, MEETING, NOTICES, PLAN, RESULT, SURVEY, WAYS


def once(text: str) -> str:
    """The text without what pdfium reads twice: a letter with two marks ("ทั้ทั้ง"), which is drawn once."""
    return re.sub(r"(\w[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{1,2})\1", r"\1", squeeze(text))


def text(composed: Composed) -> str:
    return draw_plain(composed)


@pytest.fixture(scope="module", params=[*NOTICES, "result"])
def composed(request: pytest.FixtureRequest) -> Composed:
    return compose_result(RESULT) if request.param == "result" else compose_notice(NOTICES[request.param])


def test_every_word_is_in_every_form(composed: Composed):
    drawn = draw_pdf(composed)
    assert unreadable(drawn) == []
    pdf, docx = once(pdf_text(drawn)), docx_text(draw_docx(composed))
    for line in text(composed).removeprefix("ข้อมูลสมมติ ใช้เพื่อการสาธิต\n").splitlines():
        for part in re.split(r"https?://\S+|^- |: |, | \(|\)$|  |\n", line):
            words = re.sub("^(คน|ร้อยละ|จังหวัดที่พบ) ", "", part)  # heads, which stand once in a table
            assert once(words) in pdf, part
            assert squeeze(words) in docx, part


def test_official_text_has_thai_digits_only(composed: Composed):
    own = re.sub(r"https?://\S+|KRT482|PM2\.5", "", text(composed))
    assert not re.search("[0-9]", own)


def test_a_hearing_tells_all_that_the_regulation_asks():
    told = text(compose_notice(HEARING))
    for label, fact in FACTS:
        assert f"- {thai_digits(label)}: {thai_digits(fact)}" in told
    for wanted in ("ประชาพิจารณ์", "๒๐ มิถุนายน พ.ศ.\u00a0๒๕๖๙ เวลา ๐๘.๓๐ น.", "ห้องประชุมชั้น ๓", "รหัส KRT482"):
        assert wanted in told
    assert "ภายใน ๑๕ วัน" in told and "๑๕ สิงหาคม พ.ศ.\u00a0๒๕๖๙" in told
    assert missing_in_notice(HEARING) == []


def test_the_codes_lead_to_every_way_in():
    composed = compose_notice(SURVEY)
    told = text(composed)
    assert all(way.link in told for way in WAYS)
    pictures = [node for node in docx_part(draw_docx(composed)).iter() if node.tag.endswith("}docPr")]
    assert [node.get("descr") for node in pictures] == ["ตราครุฑ", *(way.title for way in WAYS)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (replace(HEARING, law=LawFacts(methods=("ประชาพิจารณ์",))), "ข้อมูลโครงการ ๘ ข้อ"),
        (replace(HEARING, law=replace(HEARING.law, facts=(*FACTS[:7], (FACTS[7][0], " ")))), "ค่าใช้จ่ายโดยประมาณ"),
        (replace(HEARING, law=replace(HEARING.law, methods=())), "วิธีการรับฟัง"),
        (replace(HEARING, opens=datetime(2026, 6, 16, 1, tzinfo=UTC)), "เริ่มรับฟังได้เร็วที่สุดวันที่ ๑๗ มิถุนายน"),
        (replace(HEARING, meetings=(), entries={**ENTRIES, "place": ""}), "สถานที่รับฟัง"),
        (replace(PLAN, meetings=()), "การประชุมอย่างน้อย"),
        (replace(PLAN, plan_version=""), "ฉบับของแผน"),
        (replace(PLAN, meetings=(replace(MEETING, place=""),)), "สถานที่ของการประชุม"),
        (replace(PLAN, meetings=(replace(MEETING, place="", link="", online=True),)), "ลิงก์เข้าร่วม"),
        (replace(SURVEY, closes=None), "วันสิ้นสุด"),
        (replace(SURVEY, entries={**ENTRIES, "signer": ""}), "ชื่อผู้ลงนาม"),
    ],
)
def test_what_is_missing_is_said_and_makes_a_draft(data, said: str):
    [missing] = missing_in_notice(data)
    assert thai_digits(said) in thai_digits(missing.text) and not missing.soft
    assert "ร่าง ข้อมูลยังไม่ครบ" in compose_notice(data).marks


def test_the_sixteenth_day_is_early_enough_and_an_exemption_lifts_it():
    sixteenth = datetime(2026, 6, 17, 1, tzinfo=UTC)
    assert missing_in_notice(replace(HEARING, opens=sixteenth)) == []
    early = replace(HEARING, opens=datetime(2026, 6, 2, 1, tzinfo=UTC), law=replace(HEARING.law, exempt=True))
    assert missing_in_notice(early) == [] and "ได้รับยกเว้น" in text(compose_notice(early))


def test_a_meeting_from_afar_needs_no_place_and_one_day_is_told_once():
    online = replace(PLAN, meetings=(replace(MEETING, place="", online=True),))
    assert missing_in_notice(online) == [] and "………" not in text(compose_notice(online)).partition("(ลงชื่อ)")[0]
    day = replace(SURVEY, closes=SURVEY.opens.replace(hour=9))
    assert "เปิดรับความคิดเห็นวันที่ ๒๐ มิถุนายน พ.ศ. ๒๕๖๙ ตั้งแต่เวลา ๐๘.๓๐ ถึง ๑๖.๓๐ น." in text(compose_notice(day)).replace(
        "\u00a0", " "
    )
    result = replace(RESULT, notice=replace(RESULT.notice, closes=RESULT.notice.opens))
    assert "เมื่อวันที่ ๒๐ มิถุนายน พ.ศ. ๒๕๖๙ บัดนี้" in text(compose_result(result)).replace("\u00a0", " ")


def test_without_chat_accounts_the_notice_still_goes_out():
    [missing] = missing_in_notice(replace(SURVEY, ways=WAYS[2:]))
    assert missing.soft
    assert "ร่าง ข้อมูลยังไม่ครบ" not in compose_notice(replace(SURVEY, ways=WAYS[2:])).marks


def test_an_empty_notice_is_drawn_with_dots():
    bare = replace(HEARING, law=LawFacts(), entries={}, meetings=(), opens=None, closes=None, result_due=None, ways=())
    assert "………" in text(compose_notice(bare))
    assert len(pdf_pages(draw_pdf(compose_notice(bare)))) >= 1


# --- results ---------------------------------------------------------------------------------------------------------


def test_small_numbers_are_not_told_and_cannot_be_reckoned():
    told = text(compose_result(RESULT))
    assert "- นครราชสีมา: คน ๗๐๐, ร้อยละ ๕๘.๑" in told
    for name in ("บุรีรัมย์", "สุรินทร์", "Telegram", "แชตบนเว็บ", "ผู้นำชุมชน"):
        assert f"- {name}: คน ไม่แสดง, ร้อยละ –" in told
    assert "อปท.: คน ยังไม่มีผู้แทน" in told
    assert "ทางข้ามหน้าโรงเรียน" not in told and "อีก ๑ เรื่องที่มีผู้กล่าวถึงเรื่องละไม่ถึง ๕ คน" in told
    assert "ไม่ใช่ตัวแทนทางสถิติ" in told


@given(st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=9))
def test_what_is_hidden_leaves_more_than_one_answer(counts: list[int]):
    gone = hidden(counts)
    assert all(at in gone for at, n in enumerate(counts) if 0 < n < 5)
    assert all(counts[at] for at in gone), "nobody is told as nobody"
    shown_others = [n for at, n in enumerate(counts) if at not in gone and n >= 5]
    if gone and shown_others:
        assert len(gone) >= 2 and sum(counts[at] for at in gone) >= 5


def test_of_fewer_than_five_people_no_table_is_told():
    few = replace(RESULT, people=4, provinces=(Count("ชัยภูมิ", 4),), sectors=(), channels=(Count("LINE", 4),), attended=3)
    told = text(compose_result(few))
    assert "น้อยกว่า ๕ คน" in told and "จำแนกตามจังหวัด" not in told and "๑๐๐.๐" not in told


def test_the_due_date_is_kept_or_its_breach_is_owned():
    assert "เป็นไปตามกำหนด" in text(compose_result(RESULT))
    late = replace(RESULT, notice=replace(HEARING, entries={**ENTRIES, "result_dated": "2026-08-18"}))
    [missing] = missing_in_result(late)
    assert "เหตุที่ประกาศผลช้า" in missing.text
    assert "ช้ากว่ากำหนด ๓ วัน" in text(compose_result(late))


def test_results_before_the_end_without_themes_say_so():
    early = replace(RESULT, closed=False, questions=(), people=0)
    texts = " ".join(each.text for each in missing_in_result(early))
    assert "ยังไม่ปิด" in texts and "ยังไม่มีผู้ส่งคำตอบ" in texts and "รับรอง" in texts


# --- emblem ----------------------------------------------------------------------------------------------------------


def test_a_file_that_is_no_picture_is_refused(tmp_path):
    other = tmp_path / "garuda.txt"
    other.write_text("ครุฑ")
    for path in (other, tmp_path / "none.png"):
        with pytest.raises(Refused, match="PRACHAKHOM_EMBLEM_FILE"):
            emblem(str(path))
    own = tmp_path / "garuda.png"
    own.write_bytes(emblem(""))
    assert emblem(str(own)) == emblem("")


def test_text_of_the_office_is_never_markup():
    hostile = "#let x = 1 <b>&amp; \\ ] $ \x00 " + "ก" * 60
    composed = compose_notice(replace(SURVEY, title=hostile, entries={**ENTRIES, "about": hostile}))
    assert squeeze("#let x = ๑ <b>&amp;") in pdf_text(draw_pdf(composed))
    assert any("<b>&amp;" in line for line in docx_paragraphs(draw_docx(composed)))
