"""Make sure that no character vanishes from a document: whatever its fonts cannot draw is shown as a code.

A citizen may write in any script. Fonts draw Thai, Latin, Arabic (Jawi) and emoji; a run of other characters becomes
`[U+0E81 U+0E9A]`, which is ugly and honest. Characters that reorder text invisibly are shown the same way.
"""

import re
import struct
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_REORDERING = frozenset([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_INVISIBLE = frozenset([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFE0E, 0xFE0F])
_LONG_RUN = re.compile(r"[^\s\u0e00-\u0e7f\u200b]{25,}|(.)\1{24,}")
_BREAK_EVERY = 12
ZERO_WIDTH_SPACE = "\u200b"


def legible(text: str, covered: frozenset[int] | None = None) -> str:
    """The text with every run of characters outside `covered` written as code points in brackets.

    Without `covered` only control characters and the like are shown so: what no file may hold, whatever its fonts.
    Line ends become "\\n", tabs a space; characters without a shape of their own (joiners, selectors) stay.
    """
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text).replace("\t", " ").replace("\ufeff", "")
    out: list[str] = []
    hidden: list[str] = []
    for char in text:
        if _drawable(ord(char), covered):
            if hidden:
                out.append(f"[{' '.join(hidden)}]")
                hidden = []
            out.append(char)
        else:
            hidden.append(f"U+{ord(char):04X}")
    return "".join(out) + (f"[{' '.join(hidden)}]" if hidden else "")


def breakable(text: str) -> str:
    """The text with zero-width spaces in very long runs without a place to break (addresses, "55555…")."""
    return _LONG_RUN.sub(lambda run: _in_pieces(run[0]), text)


def _in_pieces(run: str) -> str:
    """The run with a zero-width space about every twelfth character, never before a mark that belongs to a letter."""
    out: list[str] = []
    since = 0
    for char in run:
        joins = unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf", "Sk")
        if since >= _BREAK_EVERY and not joins and out[-1] != "\u200d":
            out.append(ZERO_WIDTH_SPACE)
            since = 0
        out.append(char)
        since += 1
    return "".join(out)


def _drawable(code: int, covered: frozenset[int] | None) -> bool:
    if code == 0x0A or code in _INVISIBLE or 0xE0020 <= code <= 0xE007F:
        return True
    if code in _REORDERING or code in (0xFFFE, 0xFFFF) or unicodedata.category(chr(code)) in ("Cc", "Cs", "Co"):
        return False
    return covered is None or code in covered


@cache
def coverage(fonts: tuple[Path, ...]) -> frozenset[int]:
    """Every code point that at least one of the TrueType fonts has a glyph for."""
    found: set[int] = set()
    for font in fonts:
        found.update(_code_points(font.read_bytes()))
    return frozenset(found)


def _code_points(font: bytes) -> Iterable[int]:
    """Read the character map of a TrueType file (OpenType specification, table cmap, formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * k) for k in range(tables))
    start = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for k in range(count):
        (offset,) = struct.unpack_from(">L", font, start + 4 + 8 * k + 4)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == 4:
            yield from _format_4(font, start + offset)
        elif form == 12:
            yield from _format_12(font, start + offset)


def _format_4(font: bytes, at: int) -> Iterable[int]:
    """Code points of the Basic Multilingual Plane by segments; those that lead to glyph 0 are left out."""
    segments = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", font, at + 14)
    starts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
    deltas = struct.unpack_from(f">{segments}H", font, at + 16 + 4 * segments)
    ranges_at = at + 16 + 6 * segments
    offsets = struct.unpack_from(f">{segments}H", font, ranges_at)
    for k, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[k]:
                (glyph,) = struct.unpack_from(">H", font, ranges_at + 2 * k + offsets[k] + 2 * (code - first))
                if glyph == 0:
                    continue
            if (glyph + deltas[k]) & 0xFFFF:
                yield code


def _format_12(font: bytes, at: int) -> Iterable[int]:
    """Code points of all planes by groups."""
    (groups,) = struct.unpack_from(">L", font, at + 12)
    for k in range(groups):
        first, last, _ = struct.unpack_from(">LLL", font, at + 16 + 12 * k)
        yield from range(first, last + 1)
