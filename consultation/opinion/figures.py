"""What is kept of a run of opinion groups: values that pages and exports read, made of what `nlp.opinion` found.

Nothing here tells of one person: groups have a middle and a spread, people are counted in squares of the plane, and
both are left out where fewer than `FEWEST_SHOWN` stand behind them.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from pydantic import BaseModel, ConfigDict

from consultation.opinion.views import FEWEST_SHOWN
from nlp.opinion import Opinions

SQUARES = 16
LETTERS = "กขคงจ"
Three = tuple[int, int, int]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SpeakingFigures(_Value):
    """A statement that speaks for a group: for_it of seen voted on side (1 agree, -1 disagree).

    sure: both tests hold.
    """

    statement: int
    side: int
    for_it: int
    seen: int
    share: float
    ratio: float
    sure: bool


class GroupFigures(_Value):
    """A group: its people, how surely it is found again (0 … 1), where it stands, what speaks for it.

    place: the middle (x, y) and the spread along both axes; None for a group too small to be pictured.
    """

    size: int
    stability: float
    place: tuple[float, float, float, float] | None
    speaking: tuple[SpeakingFigures, ...]


class StatementFigures(_Value):
    """Votes on a statement: of everybody and of each group (agree, disagree, passed); its place on the plane."""

    id: int
    votes: Three
    groups: tuple[Three, ...]
    x: float
    y: float
    extremity: float
    agreed: float
    disagreed: float


class Density(_Value):
    """People counted in squares of the plane: where it lies, and (column, row, people) of squares with enough."""

    left: float = 0.0
    bottom: float = 0.0
    width: float = 1.0
    height: float = 1.0
    squares: tuple[Three, ...] = ()


class Figures(_Value):
    """A whole run. silhouettes: number of groups → how well it parts people; the lists hold statement ids."""

    groups: tuple[GroupFigures, ...]
    statements: tuple[StatementFigures, ...]
    silhouettes: dict[int, float]
    agreement: float
    common: tuple[int, ...]
    common_against: tuple[int, ...]
    consensus: tuple[int, ...]
    consensus_against: tuple[int, ...]
    dividing: tuple[int, ...]
    uncertain: tuple[int, ...]
    density: Density


def letter(number: int) -> str:
    """What a group is called: ก for 0."""
    return LETTERS[number]


def figures(found: Opinions) -> Figures:
    """What is kept of what was found."""
    inside = [(group, found.place_of[person]) for person, group in found.group_of.items() if group is not None]
    groups = np.array([group for group, _ in inside], dtype=np.int64)
    places = np.array([place for _, place in inside], dtype=np.float64).reshape(-1, 2)
    return Figures(
        groups=tuple(
            GroupFigures(
                size=group.size,
                stability=group.stability,
                place=_spread(places[groups == number]),
                speaking=tuple(SpeakingFigures(**vars(one)) for one in group.speaking),
            )
            for number, group in enumerate(found.groups)
        ),
        statements=tuple(
            StatementFigures(
                id=one.id,
                votes=one.votes,
                groups=one.by_group,
                x=one.x,
                y=one.y,
                extremity=one.extremity,
                agreed=one.agreed,
                disagreed=one.disagreed,
            )
            for one in found.statements
        ),
        density=_density(places),
        **{name: getattr(found, name) for name in _SAME},
    )


_SAME = (
    "silhouettes",
    "agreement",
    "common",
    "common_against",
    "consensus",
    "consensus_against",
    "dividing",
    "uncertain",
)


def members(found: Opinions) -> Mapping[int, int]:
    """Response → group, of everybody who entered."""
    return {person: group for person, group in found.group_of.items() if group is not None}


def _spread(places: np.ndarray) -> tuple[float, float, float, float] | None:
    if len(places) < FEWEST_SHOWN:
        return None
    (x, y), (wide, high) = places.mean(axis=0), places.std(axis=0)
    return round(float(x), 4), round(float(y), 4), round(float(wide), 4), round(float(high), 4)


def _density(places: np.ndarray) -> Density:
    """Squares with enough people in them. Whoever stands alone far out does not stretch the picture."""
    if len(places) < FEWEST_SHOWN:
        return Density()
    low, high = np.quantile(places, 0.01, axis=0), np.quantile(places, 0.99, axis=0)
    side = np.maximum(high - low, 1e-6)
    square = np.clip(((places - low) / side * SQUARES).astype(np.int64), 0, SQUARES - 1)
    counted = np.bincount(square[:, 0] * SQUARES + square[:, 1], minlength=SQUARES * SQUARES)
    return Density(
        left=round(float(low[0]), 4),
        bottom=round(float(low[1]), 4),
        width=round(float(side[0]), 4),
        height=round(float(side[1]), 4),
        squares=tuple(_squares(counted)),
    )


def _squares(counted: np.ndarray) -> Iterable[Three]:
    for place in np.flatnonzero(counted >= FEWEST_SHOWN):
        yield int(place) // SQUARES, int(place) % SQUARES, int(counted[place])
