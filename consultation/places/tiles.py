"""A map on which every province has a tile of one size, so that a small province is as easy to see as a large one."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from consultation.places.schemes import read_data


@dataclass(frozen=True, slots=True)
class Grid:
    """Tiles of some provinces, moved to the upper left corner: column and row by ISO code, and how many of each."""

    tiles: dict[str, tuple[int, int]]
    columns: int
    rows: int


def grid(isos: Iterable[str]) -> Grid:
    """The part of the map that has these provinces; neighbours stay neighbours. Raises KeyError for an unknown one."""
    found = {iso: _tiles()[iso] for iso in isos}
    if not found:
        return Grid({}, 0, 0)
    left, top = min(column for column, _ in found.values()), min(row for _, row in found.values())
    tiles = {iso: (column - left, row - top) for iso, (column, row) in found.items()}
    columns, rows = (1 + max(place[axis] for place in tiles.values()) for axis in (0, 1))
    return Grid(tiles, columns, rows)


@cache
def _tiles() -> dict[str, tuple[int, int]]:
    return {iso: (column, row) for iso, (column, row) in read_data("tiles.toml")["tile"].items()}
