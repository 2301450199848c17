"""Documents that sum a consultation up: every word in both forms, official form, small numbers untold."""

import re
from dataclasses import asdict, replace
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from admin.reports.annex_compose import cells, compose_annex
from admin.reports.blocks import Composed, LetterHead, MemoHead, Table
from admin.reports.document import Count
from admin.reports.docx import draw_docx
from admin.reports.letter_compose import compose_letter
from admin.reports.memo_compose import compose_memo
from admin.reports.notice import ThemeFacts
from admin.reports.o25 import o25
from admin.reports.pdf import draw_pdf
from admin.reports.plain import draw_plain
from admin.reports.summary_compose import compose_summary
from admin.reports.workbook import _behind
from admin.spreadsheet import as_xlsx
from tests.admin.reports.reading import docx_text, pdf_text, squeeze, unreadable
from tests.admin.reports.sample_outcome import OUTCOME, SHARED, member
from tests.admin.reports.test_notices import once

MADE = {
    "summary": compose_summary(OUTCOME),
    "annex": compose_annex(OUTCOME),
    "memo": compose_memo(OUTCOME),
    "letter": compose_letter(OUTCOME, OUTCOME.local[0]),
}


@pytest.fixture(scope="module", params=list(MADE))
def composed(request: pytest.FixtureRequest) -> Composed:
    return MADE[request.param]


def spoken(value: object) -> list[str]:
    """Every piece of text that must be read; addresses on the web by themselves may be broken."""
    if isinstance(value, str):
        return [part for part in re.split(r"https?://\S+|\n", value) if part.strip()]
    if isinstance(value, dict):
        return [text for key, one in value.items() if key not in ("kind", "align", "anchor") for text in spoken(one)]
    return [text for one in value for text in spoken(one)] if isinstance(value, tuple | list) else []


def test_every_word_is_in_both_forms(composed: Composed) -> None:
    pdf, docx = once(pdf_text(draw_pdf(composed))), docx_text(draw_docx(composed))
    drawn = [asdict(block) for block in composed.blocks] + ([asdict(composed.head)] if composed.head else [])
    for text in [*spoken(drawn), composed.title]:
        assert squeeze(text) in docx, text
        assert once(text) in pdf, text


def test_the_file_says_that_it_can_be_archived_and_read_aloud(composed: Composed) -> None:
    pdf = draw_pdf(composed)
    assert b"pdfaid:part" in pdf and b"pdfuaid:part" in pdf and b"/MarkInfo" in pdf
    assert unreadable(pdf) == []


def test_official_text_has_thai_digits_only(composed: Composed) -> None:
    own = re.sub(r"https?://\S+|KRT482|PM2\.5|C1\d|“[^”]*”", "", draw_plain(composed))
    assert not re.search("[0-9]", own)


def test_the_summary_has_its_twelve_parts_in_order() -> None:
    told = draw_plain(MADE["summary"])
    parts = re.findall(r"^([๐-๙]+)\. (.+)$", told, re.M)
    assert [n for n, _ in parts[:12]] == ["๑", "๒", "๓", "๔", "๕", "๖", "๗", "๘", "๙", "๑๐", "๑๑", "๑๒"]
    assert "น้ำท่วมขังในเขตเมืองทุกปี" in told and "อย่าขุดคลองหน้าวัด" in told
    assert "ไม่อยากให้เวนคืน" not in told and "มีอีก ๑ ข้อความ" in told, "who did not agree is not quoted"
    assert "รอหัวหน้ารับรอง" in told and "ภาคผนวก" in told and "สมาคมตัวอย่าง" in told


def test_no_part_of_the_summary_tells_a_number_that_another_part_hides() -> None:
    told = draw_plain(MADE["summary"])
    assert "LINE, Telegram, แชตบนเว็บ" in told
    assert "๓๐๑" not in told, "Telegram has three of 1,204: with the others they would be reckoned back"


def test_small_numbers_are_not_told(composed: Composed) -> None:
    for block in composed.blocks:
        if isinstance(block, Table):
            people = [k for k, column in enumerate(block.columns) if column.head in ("คน", "รวม")]
            assert not [row for row in block.rows for k in people if row[k] in ("๑", "๒", "๓", "๔")]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=6), st.integers(0, 30))
def test_no_cell_of_the_annex_can_be_worked_out_from_its_row(numbers: list[int], elsewhere: int) -> None:
    names = tuple(f"จ{n}" for n in range(len(numbers)))
    theme = ThemeFacts("ก", sum(numbers) + elsewhere, tuple(map(Count, names, numbers)))
    every = [*numbers, elsewhere]
    hidden = [n for n, shown in zip(every, cells(theme, names), strict=True) if shown is None]
    assert all(shown is None or not 0 < shown < 5 for shown in cells(theme, names))
    assert sum(map(bool, hidden)) != 1 or theme.people < 5
    assert all(shown in (None, n) for n, shown in zip(every, cells(theme, names), strict=True))


def test_the_memo_has_the_official_form() -> None:
    head = MADE["memo"].head
    assert isinstance(head, MemoHead) and head.number == "นม ๐๐๑๗.๒/๑๒๓" and head.day == "๑๒ สิงหาคม ๒๕๖๙"
    assert head.to == "เรียน  ประธานคณะกรรมการบริหารงานกลุ่มจังหวัดแบบบูรณาการ (ก.บ.ก.)"
    assert [b.text for b in MADE["memo"].blocks if b.kind == "heading"] == [
        "๑. เรื่องเดิม", "๒. ข้อเท็จจริง", "๓. ข้อพิจารณา", "๔. ข้อเสนอ",
    ]  # fmt: skip
    assert "พ.ศ.\u00a0๒๕๖๙" not in draw_plain(MADE["memo"]), "letters name no era with a date"
    document = Document(BytesIO(draw_docx(MADE["memo"])))
    section, runs = document.sections[0], [run for p in document.paragraphs[:5] for run in p.runs]
    assert (round(section.left_margin.cm), round(section.right_margin.cm)) == (3, 2)
    sizes = {run.text.strip(): run.font.size.pt for run in runs if run.font.size}
    assert sizes["บันทึกข้อความ"] == 29
    assert {sizes[label] for label in ("ส่วนราชการ", "ที่", "วันที่", "เรื่อง")} == {20}
    assert document.styles["Normal"].font.size.pt == 16
    assert document.inline_shapes[0].height.cm == pytest.approx(1.5, abs=0.01)


def test_the_letter_names_whom_it_is_for_and_no_small_number() -> None:
    letter = MADE["letter"]
    assert letter.head is not None and ("เรียน", "นายกองค์การบริหารส่วนจังหวัดสุรินทร์") in letter.head.lines
    assert isinstance(letter.head, LetterHead) and "123" not in letter.head.number, "that is the memo's"
    assert "สิงหาคม" not in letter.head.day, "so is that"
    assert "ทางข้ามหน้าโรงเรียนบ้านตัวอย่าง" in draw_plain(letter) and "น้อยกว่า\u00a0๕" in draw_plain(letter)


def test_o25_has_its_four_fields_each_with_a_link() -> None:
    sheet = load_workbook(BytesIO(as_xlsx(o25(OUTCOME)))).active
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=2, max_row=5)]
    assert [row[0][:2] for row in rows] == ["๑.", "๒.", "๓.", "๔."]
    assert all(row[1] and row[2].startswith("https://") for row in rows)
    assert "สุรินทร์ ไม่แสดง" in rows[1][1] and "1,204" not in rows[0][1]


def test_o25_does_not_tell_how_many_few_said_no_province() -> None:
    known = (Count("นครราชสีมา", 900), Count("ชัยภูมิ", 302))
    told = o25(replace(OUTCOME, result=replace(OUTCOME.result, provinces=known)))
    text = str(told)
    assert "๑,๒๐๔" in text and "๙๐๐" in text
    assert "๓๐๒" not in text, "two of 1,204 named none: with both numbers they would be reckoned back"


def test_o25_tells_of_the_result_what_is_published_and_signed_alone() -> None:
    told, before = (str(o25(replace(OUTCOME, published_on=day))) for day in (OUTCOME.published_on, None))
    for written in (OUTCOME.summary, OUTCOME.answer):
        assert written in told and written not in before
    assert all(re.search(r"ข้อค้นพบ 1 ", one) for one in (told, before)), "of three one is signed"


def test_every_comment_behind_a_finding_has_a_row_of_its_own() -> None:
    many = tuple(member(n, "น้ำ") for n in range(1, 9001))
    rows = _behind(replace(OUTCOME, findings=(SHARED.model_copy(update={"members": many}),)))
    assert [row["comment"] for row in rows] == [f"C{n}" for n in range(1, 9001)]


def test_a_text_that_is_too_long_for_a_cell_says_so() -> None:
    sheet = load_workbook(BytesIO(as_xlsx([("ก", [("ข",), ("ค" * 40_000,)])]))).active
    assert len(sheet["A2"].value) == 32_767 and sheet["A2"].value.endswith("…")
