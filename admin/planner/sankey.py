"""Where the bands of a flow picture lie: two columns of bars, and between them a band for what they have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from consultation.themes.compare import Comparison, Stop

WIDTH, BAR, GAP = 1000, 14, 10
LEFT, RIGHT = 330, 670  # where the bars stand; outside of them are the names
TALL = 26  # height that a name needs
SCALE = 900  # height of all comments together
THIN = 0.004  # share of all comments below which a band is not drawn


@dataclass(frozen=True)
class Bar:
    """One theme: its bar, and where its name is written."""

    stop: Stop
    x: int
    y: float
    height: float
    middle: float


@dataclass(frozen=True)
class Band:
    """Comments that two themes have in common, as the outline of a band."""

    outline: str
    tone: int
    title: str


@dataclass(frozen=True)
class Picture:
    """The whole picture, in its own units."""

    left: tuple[Bar, ...]
    right: tuple[Bar, ...]
    bands: tuple[Band, ...]
    width: int
    height: float


def draw(found: Comparison) -> Picture:
    """Lay a comparison out. The order of themes is the comparison's; bands under 0.4 % of all are left to the table."""
    total = sum(flow.n for flow in found.flows) or 1
    unit = SCALE / total
    left, right = _column(found.left, LEFT - BAR, unit), _column(found.right, RIGHT, unit)
    used_left, used_right = [bar.y for bar in left], [bar.y for bar in right]
    bands = []
    for flow in found.flows:
        thick = flow.n * unit
        y1, y2 = used_left[flow.left], used_right[flow.right]
        used_left[flow.left] += thick
        used_right[flow.right] += thick
        if flow.n >= THIN * total:
            title = f"{found.left[flow.left].label} → {found.right[flow.right].label}: {flow.n:,}"
            bands.append(Band(_outline(y1, y2, thick), flow.left % 8, title))
    height = max((bar.y + max(bar.height, TALL) for bar in (*left, *right)), default=0.0)
    return Picture(tuple(left), tuple(right), tuple(bands), WIDTH, round(height, 1))


def _column(stops: Sequence[Stop], x: int, unit: float) -> list[Bar]:
    bars, y = [], 0.0
    for stop in stops:
        height = max(stop.n * unit, 2.0)
        bars.append(Bar(stop, x, round(y, 1), round(height, 1), round(y + max(height, TALL) / 2, 1)))
        y += max(height, TALL) + GAP
    return bars


def _outline(y1: float, y2: float, thick: float) -> str:
    middle = (LEFT + RIGHT) / 2
    top = f"M{LEFT} {y1:.1f}C{middle} {y1:.1f} {middle} {y2:.1f} {RIGHT} {y2:.1f}"
    bottom = f"V{y2 + thick:.1f}C{middle} {y2 + thick:.1f} {middle} {y1 + thick:.1f} {LEFT} {y1 + thick:.1f}Z"
    return top + bottom
