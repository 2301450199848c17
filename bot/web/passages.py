"""What is said on the page, cut where its language changes, so that each part is read aloud and laid out as its own."""

from dataclasses import dataclass
from itertools import groupby

from nlp.script import script_of

_SURE = {"thai": "th", "arabic": "ms-Arab"}  # whose letters tell the language; Latin ones do not


@dataclass(frozen=True)
class Passage:
    """Lines of one language; language "" where nobody can tell (a visitor's Latin letters, figures alone)."""

    text: str
    language: str


def passages(text: str, language: str) -> tuple[Passage, ...]:
    """The lines of a text, those of one language together. language: of whoever speaks; "" for a visitor."""
    told: list[tuple[str, str]] = []
    for line in text.split("\n"):
        before = told[-1][1] if told else language
        told.append((line, _language(line, language, before)))
    parts = groupby(told, key=lambda each: each[1])
    return tuple(Passage("\n".join(line for line, _ in lines), spoken) for spoken, lines in parts)


def _language(line: str, language: str, before: str) -> str:
    """A line without letters is of the line before it."""
    script = script_of(line)
    if script is None:
        return before
    return _SURE.get(script) or (language if script == "latin" and language not in _SURE.values() else "")
