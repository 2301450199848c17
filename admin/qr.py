"""QR codes of links: SVG to stand in a page, PNG and SVG as files. Always dark on white."""

import io
import math

import segno
from markupsafe import Markup

QUIET = 4  # modules of white around, as the standard asks
CORRECTION = "m"  # 15 % may be dirty or torn: the code hangs on a wall


def svg(link: str, *, standalone: bool = False) -> Markup:
    """An SVG picture that fills its box; standalone: a file of its own with a white ground."""
    code = segno.make(link, error=CORRECTION, micro=False)
    out = io.BytesIO()
    code.save(
        out,
        kind="svg",
        border=QUIET,
        omitsize=not standalone,
        scale=10 if standalone else 1,
        light="#ffffff",
        dark="#000000",
        xmldecl=standalone,
        svgclass="qr",
        lineclass=None,
        nl=False,
    )
    # segno writes nothing but digits and its own elements: no text of ours is in the picture.
    return Markup(out.getvalue().decode())  # noqa: S704


def png(link: str, width: int) -> bytes:
    """A PNG at least `width` pixels wide, every module a whole number of pixels."""
    code = segno.make(link, error=CORRECTION, micro=False)
    out = io.BytesIO()
    scale = math.ceil(width / code.symbol_size(border=QUIET)[0])
    code.save(out, kind="png", border=QUIET, scale=scale, dark="#000000", light="#ffffff")
    return out.getvalue()
