"""Comments gathered for grouping: personal data taken out, cut into words, copies put behind the text they repeat.

One string holds all that is kept of a text: its words with spaces between them, its runs with line breaks. A million
comments fit into memory so, and pass between processes at little cost.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nlp.clean import clean
from nlp.duplicates import duplicates
from nlp.personal import Masked, mask, unmarked
from nlp.units import units
from nlp.words import content_words, runs, standard
from nlp.workers import Workers

__all__ = [
    "CHUNK",
    "Gathered",
    "Piece",
    "Text",
    "content_of",
    "gather",
    "letters_of",
    "read",
    "runs_of",
    "said_of",
    "words_of",
]

CHUNK = 1_000
_EMPTY, _SHORT, _SAYS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Text:
    """One different text: the comment that stands for it, its words (see `words_of`), how many comments say it."""

    index: int
    said: str
    copies: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One point of a comment of several: its code points in the comment as it was given, and its words."""

    start: int
    end: int
    said: str


@dataclass(frozen=True)
class Gathered:
    """texts: the different ones that say something, in an order of their own; voice: the index that stands for each.

    letters: whether a comment holds a letter at all. several: the points of the comments that make more than one.
    """

    texts: list[Text]
    voice: Sequence[int]
    letters: Sequence[bool]
    several: Mapping[int, Sequence[Piece]]

    @property
    def usable(self) -> int:
        """How many comments say something."""
        return sum(text.copies for text in self.texts)


def gather(comments: Sequence[str], workers: Workers, told: Callable[[float], None]) -> Gathered:
    """Read comments; the result does not depend on their order. told is given a share (0 … 1)."""
    states: list[int] = []
    masked: list[str] = []
    said: list[str] = []
    several: dict[int, Sequence[Piece]] = {}
    chunks = [comments[start : start + CHUNK] for start in range(0, len(comments), CHUNK)]
    for done, (some_states, some_masked, some_said, some) in enumerate(workers.map("nlp.gathered:read", chunks), 1):
        several |= {len(states) + place: pieces for place, pieces in some.items()}
        states += some_states
        masked += some_masked
        said += some_said
        told(0.7 * done / len(chunks))
    voice = duplicates(masked)
    told(0.95)
    copies = Counter(voice)
    firsts = sorted((index for index in copies if states[index] == _SAYS), key=lambda i: (said[i], masked[i]))
    texts = [Text(index, said[index], copies[index]) for index in firsts]
    return Gathered(texts, voice, [state != _EMPTY for state in states], several)


def read(comments: Sequence[str]) -> tuple[list[int], list[str], list[str], dict[int, list[Piece]]]:
    """Return whether each comment says anything (0, 1 too little, 2), its text without personal data, its words.

    Last come the points of each (by its place) that makes several.
    """
    states, masked, said, several = [], [], [], {}
    for place, comment in enumerate(comments):
        hidden = mask(comment)
        without = unmarked(hidden.text)
        if pieces := _pieces(hidden):
            several[place] = pieces
        cut = runs(without)
        says = any(content_words([standard(word) for word in run]) for run in cut)
        states.append(_SAYS if says else _SHORT if _has_letters(cut, comment) else _EMPTY)
        masked.append(without)
        said.append("\n".join(" ".join(run) for run in cut))
    return states, masked, said, several


def _pieces(hidden: Masked) -> list[Piece]:
    """The points of a comment, none for one of one point."""
    found = units(hidden.text)
    if len(found) < 2:
        return []
    return [
        Piece(hidden.before(one.start), hidden.before(one.end), said_of(unmarked(hidden.text[one.start : one.end])))
        for one in found
    ]


def _has_letters(cut: Sequence[Sequence[str]], comment: str) -> bool:
    return bool(cut) or any(letter.isalpha() for letter in clean(comment))


def said_of(text: str) -> str:
    """Return the words of a text as they are kept."""
    return "\n".join(" ".join(run) for run in runs(text))


def runs_of(said: str) -> list[list[str]]:
    """Return the words of a text by run, as they were said."""
    return [run.split(" ") for run in said.split("\n")]


def words_of(said: str) -> list[str]:
    """Return the words of a text in their standard form."""
    return [standard(word) for word in said.split()]


def content_of(words: Sequence[str]) -> list[str]:
    """Return those of the words that can tell what a comment is about."""
    return content_words(words)


def letters_of(said: str) -> str:
    """Return the text without anything between its words."""
    return "".join(said.split())
