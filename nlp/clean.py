"""One spelling for one word: text made comparable, for grouping and matching only.

Callers keep the raw text: nothing here is ever shown to a person in place of what a citizen wrote. Every step is
linear in the length of the text, whatever the text is.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import regex

from nlp.lexicon import any_of, table
from nlp.plain import Table

__all__ = ["canonical", "canonical_words", "clean", "clean_all"]

_SHORT = 120  # letters
_MOST_MOVES = 8  # of one mark in a run; a run of marks is bounded
_GROWN = 2  # a text more than twice as long in its plain spelling is no Thai (one sign may stand for eighteen letters)
# What a text in one spelling has none of; quick to look for, so that most texts are left alone.
_ODD = re.compile(r"[^ -~ก-ฺเ-์]|  |เเ|[่-์][ัิ-ฺ็-์]|([ัิ-ฺ็])\1|[ุู]ฺ")
_ABOVE_BELOW = "\u0e31\u0e34-\u0e3a\u0e47\u0e4d"
_TONE = "\u0e48-\u0e4c"
_INVISIBLE = regex.compile(r"[\p{Cf}\p{Cs}\p{Co}\p{Cn}\ufe00-\ufe0f\u034f\u115f\u1160\u3164\uffa0\u20e3]+")
_CONTROL = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}]+")
# CPython sorts runs of combining marks by insertion, which is quadratic on hostile text: bound the run first.
_MARK_RUN = regex.compile(r"(\p{M}{6})\p{M}+")
_SPACES = re.compile(r"\s+")
_SARA_AM = re.compile(f"\u0e4d([{_TONE}]?)\u0e32")
_TONE_FIRST = re.compile(f"([{_TONE}])([{_ABOVE_BELOW}])")
_SAME_MARK = re.compile(f"([{_ABOVE_BELOW}{_TONE}])\\1+")
_NUMBER_SIGN = regex.compile(r"\p{No}")
_KEYCAP = re.compile(r"([0-9])\ufe0f?\u20e3")
_DIGIT = regex.compile(r"[^\P{Nd}0-9]")  # of any script: Thai, Arabic-Indic, Lao, Khmer, Burmese …
_SIGNS = {0x2776 + i: str(i + 1) for i in range(9)} | {0x2780 + i: str(i + 1) for i in range(9)}
_SIGNS |= {0x278A + i: str(i + 1) for i in range(9)}
_JAWI = (("\u06cc", "\u064a"), ("\u0649", "\u064a"), ("\u06a9", "\u0643"), ("\u06af", "\u0762"), ("\u0640", ""))

_LINK = regex.compile(r"(?:https?://|www\.)[^\s\u0e00-\u0e7f]+")
_LAUGH = re.compile(r"(?<![0-9.,/-])5{3,}\+*(?![0-9.,/-])")
_EMOJI = regex.compile(r"[\p{So}\p{Sk}\U0001f000-\U0001faff]+")
_LONG_DIGITS = re.compile(r"([0-9]{20})[0-9]+")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_REPEATED_SIGN = re.compile(r"([^\w\s])\1+")
# Everything but misspellings that cleaning takes out, quick to look for.
_NOISE = re.compile(
    r"://|www\.|555|[0-9]{21}|([^\W\d_])\1\1|([^\w\s])\2|[^\x00-\u0e5b]|[\^`\xa8\xaf\xb4\xb8\xa6\xa9\xae\xb0]"
)


def canonical(text: str) -> str:
    """Return the same text in one code-point spelling: what looks alike compares alike.

    Full-width and circled forms, the digits of every script, decomposed and misordered Thai marks, doubled marks, เ+เ
    typed for แ, Jawi letters of other keyboards (ی ک گ) and invisible characters are unified; runs of white space
    become one space; letters are lower-cased. A digit that is a sign of its own (② ½ 2️⃣) stands apart from others.
    """
    return _kept(text) if len(text) <= _SHORT else _canonical(text)


@lru_cache(maxsize=4096)
def _kept(text: str) -> str:
    """What is short is asked for again and again: labels, words of commands, answers compared with them."""
    return _canonical(text)


def canonical_words(words: Iterable[str]) -> list[str]:
    """Return many words in one spelling each; none is remembered, so that what is asked for again and again stays."""
    return [_canonical(word) for word in words]


def _canonical(text: str) -> str:
    if not _ODD.search(text):
        return text.strip().lower()
    longest = max(_GROWN * len(text), len(text) + _SHORT)
    text = _NUMBER_SIGN.sub(r" \g<0> ", text).replace("\U0001f51f", " 10 ")
    text = _KEYCAP.sub(r" \1 ", text) if "\u20e3" in text else text
    for _ in range(4):  # a mark moved by one rule may stand where another rule looks
        before, text = text, _canonical_once(text, longest)
        if text == before or not _ODD.search(text):
            break
    return text


def _canonical_once(text: str, longest: int) -> str:
    text = _CONTROL.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    text = _MARK_RUN.sub(r"\1", text)
    text = _DIGIT.sub(lambda found: str(unicodedata.decimal(found[0], found[0])), text.translate(_SIGNS))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)[:longest].lower()
        bare = _MARK_RUN.sub(r"\1", _INVISIBLE.sub("", text))
        text = text if bare == text else unicodedata.normalize("NFKC", bare)[:longest]
    text = text.lower()
    for theirs, ours in _JAWI:
        text = text.replace(theirs, ours)
    text = _thai_marks(text)
    return str(_SPACES.sub(" ", text)).strip()


def _thai_marks(text: str) -> str:
    text = text.replace("\u0e40\u0e40", "\u0e41")
    for _ in range(_MOST_MOVES):
        before = text
        text = _SAME_MARK.sub(r"\1", _TONE_FIRST.sub(r"\2\1", text))
        if text == before:
            break
    return _SARA_AM.sub("\\1\u0e33", text)


def clean(text: str) -> str:
    """Return the text made comparable for grouping: canonical spelling, and one word where people write several.

    Links, emoji and laughter (555) go; letters drawn out for stress (มากกกก) become one; common misspellings become the
    standard word (`anywhere` in `nlp/data/variants.toml`; dialect words are mapped word by word in `nlp.words`).
    Idempotent. Linear in the length of the text.
    """
    text = canonical(text)
    for _ in range(3):
        if not _unclean().search(text):
            break
        before, text = text, canonical(_once(text))
        if text == before:
            break
    return text


def clean_all(texts: Sequence[str]) -> list[str]:
    """Return what `clean` makes of each text; many at once, at a tenth of the cost where most have nothing to clean."""
    lowered = [text.strip().lower() for text in texts]
    plain = _table().plain(lowered)
    return [low if each else clean(text) for text, low, each in zip(texts, lowered, plain, strict=True)]


@cache
def _table() -> Table:
    from pythainlp.corpus import thai_words

    begun = _begun()
    wrong = [word for word in _wrong() if word not in begun]
    return Table([*wrong, "://", "www."], begun, re.compile(_halves()), sorted(thai_words()))


def _once(text: str) -> str:
    if _NOISE.search(text):
        text = _LINK.sub(" ", text)
        text = _EMOJI.sub(" ", text)
        text = _LAUGH.sub(" ", text)
        text = _LONG_DIGITS.sub(r"\1", text)
        text = _REPEATED.sub(r"\1", text)
        text = _REPEATED_SIGN.sub(r"\1", text)
    text = _variants().sub(lambda found: _standard()[found[0]], text)
    return str(_SPACES.sub(" ", text)).strip()


@cache
def _standard() -> dict[str, str]:
    """Every variant and, so that no variant is found inside it (โทรศัพ in โทรศัพท์), the standard word itself."""
    entries = table("variants")["anywhere"]
    found = {canonical(variant): word for word, variants in entries.items() for variant in variants}
    return found | {word: word for word in entries}


@cache
def _variants() -> re.Pattern[str]:
    """One pattern for all variants, longest first; a variant never ends where a vowel or mark still follows."""
    return re.compile(f"{any_of(_standard())}(?![\u0e30-\u0e3a\u0e45\u0e47-\u0e4e])")


@cache
def _unclean() -> re.Pattern[str]:
    """What cleaning takes out or puts right; most texts have none of it."""
    begun = _begun()
    wrong = [word for word in _wrong() if word not in begun]
    return re.compile(rf"{_NOISE.pattern}|{any_of(wrong)}|{_halves()}")


def _halves() -> str:
    """A pattern for variants that begin a standard word, where they are not that word."""
    return "|".join(rf"{re.escape(word)}(?!{any_of(rest)})" for word, rest in sorted(_begun().items()))


def _wrong() -> list[str]:
    """The variants that are no standard words themselves."""
    return [word for word, right in _standard().items() if word != right]


def _begun() -> dict[str, list[str]]:
    """The variants that begin a standard word, and how it may go on."""
    whole = [word for word, right in _standard().items() if word == right]
    return {word: rest for word in _standard() for rest in (_rest(word, whole),) if rest}


def _rest(word: str, whole: list[str]) -> list[str]:
    """What makes a whole standard word of one of its beginnings (โทรศัพ, โทรศัพท์)."""
    return [right[len(word) :] for right in whole if right.startswith(word) and right != word]
