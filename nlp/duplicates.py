"""Which comments are the same message: word for word, or nearly (an ending, a greeting, a typo, moved spaces, cut off).

5-character shingles over letters and digits, sketched by MinHash (rensa, which is compiled); the banding is ours, so
that a campaign of a hundred thousand copies costs as much as a hundred thousand different comments. Each text is held
against the text that stands for a voice and against nothing else, so likeness is never handed on from copy to copy;
and a pair counts only after it was compared itself, so the sketch can miss a pair and never invent one. A word that
turns a message into its opposite (`nlp/data/duplicates.toml`) or another number keeps two texts apart. Figures:
docs/decisions/0026-voices-and-kinds.md.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
import regex
from numpy.typing import NDArray

from nlp.clean import canonical
from nlp.lexicon import table
from nlp.reply_shapes import endings
from nlp.workers import Workers

__all__ = ["MOST_LETTERS", "duplicates", "likeness", "matter", "sketched", "squeezed"]

MOST_LETTERS = 2000  # of one comment that are compared; the rest may differ
_SHINGLE = 5
_ALIKE = 0.65  # Jaccard similarity from which two texts are one message
_HELD, _HELD_ALIKE = 0.85, 0.55  # the same for a text that is held in the other: cut off, or with a greeting
_HELD_LETTERS = 18  # letters that a text needs to be found in another
_HASHES, _ROWS = 96, 4
_BANDS = _HASHES // _ROWS
_AT_ONCE = 5_000  # texts whose sketches are in memory at one time
_IN_A_BUCKET = 4  # texts that stand for others and are remembered in one bucket
_COMPARED = 4  # texts that one is held against at most
_NOT_LETTERS = regex.compile(r"[^\p{L}\p{M}0-9]+")
_NOT_LETTERS_PLAIN = re.compile("[^a-z0-9\u0e01-\u0e3a\u0e40-\u0e4e]+")
# What `canonical` would change beside capitals and spaces: few comments have it, and looking is cheaper than changing.
_ODD = re.compile(
    "[^\u0e01-\u0e3a\u0e40-\u0e4c !-~\n]|\u0e40\u0e40|[\u0e48-\u0e4c][\u0e31\u0e34-\u0e3a\u0e47]"
    "|([\u0e31\u0e34-\u0e3a\u0e47-\u0e4c])\\1"
)
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_NUMBER = re.compile("[0-9]+")

Numbers = NDArray[np.int64]


def duplicates(
    comments: Sequence[str], *, keys: Sequence[str] | None = None, workers: Workers | None = None
) -> list[int]:
    """Return for each comment the index of the one that stands for its message; for a comment of its own, its own.

    The wording sent most often stands for a message, then the first in code-point order: so the order of the comments
    does not matter. Texts without letters are like none. Linear in the number of comments and in their length.
    keys: what `squeezed` gives for each, where that was done already; workers: sketch the texts of many comments.
    """
    if keys is None:
        keys = [squeezed(comment) for comment in comments]
    sent = Counter(keys)
    sent.pop("", None)
    order = sorted(sent, key=lambda key: (-sent[key], key))
    leads = _leads([key for key in order if len(key) > _SHINGLE], workers or Workers(0))
    stands: dict[str, int] = {}
    for index, key in enumerate(keys):
        best = stands.setdefault(key, index)
        if comments[index] < comments[best]:
            stands[key] = index
    return [stands[leads.get(key, key)] if key else index for index, key in enumerate(keys)]


def likeness(one: str, other: str) -> float:
    """How alike two comments are, 0 to 1: the larger of what they share and of how far one is held in the other."""
    first, second = _shingles(squeezed(one)), _shingles(squeezed(other))
    if not first or not second:
        return float(squeezed(one) == squeezed(other))
    common = len(first & second)
    return round(max(common / (len(first) + len(second) - common), common / min(len(first), len(second))), 4)


def matter(comment: str) -> str:
    """A comment without the words that turn a message into its opposite: what both sides of it speak of."""
    return str(_turning().sub("", comment))


def squeezed(comment: str) -> str:
    """The letters and digits of a comment without polite endings: what is compared."""
    text = comment[: 2 * MOST_LETTERS]
    if _ODD.search(text):
        return _bare(canonical(text), _NOT_LETTERS)
    return _bare(text.lower(), _NOT_LETTERS_PLAIN)


def _bare(text: str, others: re.Pattern[str] | regex.Pattern[str]) -> str:
    text = _REPEATED.sub(r"\1", text)
    text = text[:-40] + endings().sub("", text[-40:])
    return others.sub("", text)[:MOST_LETTERS]


def _leads(keys: Sequence[str], workers: Workers) -> dict[str, str]:
    """The text that stands for each one that repeats another. keys: different texts, the first in rank first."""
    buckets, count = _buckets(keys, workers)
    numbers: dict[int, str] = {}
    leaders = np.full((count, _IN_A_BUCKET), -1, dtype=np.int32)
    filled = np.zeros(count, dtype=np.int8)
    found: dict[str, str] = {}
    for place in np.flatnonzero((buckets >= 0).any(axis=1)).tolist():
        mine = buckets[place][buckets[place] >= 0]
        own = numbers[place] = _numbers_in(keys[place])
        alike = (one for one in _candidates(leaders[mine]) if numbers[one] == own)
        lead = next((one for one in alike if _same(keys[one], keys[place])), None)
        if lead is not None:
            found[keys[place]] = keys[lead]
            del numbers[place]  # it stands for nobody, so nothing is compared with it
            continue
        room = mine[filled[mine] < _IN_A_BUCKET]
        leaders[room, filled[room]] = place
        filled[room] += 1
    return found


def _candidates(leaders: NDArray[np.int32]) -> list[int]:
    """The few that share most buckets, the first in rank first among equals."""
    seen = Counter(leaders[leaders >= 0].tolist())
    return sorted(seen, key=lambda one: (-seen[one], one))[:_COMPARED]


def _buckets(keys: Sequence[str], workers: Workers) -> tuple[NDArray[np.int32], int]:
    """For each text and band the number of the bucket that it shares with others, -1 where it is alone; how many."""
    bands = np.empty((len(keys), _BANDS), dtype=np.uint64)
    starts = range(0, len(keys), _AT_ONCE)
    found = workers.map("nlp.duplicates:sketched", [keys[start : start + _AT_ONCE] for start in starts])
    for start, part in zip(starts, found, strict=True):
        bands[start : start + _AT_ONCE] = part
    buckets = np.full(bands.shape, -1, dtype=np.int32)
    count = 0
    for band in range(_BANDS):
        _, which, times = np.unique(bands[:, band], return_inverse=True, return_counts=True)
        number = np.full(len(times), -1, dtype=np.int32)
        shared = times > 1
        number[shared] = np.arange(count, count + shared.sum())
        buckets[:, band] = number[which]
        count += int(shared.sum())
    return buckets, count


def sketched(keys: Sequence[str]) -> NDArray[np.uint64]:
    """One number for each text and band of its sketch."""
    from rensa import RMinHash

    hashes, starts = _hashes(keys)
    sketch = RMinHash.digest_matrix_from_flat_token_hashes(hashes, starts, _HASHES, 1)
    rows = np.array(sketch.to_rows(), dtype=np.uint64).reshape(len(keys), _BANDS, _ROWS)
    mixed = np.zeros(rows.shape[:2], dtype=np.uint64)
    for row in range(_ROWS):
        mixed = (mixed ^ rows[:, :, row]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _hashes(keys: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The hash of every shingle of every text, and where each text's begin (with the end at the end)."""
    letters = np.frombuffer("".join(keys).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    windows = len(letters) - _SHINGLE + 1
    rolled = np.zeros(windows, dtype=np.uint64)
    for step in range(_SHINGLE):
        rolled = rolled * np.uint64(0x100000001B3) + letters[step : step + windows]
    rolled ^= rolled >> np.uint64(31)
    rolled *= np.uint64(0x9E3779B97F4A7C15)
    lengths = np.array([len(key) for key in keys], dtype=np.int64)
    first = np.cumsum(lengths) - lengths
    whole = np.ones(windows, dtype=bool)
    for step in range(1, _SHINGLE):  # a window over the edge of two texts is no shingle of either
        whole[(first[1:] - step)] = False
    starts = np.concatenate(([0], np.cumsum(lengths - _SHINGLE + 1))).astype(np.uint64)
    return np.ascontiguousarray(rolled[whole]), starts


def _same(lead: str, key: str) -> bool:
    """Whether two texts are one message: enough in common, and nothing in either that turns it."""
    first, second = _shingles(lead), _shingles(key)
    few, many = sorted((len(first), len(second)))
    if few < _HELD_ALIKE * many:
        return False
    common = len(first & second)
    alike = common / (few + many - common)
    held = common >= _HELD * few and alike >= _HELD_ALIKE and few + _SHINGLE > _HELD_LETTERS
    return (alike >= _ALIKE or held) and _turns(lead) == _turns(key)


def _numbers_in(key: str) -> str:
    """The numbers of a text, in the order of the alphabet: texts with other ones are no copies, and few share all."""
    return " ".join(sorted(number.lstrip("0") for number in _NUMBER.findall(key)))


@lru_cache(maxsize=256)
def _shingles(key: str) -> frozenset[str]:
    return frozenset([key[start : start + _SHINGLE] for start in range(len(key) - _SHINGLE + 1)])


@lru_cache(maxsize=256)
def _turns(key: str) -> tuple[str, ...]:
    """What may not differ: words that turn a message, and its numbers; in the order of the alphabet."""
    return tuple(sorted(_found(key)))


def _found(key: str) -> Iterator[str]:
    yield from (match.group() for match in _turning().finditer(key))
    yield from (match.group().lstrip("0") for match in _NUMBER.finditer(key))


@cache
def _turning() -> regex.Pattern[str]:
    return regex.compile("|".join(table("duplicates")["turns"]))
