"""The plane of opinions as shapes to draw: squares of people and areas of groups, never anybody alone.

Shapes come in the picture's own units, so that the template only writes them down.
"""

from dataclasses import dataclass

from consultation.opinion.figures import SQUARES, Density, Figures, letter

WIDTH, HEIGHT, EDGE = 640.0, 420.0, 40.0
_TONES = 4


@dataclass(frozen=True)
class Square:
    """Where so many people lie. tone: 1 (few) … 4 (most)."""

    x: float
    y: float
    width: float
    height: float
    tone: int


@dataclass(frozen=True)
class Area:
    """A group: its middle, and how far most of its people spread."""

    letter: str
    number: int
    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True)
class Picture:
    """The whole. near: letter → the group that lies nearest; towards: right, left, up, down → statement id."""

    squares: tuple[Square, ...]
    areas: tuple[Area, ...]
    near: dict[str, str]
    towards: dict[str, int]


def picture(figures: Figures) -> Picture:
    """What is to be drawn of a run."""
    areas = tuple(_areas(figures))
    return Picture(tuple(_squares(figures.density)), areas, _near(areas), _towards(figures))


def _squares(of: Density) -> list[Square]:
    wide, high = (WIDTH - 2 * EDGE) / SQUARES, (HEIGHT - 2 * EDGE) / SQUARES
    most = max((people for _, _, people in of.squares), default=1)
    return [
        Square(
            x=round(EDGE + column * wide, 1),
            y=round(HEIGHT - EDGE - (row + 1) * high, 1),
            width=round(wide - 1, 1),
            height=round(high - 1, 1),
            tone=min(_TONES, 1 + int(_TONES * (people / most) ** 0.5 * 0.999)),
        )
        for column, row, people in of.squares
    ]


def _areas(figures: Figures) -> list[Area]:
    of = figures.density
    across, up = (WIDTH - 2 * EDGE) / of.width, (HEIGHT - 2 * EDGE) / of.height
    found = []
    for number, group in enumerate(figures.groups):
        if group.place is None:
            continue
        x, y, wide, high = group.place
        found.append(
            Area(
                letter=letter(number),
                number=number,
                x=round(_within(EDGE + (x - of.left) * across, WIDTH), 1),
                y=round(_within(HEIGHT - EDGE - (y - of.bottom) * up, HEIGHT), 1),
                wide=round(min(max(1.5 * wide * across, 24), WIDTH / 2), 1),
                high=round(min(max(1.5 * high * up, 24), HEIGHT / 2), 1),
            )
        )
    return found


def _within(place: float, side: float) -> float:
    return min(max(place, EDGE / 2), side - EDGE / 2)


def _near(areas: tuple[Area, ...]) -> dict[str, str]:
    found = {}
    for one in areas:
        others = [(abs(complex(one.x - other.x, one.y - other.y)), other.letter) for other in areas if other != one]
        if others:
            found[one.letter] = min(others)[1]
    return found


def _towards(figures: Figures) -> dict[str, int]:
    """The statement whose agreement pulls furthest to each side; a side to which none pulls is left out."""
    found = {}
    for side, axis, sign in (("right", "x", 1), ("left", "x", -1), ("up", "y", 1), ("down", "y", -1)):
        pulls = [(sign * getattr(one, axis), -one.id) for one in figures.statements]
        strongest = max(pulls, default=(0.0, 0))
        if strongest[0] > 1e-6:
            found[side] = -strongest[1]
    return found
