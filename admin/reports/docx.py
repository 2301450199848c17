"""Draw a document as DOCX that an office can edit: real heading styles, repeated table heads, Thai page numbers.

An office may bring its own template: a .docx whose styles, margins, header and footer are kept, and to whose end the
document is added.
"""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document as new_document
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as DocxParagraph

from admin.qr import png
from admin.reports import catalogue
from admin.reports.blocks import (
    Block,
    Bullets,
    Codes,
    Composed,
    Facts,
    Heading,
    Paragraph,
    Quotation,
    Signature,
    Summary,
    Table,
)
from admin.reports.compose import compose
from admin.reports.document import AreaNeeds
from admin.reports.docx_head import draw_head
from admin.reports.docx_style import MARK, SMALL_PT, dress, ensure_style, official_styles
from admin.reports.docx_table import (
    CellLook,
    add_gap,
    add_picture,
    add_row,
    keep_whole,
    make_head,
    new_table,
    shade,
    write,
)
from admin.reports.notice_wording import said
from admin.reports.thai import thai_digits
from consultation.errors import refused

TEXT_WIDTH_CM = 16.0
LABEL_WIDTH_CM = 4.0
EMBLEM_CM = 3.0
CODE_PIXELS = 400


def render_docx(doc: AreaNeeds, template: Path | None = None) -> bytes:
    """The document as a DOCX file, on the office's own template if one is given."""
    return draw_docx(compose(doc), template)


def draw_docx(composed: Composed, template: Path | None = None) -> bytes:
    """Any composed document as a DOCX file."""
    template = template or catalogue.docx(composed.key)
    document = _on(template)
    if template is None:
        dress(document)
        _write_footer(document, composed)
    for name in official_styles():
        ensure_style(document, name)
    _write_header(document, composed, numbered=template is None)
    _write_properties(document, composed)
    if composed.head is not None:
        draw_head(document, composed, dressed=template is None)
    else:
        _write_title(document, composed)
    for block in composed.blocks:
        # A memo and a letter have no larger type than that of their text.
        if isinstance(block, Heading) and composed.head is not None:
            block = replace(block, level=2)  # noqa: PLW2901
        _draw(document, block)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _on(template: Path | None) -> Document:
    """A new document, or the office's template. Raises Refused for one that cannot be opened."""
    try:
        return new_document(str(template) if template else None)
    except (OSError, ValueError, KeyError, BadZipFile, PackageNotFoundError) as error:
        raise refused("templates_docx", file=template.name if template else "") from error


# --- what every page carries ----------------------------------------------------------------------------------------


def _write_header(document: Document, composed: Composed, *, numbered: bool) -> None:
    """Marks such as "ตัวอย่าง" at the right of every page, and the page number from the second page on."""
    section = document.sections[0]
    if numbered:
        section.different_first_page_header_footer = True
        line = _first_paragraph(section.header)
        line.paragraph_format.tab_stops.clear_all()
        for at, alignment in ((0.5, WD_TAB_ALIGNMENT.CENTER), (1.0, WD_TAB_ALIGNMENT.RIGHT)):
            line.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH_CM * at), alignment)
        write(line, "\t- ")
        _add_page_number(line)
        write(line, " -\t")
    headers = [section.header, *([section.first_page_header] if section.different_first_page_header_footer else [])]
    for header in headers:
        for mark in composed.marks:
            _write_mark(header, mark)


def _write_mark(header: Any, mark: str) -> None:
    """Put a mark at the right, beside the page number if that line is still open, else on a line of its own."""
    last = header.paragraphs[-1] if header.paragraphs else None
    if last is None or not last.text.endswith("\t"):
        last = last if last is not None and not last.text else header.add_paragraph(style="Header")
        last.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    write(last, mark, bold=True, size=SMALL_PT).font.color.rgb = MARK


def _write_footer(document: Document, composed: Composed) -> None:
    """The running line at the foot of every page, the first one too."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    for footer in (section.footer, section.first_page_footer):
        line = _first_paragraph(footer)
        line.style = document.styles["Footer"]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(line, composed.footer)


def _first_paragraph(part: Any) -> DocxParagraph:
    part.is_linked_to_previous = False
    paragraph: DocxParagraph = part.paragraphs[0]
    return paragraph


def _add_page_number(paragraph: DocxParagraph) -> None:
    """A PAGE field in Thai digits; "๒" stands in it until the program that opens the file counts the pages."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE \\* THAIARABIC ")
    field.append(write(paragraph, "๒")._r)
    paragraph._p.append(field)


def _write_properties(document: Document, composed: Composed) -> None:
    properties = document.core_properties
    properties.title, properties.language = composed.title, "th-TH"
    properties.author = properties.last_modified_by = "Prachakhom"
    properties.comments = composed.footer
    properties.created = properties.modified = composed.made_at.replace(tzinfo=None)


def _write_title(document: Document, composed: Composed) -> None:
    if composed.emblem:
        emblem = document.add_paragraph()
        emblem.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_picture(emblem, composed.emblem, EMBLEM_CM, said("words", "emblem"))
    title = document.add_paragraph(style="Title")
    write(title, composed.title)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for k, line in enumerate(composed.subtitle):
        paragraph = document.add_paragraph(style="Subtitle")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(paragraph, line, bold=True if k == 0 else None)
    paragraph.paragraph_format.space_after = Pt(14)


# --- blocks ---------------------------------------------------------------------------------------------------------


def _draw(document: Document, block: Block) -> None:
    match block:
        case Heading():
            write(document.add_paragraph(style=f"Heading {block.level}"), block.text)
        case Paragraph():
            _draw_paragraph(document, block)
        case Bullets():
            for item in block.items:
                write(document.add_paragraph(style="List Bullet"), item)
        case Summary():
            _draw_summary(document, block)
        case Table():
            _draw_table(document, block)
        case Facts():
            _draw_facts(document, block)
        case Quotation():
            write(document.add_paragraph(style="Quote"), f"“{block.text}”")
            write(document.add_paragraph(style="Quote Source"), block.source)
        case Signature():
            _draw_signature(document, block)
        case Codes():
            _draw_codes(document, block)


def _draw_paragraph(document: Document, block: Paragraph) -> None:
    paragraph = document.add_paragraph(style="Note" if block.note else "Normal")
    if block.lead:
        write(paragraph, block.lead + ("  " if block.text else ""), bold=True)
        paragraph.paragraph_format.keep_with_next = not block.text
    elif not block.note:
        paragraph.paragraph_format.first_line_indent = Cm(1.5)
    if block.stays:
        paragraph.paragraph_format.keep_with_next = True
    write(paragraph, block.text)


def _draw_summary(document: Document, block: Summary) -> None:
    write(document.add_paragraph(style="Summary"), block.title, bold=True)
    lines = [("–", item) for item in block.items]
    if block.ranking:
        lines += [("", block.lead), *((f"{thai_digits(k)}.", item) for k, item in enumerate(block.ranking, start=1))]
    for sign, text in lines:
        paragraph = document.add_paragraph(style="Summary")
        write(paragraph, f"{sign}\t{text}" if sign else text, bold=None if sign else True)
    paragraph.paragraph_format.keep_with_next = False


def _draw_table(document: Document, block: Table) -> None:
    write(document.add_paragraph(style="Caption"), block.caption)
    whole = sum(column.share for column in block.columns)
    widths = [TEXT_WIDTH_CM * column.share / whole for column in block.columns]
    table = new_table(document, widths)
    style = "Table Small" if block.small else "Table Text"
    heads = [CellLook(width, "center", style, bold=True) for width in widths]
    make_head(add_row(table, [column.head for column in block.columns], heads))
    looks = [CellLook(width, column.align, style) for width, column in zip(widths, block.columns, strict=True)]
    for k, row in enumerate(block.rows, start=1):
        last = k == len(block.rows)
        drawn = add_row(table, row, [replace(look, bold=block.total and last) for look in looks])
        if not block.splittable:
            keep_whole(drawn, with_next=len(block.rows) <= 12 and not last)
    add_gap(document)


def _draw_facts(document: Document, block: Facts) -> None:
    label = CellLook(LABEL_WIDTH_CM, "left", "Table Text", bold=True)
    value = CellLook(TEXT_WIDTH_CM - LABEL_WIDTH_CM, "left", "Table Text")
    table = new_table(document, [label.width, value.width])
    for row in block.rows:
        drawn = add_row(table, row, (label, value))
        keep_whole(drawn, with_next=not block.splittable and row != block.rows[-1])
        shade(drawn.cells[0])
    add_gap(document)


def _draw_codes(document: Document, block: Codes) -> None:
    """A row of pictures with their names below, without rules."""
    width = TEXT_WIDTH_CM / len(block.items)
    table = document.add_table(rows=1, cols=len(block.items))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, code in zip(table.rows[0].cells, block.items, strict=True):
        cell.width = Cm(width)
        picture = cell.paragraphs[0]
        add_picture(picture, png(code.link, CODE_PIXELS), EMBLEM_CM, code.title)
        title, note = cell.add_paragraph(style="Table Text"), cell.add_paragraph(style="Table Small")
        write(title, code.title, bold=True)
        write(note, code.note)
        for paragraph in (picture, title, note):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    keep_whole(table.rows[0], with_next=False)
    add_gap(document)


def _draw_signature(document: Document, block: Signature) -> None:
    for k, line in enumerate(block.lines):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form = paragraph.paragraph_format
        form.left_indent, form.keep_with_next = Cm(5.5), k + 1 < len(block.lines)
        form.space_before = Pt(36) if k == 0 else Pt(0)
        write(paragraph, line)
