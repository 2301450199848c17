"""What is held of one person, table by table: as values for a page, a file to read and a file for programs.

Sealed columns are opened where they are the person's own; hashes and bytes are left out, for they tell nothing.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import inspect
from sqlmodel import Session, SQLModel

from consultation.privacy.requests.models import RightsRequest
from consultation.privacy.store import Store, Whose
from consultation.wording import wording

PACKAGE = "consultation.privacy.holding"
OPENED = {"address_sealed": "address", "raw": "raw", "sealed": "sealed"}  # bytes that are the person's own words
CONTENT = ("attachment_content", "attachment_thumbnail", "entry_batch")  # files: handed out as such, or of many people
SECRET = ("_hash", "mark", "nonce", "digest", "key", "message", "owner", "reply")  # endings of names that stay inside


class Table(BaseModel):
    """A table with the rows of one person; each row as name to value."""

    model_config = ConfigDict(frozen=True)

    name: str
    title: str
    rows: tuple[dict[str, Any], ...]

    def lines(self) -> list[list[tuple[str, str]]]:
        """The rows for people: what has a Thai name, in its words; empty values are left out."""
        names = wording(PACKAGE)["column"]
        told = [[(names[key], value) for key, value in row.items() if key in names] for row in self.rows]
        return [[(name, _said(value)) for name, value in line if value not in (None, "", [])] for line in told]


def held(session: Session, stores: Sequence[Store], whose: Whose) -> list[Table]:
    """Every table that holds something of a person, in the order of the stores."""
    titles, found = wording(PACKAGE)["table"], []
    for store in stores:
        for name, read in store.held.items():
            rows = tuple(_plain(name, row, whose) for row in read(session, whose))
            if rows:
                found.append(Table(name=name, title=titles[name], rows=rows))
    return found


def as_json(tables: Sequence[Table], about: dict[str, Any]) -> bytes:
    """Everything for programs (ม.๓๑): JSON in UTF-8, tables and columns by their names in the database."""
    content = {**about, "tables": {table.name: list(table.rows) for table in tables}}
    return json.dumps(content, ensure_ascii=False, indent=2, default=str).encode()


def as_text(tables: Sequence[Table], head: str) -> bytes:
    """Everything for reading, as plain text that Windows' editor opens as Thai."""
    parts = [head]
    for table in tables:
        parts.append(f"== {table.title} ({len(table.rows)}) ==")
        parts += ["\n".join(f"{name}: {value}" for name, value in line) for line in table.lines() if line]
    return ("\r\n\r\n".join(part.replace("\n", "\r\n") for part in parts) + "\r\n").encode("utf-8-sig")


def _plain(table: str, row: SQLModel, whose: Whose) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in inspect(type(row)).columns:
        value = getattr(row, column.key)
        if isinstance(value, bytes):
            if column.key in OPENED and table not in CONTENT:
                found[OPENED[column.key]] = _opened(whose, value)
        elif not column.key.endswith(SECRET) and not (table == "entry_batch" and column.key == "report"):
            found[column.key] = value.isoformat() if isinstance(value, datetime | date) else value
    if isinstance(row, RightsRequest) and row.sealed:
        found["sealed"] = json.loads(found["sealed"])
    return found


def _opened(whose: Whose, value: bytes) -> str:
    return whose.vault.open(value).decode(errors="replace") if value else ""


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(wording(PACKAGE)["said"]["yes" if value else "no"])
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
