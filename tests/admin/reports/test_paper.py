"""The questionnaire on paper: every template on A4 in large type, whole, with what is left out said in words."""

from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from admin.reports.paper import paper_pdf, sections
from admin.reports.paper_docx import paper_docx
from consultation import clock
from consultation.consult.service import ConsultationView
from consultation.entry.cells import typed_in
from consultation.forms.form import Form, Served
from consultation.forms.templates import KEYS, fill
from consultation.places.schemes import cluster
from tests.admin.reports.reading import unreadable
from tests.conftest import NOON
from tests.consultation.entry.test_reading import HOUSE
from tests.consultation.forms.test_templates import plan
from tests.consultation.opinion.voters import FORM


def view(form: Form) -> ConsultationView:
    place = cluster("current:10")
    return ConsultationView.model_construct(
        title=form.title["th"], code="ABC234", cluster_name=place.full_name_th, closes_at=NOON, created_at=clock.now()
    )


def printed(form: Form) -> list[str]:
    """The text of each page."""
    pdf = paper_pdf(view(form), form, "https://office.example")
    assert unreadable(pdf) == []
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    assert {tuple(map(round, page.get_size())) for page in document} == {(595, 842)}
    return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.usefixtures("fixed_clock")
def test_every_template_fits_on_a_few_pages_and_leaves_no_question_out(key: str) -> None:
    form = fill(key, cluster("current:10"), plan("current:10"))
    pages = printed(form)
    assert 1 <= len(pages) <= 4
    for number, text in enumerate(pages, 1):
        assert f"หน้า {number} จาก {len(pages)}" in text.replace("\u0e4d\u0e32", "\u0e33")
    asked = [item for section in sections(form) for item in section.items if item.sort != "note"]
    assert len(asked) == sum(map(typed_in, form.questions))
    assert "office.example/c/ABC234" in pages[0].replace("\u200b", "").replace("\u2060", "")


def test_conditions_are_said_by_the_numbers_on_the_paper_and_repeats_stand_some_times() -> None:
    found = sections(HOUSE)
    assert [section.heading for section in found] == ["", *(f"คนในบ้าน รายการที่ {n}" for n in (1, 2, 3)), ""]
    assert [item.number for item in found[1].items] == ["2.", "3."]
    assert "ข้อ 2 (อายุ) มากกว่า 14" in found[1].items[1].only
    assert [item.sort for item in found[4].items] == ["date", "boxes"], "a photo cannot be sent on paper"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.usefixtures("fixed_clock")
def test_the_sheet_to_edit_asks_the_same_in_thai_letters_of_their_own_size(key: str) -> None:
    form = fill(key, cluster("current:10"), plan("current:10"))
    document = Document(BytesIO(paper_docx(view(form), form, "https://office.example")))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for section in sections(form):
        for item in section.items:
            assert any(line.startswith(f"{item.number}\t{item.label}") for line in lines)
            assert all(any(option in line for line in lines) for option in item.options)
    normal = document.styles["Normal"].element.rPr
    assert normal.find(qn("w:rFonts")).get(qn("w:cs")) and normal.find(qn("w:szCs")).get(qn("w:val")) == "32"
    assert document.sections[0].page_width.cm == pytest.approx(21, abs=0.01)


@pytest.mark.usefixtures("fixed_clock")
def test_statements_are_printed_with_their_numbers_on_both_sheets() -> None:
    said = {"views": tuple(Served(id=n, text={"th": f"ควรขุดคลองสายที่ {n}"}) for n in range(7, 12))}
    form = FORM.model_copy(update={"about": FORM.about.model_copy(update={"statements": said})})
    (item, own, _) = sections(form)[0].items
    assert own.sort == "lines" and "140" in own.hint
    assert item.sort == "votes" and len(item.options) == 3, "as many as a sitting in a chat"
    text = "".join(printed(form)).replace("\u200b", "").replace("\u2060", "")
    lines = [paragraph.text for paragraph in Document(BytesIO(paper_docx(view(form), form, "https://x"))).paragraphs]
    for option in item.options:
        assert option in lines and option.partition(".")[0] in text
    assert lines.count("○ เห็นด้วย\t○ ไม่เห็นด้วย\t○ ข้าม") == 3
