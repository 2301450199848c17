"""The codes of a lot on paper: two letters to a sheet of A4, and a list; both in one archive, made once.

The codes are in these files and nowhere else. Drawn with typst, the same byte for byte for the same codes.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from admin.qr import svg
from admin.reports.glyphs import breakable, coverage, legible
from admin.reports.pdf import FONT_FOLDER, REQUIRED_FONTS, FontsMissing

TEMPLATE = Path(__file__).with_name("letters.typ")
_WIDTHS = (8, 56, 34, 20, 18, 70)


@dataclass(frozen=True)
class Letter:
    """One letter, in words. link: where its QR code leads."""

    number: str
    organisation: str
    sector: str
    province: str
    code: str
    link: str


@dataclass(frozen=True)
class Sheet:
    """What all letters of a lot share. until: the last day, as a sentence; heads: the columns of the list."""

    title: str
    office: str
    until: str
    words: dict[str, str]
    heads: tuple[str, ...]


def archive(sheet: Sheet, letters: Sequence[Letter]) -> bytes:
    """A ZIP archive with the letters as PDF and the list as XLSX. Call it off the event loop."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("letters.pdf", pdf(sheet, letters))
        packed.writestr("codes.xlsx", workbook(sheet, letters))
    return out.getvalue()


def pdf(sheet: Sheet, letters: Sequence[Letter]) -> bytes:
    """The letters as a PDF file. Raises FontsMissing."""
    import typst  # 80 MB of library, wanted only when something is drawn

    missing = [name for name in REQUIRED_FONTS if not (FONT_FOLDER / name).exists()]
    if missing:
        raise FontsMissing(f"{', '.join(missing)} not found in {FONT_FOLDER}; run `python -m admin.assets`")
    drawable = coverage(tuple(sorted(FONT_FOLDER.glob("*.ttf"))))

    def plain(given: dict[str, str]) -> dict[str, str]:
        return {name: breakable(legible(text, drawable)) for name, text in given.items()}

    shared = plain({**sheet.words, "title": sheet.title, "office": sheet.office, "until": sheet.until})
    each = [{**plain(asdict(one)), "code": one.code, "qr": str(svg(one.link, standalone=True))} for one in letters]
    compiler = typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[FONT_FOLDER],
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(shared), "letters": json.dumps(each)},
    )
    drawn = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=0)
    assert isinstance(drawn, bytes)
    return drawn


def workbook(sheet: Sheet, letters: Sequence[Letter]) -> bytes:
    """The list as an Excel workbook."""
    each = ((one.number, one.organisation, one.sector, one.province, one.code, one.link) for one in letters)
    return table((sheet.heads, *each), _WIDTHS)


def table(rows: Sequence[Sequence[str]], widths: Sequence[int] = (56, 34, 20, 12)) -> bytes:
    """Rows of text as an Excel workbook, the first as its heading; no text is ever taken for a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    page = book.active
    assert page is not None
    for at, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = page.cell(at, column)
            cell.value, cell.data_type = text, "s"
            cell.font = Font(bold=at == 1)
    for name, width in zip("ABCDEFGHIJKLMN", widths, strict=False):
        page.column_dimensions[name].width = width
    page.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
