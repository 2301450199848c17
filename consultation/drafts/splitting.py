"""Split a text into sections at its headings and numbers; not one character is lost, added or moved."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from consultation.drafts.wording import headings

LONGEST_TITLE = 120  # characters
_NUMBER = "[0-9๐-๙]{1,3}"
_WORDS = "|".join(map(re.escape, headings()))
_NAMED = re.compile(rf"(?:{_WORDS})\s*{_NUMBER}(?![0-9๐-๙])")
# "๑. …", "1) …", "1.1 …": a lone figure without a dot is the beginning of a sentence ("3 จังหวัด …")
_NUMBERED = re.compile(rf"{_NUMBER}(?:[.)]|(?:\.{_NUMBER})+[.)]?)\s+\S")
_MARKDOWN = re.compile(r"#{1,6}\s+\S")


@dataclass(frozen=True)
class Piece:
    """A section: its title, and its words with the heading in them."""

    title: str
    text: str


def split(text: str, marked: Collection[int] = (), opening: str = "") -> list[Piece]:
    """The sections of a text, in order; their texts one after the other are the text.

    marked: lines, from 0, that are headings whatever they look like. opening: the title of what stands before the first
    heading. A heading with nothing below it goes with the next one.
    """
    lines = text.splitlines(keepends=True)
    starts = [at for at, line in enumerate(lines) if at in marked or is_heading(line)]
    if not starts or "".join(lines[: starts[0]]).strip():
        starts.insert(0, 0)
    starts[0] = 0
    blocks = [lines[at:until] for at, until in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return _gathered(blocks, marked, opening)


def is_heading(line: str) -> bool:
    """Whether a line reads as a heading."""
    line = line.strip()
    if not line or len(line) > LONGEST_TITLE:
        return False
    return bool(_MARKDOWN.match(line) or _NAMED.match(line) or _NUMBERED.match(line))


def title_of(text: str, opening: str = "") -> str:
    """A title for a section: its first line with words, without Markdown's signs, cut to what a title may have."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first.lstrip("#").strip()[:LONGEST_TITLE].strip() or opening or "–"


def _gathered(blocks: list[list[str]], marked: Collection[int], opening: str) -> list[Piece]:
    """Blocks as pieces, those that are a heading alone joined to the one after."""
    pieces: list[Piece] = []
    waiting: list[str] = []
    at = 0
    for k, block in enumerate(blocks):
        headed = at in marked or any(is_heading(line) for line in block[:1]) or (k == 0 and _begins(block, at, marked))
        at += len(block)
        words = [line for line in block if line.strip()]
        if headed and len(words) <= 1 and k + 1 < len(blocks):
            waiting += block
            continue
        text = "".join([*waiting, *block])
        titles = [title_of(line) for line in waiting if line.strip()]
        own = title_of("".join(block)) if headed or not opening else opening
        pieces.append(Piece(" · ".join([*titles, own])[:LONGEST_TITLE].strip(), text))
        waiting = []
    return pieces


def _begins(block: list[str], at: int, marked: Collection[int]) -> bool:
    """Whether the first line with words of the first block is a heading."""
    found = next(((k, line) for k, line in enumerate(block) if line.strip()), None)
    return found is not None and (at + found[0] in marked or is_heading(found[1]))
