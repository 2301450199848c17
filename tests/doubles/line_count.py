"""How LINE counts: UTF-16 units for texts, graphemes for labels, bytes for Flex (developers.line.biz)."""

import json
from typing import Any

import regex

GRAPHEME = regex.compile(r"\X")


def utf16(text: str) -> int:
    """Count UTF-16 units: 2 for a character beyond the basic plane."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Count what a reader calls characters: a Thai consonant with its vowel and tone is one."""
    return len(GRAPHEME.findall(text))


def json_bytes(value: Any) -> int:
    """Count the bytes of a value as LINE's own SDK for Python sends it: letters beyond ASCII as escapes, with spaces.

    LINE publishes no way of counting; no way of writing JSON without line breaks is longer.
    """
    return len(json.dumps(value))
