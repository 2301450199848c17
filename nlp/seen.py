"""A text as a reader sees it, for finding things in it: figures as 0 to 9, nothing invisible, marks in one order.

Only for looking: each place is led back to the raw text, which is never changed.
"""

import re
import unicodedata
from dataclasses import dataclass

import regex

__all__ = ["Seen", "figures", "seen"]

_OTHER_DIGIT = regex.compile(r"[^\P{Nd}0-9]")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_THAI_DIGIT = regex.compile(r"[๐-๙]")
# What is drawn as something else than its code points say: invisible, full-width, decomposed, doubled or misordered.
_HIDDEN = regex.compile(
    r"(?P<gone>[\p{Cf}\ufe00-\ufe0f\u034f\u20e3]+)|(?P<wide>[\uff01-\uff5e])|(?P<am>\u0e4d(?P<tone>[่-๋]?)า)"
    r"|(?P<am>(?P<tone>[่-๋])\u0e4dา)|(?P<ae>เเ)|(?P<twice>(?P<mark>[ัิ-ฺ็-์])(?P=mark)+)|(?P<order>(?P<tone>[่-๋])(?P<vowel>[ัิ-ู็]))"
)
_PLAIN = regex.compile(r"[\p{Cf}\ufe00-\ufe0f\u034f\u20e3\uff01-\uff5e\u0e4d]|เเ|[่-์][ัิ-ฺ็-์]|([ัิ-ฺ็])\1")

# Something that is not seen as it stands, or a digit of another script; most texts have none, and looking is quick.
_ODD = re.compile("[^\x00-\x7f\u0e01-\u0e3a\u0e3f-\u0e4c]|เเ|[่-์][ัิ-ฺ็-์]|([ัิ-ฺ็])\\1")


@dataclass(frozen=True, slots=True)
class Seen:
    """text: what is seen. places: for each of its code points where it begins in the raw text; None where all do."""

    text: str
    places: tuple[int, ...] | None

    def at(self, start: int) -> int:
        """Where in the raw text a span begins that begins here."""
        return start if self.places is None else self.places[start]

    def upto(self, end: int) -> int:
        """Where in the raw text a span ends that ends here."""
        return end if self.places is None else self.places[end - 1] + self._long(end - 1)

    def _long(self, place: int) -> int:
        assert self.places is not None
        return self.places[place + 1] - self.places[place] if place + 1 < len(self.places) else 1


def seen(text: str) -> Seen:
    """Return the text as it is seen. Linear in its length."""
    if not _ODD.search(text):
        return Seen(text, None)
    shown = figures(text)
    return _shown(shown) if _PLAIN.search(shown) else Seen(shown, None)


def figures(text: str) -> str:
    """Return the text with the digits of every script as 0 to 9, each where it stood."""
    shown = text.translate(_THAI_DIGITS) if _THAI_DIGIT.search(text) else text
    return str(_OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0], found[0])), shown))


def _shown(text: str) -> Seen:
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for found in _HIDDEN.finditer(text):
        parts.append(text[at : found.start()])
        places.extend(range(at, found.start()))
        put = _put(found)
        parts.append(put)
        places.extend([found.start()] * len(put))
        at = found.end()
    parts.append(text[at:])
    places.extend(range(at, len(text) + 1))
    return Seen("".join(parts), tuple(places))


def _put(found: "regex.Match[str]") -> str:
    if found["gone"]:
        return ""
    if found["wide"]:
        return chr(ord(found["wide"]) - 0xFEE0)
    if found["am"]:
        return f"{found['tone'] or ''}\u0e33"
    if found["ae"]:
        return "แ"
    return str(found["mark"] or found["vowel"] + found["tone"])
