"""The look of a DOCX in Thai official form: fonts for Thai (complex script) and Latin, sizes, margins, styles.

Word takes Thai from `w:cs`, `w:szCs`, `w:bCs` and the bidi language, which python-docx does not set; without them Thai
appears in the theme's font at 11 pt. "TH Sarabun New" is the government's font; `w:altName` names what may stand in.
"""

from typing import Any, NamedTuple

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

FONT = "TH Sarabun New"
STAND_INS = "TH SarabunPSK,TH Sarabun PSK,Sarabun"
BODY_PT, TABLE_PT, SMALL_PT = 16, 14, 12
MARGINS_CM = {"left_margin": 3, "right_margin": 2, "top_margin": 2.5, "bottom_margin": 2}
MARK = RGBColor(0xA3, 0x15, 0x15)
GREY = RGBColor(0x46, 0x46, 0x46)
# the order of elements in w:rPr (ECMA-376, CT_RPr)
_RUN_ORDER = tuple(
    f"w:{name}"
    for name in [
        "rStyle",
        "rFonts",
        "b",
        "bCs",
        "i",
        "iCs",
        "color",
        "spacing",
        "kern",
        "sz",
        "szCs",
        "highlight",
        "u",
        "shd",
        "rtl",
        "cs",
        "lang",
    ]
)


class Look(NamedTuple):
    """Size, space before and after in points, left indent in cm, and whether it stays with the next paragraph."""

    size: int
    bold: bool
    before: int
    after: int
    indent: float
    keep_next: bool


_STYLES = {
    "Normal": Look(BODY_PT, False, 0, 4, 0, False),
    "Title": Look(20, True, 0, 4, 0, True),
    "Heading 1": Look(18, True, 14, 6, 0, True),
    "Heading 2": Look(BODY_PT, True, 10, 4, 0, True),
    "Heading 3": Look(BODY_PT, True, 10, 2, 0, True),
    "Caption": Look(TABLE_PT, True, 6, 3, 0, True),
    "List Bullet": Look(BODY_PT, False, 0, 2, 1, False),
    "Quote": Look(BODY_PT, False, 4, 0, 1, True),
    "Quote Source": Look(TABLE_PT, False, 0, 4, 1, False),
    "Note": Look(TABLE_PT, False, 0, 4, 0, True),
    "Subtitle": Look(BODY_PT, False, 0, 2, 0, True),
    "Table Text": Look(TABLE_PT, False, 2, 2, 0, False),
    "Table Small": Look(SMALL_PT, False, 1, 1, 0, False),
    "Summary": Look(BODY_PT, False, 0, 2, 1.1, True),
    "Header": Look(BODY_PT, False, 0, 0, 0, False),
    "Footer": Look(11, False, 0, 0, 0, False),
}
# how far the first line of a list stands out, in cm; the same for every line of the summary, or Word parts its frame
_HANGING = {"List Bullet": 0.6, "Summary": 0.8}


def dress(document: Document) -> None:
    """Give a new document the official styles, margins and languages."""
    for name, look in _STYLES.items():
        _dress_style(ensure_style(document, name), look)
    _frame(document.styles["Summary"].element)
    document.styles["Summary"].paragraph_format.right_indent = Cm(0.3)
    _default_language(document)
    _name_stand_ins(document)
    _hang_bullets(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for side, width in MARGINS_CM.items():
        setattr(section, side, Cm(width))
    section.header_distance, section.footer_distance = Cm(1.25), Cm(1)
    thai_page_numbers(section._sectPr)


def ensure_style(document: Document, name: str) -> ParagraphStyle:
    """The paragraph style of this name, made from Normal when the document has none (an office's own template)."""
    if name in [style.name for style in document.styles]:
        found: ParagraphStyle = document.styles[name]
        return found
    made: ParagraphStyle = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles["Normal"]
    if name in _STYLES:
        _dress_style(made, _STYLES[name])
    return made


def official_styles() -> tuple[str, ...]:
    """The names of the paragraph styles that documents use; an office's template may define any of them."""
    return tuple(_STYLES)


def dress_run(properties: Any, size: int | None = None, bold: bool | None = None) -> None:
    """Set font, size and weight of `w:rPr` for Latin and for Thai alike; `size` in points."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        properties.remove(fonts)
    fonts = _element("w:rFonts", **dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), FONT))
    properties.insert(0, fonts)
    weigh_run(properties, size, bold)
    _replace(properties, _element("w:lang", val="en-US", eastAsia="en-US", bidi="th-TH"))


def weigh_run(properties: Any, size: int | None = None, bold: bool | None = None) -> None:
    """Set size (points) and weight of `w:rPr` for Latin and for Thai alike; the font stays the style's."""
    if size is not None:
        _replace(properties, _element("w:sz", val=str(size * 2)))
        _replace(properties, _element("w:szCs", val=str(size * 2)))
    if bold is not None:
        _replace(properties, _element("w:b", val=str(int(bold))))
        _replace(properties, _element("w:bCs", val=str(int(bold))))


def thai_page_numbers(section_properties: Any) -> None:
    """Have PAGE fields of a section show Thai digits."""
    for old in section_properties.findall(qn("w:pgNumType")):
        section_properties.remove(old)
    number = _element("w:pgNumType", fmt="thaiNumbers")
    margins = section_properties.find(qn("w:pgMar"))
    margins.addnext(number)


def _dress_style(style: ParagraphStyle, look: Look) -> None:
    properties = style.element.get_or_add_rPr()
    for tag in ("w:i", "w:iCs", "w:color", "w:spacing", "w:kern"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    dress_run(properties, look.size, look.bold)
    _drop_border(style)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.line_spacing = 1.0
    form.keep_with_next = look.keep_next
    if look.indent:
        form.left_indent = Cm(look.indent)
    if style.name in _HANGING:
        form.first_line_indent = Cm(-_HANGING[style.name])
        form.tab_stops.clear_all()
        form.tab_stops.add_tab_stop(Cm(look.indent))
    if style.name in ("Note", "Quote Source", "Footer"):
        style.font.color.rgb = GREY


def _drop_border(style: ParagraphStyle) -> None:
    """Take away the rule that Word's stock Title has below it."""
    paragraph = style.element.get_or_add_pPr()
    for old in paragraph.findall(qn("w:pBdr")):
        paragraph.remove(old)


def _frame(style: Any) -> None:
    """Draw one frame around neighbouring paragraphs of a style."""
    border = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        border.append(_element(f"w:{side}", val="single", sz="4", space="6", color="6E6E6E"))
    paragraph = style.get_or_add_pPr()
    paragraph.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _hang_bullets(document: Document) -> None:
    """Set Word's stock bullets as dashes that hang where the list's style says."""
    number = document.styles["List Bullet"].element.find(".//" + qn("w:numId")).get(qn("w:val"))
    numbering = document.part.numbering_part.element
    abstract = numbering.find(f"{qn('w:num')}[@{qn('w:numId')}='{number}']/{qn('w:abstractNumId')}").get(qn("w:val"))
    level = numbering.find(f"{qn('w:abstractNum')}[@{qn('w:abstractNumId')}='{abstract}']/{qn('w:lvl')}")
    level.find(qn("w:lvlText")).set(qn("w:val"), "–")
    for tag in ("w:pPr", "w:rPr"):
        for old in level.findall(qn(tag)):
            level.remove(old)
    font = OxmlElement("w:rPr")
    dress_run(font, BODY_PT)
    level.append(font)


def _default_language(document: Document) -> None:
    """Make Thai the document's language where no style says otherwise."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    dress_run(properties, BODY_PT)


def _name_stand_ins(document: Document) -> None:
    """Name in the font table what may stand in where the government's font is not installed."""
    table = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:font w:name="{FONT}"><w:altName w:val="{STAND_INS}"/><w:charset w:val="DE"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = table.encode()


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _replace(properties: Any, element: Any) -> None:
    """Put an element into `w:rPr` in the order the schema wants, in place of the one that was there."""
    for old in properties.findall(element.tag):
        properties.remove(old)
    order = [qn(name) for name in _RUN_ORDER]
    later = order[order.index(element.tag) + 1 :]
    for at, child in enumerate(properties):
        if child.tag in later:
            properties.insert(at, element)
            return
    properties.append(element)
