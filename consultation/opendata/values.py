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


class OpenData(_Value):
    """Everything that is given. responses, comments, counts: rows of text under the columns of their table, in order.

    left_out: how many responses stand in no row, because they were too few to be told of.
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
    responses: tuple[tuple[str, ...], ...]
    comments: tuple[tuple[str, ...], ...]
    counts: tuple[tuple[str, ...], ...]
    left_out: int

    def of(self, table: str) -> tuple[str, ...]:
        """The names of a table's columns."""
        return tuple(column.name for column in self.columns if column.table == table)
