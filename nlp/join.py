"""New comments joined to themes that exist: a linear model trained on the text of the themes' members."""

from collections.abc import Hashable, Sequence
from typing import Any, TypeVar

import numpy as np

from nlp.clean import clean
from nlp.personal import mask, unmarked
from nlp.pointed import Part, parts_of
from nlp.units import units
from nlp.words import tokens

__all__ = ["Terms", "join", "join_parts"]

Key = TypeVar("Key", bound=Hashable)

_SURE = -0.45
_AHEAD = 0.15
_ALIKE = 0.1
_ALIKE_ALONE = 0.2
_CHARACTERS = 1_000
_TAUGHT_BY = 20_000


def join(grouped: Sequence[tuple[str, Key]], new: Sequence[str]) -> list[Key | None]:
    """Return for each new comment the theme it belongs to, or None where that is not sure.

    grouped: comments with the key of the theme they stand in, whoever put them there: a planner's moves are learnt.
    The order of either does not matter. Without grouped comments all are None. Of more than 20,000 members as
    many teach, small themes with all they have, so that time does not grow with the set: a few seconds.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    if not grouped or not new:
        return [None] * len(new)
    members = sorted(grouped, key=lambda member: (member[0], repr(member[1])))
    keys = sorted({key for _, key in members}, key=repr)
    members = _some(members)
    number = {key: place for place, key in enumerate(keys)}
    with threadpool_limits(limits=1):
        terms = Terms([text for text, _ in members])
        places = _places(terms.known, np.array([number[key] for _, key in members]), terms.of(new), len(keys))
    return [None if place < 0 else keys[place] for place in places]


def join_parts(grouped: Sequence[tuple[str, Key]], new: Sequence[str]) -> list[tuple[Part[Key | None], ...]]:
    """Return for each new comment the themes it belongs to, each with the part of it that does.

    A comment that stands as a whole is one part up to its end; its theme is None where that is not sure. Otherwise as
    `join`; parts as `nlp.pointed.parts_of` tells.
    """
    points = [units(text) for text in new]
    several = [some if len(some) > 1 else () for some in points]
    pieces = [text[one.start : one.end] for text, some in zip(new, several, strict=True) for one in some]
    themes = join(grouped, [*new, *pieces])
    made: list[tuple[Part[Key | None], ...]] = []
    at = len(new)
    for text, some, whole in zip(new, several, themes[: len(new)], strict=True):
        spans, held = [(one.start, one.end) for one in some], themes[at : at + len(some)]
        at += len(some)
        parts: tuple[Part[Key | None], ...] = tuple(Part(*part) for part in parts_of(spans, held, whole))
        made.append(parts or (Part(0, len(text), whole, 0),))
    return made


def _some(members: list[tuple[str, Key]]) -> list[tuple[str, Key]]:
    """As many members as are needed to teach: every theme an equal share, as far as it has so many."""
    if len(members) <= _TAUGHT_BY:
        return members
    turn: dict[Key, int] = {}
    ranked = []
    for place in np.random.RandomState(0).permutation(len(members)):
        key = members[place][1]
        turn[key] = turn.get(key, -1) + 1
        ranked.append((turn[key], int(place)))
    return [members[place] for _, place in sorted(sorted(ranked)[:_TAUGHT_BY], key=lambda pair: pair[1])]


class Terms:
    """TF-IDF of words beside runs of 2–4 letters, one row of unit length for each text (scipy CSR): known.

    `of` gives the rows of other texts in the same columns. Personal data is taken out first.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        read = [_read(text) for text in texts]
        # max_df stays 1: with two themes a telling word may stand in half of the comments
        self._words = TfidfVectorizer(analyzer=_words_of, sublinear_tf=True)
        self._letters = TfidfVectorizer(analyzer=_letters_of, sublinear_tf=True, max_features=200_000)
        self.known = self._side_by_side(self._words.fit_transform(read), self._letters.fit_transform(read))

    def of(self, texts: Sequence[str]) -> Any:
        """The rows of other texts."""
        read = [_read(text) for text in texts]
        return self._side_by_side(self._words.transform(read), self._letters.transform(read))

    @staticmethod
    def _side_by_side(words: Any, letters: Any) -> Any:
        from scipy import sparse
        from sklearn.preprocessing import normalize

        return normalize(sparse.hstack([words, letters]).tocsr())


_Read = tuple[list[str], str]


def _read(text: str) -> _Read:
    without = unmarked(mask(text).text)
    return tokens(without), clean(without).replace(" ", "")[:_CHARACTERS]


def _words_of(read: _Read) -> list[str]:
    return read[0] or [""]


def _letters_of(read: _Read) -> list[str]:
    text = read[1]
    return [text[start : start + size] for size in (2, 3, 4) for start in range(len(text) - size + 1)] or [""]


def _places(known: Any, theme: Any, new: Any, count: int) -> list[int]:
    """The theme's number for each new row, -1 where the model is not sure or the row shares nothing with members."""
    from sklearn.svm import LinearSVC

    alike = _likeness(known, theme, new, count)
    if count == 1:
        return [0 if best >= _ALIKE_ALONE else -1 for best in alike[:, 0]]
    model = LinearSVC(C=0.5, random_state=0, class_weight="balanced").fit(known, theme)
    scores = np.asarray(model.decision_function(new))
    scores = np.column_stack([-scores, scores]) if scores.ndim == 1 else scores
    order = np.sort(scores, axis=1)
    sure = (order[:, -1] >= _SURE) & (order[:, -1] - order[:, -2] >= _AHEAD)
    best = scores.argmax(axis=1)
    near = alike[np.arange(len(best)), best] >= _ALIKE
    return [int(place) if good else -1 for place, good in zip(best, sure & near, strict=True)]


def _likeness(known: Any, theme: Any, new: Any, count: int) -> Any:
    """Cosine of each new row with the mean of each theme."""
    from scipy import sparse
    from sklearn.preprocessing import normalize

    members = sparse.csr_matrix((np.ones(len(theme)), (theme, np.arange(len(theme)))), shape=(count, len(theme)))
    return (new @ normalize(members @ known).T).toarray()
