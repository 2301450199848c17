"""Who speaks of what: themes by province, sector and age as a table, and provinces as a map of equal tiles."""

from dataclasses import dataclass

from aiohttp import web

from admin.accounts.access import allow
from admin.keys import DB
from admin.planner import frame
from consultation.places.tiles import grid
from consultation.responses.service import Count
from consultation.themes import service as themes
from consultation.themes.values import ThemeSetView, ThemeView

FEW = 5  # cells below this are marked: too few people to compare by
HEATS = 5
STEPS = 15  # heats a whole province would have: a third of a province's people is as hot as it gets
FACTS = ("provinces", "sectors", "ages")


@dataclass(frozen=True)
class Cell:
    """People of a theme in one province (sector, age), their share of everybody there, and a heat from 0 to 5.

    few: so few people (but some) that the share says little.
    """

    n: int
    share: float
    heat: int
    few: bool


@dataclass(frozen=True)
class Tile:
    """A province on the tile map, with a theme's cell there."""

    name: str
    column: int
    row: int
    cell: Cell


@dataclass(frozen=True)
class TileMap:
    """The cluster's provinces as tiles."""

    tiles: tuple[Tile, ...]
    columns: int
    rows: int


@allow("themes.read")
async def show(request: web.Request) -> web.Response:
    """Themes by province, sector or age (`by`), and the map of one theme (`theme`) or of all people."""
    about, consultation = await frame.ready(request)
    seen = await request.app[DB].read(themes.view, about.id)
    by = request.query.get("by", "")
    by = by if by in FACTS else "provinces"
    number = frame.asked(request, "theme")
    chosen = seen.theme(number) if number is not None else None
    columns: tuple[Count, ...] = getattr(seen, by)
    rows = [(theme, cells(columns, getattr(theme, by))) for theme in seen.every]
    return frame.show(
        request, "planner/spread.html", seen.about, consultation, "provinces", seen=seen, by=by, columns=columns,
        rows=rows, few=FEW, chosen=chosen, tiles=minimap(seen, chosen),
    )  # fmt: skip


def cells(columns: tuple[Count, ...], counts: tuple[Count, ...]) -> list[Cell]:
    """A theme's cells in the order of the columns, whose people are what a share is of."""
    by_key = {count.key: count.n for count in counts}
    return [_cell(by_key.get(column.key, 0), column.n) for column in columns]


def minimap(seen: ThemeSetView, theme: ThemeView | None) -> TileMap:
    """The map of a theme: its share of each province's people. Without a theme: each province's share of all people."""
    placed = grid(place.key for place in seen.provinces)
    if theme is not None:
        found = cells(seen.provinces, theme.provinces)
    else:
        found = [_cell(place.n, seen.people) for place in seen.provinces]
    tiles = (
        Tile(place.name, *placed.tiles[place.key], cell) for place, cell in zip(seen.provinces, found, strict=True)
    )
    return TileMap(tuple(tiles), placed.columns, placed.rows)


def _cell(n: int, of: int) -> Cell:
    share = n / of if of else 0.0
    few = 0 < n < FEW
    return Cell(n, share, 0 if few or not n else min(HEATS, max(1, round(share * STEPS))), few)
