"""The head of a บันทึกข้อความ and of a letter to another office, drawn as DOCX: sizes and places of the official form."""

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from admin.reports.blocks import Composed, LetterHead, MemoHead
from admin.reports.docx_table import add_picture, write
from admin.reports.notice_wording import said

WIDTH_CM = 16.0
TOP_CM = 1.5
TITLE_PT, TITLE_LINE_PT, LABEL_PT = 29, 35, 20
MEMO_EMBLEM_CM, LETTER_EMBLEM_CM = 1.5, 3.0
SENDER_CM, LABEL_CM = 9.5, 1.3
LONG_LABEL = 8  # letters


def draw_head(document: Document, composed: Composed, *, dressed: bool) -> None:
    """Draw the head. dressed: in the official margins, not those of an office's own template."""
    if dressed:
        document.sections[0].top_margin = Cm(TOP_CM)
    if isinstance(composed.head, MemoHead):
        _memo(document, composed, composed.head)
    elif isinstance(composed.head, LetterHead):
        _letter(document, composed, composed.head)


def _memo(document: Document, composed: Composed, head: MemoHead) -> None:
    title = _line(document)
    add_picture(title, composed.emblem, MEMO_EMBLEM_CM, said("words", "emblem"))
    title.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH_CM / 2), WD_TAB_ALIGNMENT.CENTER)
    write(title, "\t")
    write(title, composed.title, bold=True, size=TITLE_PT)
    title.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST  # exactly would cut the emblem off
    title.paragraph_format.line_spacing = Pt(TITLE_LINE_PT)
    office, number, day, subject = head.labels
    _led(document, (office, head.office, WIDTH_CM))
    _led(document, (number, head.number, WIDTH_CM / 2), (day, head.day, WIDTH_CM))
    _led(document, (subject, head.subject, WIDTH_CM))
    to = _line(document)
    to.paragraph_format.space_before = to.paragraph_format.space_after = Pt(6)
    write(to, head.to)


def _led(document: Document, *fields: tuple[str, str, float]) -> None:
    """Labels with what is written after each, and dots up to where the field ends."""
    line = _line(document)
    for label, value, end in fields:
        line.paragraph_format.tab_stops.add_tab_stop(Cm(end), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.DOTS)
        write(line, label, bold=True, size=LABEL_PT)
        write(line, f" {value}\t")


def _letter(document: Document, composed: Composed, head: LetterHead) -> None:
    emblem = _line(document)
    emblem.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_picture(emblem, composed.emblem, LETTER_EMBLEM_CM, said("words", "emblem"))
    for k, sender in enumerate(head.sender):
        line = _line(document)
        line.paragraph_format.tab_stops.add_tab_stop(Cm(SENDER_CM))
        write(line, f"{head.number if k == 0 else ''}\t{sender}")
        line.paragraph_format.left_indent = Cm(SENDER_CM)  # of a long name the second line stands below the first
        line.paragraph_format.first_line_indent = Cm(-SENDER_CM)
    day = _line(document)
    day.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(day, head.day)
    for label, value in head.lines:
        line = _line(document)
        line.paragraph_format.space_before = Pt(6)
        indent = Cm(LABEL_CM if len(label) < LONG_LABEL else 2.6 * LABEL_CM)
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = indent, -indent
        line.paragraph_format.tab_stops.add_tab_stop(indent)
        write(line, f"{label}\t{value}")


def _line(document: Document) -> Paragraph:
    paragraph = document.add_paragraph(style="Normal")
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph
