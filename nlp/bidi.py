"""Text that is read in both directions: what a Latin or Thai word, a code or a list's number needs inside Jawi.

The characters are those of Unicode's bidirectional algorithm (https://www.unicode.org/reports/tr9/): they are not seen,
and programs that lay text out obey them. `nlp.clean.canonical` takes them out again of what people copy and send back.
"""

import unicodedata
from collections.abc import Iterator
from typing import Literal

__all__ = ["FIRST_STRONG_ISOLATE", "POP_ISOLATE", "RIGHT_TO_LEFT_MARK", "direction", "isolated", "led", "stripped"]

FIRST_STRONG_ISOLATE, POP_ISOLATE, RIGHT_TO_LEFT_MARK = "\u2068", "\u2069", "\u200f"
_INVISIBLE = dict.fromkeys(map(ord, (FIRST_STRONG_ISOLATE, POP_ISOLATE, RIGHT_TO_LEFT_MARK)))


def direction(text: str) -> Literal["ltr", "rtl"] | None:
    """Which way a text is read by its first letter, as a screen decides it; None for a text without letters."""
    first = next((kind for kind in _outside(text) if kind in ("L", "R", "AL")), None)
    return None if first is None else "ltr" if first == "L" else "rtl"


def isolated(text: str) -> str:
    """A piece put into a sentence that is read from the right, so that neither disturbs the other's order.

    Only what has letters read from the left is wrapped, line by line: plain figures keep their place by themselves.
    """
    return "\n".join(_isolated(line) for line in text.split("\n"))


def led(text: str) -> str:
    """A text of a Jawi message whose lines are laid out from the right, also where one begins with a figure.

    Screens take a line's direction from its first letter: "1. Pattani" would begin at the left, among others that
    begin at the right. A line that is wholly in letters read from the left, a sentence in Thai, stays as it is.
    """
    return "\n".join(_led(line) for line in text.split("\n"))


def stripped(text: str) -> str:
    """The text without the characters of this module: to compare with what was written before they were put in."""
    return text.translate(_INVISIBLE)


def _outside(text: str) -> Iterator[str]:
    """The bidirectional kind of every character that no isolate holds."""
    depth = 0
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("FSI", "LRI", "RLI"):
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield kind


def _isolated(line: str) -> str:
    return f"{FIRST_STRONG_ISOLATE}{line}{POP_ISOLATE}" if "L" in _outside(line) else line


def _led(line: str) -> str:
    if not line.strip() or direction(line) == "rtl" or _foreign(line):
        return line
    return RIGHT_TO_LEFT_MARK + line


def _foreign(line: str) -> bool:
    kinds = [unicodedata.bidirectional(letter) for letter in line.strip()]
    return kinds[0] == "L" and not {"R", "AL"} & set(kinds)
