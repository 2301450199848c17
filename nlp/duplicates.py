"""Which comments are the same text: word for word, or nearly (an ending added, a typo, spaces moved).

5-character shingles over letters and digits, sketched by MinHash. rensa does the sketching, since it is compiled; the
banding is ours, so that a bucket is compared with its first member only: a campaign of a hundred thousand copies costs
as much as a hundred thousand different comments. A pair counts only after its true Jaccard similarity is measured, so
the sketch can miss a pair and never invent one.
"""

from collections import Counter
from collections.abc import Sequence

import regex

from nlp.clean import clean
from nlp.reply_shapes import endings

__all__ = ["duplicates"]

_SHINGLE = 5
_SIMILAR = 0.8
_HASHES = 96
_ROWS = 4
_LONGEST = 2000
_NOT_LETTERS = regex.compile(r"[^\p{L}\p{M}0-9]+")


def duplicates(comments: Sequence[str]) -> list[int]:
    """Return for each comment the index of the one that stands for its text; for a comment unlike all others, its own.

    The wording sent most often stands for a set, then the first in code-point order: so the order of the comments does
    not matter. Texts without letters are like none.
    """
    keys = [_squeezed(comment) for comment in comments]
    parent = list(range(len(comments)))
    firsts = _exact(keys, parent)
    _near([(key, index) for key, index in sorted(firsts.items()) if len(key) > _SHINGLE], parent)
    sent = Counter(keys)
    best: dict[int, int] = {}
    for index in range(len(comments)):
        root = _root(parent, index)
        best[root] = min(best.get(root, index), index, key=lambda i: (-sent[keys[i]], keys[i], comments[i], i))
    return [best[_root(parent, index)] for index in range(len(comments))]


def _squeezed(comment: str) -> str:
    text = clean(comment)
    text = text[:-40] + endings().sub("", text[-40:])
    return str(_NOT_LETTERS.sub("", text))


def _exact(keys: Sequence[str], parent: list[int]) -> dict[str, int]:
    """Join equal texts; return the first index of each different text."""
    firsts: dict[str, int] = {}
    for index, key in enumerate(keys):
        if key:
            parent[index] = firsts.setdefault(key, index)
    return firsts


def _near(texts: Sequence[tuple[str, int]], parent: list[int]) -> None:
    """Join texts whose shingles are nearly the same; texts in a fixed order."""
    from rensa import RMinHash

    buckets: dict[tuple[int, tuple[int, ...]], int] = {}
    shingles = [_shingles(key) for key, _ in texts]
    for place, (_, index) in enumerate(texts):
        sketch = RMinHash(num_perm=_HASHES, seed=1)
        sketch.update(sorted(shingles[place]))
        digest = sketch.digest()
        for band in range(0, _HASHES, _ROWS):
            first = buckets.setdefault((band, tuple(digest[band : band + _ROWS])), place)
            other = texts[first][1]
            joined = first == place or _root(parent, other) == _root(parent, index)
            if not joined and _jaccard(shingles[first], shingles[place]) >= _SIMILAR:
                parent[_root(parent, index)] = _root(parent, other)


def _shingles(key: str) -> frozenset[str]:
    key = key[:_LONGEST]
    return frozenset(key[start : start + _SHINGLE] for start in range(len(key) - _SHINGLE + 1))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    if min(len(one), len(other)) < _SIMILAR * max(len(one), len(other)):
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = parent[index]
    return index
