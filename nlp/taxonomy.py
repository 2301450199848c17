"""Matters that officers have named: comments go where they belong, and what is new stays for the usual grouping.

A category is known by its words, its examples, and, after the first look, by the comments that its words surely point
to: their centre is the prototype that the others are held against. T01–T13 of a provincial cluster's plan come with the
package (`nlp/data/taxonomy.toml`); a plan's own development issues are read by `from_rows`.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import regex
from numpy.typing import NDArray

from nlp.clean import canonical
from nlp.lexicon import table
from nlp.words import content_words, runs, standard, tokens

__all__ = [
    "EVIDENCE",
    "BadTaxonomy",
    "Category",
    "Pointers",
    "Taxonomy",
    "from_file",
    "from_rows",
    "guide",
    "provincial",
]

Rows = NDArray[np.floating]

_HELD = 4  # letters from which on a category's word counts also inside a longer one
_BEFORE = ("เ", "แ", "โ", "ใ", "ไ")
_DEPENDENT = regex.compile(r"[ะ-ฺๅ-๎]")
_SURE = 0.6  # share of a comment's evidence that must be for one category before it teaches the prototype
_ROUNDS = 3
_FEWEST_TAUGHT = 3
_NEAR = 0.25  # quantile of the taught comments' likeness to their prototype; what is less like it is not drawn in
_LIKE = 0.35  # never drawn in below this cosine without a word of the category
EVIDENCE = 0.6  # what the words weigh beside the likeness to the prototype


class BadTaxonomy(ValueError):
    """A taxonomy that cannot be used: reason (empty, key, same_key, label, toml), key, place (from 1)."""

    def __init__(self, reason: str, key: str = "", place: int = 0) -> None:
        super().__init__(f"{reason}: category {place} {key}".strip())
        self.reason, self.key, self.place = reason, key, place


@dataclass(frozen=True)
class Category:
    """key: short and lasting (T04); label: what people read; words: what points to it; examples: whole comments."""

    key: str
    label: str
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taxonomy:
    """Categories in the officers' order; keys differ."""

    categories: tuple[Category, ...]


def from_rows(rows: Iterable[Mapping[str, Any]]) -> Taxonomy:
    """Return the taxonomy of rows with key, label and, where there are any, words and examples.

    words and examples: sequences, or one text with one entry a line. Without words those of the label and the examples
    point to the category, as with a plan's development issues. Raises BadTaxonomy.
    """
    found: list[Category] = []
    for place, row in enumerate(rows, 1):
        key, label = str(row.get("key") or "").strip(), str(row.get("label") or "").strip()
        if not key:
            raise BadTaxonomy("key", place=place)
        if not label:
            raise BadTaxonomy("label", key, place)
        if any(category.key == key for category in found):
            raise BadTaxonomy("same_key", key, place)
        words, examples = _entries(row.get("words")), _entries(row.get("examples"))
        said = tuple(dict.fromkeys(content_words(tokens("\n".join([label, *examples])))))
        found.append(Category(key, label, words or said, examples))
    if not found:
        raise BadTaxonomy("empty")
    return Taxonomy(tuple(found))


def from_file(path: Path) -> Taxonomy:
    """Return the taxonomy of a TOML file like `nlp/data/taxonomy.toml`. Raises BadTaxonomy."""
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadTaxonomy("toml", str(error)) from error
    rows = read.get("category", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadTaxonomy("empty")
    return from_rows(rows)


@cache
def provincial() -> Taxonomy:
    """Return T01–T13, the matters of a provincial cluster's plan."""
    return from_rows(table("taxonomy")["category"])


def _entries(given: Any) -> tuple[str, ...]:
    lines = given.splitlines() if isinstance(given, str) else given or ()
    return tuple(str(line).strip() for line in lines if str(line).strip())


class Pointers:
    """The words that point to the categories, and how rare each is among some comments (their words)."""

    def __init__(self, taxonomy: Taxonomy, comments: Sequence[Sequence[str]]) -> None:
        self._of: dict[str, set[int]] = defaultdict(set)
        self._met: dict[str, str | None] = {}
        self._chains: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        for place, category in enumerate(taxonomy.categories):
            for written in category.words:
                said = tuple(standard(word) for run in runs(written) for word in run) or (canonical(written),)
                self._of[canonical(written)].add(place)
                if len(said) == 1:
                    self._of[said[0]].add(place)
                else:
                    self._chains[said[0]].append((said, place))
        self._count = len(taxonomy.categories)
        often = Counter(word for said in comments for word in self._pointing(said))
        self._rare = {word: float(np.log1p(len(comments) / times)) for word, times in often.items()}
        self._rarest = float(np.log1p(len(comments)))

    def evidence(self, comments: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Return how far each comment's words point to each category: rows that sum to 1, or 0 where no word does.

        A word of several categories tells less, and one that most comments say.
        """
        found = np.zeros((len(comments), self._count))
        for row, said in zip(found, comments, strict=True):
            for word, categories in self._pointing(said).items():
                row[list(categories)] += self._rare.get(word, self._rarest) / len(categories)
        total = found.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(found, total, out=np.zeros_like(found), where=total > 0))

    def _pointing(self, said: Sequence[str]) -> dict[str, set[int]]:
        """The categories' words that are met in a comment, with their categories."""
        found: dict[str, set[int]] = defaultdict(set)
        for at, word in enumerate(said):
            if known := self._known(word):
                found[known] |= self._of[known]
            for chain, place in self._chains.get(word, ()):
                if tuple(said[at : at + len(chain)]) == chain:
                    found["".join(chain)].add(place)
        return found

    def _known(self, word: str) -> str | None:
        """The longest word of a category that a word is or holds whole (ประปา in น้ำประปา), the first of such."""
        if word not in self._met:
            held = [
                word[start:end]
                for size in range(len(word), min(_HELD, len(word)) - 1, -1)
                for start, end in ((start, start + size) for start in range(len(word) - size + 1))
                if word[start:end] in self._of and (size == len(word) or _whole(word, start, end))
            ]
            self._met[word] = held[0] if held else None
        return self._met[word]


def _whole(word: str, start: int, end: int) -> bool:
    """Whether neither a vowel before nor a mark behind belongs to the letters between."""
    return word[start - 1 : start] not in _BEFORE and not _DEPENDENT.match(word, end)


def guide(rows: Rows, evidence: NDArray[np.float64], examples: Sequence[Rows]) -> NDArray[np.int64]:
    """Return the category of each row, or -1 where it belongs to none: a new matter.

    rows: unit vectors; evidence: from `Pointers`; examples: for each category the unit vectors of its examples. A
    comment belongs where its words point, weighed with its likeness to the prototypes; one without such words only
    where it is as like a prototype as the comments that taught it.
    """
    count = evidence.shape[1]
    best = evidence.argmax(axis=1)
    taught = np.where(evidence[np.arange(len(rows)), best] >= _SURE, best, -1)
    found = taught
    for _ in range(_ROUNDS):
        prototypes, least = _prototypes(rows, taught, examples, count)
        alike = rows @ prototypes.T
        fits = (evidence > 0) | (alike >= least)
        best = np.where(fits, EVIDENCE * evidence + alike, -np.inf).argmax(axis=1)
        at = (np.arange(len(rows)), best)
        found = np.where(fits[at], best, -1)
        taught = np.where((evidence[at] >= _SURE) & (found == best), best, -1)
    return found.astype(np.int64)


def _prototypes(
    rows: Rows, taught: NDArray[np.int64], examples: Sequence[Rows], count: int
) -> tuple[Rows, NDArray[np.float64]]:
    """Each category's centre, and the likeness from which on it draws in what none of its words points to."""
    centres, least = np.zeros((count, rows.shape[1])), np.full(count, np.inf)
    for place in range(count):
        members = rows[taught == place]
        known = np.vstack([members, examples[place]]) if len(examples[place]) else members
        if not len(known):
            continue
        centre = known.mean(axis=0)
        centres[place] = centre / max(float(np.linalg.norm(centre)), 1e-9)
        if len(members) >= _FEWEST_TAUGHT:
            least[place] = max(float(np.quantile(members @ centres[place], _NEAR)), _LIKE)
    return centres, least
