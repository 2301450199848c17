"""Which script a text is written in, and one spelling for Malay in Arabic letters (Jawi).

Keyboards for Arabic, Persian and Malay write the same Jawi letter with different code points, and writers differ on
hamza: for comparing only, never shown to anybody in place of what was written.
"""

from collections import Counter
from typing import Literal

import regex

from nlp.clean import canonical

__all__ = ["Script", "folded_jawi", "script_of"]

Script = Literal["thai", "latin", "arabic", "other"]

_LETTER = regex.compile(
    r"(?P<thai>[\p{Thai}&&\p{L}])|(?P<latin>[\p{Latin}&&\p{L}])|(?P<arabic>[\p{Arabic}&&\p{L}])|(?P<other>\p{L})",
    regex.V1,
)
_SCRIPTS: dict[str, Script] = {"thai": "thai", "latin": "latin", "arabic": "arabic", "other": "other"}
# Letters that keyboards and writers exchange, to the one of Jawi. Source: Unicode, "Arabic".
_SAME = {
    0x0643: "\u06a9",  # kaf to keheh
    0x0649: "\u064a",  # alef maksura and Farsi yeh to yeh
    0x06CC: "\u064a",
    0x0626: "",  # yeh that only carries a hamza
    0x06AC: "\u0762",  # kaf with a dot and Persian gaf to ga
    0x06AF: "\u0762",
    0x0629: "\u0647",  # teh marbuta and heh with yeh to heh
    0x06C0: "\u0647",
    0x06CF: "\u0648",  # va and waw with hamza to waw
    0x0624: "\u0648",
    0x0623: "\u0627",  # alef with hamza or madda to alef
    0x0625: "\u0627",
    0x0622: "\u0627",
    0x0683: "\u06bd",  # nyeh with two dots to nya
}
_UNWRITTEN = regex.compile(r"[\u0640\u0621\u0654\u064b-\u0652\u0670]")


def script_of(text: str) -> Script | None:
    """The script that most letters of a text are of; of two with as many, the first. None for a text without letters.

    Links are not counted: whoever sends one wrote nothing in its letters.
    """
    counted = Counter(
        _SCRIPTS[found.lastgroup]
        for found in _LETTER.finditer(regex.sub(r"https?://\S+", " ", text))
        if found.lastgroup is not None
    )
    return counted.most_common(1)[0][0] if counted else None


def folded_jawi(text: str) -> str:
    """A text in canonical spelling with one letter a sound of Jawi, without hamza, stretching and vowel signs."""
    return str(_UNWRITTEN.sub("", canonical(text).translate(_SAME)))
