"""What is held of one person, table by table: as values for a page, a file to read and a file for programs.

Sealed columns are opened where they are the person's own; hashes and bytes are left out, for they tell nothing.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, col, select

from consultation.consult.models import Consultation
from consultation.forms import service as forms
from consultation.forms.form import Form
from consultation.forms.models import FormRevision
from consultation.law.wording import said_date
from consultation.privacy.requests.models import RightsRequest
from consultation.privacy.requests.values import Private
from consultation.privacy.store import Store, Whose
from consultation.responses.models import Response
from consultation.settings import settings
from consultation.talk.tongues import brief
from consultation.talk.wording import THAI, short_time
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
    titles, found, asked = wording(PACKAGE)["table"], [], _questions(session, whose)
    for store in stores:
        for name, read in store.held.items():
            rows = tuple(asked.named(_plain(name, row, whose)) for row in read(session, whose))
            if rows:
                found.append(Table(name=name, title=titles[name], rows=rows))
    return found


class _Asked:
    """What the questions of a person's responses are called."""

    def __init__(self, forms_of: dict[int, Form]) -> None:
        self._forms = forms_of

    def named(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row with the question as people read it, where it names one."""
        form, name = self._forms.get(row.get("response_id") or 0), str(row.get("question") or "")
        question = form.question(name.partition("[")[0]) if form is not None else None
        return {**row, "asked": brief(question, THAI) or name} if question is not None else row


def _questions(session: Session, whose: Whose) -> _Asked:
    found = {}
    for response in session.exec(select(Response).where(col(Response.id).in_(whose.responses))):
        row = session.get_one(FormRevision, response.revision_id)
        code = session.get_one(Consultation, response.consultation_id).code
        found[response.id or 0] = forms.compiled(session, row.id or 0, code, row.number)
    return _Asked(found)


def as_json(tables: Sequence[Table], about: dict[str, Any]) -> bytes:
    """Everything for programs (ม.๓๑): JSON in UTF-8, tables and columns by their names in the database."""
    content = {**about, "tables": {table.name: list(table.rows) for table in tables}}
    return json.dumps(content, ensure_ascii=False, indent=2, default=lambda value: value.isoformat()).encode()


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
            found[column.key] = value
    if isinstance(row, RightsRequest) and row.sealed:
        private = Private.model_validate_json(found["sealed"])
        found["sealed"] = " ".join(filter(None, [private.said, *(words for _, words in private.parts)]))
        found["answer"] = private.answer or row.answer
    return found


def _opened(whose: Whose, value: bytes) -> str:
    return whose.vault.open(value).decode(errors="replace") if value else ""


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(wording(PACKAGE)["said"]["yes" if value else "no"])
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return short_time(value, settings().timezone)
    if isinstance(value, date):
        return said_date(value)
    return json.dumps(value, ensure_ascii=False)
