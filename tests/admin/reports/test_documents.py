"""The document on problems and needs: the same findings, figures and words in PDF and in DOCX."""

import re
from dataclasses import replace

import pypdfium2
import pytest

from admin.reports.blocks import Heading, Paragraph, Table
from admin.reports.compose import compose
from admin.reports.document import AreaNeeds, FindingLine
from admin.reports.docx import render_docx
from admin.reports.glyphs import coverage
from admin.reports.pdf import FONT_FOLDER, FontsMissing, render_pdf
from admin.reports.thai import thai_digits, thai_number
from tests.admin.reports.reading import (
    W,
    docx_paragraphs,
    docx_part,
    docx_text,
    pdf_pages,
    pdf_text,
    squeeze,
    unreadable,
)
from tests.admin.reports.sample_needs import (
    BUS,
    DUST,
    FLOOD,
    HOSTILE,
    JAWI,
    LAO,
    LAUGHTER,
    LONG_ADDRESS,
    MARKS,
    NEEDS,
    counts,
    quote,
    refs,
)
from tests.effort import spent


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_pdf(NEEDS)


@pytest.fixture(scope="module")
def docx() -> bytes:
    return render_docx(NEEDS)


@pytest.fixture(scope="module")
def texts(pdf: bytes, docx: bytes) -> dict[str, str]:
    return {"pdf": pdf_text(pdf), "docx": docx_text(docx)}


def words_and_figures(text: str) -> list[str]:
    """Thai figures of a text, in order of size; page numbers and repeated heads hold none of four digits or commas."""
    return sorted(set(re.findall(r"[๐-๙]+(?:[.,][๐-๙]+)+", text)))


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_every_finding_and_every_comment_ref_is_there(texts: dict[str, str], form: str):
    for finding in NEEDS.findings:
        assert finding.ref in texts[form]
        assert finding.comment_refs
        for ref in finding.comment_refs:
            assert ref in texts[form]


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_figures_dates_and_latin_words_come_back_as_text(texts: dict[str, str], form: str):
    for expected in ("OTOP", "PM2.5", "๑,๒๓๔คน", "๑,๘๗๙", "๓๘.๒", "๑–๓๐มิถุนายน๒๕๖๙", "๔กรกฎาคม๒๕๖๙", "ไม่ระบุจังหวัด๓"):
        assert expected in texts[form]


def test_both_forms_hold_the_same_figures(texts: dict[str, str]):
    figures = words_and_figures(texts["docx"])
    assert len(figures) > 25
    assert words_and_figures(texts["pdf"]) == figures


def test_official_text_has_no_arabic_digits():
    own = replace(NEEDS, code="รหัส", issues=(), single_province=(), unlinked=())
    for line in docx_paragraphs(render_docx(own)):
        assert not re.search(r"[0-9]", line)


def test_citizens_words_survive_as_typed(pdf: bytes, docx: bytes):
    lines = docx_paragraphs(docx)
    for words in (HOSTILE, LONG_ADDRESS, MARKS, f"{JAWI} / {LAO}"):
        assert f"“{words}”" in lines
    text = pdf_text(pdf)
    assert squeeze(HOSTILE) in text
    assert LONG_ADDRESS in text
    assert LAUGHTER in text
    assert "U+0E99" in text


ODD_TEXTS = (
    *("\x00\x08", "\ud800", "\ufeff\ufffe", "\ue000", "\u202eกลับ", "𓀀𠀀", "ⵣ" * 400),
    *("", " ", "ก\n\n\nข", "{", "\\", '"', "]]>"),
)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_no_text_breaks_a_document(text: str):
    finding = replace(FLOOD, statement=text, quotes=(quote(text, 12),))
    doc = replace(NEEDS, plan_title=text, limits=text, issues=(), unlinked=(finding,), single_province=())
    assert render_pdf(doc).startswith(b"%PDF")
    assert "ข-๐๑" in docx_text(render_docx(doc))


def test_every_character_the_fonts_have_can_be_archived():
    covered = coverage(tuple(FONT_FOLDER.glob("*.ttf")))
    assert len(covered) > 2000
    every = replace(FLOOD, quotes=(quote(" ".join(map(chr, sorted(covered))), 12),))
    assert render_pdf(replace(NEEDS, issues=(), unlinked=(every,))).startswith(b"%PDF")


def test_every_page_of_a_sample_says_so(pdf: bytes, docx: bytes):
    pages = pdf_pages(pdf)
    assert len(pages) > 5
    assert all("ข้อมูลสมมติ" in page for page in pages)
    headers = [docx_part(docx, f"word/header{k}.xml") for k in (1, 2)]
    assert all("ข้อมูลสมมติ" in "".join(header.itertext()) for header in headers)
    real = replace(NEEDS, sample=False)
    assert "สมมติ" not in pdf_text(render_pdf(real)) + docx_text(render_docx(real))


def test_pages_carry_thai_numbers(pdf: bytes, docx: bytes):
    assert "- ๒ -" in pdf_pages(pdf)[1]
    field = docx_part(docx, "word/header1.xml").find(f".//{W}fldSimple")
    assert field is not None
    assert "PAGE" in field.get(f"{W}instr", "")
    assert docx_part(docx).find(f".//{W}pgNumType").get(f"{W}fmt") == "thaiNumbers"


def test_a_draft_is_marked_and_not_called_reviewed():
    text = pdf_text(render_pdf(replace(NEEDS, signed_off_at=None)))
    assert "ยังไม่ผ่านการรับรอง" in text
    assert "อยู่ระหว่างการตรวจทาน" in text


def test_pdf_is_official_in_size_fonts_and_structure(pdf: bytes):
    document = pypdfium2.PdfDocument(pdf)
    assert [round(side / 72 * 2.54, 1) for side in document[0].get_size()] == [21.0, 29.7]
    assert document.is_tagged()
    assert document.get_metadata_dict()["Title"] == "ประเด็นปัญหาและความต้องการเชิงพื้นที่"
    outline = [item.get_title() for item in document.get_toc()]
    assert any(title.startswith("๖. การตรวจสอบย้อนกลับ") for title in outline)
    assert b"Sarabun-Regular" in pdf
    assert render_pdf(NEEDS) == pdf
    assert unreadable(pdf) == []


def test_docx_sets_thai_fonts_on_every_style_it_uses(docx: bytes):
    styles = docx_part(docx, "word/styles.xml")
    for name in ("Normal", "Title", "heading 1", "heading 2", "heading 3", "Quote", "Table Text"):
        properties = styles.xpath(f"w:style[w:name/@w:val='{name}']/w:rPr", namespaces={"w": W[1:-1]})[0]
        assert properties.find(f"{W}rFonts").get(f"{W}cs") == "TH Sarabun New"
        assert int(properties.find(f"{W}szCs").get(f"{W}val")) >= 28
        assert properties.find(f"{W}lang").get(f"{W}bidi") == "th-TH"
    assert "Sarabun" in docx_part(docx, "word/fontTable.xml").find(f".//{W}altName").get(f"{W}val")


def test_docx_headings_and_tables_are_real(docx: bytes):
    body = docx_part(docx)
    used = {style.get(f"{W}val") for style in body.iter(f"{W}pStyle")}
    assert {"Heading1", "Heading2", "Heading3"} <= used
    tables = list(body.iter(f"{W}tbl"))
    headed = [table for table in tables if table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None]
    assert len(headed) == len(tables) - 1  # the list of facts has labels instead


def test_an_office_may_bring_its_own_template(tmp_path):
    import docx as python_docx

    letterhead = python_docx.Document()
    letterhead.add_paragraph("หัวกระดาษของสำนักงาน")
    letterhead.styles["Heading 1"].font.name = "Angsana New"
    letterhead.save(str(tmp_path / "letterhead.docx"))
    made = render_docx(NEEDS, tmp_path / "letterhead.docx")
    assert docx_paragraphs(made)[0] == "หัวกระดาษของสำนักงาน"
    assert b"TH Sarabun New" not in _part_bytes(made, "word/document.xml")
    assert b"Angsana New" in _part_bytes(made, "word/styles.xml")
    assert "ข้อมูลสมมติ" in "".join(docx_part(made, "word/header1.xml").itertext())


def _part_bytes(docx: bytes, name: str) -> bytes:
    from lxml import etree

    return etree.tostring(docx_part(docx, name))


def test_shared_and_single_findings_are_told_apart():
    tables = {block.caption: block for block in compose(NEEDS).blocks if isinstance(block, Table)}
    assert [row[0] for row in tables["ประเด็นร่วมของกลุ่มจังหวัด"].rows] == ["ข-๐๑", "ข-๐๒", "ข-๐๓"]
    assert [row[1] for row in tables["ประเด็นเฉพาะจังหวัด"].rows] == ["ข-๐๔", "ข-๐๕"]
    assert [row[1] for row in tables["ข้อค้นพบที่ไม่ทราบจังหวัด"].rows] == ["ข-๐๖"]


def test_tables_of_people_add_up_to_all_people():
    bare = replace(NEEDS, standing=None)
    tables = [block for block in compose(bare).blocks if isinstance(block, Table) and block.total]
    assert len(tables) == 3
    for table in tables:
        assert table.rows[-1][1:] == (thai_number(NEEDS.people), "๑๐๐.๐")
    assert ("รัฐวิสาหกิจ (ยังไม่มีผู้แทน)", "๐", "๐.๐") in tables[1].rows


def test_each_finding_is_told_in_full_exactly_once():
    headings = [block.text for block in compose(NEEDS).blocks if isinstance(block, Heading) and block.level == 3]
    assert sorted(headings) == sorted(f"{f.ref} {thai_digits(f.statement)}" for f in NEEDS.findings)


def test_a_finding_under_two_issues_is_told_once_and_counted_once():
    twice = replace(NEEDS, issues=(NEEDS.issues[0], replace(NEEDS.issues[1], findings=(FLOOD,))), unlinked=(FLOOD,))
    blocks = compose(twice).blocks
    assert [block.text for block in blocks if isinstance(block, Heading)].count(
        f"ข-๐๑ {thai_digits(FLOOD.statement)}"
    ) == 1
    assert len(twice.findings) == 3
    assert render_pdf(twice).startswith(b"%PDF")


def test_two_findings_may_not_share_a_ref():
    with pytest.raises(ValueError, match="ข-๐๑"):
        replace(NEEDS, unlinked=(replace(BUS, ref="ข-๐๑"),))


def test_who_came_to_the_meetings_is_counted_apart_and_an_empty_sector_says_so():
    met = replace(NEEDS, attended=counts(("ราชการส่วนภูมิภาค", 12), ("ภาคธุรกิจเอกชน", 0)))
    tables = {block.caption: block.rows for block in compose(met).blocks if isinstance(block, Table)}
    rows = next(rows for caption, rows in tables.items() if "ผู้มาประชุม" in caption)
    assert [row[:2] for row in rows] == [
        ("ราชการส่วนภูมิภาค", "๑๒"),
        ("ภาคธุรกิจเอกชน (ยังไม่มีผู้แทน)", "๐"),
        ("รวม", "๑๒"),
    ]
    without = [block.caption for block in compose(NEEDS).blocks if isinstance(block, Table)]
    assert not any("ผู้มาประชุม" in caption for caption in without)


def test_an_empty_consultation_still_makes_a_document():
    empty = AreaNeeds(
        cluster_name="กลุ่มจังหวัดทดสอบ", cluster_full_name="กลุ่มจังหวัดทดสอบ", provinces=(), plan_title="", period="",
        consultation_title="", code="T1", opens=NEEDS.opens, closes=NEEDS.closes, channels=(), people=0, comments=0,
        sectors=(), province_counts=(), ages=(), limits="", reviewed_by="", signed_off_at=None, issues=(),
        single_province=(), unlinked=(), generated_at=NEEDS.generated_at,
    )  # fmt: skip
    assert "ยังไม่มีข้อค้นพบ" in pdf_text(render_pdf(empty))
    assert "ยังไม่มีข้อค้นพบ" in docx_text(render_docx(empty))


def large(findings_in_all: int) -> AreaNeeds:
    """So many findings of six quotes and two hundred comments each."""
    findings = tuple(_numbered(k) for k in range(1, findings_in_all + 1))
    issue = replace(NEEDS.issues[0], findings=findings)
    return replace(NEEDS, issues=(issue,), unlinked=(), single_province=())


def _numbered(k: int) -> FindingLine:
    quotes = tuple(quote(f"น้ำท่วมทุกปี ครั้งที่ {k} {MARKS}", k * 200 + j) for j in range(6))
    ref = f"ข-{thai_digits(f'{k:02d}')}"
    return replace(DUST, ref=ref, quotes=quotes, comment_refs=refs(k * 200, 200), provinces=counts(("ชัยภูมิ", k)))


@pytest.mark.parametrize("render", [render_pdf, render_docx])
def test_a_document_takes_no_longer_than_it_is_long(render):
    """Eight times the findings and their 6,400 comments: what grew with the square would take 64 times as long."""
    few, many = spent(lambda: render(large(4))), spent(lambda: render(large(32)))
    assert many < 20 * few


def test_missing_fonts_say_how_to_bring_them(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setattr("admin.reports.pdf.FONT_FOLDER", tmp_path)
    with pytest.raises(FontsMissing, match=r"python -m admin\.assets"):
        render_pdf(NEEDS)


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_what_became_of_findings_is_there_with_reasons_and_what_stands_against_them(texts: dict[str, str], form: str):
    for expected in (
        "มุมSWOT:จุดอ่อน", "เสียงส่วนน้อยที่ควรฟัง", "NE3-00088", "NE3-00091", "รับบางส่วน", "๔ลำห้วยจาก๙", "หัวหน้าสำนักงานจังหวัด",
        "ส่งต่อสำนักงานพาณิชย์จังหวัดสุรินทร์", "รอหัวหน้ารับรอง", "ส-๐๑", "๓๐กันยายน๒๕๗๐", "กำลังดำเนินการ",
    ):  # fmt: skip
        assert squeeze(expected) in texts[form], expected
    blocks = compose(NEEDS).blocks
    [open_still] = [each for each in blocks if isinstance(each, Paragraph) and each.lead == "ยังไม่ได้พิจารณา"]
    assert {DUST.ref, BUS.ref} <= set(open_still.text.split(", ")) and FLOOD.ref not in open_still.text


def test_who_answered_is_held_against_who_is_registered():
    tables = {each.caption: each for each in compose(NEEDS).blocks if isinstance(each, Table)}
    [caption] = [each for each in tables if each.startswith("ผู้ให้ความเห็นเทียบกับประชากรตามทะเบียน")]
    assert "ร้อยละ ๙๒.๕" in caption
    rows = tables[caption].rows
    assert rows[0] == ("นครราชสีมา", "๒,๒๓๐,๐๐๐", "๓๙.๖", "๔๗๑", "๓๘.๔", "−๑.๒")
    assert rows[-1][1] == "๕,๖๓๐,๐๐๐"
    bare = replace(NEEDS, standing=replace(NEEDS.standing, source=""))
    said = " ".join(each.text for each in compose(bare).blocks if isinstance(each, Paragraph))
    assert "ยังไม่ได้เทียบกับประชากร" in said and "ไม่ใช่ตัวแทนทางสถิติ" in said
