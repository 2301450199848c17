"""Comments gathered for grouping: personal data taken out, cut into words, copies put behind the text they repeat.

One string holds all that is kept of a text: its words with spaces between them, its runs with line breaks. A million
comments fit into memory so, and pass between processes at little cost.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nlp.clean import clean
from nlp.duplicates import duplicates, squeezed
from nlp.personal import Masked, mask, unmarked
from nlp.units import units
from nlp.vocabulary import standard_words
from nlp.words import batch, content_words, is_content, runs, said
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
    """One different text: the comment that stands for it, its words (see `words_of`), how many comments say it.

    personal: whether the comment holds personal data.
    """

    index: int
    said: str
    copies: int
    personal: bool


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
    states, personal = bytearray(), bytearray()
    masked: list[str] = []
    spoken: list[str] = []
    keys: list[str] = []
    several: dict[int, Sequence[Piece]] = {}
    chunks = [comments[start : start + CHUNK] for start in range(0, len(comments), CHUNK)]
    for done, part in enumerate(workers.map("nlp.gathered:read", chunks), 1):
        several |= {len(states) + place: pieces for place, pieces in part.several.items()}
        states += part.states
        personal += part.personal
        masked += part.masked
        spoken += part.said
        keys += part.keys
        told(0.7 * done / len(chunks))
    voice = duplicates(masked, keys=keys, workers=workers)
    told(0.95)
    copies = Counter(voice)
    firsts = sorted((index for index in copies if states[index] == _SAYS), key=lambda i: (spoken[i], masked[i]))
    texts = [Text(index, spoken[index], copies[index], bool(personal[index])) for index in firsts]
    return Gathered(texts, voice, [state != _EMPTY for state in states], several)


@dataclass(frozen=True)
class Read:
    """Some comments as they were read, one entry for each.

    states: whether it says anything (0, 1 too little, 2); personal: whether it holds personal data; masked: its text
    without that; said: its words; keys: what is compared to find copies. several: the points of each (by its place)
    that makes more than one.
    """

    states: bytes
    personal: bytes
    masked: list[str]
    said: list[str]
    keys: list[str]
    several: dict[int, list[Piece]]


def read(comments: Sequence[str]) -> Read:
    """Read comments; what `mask`, `batch` and `squeezed` find, in their order."""
    hidden = [mask(comment) for comment in comments]
    masked = [unmarked(each.text) for each in hidden]
    spoken = batch(masked)
    states = bytes(
        _SAYS if _says(words) else _SHORT if words or any(letter.isalpha() for letter in clean(comment)) else _EMPTY
        for words, comment in zip(spoken, comments, strict=True)
    )
    personal = bytes(text != comment for text, comment in zip(masked, comments, strict=True))
    several = {place: pieces for place, each in enumerate(hidden) if (pieces := _pieces(each))}
    return Read(states, personal, masked, spoken, [squeezed(text) for text in masked], several)


def _pieces(hidden: Masked) -> list[Piece]:
    """The points of a comment, none for one of one point."""
    found = units(hidden.text)
    if len(found) < 2:
        return []
    return [
        Piece(hidden.before(one.start), hidden.before(one.end), said_of(unmarked(hidden.text[one.start : one.end])))
        for one in found
    ]


def _says(words: str) -> bool:
    known = standard_words()
    return any(is_content(known.get(word, word)) for word in words.split())


def said_of(text: str) -> str:
    """Return the words of a text as they are kept."""
    return said(runs(text))


def runs_of(said: str) -> list[list[str]]:
    """Return the words of a text by run, as they were said."""
    return [run.split(" ") for run in said.split("\n")]


def words_of(said: str) -> list[str]:
    """Return the words of a text in their standard form."""
    known = standard_words()
    return [known.get(word, word) for word in said.split()]


def content_of(words: Sequence[str]) -> list[str]:
    """Return those of the words that can tell what a comment is about."""
    return content_words(words)


def letters_of(said: str) -> str:
    """Return the text without anything between its words."""
    return "".join(said.split())
