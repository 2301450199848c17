"""The shapes of typed replies: endings, openings, figures, built once from `nlp/data/reply.toml`."""

from collections.abc import Sequence
from functools import cache, lru_cache

import regex

from nlp.clean import canonical
from nlp.lexicon import table

__all__ = [
    "either",
    "endings",
    "entries",
    "figures",
    "numbers",
    "only_figures",
    "pieces",
    "place_beside",
    "plain",
    "position_words",
    "squeeze",
    "standard",
    "trimmings",
    "unasked",
]

_SIGNS = regex.compile(r"[^\w\u0e30-\u0e4e%+<>=?\-]+")
_EDGE = regex.compile(r"^[^\w?<>\-\u0e30-\u0e4e]+|[^\w%+?\u0e30-\u0e4e]+$")
_DRAWN_OUT = regex.compile(r"([^\W\d_])\1{2,}")
_DASHES = regex.compile(r"(?<=[0-9])\s*(?:[-\u2010-\u2015\u2212~]|ถึง|to|hingga)\s*(?=[0-9])")
_SHORT = 200  # characters of labels and typed answers, which come again and again; longer texts are not kept
_LAUGH = regex.compile(r"(?<=[^0-9\s])\s*5{3,}\+*$")


def plain(text: str) -> str:
    """Return the text in canonical spelling, letters drawn out for stress (ใช่ยยย) made one."""
    return _kept_plain(text) if len(text) <= _SHORT else _plain(text)


def squeeze(text: str) -> str:
    """Return the text without spaces, emoji and punctuation that carry no meaning in an answer; 18 ถึง 25 → 18-25."""
    return _kept_squeezed(text) if len(text) <= _SHORT else _squeezed(text)


def _plain(text: str) -> str:
    return str(_DRAWN_OUT.sub(r"\1", canonical(text)))


def _squeezed(text: str) -> str:
    return str(_SIGNS.sub("", _EDGE.sub("", _DASHES.sub("-", text))))


_kept_plain = lru_cache(maxsize=1024)(_plain)
_kept_squeezed = lru_cache(maxsize=1024)(_squeezed)


@cache
def entries(name: str) -> tuple[str, ...]:
    """Return a list of `nlp/data/reply.toml` in canonical spelling."""
    return tuple(canonical(word) for word in table("reply")[name])


def either(words: Sequence[str]) -> str:
    """Return any of the words, longest first, as a pattern; words of Latin letters only as whole words."""
    return "|".join(map(_bounded, sorted(words, key=len, reverse=True)))


def _bounded(word: str) -> str:
    escaped = str(regex.escape(word))
    left = r"(?<![a-z])" if word[:1].isascii() and word[:1].isalpha() else ""
    right = r"(?![a-z])" if word[-1:].isascii() and word[-1:].isalpha() else ""
    return f"{left}{escaped}{right}"


@cache
def endings() -> regex.Pattern[str]:
    """Return polite endings, signs and emoji at the end of a reply; the last letter may be drawn out (ครับบ)."""
    glued = "|".join(f"{_bounded(word)}{regex.escape(word[-1])}*+" for word in _longest("endings"))
    apart = "|".join(f"{_bounded(word)}{regex.escape(word[-1])}*+" for word in _longest("endings_apart"))
    return regex.compile(rf"(?:(?<=[^เแโใไ])(?:{glued})|(?<=[\s0-9])(?:{apart})|[\s.!~ๆ]|[^\w\s.!~?%+)\-ะ-๎])++$")


def _longest(name: str) -> list[str]:
    return sorted(entries(name), key=len, reverse=True)


@cache
def _openings() -> regex.Pattern[str]:
    return regex.compile(rf"^(?:(?:{either(entries('openings'))})\s*)+(?=.)")


@cache
def _soft_endings() -> regex.Pattern[str]:
    return regex.compile(rf"(?<=.)\s*(?:{either(entries('endings_soft'))})$")


def trimmings(said: str) -> list[str]:
    """Return the reply as said, without its polite endings, and without its opening words as well."""
    trimmed = endings().sub("", _LAUGH.sub("", said)).strip()
    softer = _soft_endings().sub("", trimmed)
    if softer != trimmed and not any(word in softer for word in (*entries("negation"), *entries("halves"))):
        trimmed = endings().sub("", softer).strip()
    opened = _openings().sub("", trimmed).strip()
    if _no_opening(trimmed.removesuffix(opened), opened):
        opened = ""
    return [spelling for spelling in dict.fromkeys((said, trimmed, opened)) if spelling]


def _no_opening(removed: str, rest: str) -> bool:
    """Whether the words in front belong to the no behind them: เอาบ่ asks, ตอบไม่ได้ cannot answer."""
    taking = rest.startswith(entries("negation")) and any(word in removed for word in entries("taking"))
    return bool(removed) and (taking or rest.startswith(entries("unable")))


def unasked(said: str) -> str:
    """Return the reply without the word at its end that makes it a question (แม่นบ่ → แม่น)."""
    return str(_asked().sub("", said))


@cache
def _asked() -> regex.Pattern[str]:
    return regex.compile(rf"(?<=.)\s*(?:{either(entries('questions'))})$")


def standard(said: str) -> str:
    """Return the reply with a dialect's words put into those that labels are written with (บ่ฮู้จัก → ไม่รู้จัก)."""
    words = table("reply")["standard"]
    return str(_dialect().sub(lambda found: str(words[found.group()]), said))


@cache
def _dialect() -> regex.Pattern[str]:
    words = sorted(table("reply")["standard"], key=len, reverse=True)
    return regex.compile(f"(?:{'|'.join(map(regex.escape, words))})(?![ะ-ฺๅ็-๎])(?!(?<=บ่)อ)")


@cache
def numbers() -> str:
    """Return a number word or an ordinal of any language, as a pattern."""
    known = table("numbers")
    thai = "|".join(map(regex.escape, [*known["digit"], *known["scale"], *known["stands_for"]]))
    return rf"{either([*table('reply')['ordinal'], *known['foreign']])}|[0-9]+|(?:{thai})+"


@cache
def figures() -> regex.Pattern[str]:
    """Return a position: digits, number words, first, last, or the word between two ends of a range."""
    named = either([*entries("first"), *entries("last"), *entries("through")])
    return regex.compile(rf"{named}|{numbers()}")


@cache
def position_words() -> regex.Pattern[str]:
    """Return words before a position (ข้อ, อันที่) at the beginning of a reply."""
    return regex.compile(rf"^(?:{either(entries('position'))})\s*")


@cache
def _around(*more: str) -> str:
    """Return words and signs that may stand around positions, as a pattern."""
    words = [word for name in ("position", "openings", "endings", "endings_apart", *more) for word in entries(name)]
    return rf"{either(words)}|(?<![a-z])no(?=\s*[0-9])|[\s.:()#\[\]\-–~!]"


@cache
def only_figures() -> regex.Pattern[str]:
    """Return a whole reply of positions and words around them."""
    return regex.compile(rf"(?:{figures().pattern}|{_around('joining')}|[,/;&+])++")


@cache
def place_beside() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """Return a position before something else, and behind it: groups `place` and `rest`."""
    place, around = rf"(?P<place>{numbers()})", f"(?:{_around()})"
    return (
        regex.compile(rf"^{around}*+{place}{around}++(?P<rest>\S.*)$"),
        regex.compile(rf"^(?P<rest>.*\S)\s+(?:{either(entries('position'))})\s*{place}$"),
    )


@cache
def _separators() -> regex.Pattern[str]:
    """Return what stands between several answers in one reply."""
    return regex.compile(rf"\s*(?:[,/;+&\n]|{either(entries('join'))})\s*|\s+")


def pieces(said: str) -> tuple[list[int], list[int]]:
    """Return where the pieces between separators start and where they end."""
    cuts = [found.span() for found in _separators().finditer(said)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(said)]
    kept = [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]
    return [start for start, _ in kept], [end for _, end in kept]
