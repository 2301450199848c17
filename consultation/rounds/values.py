"""What pages and files see of a comparison of rounds: frozen values. Cells stand in the order of the rounds."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Round(Value):
    """One consultation. channels: share of its people by channel."""

    id: int
    title: str
    cluster: str
    provinces: tuple[tuple[str, str], ...]
    opened_at: datetime | None
    closed_at: datetime | None
    sampling: str
    sample: bool
    people: int
    channels: dict[str, float]


class Cell(Value):
    """So many of a base in one round."""

    n: int
    base: int

    @property
    def share(self) -> float | None:
        """The share; None where nobody was asked."""
        return self.n / self.base if self.base else None


class Row(Value):
    """One choice or theme: a cell for each round that has it, None for one that has it not. alike: it may be compared.

    provinces: the same by province of anybody's cluster, keyed by ISO code.
    """

    key: str
    name: str
    cells: tuple[Cell | None, ...]
    provinces: dict[str, tuple[Cell | None, ...]] = {}

    def change(self, alike: bool) -> float | None:
        """The share in the last round that has it less that in the first, where they may be compared."""
        shares = [cell.share for cell in self.cells if cell is not None and cell.share is not None]
        return shares[-1] - shares[0] if alike and len(shares) > 1 else None


class Block(Value):
    """What was asked under one name: a closed question with its choices, or an open one with its themes.

    asked: the wording in each round, None where it was not asked. differences: in Thai, why rows may not be compared,
    or what is to be known; alike: whether the wording is one and the same.
    """

    key: str
    label: str
    kind: str  # question or themes
    asked: tuple[str | None, ...]
    alike: bool
    differences: tuple[str, ...]
    rows: tuple[Row, ...]


class Comparison(Value):
    """Rounds side by side, the oldest first. cautions: of the rounds as a whole; apart: what only one round has."""

    rounds: tuple[Round, ...]
    cautions: tuple[str, ...]
    blocks: tuple[Block, ...]
    apart: tuple[tuple[str, str], ...]  # title of the round, what only it asked
    provinces: tuple[tuple[str, str], ...]
