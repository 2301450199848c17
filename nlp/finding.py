"""The steps of a grouping: gather, learn a space, cut it, look at what was found, place every comment.

Up to 5,000 different texts all is learnt from all; above, from 5,000 of them that chance has tied to their texts, and
the others are placed by what was learnt, in processes of their own.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.clusters import choose_number, settle, split
from nlp.consensus import leaning
from nlp.continuing import continued
from nlp.describing import Found, described
from nlp.draws import Draws, keys_of
from nlp.gathered import Gathered, Text, gather, said_of, words_of
from nlp.grouped import FEWEST, Grouping, TooFewComments
from nlp.placing import place_all, share_model
from nlp.pointed import pointed
from nlp.quality import qualities
from nlp.splitting import subthemes
from nlp.taxonomy import Category, Pointers, Taxonomy, guide
from nlp.trees import narrow
from nlp.vectors import Embed, Points, Space
from nlp.workers import Workers, cores

__all__ = ["Asked", "Embed", "find"]

LEARNT = 5_000
_SLIM = 64
_ALONE = 6_000  # comments up to which starting processes costs more than it saves

Groups = NDArray[np.int64]
Guide = tuple[Pointers, Groups]
Told = Callable[[str, float], None]


@dataclass(frozen=True)
class Asked:
    """What `nlp.group.group` was asked for."""

    groups: int | None
    seed: int
    taxonomy: Taxonomy | None
    previous: Sequence[int | None] | None
    embed: Embed | None


def find(comments: Sequence[str], asked: Asked, told: Told) -> Grouping:
    """Group comments; the promises are those of `nlp.group.group`."""
    many = len(comments) > _ALONE and cores() > 1 and asked.embed is None  # a model is loaded in one process only
    with Workers(cores() if many else 0) as workers:
        gathered = gather(comments, workers, lambda share: told("reading", 0.4 * share))
        if gathered.usable < FEWEST:
            raise TooFewComments(len(comments), gathered.usable)
        told("vectors", 0.4)
        draws = Draws(keys_of([text.said for text in gathered.texts]), asked.seed)
        learnt = draws.some(LEARNT, turn=0)
        texts = [gathered.texts[i] for i in learnt]
        space = Space(
            [text.said for text in texts],
            seed=asked.seed,
            embed=asked.embed,
            progress=lambda share: told("vectors", 0.4 + 0.15 * share),
        )
        rows = space.rows([text.said for text in texts])
        if not rows.any():  # so few or so alike that no word is shared and none tells them apart: one theme
            rows = np.ones((len(texts), 1), dtype=np.float32)
        told("groups", 0.55)
        earlier = _earlier(gathered, asked)
        held = None if earlier is None else earlier[learnt]
        found = _cut(rows, draws.of(learnt), texts, held, space, asked, workers)
        told("labels", 0.8)
        if len(learnt) < len(gathered.texts) or gathered.several:
            share_model(found, space, workers)
        placed = place_all(
            gathered.texts, learnt, earlier, found, workers, lambda share: told("labels", 0.8 + 0.1 * share)
        )
        points = pointed(gathered, found, placed, workers)
    done = described(comments, gathered, learnt, found, placed, points, embedded=asked.embed is not None)
    told("done", 1.0)
    return done


def _earlier(gathered: Gathered, asked: Asked) -> Groups | None:
    """The earlier theme of each text: where its comments stood mostly; -1 for new ones."""
    if asked.previous is None:
        return None
    votes: dict[int, Counter[int]] = {}
    for index, theme in enumerate(asked.previous):
        if theme is not None:
            votes.setdefault(gathered.voice[index], Counter())[theme] += 1
    return np.array(
        [
            min(votes[t.index], key=lambda k: (-votes[t.index][k], k)) if t.index in votes else -1
            for t in gathered.texts
        ],
        dtype=np.int64,
    )


@dataclass(frozen=True)
class _Cloud:
    """What themes are found in. rows: the points; plain, slim: in fewer directions, slim with the neighbours' pull."""

    rows: Points
    plain: Points
    slim: Points
    draws: Draws
    weight: NDArray[np.int64]

    def of(self, part: NDArray[np.intp]) -> "_Cloud":
        return _Cloud(self.rows[part], self.plain[part], self.slim[part], self.draws.of(part), self.weight[part])


def _cut(
    rows: Points,
    draws: Draws,
    texts: Sequence[Text],
    earlier: Groups | None,
    space: Space,
    asked: Asked,
    workers: Workers,
) -> Found:
    """The themes of the learnt texts, their parts, their quality, what they stand for."""
    slim = narrow(leaning(rows), _SLIM)
    whole = _Cloud(rows, narrow(rows, _SLIM), slim, draws, np.array([text.copies for text in texts]))
    placed = np.flatnonzero(rows.any(axis=1))
    cloud = whole.of(placed)
    themes = np.full(len(rows), -1)
    category: dict[int, Category] = {}
    goes_on: dict[int, int] = {}
    pointing: Guide | None = None
    if asked.taxonomy is not None:
        themes[placed], category, pointing = _guided(
            cloud, [texts[int(i)] for i in placed], space, asked.taxonomy, asked.groups, workers
        )
    elif earlier is not None and (earlier[placed] >= 0).any():
        themes[placed], goes_on = continued(cloud.rows, cloud.draws, cloud.weight, earlier[placed], asked.groups)
    else:
        themes[placed] = _free(cloud, asked.groups, workers)
    count = int(themes.max()) + 1
    quality = qualities(rows, slim, themes, count, draws)
    parts = subthemes(slim, themes, count, draws, workers)
    return Found(rows, texts, themes, quality, parts, category, goes_on, pointing)


def _free(cloud: _Cloud, groups: int | None, workers: Workers) -> Groups:
    number = min(groups or choose_number(cloud.slim, cloud.draws), len(cloud.rows))
    found = split([cloud.plain, cloud.slim], number, cloud.draws, workers)
    return settle(cloud.rows, found, cloud.weight, dissolve=groups is None)


def _guided(
    cloud: _Cloud,
    texts: Sequence[Text],
    space: Space,
    taxonomy: Taxonomy,
    groups: int | None,
    workers: Workers,
) -> tuple[Groups, dict[int, Category], Guide]:
    """Categories first; what belongs to none is grouped as usual, into as many themes as are left."""
    categories = taxonomy.categories
    words = [words_of(text.said) for text in texts]
    pointers = Pointers(taxonomy, words)
    examples = [space.rows([said_of(example) for example in category.examples]) for category in categories]
    held = guide(cloud.rows, pointers.evidence(words), examples)
    used = [place for place in range(len(categories)) if (held == place).any()]
    number = {place: at for at, place in enumerate(used)}
    themes = np.array([number.get(int(place), -1) for place in held])
    new = np.flatnonzero(themes < 0)
    left = None if groups is None else max(groups - len(used), 0)
    if len(new) >= FEWEST and left != 0:
        beside = _free(cloud.of(new), left, workers)
        themes[new] = np.where(beside >= 0, beside + len(used), -1)
    columns = np.array([*used, *[-1] * (int(themes.max()) + 1 - len(used))], dtype=np.int64)
    return themes, {at: categories[place] for place, at in number.items()}, (pointers, columns)
