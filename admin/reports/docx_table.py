"""Tables and runs of a DOCX: widths that Word and LibreOffice keep, repeated heads, whole rows, Thai bold."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from admin.reports.blocks import Align
from admin.reports.docx_style import weigh_run
from admin.reports.glyphs import legible

HEAD_SHADE = "EEEEEE"
_ALIGN: dict[Align, WD_ALIGN_PARAGRAPH] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def write(paragraph: Paragraph, text: str, *, bold: bool | None = None, size: int | None = None) -> Run:
    """Add text to a paragraph as typed, line ends kept; what XML cannot hold is shown as a code.

    Bold and size (points) reach Thai as well as Latin.
    """
    run = paragraph.add_run("\t".join(map(legible, text.split("\t"))))
    if bold or size:
        weigh_run(run._r.get_or_add_rPr(), size, bold)
    return run


def new_table(document: Document, widths: Sequence[float]) -> Table:
    """An empty ruled table with fixed columns; widths in centimetres."""
    table: Table = document.add_table(rows=0, cols=len(widths))
    if "Table Grid" in [style.name for style in document.styles]:
        table.style = document.styles["Table Grid"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


@dataclass(frozen=True)
class CellLook:
    """How the cells of a column are set: width in centimetres, alignment, paragraph style, weight."""

    width: float
    align: Align
    style: str
    bold: bool = False


def add_row(table: Table, texts: Sequence[str], looks: Sequence[CellLook]) -> _Row:
    """Add a row of texts, a column's look each."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    for cell, text, look in zip(row.cells, texts, looks, strict=True):
        cell.width = Cm(look.width)
        paragraph = cell.paragraphs[0]
        paragraph.style = look.style
        paragraph.alignment = _ALIGN[look.align]
        write(paragraph, text, bold=look.bold or None)
    return row


def make_head(row: _Row) -> None:
    """Repeat a row at the head of each page, shaded, never parted from the row below it."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    keep_whole(row, with_next=True)
    for cell in row.cells:
        shade(cell)


def keep_whole(row: _Row, *, with_next: bool) -> None:
    """Keep a row on one page, and with the next row if so wanted."""
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = with_next


def shade(cell: _Cell) -> None:
    """Give a cell the grey of heads and labels."""
    fill = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", HEAD_SHADE)):
        fill.set(qn(f"w:{name}"), value)
    properties: Any = cell._tc.get_or_add_tcPr()
    properties.append(fill)


def add_gap(document: Document) -> None:
    """A little room below a table."""
    gap = document.add_paragraph()
    gap.paragraph_format.space_after = Pt(0)
    gap.paragraph_format.line_spacing = Pt(8)


def add_picture(paragraph: Paragraph, picture: bytes, height: float, alt: str) -> None:
    """Put a picture into a paragraph, so many centimetres high, with words for who does not see it."""
    inline = paragraph.add_run().add_picture(BytesIO(picture), height=Cm(height))._inline
    inline.docPr.set("descr", alt)
    inline.docPr.set("title", alt)
