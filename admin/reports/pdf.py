"""Draw a document as PDF with typst: Thai shaped and broken at words, fonts embedded, tagged for screen readers.

The words travel as JSON data, never as markup. The result follows PDF/UA-1 (accessible) and PDF/A-2a (archive), and
is the same byte for byte for the same value. Why typst: docs/decisions/0005-pdf-engine.md.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from admin.qr import svg
from admin.reports import catalogue
from admin.reports.blocks import Codes, Composed
from admin.reports.compose import compose
from admin.reports.document import AreaNeeds
from admin.reports.glyphs import breakable, coverage, legible

FONT_FOLDER = Path(__file__).resolve().parents[1] / "fonts"
# An office that owns the TH Sarabun files may put them beside the others; they then come first.
FAMILIES = ("TH Sarabun New", "TH Sarabun PSK", "Sarabun", "Noto Naskh Arabic", "Noto Emoji")
REQUIRED_FONTS = ("Sarabun-Regular.ttf", "Sarabun-Bold.ttf", "NotoNaskhArabic-Regular.ttf", "NotoEmoji-Regular.ttf")


class FontsMissing(Exception):
    """The fonts for documents are not in their folder; `python -m admin.assets` brings them."""


def render_pdf(doc: AreaNeeds) -> bytes:
    """The document as a PDF file. Takes well under a second of processor time; call it off the event loop.

    Raises FontsMissing when the font files were never brought.
    """
    return draw_pdf(compose(doc))


def draw_pdf(composed: Composed) -> bytes:
    """Any composed document as a PDF file."""
    import typst  # 80 MB of library, wanted only when a document is made

    present_files = fonts()
    drawable = coverage(present_files)
    data = map_text(asdict(composed), lambda text: breakable(legible(text, drawable)))
    _add_pictures(data, composed)
    data["unbroken"] = [re.escape(phrase) for phrase in composed.unbroken]
    data["made_at"] = composed.made_at.isoformat()
    present = [family for family in FAMILIES if any(is_of(font, family) for font in present_files)]
    layout = catalogue.layout()
    compiler = typst.Compiler(
        layout,
        root=layout.parent,
        font_paths=[FONT_FOLDER],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(data), "fonts": json.dumps(present)},
    )
    pdf = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=int(composed.made_at.timestamp()))
    assert isinstance(pdf, bytes)
    return pdf


def _add_pictures(data: dict[str, Any], composed: Composed) -> None:
    """The emblem as numbers of its bytes, and the QR codes as SVG, of the links as they are."""
    data["emblem"] = list(composed.emblem)
    for block, drawn in zip(composed.blocks, data["blocks"], strict=True):
        if isinstance(block, Codes):
            for code, item in zip(block.items, drawn["items"], strict=True):
                item["svg"] = str(svg(code.link, standalone=True))


def fonts() -> tuple[Path, ...]:
    """The font files for documents. Raises FontsMissing."""
    missing = [name for name in REQUIRED_FONTS if not (FONT_FOLDER / name).exists()]
    if missing:
        raise FontsMissing(f"{', '.join(missing)} not found in {FONT_FOLDER}; run `python -m admin.assets`")
    return tuple(sorted(FONT_FOLDER.glob("*.ttf")))


def is_of(font: Path, family: str) -> bool:
    """Whether a file is named for a family: "THSarabunNew Bold.ttf" is of "TH Sarabun New"."""
    return font.stem.replace(" ", "").lower().startswith(family.replace(" ", "").lower())


def map_text(value: Any, change: Callable[[str], str]) -> Any:
    """The same nested value with every string changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: map_text(inner, change) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [map_text(inner, change) for inner in value]
    return value
