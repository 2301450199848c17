"""How far one spelling is from another, in what a Thai reader sees as letters."""

from functools import lru_cache

import regex

__all__ = ["bones", "clusters", "distance"]

_CLUSTER = regex.compile(r"[เแโใไ]?[ก-ฮ][ะ-ฺๅ-๎]*|.", regex.DOTALL)
_MARKS = regex.compile(r"[ะ-ฺเ-๎]")


def clusters(text: str) -> list[str]:
    """Split into clusters: a consonant with the vowels and marks written around it, or any other single character."""
    return [str(cluster) for cluster in _CLUSTER.findall(text)]


def bones(cluster: str) -> str:
    """Return a cluster without its vowels and marks."""
    return str(_MARKS.sub("", cluster))


@lru_cache(maxsize=4096)
def distance(one: str, other: str) -> float:
    """Return the edit distance over clusters: 1 a cluster, 0.5 where only vowels or marks differ or neighbours swap.

    Cost grows with the product of the lengths: callers bound them.
    """
    a, b = clusters(one), clusters(other)
    before: list[float] = []
    row = [float(j) for j in range(len(b) + 1)]
    for i, left in enumerate(a, 1):
        older, before, row = before, row, [float(i)]
        for j, right in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + _apart(left, right))
            if i > 1 and j > 1 and left == b[j - 2] and right == a[i - 2]:
                cost = min(cost, older[j - 2] + 0.5)
            row.append(cost)
    return row[-1]


def _apart(left: str, right: str) -> float:
    if left == right:
        return 0.0
    bone = bones(left)
    return 0.5 if bone and bone == bones(right) else 1.0
