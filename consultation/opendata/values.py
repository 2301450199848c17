"""Open data of a consultation as values: tables with their columns described, the licence, the day."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Value):
    """A value that stands in a column, and what it means."""

    value: str
    th: str
    en: str = ""


class Column(_Value):
    """A column of a table: what it holds, and its values where these are codes."""

    table: str
    name: str
    th: str
    en: str
    choices: tuple[Choice, ...] = ()


class About(_Value):
    """What open data is: of which consultation and version, under which licence, with which limits and columns.

    sizes: how many rows each table had when it was made; left_out: how many responses stand in no row, because they
    were too few to be told of.
    """

    code: str
    title: str
    cluster: str
    sample: bool
    licence: str
    licence_url: str
    opened: date | None
    closed: date | None
    published: date | None
    version: int
    people: int
    limits: str
    columns: tuple[Column, ...]
    sizes: dict[str, int]
    left_out: int

    def of(self, table: str) -> tuple[str, ...]:
        """The names of a table's columns."""
        return tuple(column.name for column in self.columns if column.table == table)


class OpenData(About):
    """Everything that is given: rows of text under the columns of their table, in order."""

    responses: tuple[tuple[str, ...], ...]
    comments: tuple[tuple[str, ...], ...]
    counts: tuple[tuple[str, ...], ...]
