"""What commands print: tables and lines for people, JSON for programs."""

import json
from typing import Any

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def as_json(value: Any) -> None:
    """Print one JSON document."""
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    console.print(json.dumps(plain, ensure_ascii=False, indent=2, default=str), markup=False)


def table(heads: list[str], rows: list[list[str]]) -> None:
    """Print a table; long cells wrap."""
    drawn = Table(box=None, pad_edge=False)
    for head in heads:
        drawn.add_column(head, overflow="fold")  # never cut: an id that is cut cannot be asked for
    for row in rows:
        drawn.add_row(*row)
    console.print(drawn)


def line(text: str, style: str = "") -> None:
    """Print one line as it is, coloured where the terminal has colours."""
    console.print(text, markup=False, style=style or None)


def problem(text: str) -> None:
    """Print what went wrong, for a person, on standard error."""
    errors.print(text, markup=False, style="red")
