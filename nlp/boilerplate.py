"""Words that forms and manners put around what people say, found by being said word for word everywhere.

A run of words is boilerplate where many comments hold it and most themes do (จึงเรียนมาเพื่อโปรดพิจารณา), or where it is so
long that people do not say it alike by chance. What is left of a comment is what its author said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil

from nlp.words import standard

__all__ = ["without_boilerplate"]

_EVERYWHERE, _LONG = 2, 6  # words
_SHARE, _LONG_SHARE, _FEWEST = 0.015, 0.02, 5
_THEMES, _FEWEST_THEMES = 0.5, 4
_AS_OFTEN = 0.4

Runs = Sequence[Sequence[str]]
Words = tuple[str, ...]


def without_boilerplate(comments: Sequence[Runs], themes: Sequence[int]) -> list[list[list[str]]]:
    """Return the runs of each comment without boilerplate; a run that held some is parted there.

    themes: of each comment, 0 and up. With fewer than four themes only long runs count, since then nothing tells what
    is said everywhere from what one large theme says.
    """
    sizes = Counter(themes)
    said = [[[standard(word) for word in run] for run in runs] for runs in comments]
    everywhere = _everywhere(said, themes, sizes) | _long(said)
    if not everywhere:
        return [[list(run) for run in runs] for runs in comments]
    return [
        [part for run, known in zip(runs, words, strict=True) for part in _parted(run, known, everywhere)]
        for runs, words in zip(comments, said, strict=True)
    ]


def _everywhere(said: Sequence[Runs], themes: Sequence[int], sizes: Counter[int]) -> set[Words]:
    """Pairs of words that most themes say about as often as all do."""
    if len(sizes) < _FEWEST_THEMES:
        return set()
    by: dict[Words, Counter[int]] = defaultdict(Counter)
    for runs, theme in zip(said, themes, strict=True):
        for pair in {pair for run in runs for pair in _grams(run, _EVERYWHERE)}:
            by[pair][theme] += 1
    least = max(_FEWEST, ceil(_SHARE * len(said)))
    found = set()
    for pair, counts in by.items():
        total = counts.total()
        if total >= least:
            often = total / len(said)
            as_often = sum(counts[theme] >= _AS_OFTEN * often * size for theme, size in sizes.items())
            if as_often >= _THEMES * len(sizes):
                found.add(pair)
    return found


def _long(said: Sequence[Runs]) -> set[Words]:
    counts = Counter(gram for runs in said for gram in {gram for run in runs for gram in _grams(run, _LONG)})
    least = max(_FEWEST, ceil(_LONG_SHARE * len(said)))
    return {gram for gram, n in counts.items() if n >= least}


def _grams(run: Sequence[str], size: int) -> Iterator[Words]:
    for start in range(len(run) - size + 1):
        yield tuple(run[start : start + size])


def _parted(run: Sequence[str], known: Sequence[str], boilerplate: set[Words]) -> Iterator[list[str]]:
    cut = set()
    for size in (_EVERYWHERE, _LONG):
        for start, gram in enumerate(_grams(known, size)):
            if gram in boilerplate:
                cut.update(range(start, start + size))
    part: list[str] = []
    for place, word in enumerate(run):
        if place in cut:
            if part:
                yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part
