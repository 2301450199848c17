"""The board learns: comments placed anew by what people decided, and what to ask people next.

Method and figures: docs/decisions/0027-learning.md.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.asking import queue
from nlp.evidence import Evidence, read
from nlp.teaching import by_words, teach

__all__ = ["SURE", "Relearnt", "relearn"]

Progress = Callable[[float], None]
Places = NDArray[np.int64]

SURE = 0.5  # from this certainty a comment without a theme joins one, and one leaves every theme
_NONE = -1
_DECIDED = 1.0
_ALMOST = 0.9999


@dataclass(frozen=True)
class Relearnt:
    """themes: of each text, None where it belongs to none or is not sure; certainty: 0 … 1, 1 where people decided.

    queue: undecided texts of themes that are not locked, those first that tell most; one of each voice.
    """

    themes: tuple[int | None, ...]
    certainty: tuple[float, ...]
    queue: tuple[int, ...]


def relearn(
    texts: Sequence[str],
    machine: Sequence[int | None],
    decided: Mapping[int, int | None],
    *,
    locked: Collection[int] = (),
    seed: int = 0,
    progress: Progress = lambda share: None,
) -> Relearnt:
    """Place all texts by what people decided and by the groups as they stand.

    machine: the theme of each text now, None for none. decided: what people said, by index of text; None says that it
    belongs to no theme. These are never changed; what repeats a decided text (nearly) goes where it went. Members of
    locked themes stay in them; others may join. Without decisions all stay where they are, and the queue covers them.
    Deterministic for texts, decisions and seed. Raises ValueError where lengths differ or an index is unknown.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    if len(texts) != len(machine) or any(not 0 <= index < len(texts) for index in decided):
        raise ValueError("machine needs one theme for each text, and decisions are of these texts")
    if not texts:
        return Relearnt((), (), ())
    with threadpool_limits(limits=1):  # sums over threads differ in their last digits from run to run
        evidence = read(texts, seed=seed, progress=lambda share: progress(0.7 * share))
        return _relearn(evidence, machine, decided, frozenset(locked), seed)


def _relearn(
    evidence: Evidence,
    machine: Sequence[int | None],
    decided: Mapping[int, int | None],
    locked: frozenset[int],
    seed: int,
) -> Relearnt:
    said = {index: _NONE if theme is None else theme for index, theme in decided.items()}
    held = {index: theme for index, theme in enumerate(machine) if theme in locked and index not in said}
    themes = sorted({theme for theme in (*machine, *said.values()) if theme is not None})
    place = {theme: at for at, theme in enumerate(themes)}
    known, taught = _by_voice(evidence, {index: place[theme] for index, theme in (said | held).items()})
    standing = _standing(evidence, [_NONE if theme is None else place[theme] for theme in machine])
    if not themes:
        return Relearnt(tuple(machine), tuple(0.0 for _ in machine), tuple(evidence.first.tolist()))
    shares = teach(evidence.rows, standing, known, taught, len(themes), seed)
    asked_of = known if said else known[:0]
    rows = queue(evidence, shares, asked_of, _closed(evidence, said, held), seed)
    if said and evidence.terms is not None:
        shares = by_words(evidence.terms, shares, known, taught)
    placed = _placed(evidence, shares, themes, machine, bool(said))
    for index, theme in (said | held).items():
        placed[index] = (None if theme == _NONE else theme, _DECIDED)
    found, certainty = zip(*placed, strict=True)
    return Relearnt(found, certainty, tuple(int(evidence.first[row]) for row in rows))


def _by_voice(evidence: Evidence, said: Mapping[int, int]) -> tuple[Places, Places]:
    """The decided rows in order, and what was decided mostly of each; of two as often decided the lower."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for index, theme in said.items():
        votes[int(evidence.voice[index])][theme] += 1
    rows = sorted(votes)
    mostly = [min(votes[row], key=lambda theme: (-votes[row][theme], theme)) for row in rows]
    return np.array(rows, dtype=np.int64), np.array(mostly, dtype=np.int64)


def _standing(evidence: Evidence, machine: Sequence[int]) -> Places:
    """The theme each row stands in: where most of its comments do."""
    standing = np.full(len(evidence.rows), _NONE, dtype=np.int64)
    known, mostly = _by_voice(evidence, {index: theme for index, theme in enumerate(machine) if theme >= 0})
    standing[known] = mostly
    return standing


def _closed(evidence: Evidence, said: Mapping[int, int], held: Mapping[int, int]) -> Places:
    """Rows never asked about: those without a word, and those with a comment that is decided or held."""
    told = evidence.voice[sorted({*said, *held})]
    return np.union1d(told, np.flatnonzero(~evidence.rows.any(axis=1)))


def _placed(
    evidence: Evidence, shares: NDArray[np.float64], themes: Sequence[int], machine: Sequence[int | None], taught: bool
) -> list[tuple[int | None, float]]:
    """Where each comment goes and how surely. Without anything learnt, where it stands."""
    best, certain = shares.argmax(axis=1), np.minimum(shares.max(axis=1), _ALMOST)
    real = [at for at, theme in enumerate(themes) if theme != _NONE]
    second = np.array(real, dtype=np.int64)[shares[:, real].argmax(axis=1)] if real else best
    wordless = np.asarray(~evidence.rows.any(axis=1))
    found: list[tuple[int | None, float]] = []
    for index, row in enumerate(evidence.voice):
        sure = round(float(certain[row]), 4)
        if not taught or wordless[row]:
            found.append((machine[index], 0.0 if wordless[row] else sure))
            continue
        theme = themes[best[row]]
        if theme == _NONE:
            theme = _NONE if sure >= SURE or machine[index] is None or not real else themes[second[row]]
        elif machine[index] is None and sure < SURE:
            theme = _NONE
        found.append((None if theme == _NONE else theme, sure))
    return found
