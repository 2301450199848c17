"""A short text cut into words that a lexicon knows, each with the letter of what it does.

A reply such as "5 ม.ค. 68" becomes tokens with the codes `n M n`; the shapes of a date or a time are then patterns over
codes, whatever the language and the spelling of the words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import regex

from nlp.clean import canonical
from nlp.number_words import foreign, spoken, word_pattern, year_said

__all__ = ["Lexicon", "Token", "codes", "entries"]

_MARKS = r"(?![ะ-ฺๅ็-๎])"


@dataclass(frozen=True)
class Token:
    """One word: its code (one letter), its value, where it stands in the text, and how it was written.

    Figures have the code `n` (one or two digits, or as much said in words), `y` (four digits) or `N` (others), with
    their value and with digits as `text`; text that no entry knows has the code `x`.
    """

    code: str
    value: Any
    start: int
    end: int
    text: str


class Lexicon:
    """Words and what they do; the longest word that fits is taken."""

    def __init__(self, words: Iterable[tuple[str, str, Any]]) -> None:
        """words: (word, code, value)."""
        self._known: dict[str, tuple[str, Any]] = {}
        for word, code, value in words:
            self._known.setdefault(canonical(word), (code, value))
        longest = sorted(self._known, key=lambda word: (-len(word), word))
        known = "|".join(_bounded(word) for word in longest)
        self._pattern = regex.compile(
            rf"(?P<known>{known})|(?P<figure>[0-9]+)(?:(?:st|nd|rd|th)(?![a-z]))?|(?P<said>{word_pattern()}){_MARKS}"
            r"|(?P<latin>[a-z\u0620-\u064a\u0671-\u06d3]+)|(?P<space>\s+)|(?P<other>.)",
            regex.DOTALL,
        )

    def tokens(self, text: str) -> list[Token]:
        """Cut canonical text; spaces are dropped, neighbours that nothing knows become one token `x`."""
        found: list[Token] = []
        for match in self._pattern.finditer(text):
            token = self._token(match)
            if token and token.code == "x" and found and found[-1].code == "x" and found[-1].end == token.start:
                last = found.pop()
                token = Token("x", None, last.start, token.end, last.text + token.text)
            if token:
                found.append(token)
        return found

    def _token(self, match: regex.Match[str]) -> Token | None:
        text = match.group()
        code, value, digits = "x", None, ""
        if match["space"]:
            return None
        if match["known"]:
            code, value = self._known[text]
        elif match["figure"]:
            digits = match["figure"]
        elif match["said"] or match["latin"]:
            number = spoken(text) if match["said"] else foreign(text)
            digits = year_said(text) if number is None else str(number)
        if digits:
            code, value = "n" if len(digits) <= 2 else "y" if len(digits) == 4 else "N", int(digits[:12])
        return Token(code, value, match.start(), match.end(), digits or text)


def _bounded(word: str) -> str:
    """A Latin word ends and begins at its letters' edge; a Thai word never where a vowel or mark still follows."""
    escaped = str(regex.escape(word))
    if word[0].isascii() and word[0].isalpha():
        return rf"(?<![a-z]){escaped}(?![a-z])"
    return escaped + _MARKS if "\u0e00" < word[-1] < "\u0e7f" else escaped


def codes(tokens: Iterable[Token]) -> str:
    """Return the codes of the tokens, in order."""
    return "".join(token.code for token in tokens)


def entries(table: Mapping[str, Iterable[str]]) -> list[tuple[str, str, Any]]:
    """Return a table {code: words} as entries of a lexicon without values."""
    return [(word, code, None) for code, words in table.items() for word in words]
