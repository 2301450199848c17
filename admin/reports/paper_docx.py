"""The printed questionnaire as a DOCX that an office can edit before it prints, from the definition of the PDF.

A question is kept on one page; answers are marks of text, so that nothing moves when a word is changed.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

from docx import Document as new_document
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from admin.qr import png
from admin.reports.docx_style import SMALL_PT, TABLE_PT, dress
from admin.reports.docx_table import add_picture, write
from admin.reports.paper import LINES, LONGEST_FOOTER, Item, Section, sections, told, votes
from consultation.consult.service import ConsultationView
from consultation.forms import saying
from consultation.forms.form import Form

MARGIN_CM, TOP_CM = 1.8, 1.5
WIDTH_CM = 21 - 2 * MARGIN_CM
INDENT_CM = 1.1
QR_CM = 3.0
QR_PIXELS = 400
_MARKS = {"circles": "○", "boxes": "□", "ranks": "____"}
_DAY = "_____ / _____ / ________"


def paper_docx(view: ConsultationView, form: Form, base_url: str) -> bytes:
    """The sheet as a DOCX file."""
    document = new_document()
    dress(document)
    page = document.sections[0]
    page.left_margin = page.right_margin = Cm(MARGIN_CM)
    page.top_margin, page.bottom_margin = Cm(TOP_CM), Cm(TOP_CM)
    said = told(view, base_url)
    _properties(document, view)
    _head(document, view, said, base_url)
    _facts(document, said)
    write(_line(document), said["privacy"], size=13)
    for section in sections(form):
        _section(document, section, said)
    _foot(document, view.title, said["page"])
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _properties(document: Document, view: ConsultationView) -> None:
    properties = document.core_properties
    properties.title, properties.language = view.title, "th-TH"
    properties.author = properties.last_modified_by = "Prachakhom"
    properties.created = properties.modified = view.created_at.replace(tzinfo=None)


def _head(document: Document, view: ConsultationView, said: dict[str, str], base_url: str) -> None:
    title = document.add_paragraph(style="Title")
    write(title, view.title)
    write(_line(document), view.cluster_name)
    if said["closes"]:
        write(_line(document), said["closes"], bold=True)
    write(_line(document), said["intro"])
    code = _line(document)
    code.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_picture(code, png(f"{base_url.rstrip('/')}/c/{view.code}", QR_PIXELS), QR_CM, said["alt"])
    phone = _line(document)
    phone.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(phone, said["phone"], size=TABLE_PT)
    write(_line(document), said["follow"], size=13)


def _facts(document: Document, said: dict[str, str]) -> None:
    """What staff and whoever answers write at the head."""
    half = WIDTH_CM / 2
    for left, right in (("number", "date"), ("people", "receipt")):
        line = _line(document)
        stops = line.paragraph_format.tab_stops
        stops.add_tab_stop(Cm(half - 0.5), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
        stops.add_tab_stop(Cm(half), WD_TAB_ALIGNMENT.LEFT)
        stops.add_tab_stop(Cm(WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
        write(line, f"{said[left]} \t\t{said[right]} \t", size=TABLE_PT)


def _section(document: Document, section: Section, said: dict[str, str]) -> None:
    if section.heading:
        write(document.add_paragraph(style="Heading 1"), section.heading)
    for item in section.items:
        lines = list(_item(document, item))
        for line in lines:
            line.paragraph_format.keep_together = True
        for line in lines[:-1]:
            line.paragraph_format.keep_with_next = True
    if section.after:
        write(_line(document), section.after, size=TABLE_PT)


def _item(document: Document, item: Item) -> Iterator[Paragraph]:
    """The paragraphs of a question: when it is answered, what it asks, where the answer goes."""
    if item.only:
        only = _line(document, before=8)
        write(only, f"▸ {item.only}", size=TABLE_PT)
        yield only
    asked = _line(document, before=0 if item.only else 8)
    asked.paragraph_format.left_indent, asked.paragraph_format.first_line_indent = Cm(INDENT_CM), Cm(-INDENT_CM)
    asked.paragraph_format.tab_stops.add_tab_stop(Cm(INDENT_CM))
    write(asked, f"{item.number}\t{item.label}", bold=item.sort != "note")
    if item.how:
        write(asked, f" ({item.how})", size=TABLE_PT)
    yield asked
    if item.hint:
        hint = _inner(document)
        write(hint, item.hint, size=TABLE_PT)
        yield hint
    yield from _answer(document, item)


def _answer(document: Document, item: Item) -> Iterator[Paragraph]:
    if item.sort in ("lines", "line"):
        for _ in range(LINES if item.sort == "lines" else 1):
            yield _ruled(document)
    elif item.sort == "date":
        day = _inner(document)
        write(day, _DAY)
        yield day
    elif item.sort == "votes":
        for statement in item.options:
            line = _inner(document)
            write(line, statement)
            yield line
            yield _choices(document, [f"{_MARKS['circles']} {vote}" for vote in votes()], len(votes()))
    elif item.sort in _MARKS:
        marked = [f"{_MARKS[item.sort]} {option}" for option in item.options]
        for at in range(0, len(marked), item.columns):
            yield _choices(document, marked[at : at + item.columns], item.columns)


def _choices(document: Document, texts: Sequence[str], columns: int) -> Paragraph:
    """Choices side by side, each at its place in the line."""
    line = _inner(document)
    line.paragraph_format.left_indent = Cm(INDENT_CM + 0.6)
    line.paragraph_format.first_line_indent = Cm(-0.6)
    for at in range(1, columns):
        line.paragraph_format.tab_stops.add_tab_stop(Cm(INDENT_CM + at * (WIDTH_CM - INDENT_CM) / columns))
    write(line, "\t".join(texts))
    return line


def _ruled(document: Document) -> Paragraph:
    """A line to write on."""
    line = _inner(document)
    line.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
    write(line, "\t")
    return line


def _inner(document: Document) -> Paragraph:
    line = _line(document)
    line.paragraph_format.left_indent = Cm(INDENT_CM)
    return line


def _line(document: Document, before: int = 0) -> Paragraph:
    line: Paragraph = document.add_paragraph()
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(2)
    return line


def _foot(document: Document, title: str, page: str) -> None:
    """The title, and which page of how many, counted by the program that opens the file."""
    line = document.sections[0].footer.paragraphs[0]
    line.style = document.styles["Footer"]
    line.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)
    first, _, rest = page.partition("{n}")
    middle, _, last = rest.partition("{all}")
    write(line, f"{saying.shortened(title, LONGEST_FOOTER)}\t{first}", size=SMALL_PT)
    _counted(line, "PAGE")
    write(line, middle, size=SMALL_PT)
    _counted(line, "NUMPAGES")
    write(line, last, size=SMALL_PT)


def _counted(line: Paragraph, what: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" {what} ")
    field.append(write(line, "1", size=SMALL_PT)._r)
    line._p.append(field)
