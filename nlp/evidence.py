"""What a comment says, as a row of numbers that decisions are learnt from; what one voice repeats is one row."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nlp.clean import clean
from nlp.duplicates import duplicates
from nlp.gathered import letters_of, said_of, words_of
from nlp.personal import mask, unmarked
from nlp.terms import Directions, Letters, Words, beside, unit
from nlp.vectors import Space

__all__ = ["Evidence", "Rows", "read"]

Rows = NDArray[np.float32]

_TOPICS = 200
_FITTED_ON = 20_000
_TERMS_UP_TO = 50_000  # voices: beyond, words and letter runs of all of them would take gigabytes
_CHUNK = 10_000
_SPACE_SHARE, _TOPICS_SHARE = 0.6, 0.4

_kept: dict[str, "Evidence"] = {}


@dataclass(frozen=True)
class Evidence:
    """rows: one of unit length for each voice; voice: the row of each comment; first: a comment of each row.

    copies: how many comments each row stands for. terms: words and letter runs of each row (scipy CSR), None of more
    than 50,000 voices.
    """

    rows: Rows
    voice: NDArray[np.int64]
    first: NDArray[np.int64]
    copies: NDArray[np.int64]
    terms: Any = None


def read(texts: Sequence[str], *, seed: int = 0, progress: Callable[[float], None] = lambda share: None) -> Evidence:
    """Return the evidence of raw comments; the last asked for is kept in memory, as numbers without its words.

    The rows join the space that groups are found in (`nlp.vectors`) with 200 latent topics of words and letter runs.
    Both are learnt on 20,000 voices at most and applied to the rest, so that time and memory grow with the number of
    comments (about two kilobytes a voice). Deterministic for texts and seed.
    """
    mark = _mark(texts, seed)
    if mark not in _kept:
        found = _read(texts, seed, progress)
        _kept.clear()
        _kept[mark] = found
    return _kept[mark]


def _mark(texts: Sequence[str], seed: int) -> str:
    digest = hashlib.sha256(str(seed).encode())
    for text in texts:
        said = text.encode("utf-8", "surrogatepass")
        digest.update(len(said).to_bytes(8, "big") + said)
    return digest.hexdigest()


def _read(texts: Sequence[str], seed: int, progress: Callable[[float], None]) -> Evidence:
    masked = [unmarked(mask(text).text) for text in texts]
    stands = duplicates(masked)
    order = sorted(set(stands), key=lambda index: (clean(masked[index]), masked[index], index))
    progress(0.2)
    place = {index: row for row, index in enumerate(order)}
    voice = np.array([place[index] for index in stands], dtype=np.int64)
    said = [said_of(masked[index]) for index in order]
    progress(0.4)
    rows, terms = _rows(said, seed, progress)
    copies = np.bincount(voice, minlength=len(order))
    return Evidence(rows, voice, np.array(order, dtype=np.int64), copies, terms)


def _rows(said: Sequence[str], seed: int, progress: Callable[[float], None]) -> tuple[Rows, Any]:
    """Rows of all texts, by what was learnt on some of them, and their terms where there are not too many."""
    if not said:
        return np.zeros((0, 1), dtype=np.float32), None
    chosen = np.sort(np.random.RandomState(seed).permutation(len(said))[:_FITTED_ON])
    some = [said[int(row)] for row in chosen]
    space = Space(some, seed=seed)
    words, letters = Words([words_of(text) for text in some]), Letters([letters_of(text) for text in some])
    topics = Directions(_terms(words, letters, some), _TOPICS, seed)
    found, kept = [], []
    for start in range(0, len(said), _CHUNK):
        part = said[start : start + _CHUNK]
        terms = _terms(words, letters, part)
        kept += [terms] if len(said) <= _TERMS_UP_TO else []
        found.append(unit(np.hstack([_SPACE_SHARE**0.5 * space.rows(part), _TOPICS_SHARE**0.5 * topics.of(terms)])))
        progress(0.4 + 0.6 * (start + len(part)) / len(said))
    rows = np.asarray(np.round(np.vstack(found), 5), dtype=np.float32)
    return rows, sparse.vstack(kept, format="csr") if kept else None


def _terms(words: Words, letters: Letters, said: Sequence[str]) -> Any:
    return beside(words.rows([words_of(text) for text in said]), letters.rows([letters_of(text) for text in said]))
