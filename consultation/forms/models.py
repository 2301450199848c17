"""The tables of form revisions and of edits that can be undone. A revision that somebody has started is immutable."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref


class FormRevision(SQLModel, table=True):
    """One revision of a consultation's form; `definition` is `forms.form.Form` as JSON."""

    __tablename__ = "form_revision"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id")
    number: int
    definition: dict[str, Any] = document()
    frozen_at: datetime | None = Field(default=None)
    created_at: datetime
    created_by: str


class FormEdit(SQLModel, table=True):
    """One edit of a form, to be undone: the form on the other side of it (before it; after it once `undone`).

    revision: the number of the revision that was edited. act: what was done, by key; about: to what, in words.
    """

    __tablename__ = "form_edit"

    id: int | None = key()
    consultation_id: int = ref("consultation.id")
    revision: int
    definition: dict[str, Any] = document()
    act: str
    about: str = ""
    undone: bool = False
    created_at: datetime
    created_by: str
