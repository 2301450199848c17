"""The tables of form revisions, of edits to be undone, of an office's templates, and of the files that forms show.

A revision that somebody has started is immutable.
"""

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
    definition: dict[str, Any] = document(ordered=True)  # the first of its languages is the default
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
    definition: dict[str, Any] = document(ordered=True)  # the first of its languages is the default
    act: str
    about: str = ""
    undone: bool = False
    created_at: datetime
    created_by: str


class OfficeTemplate(SQLModel, table=True):
    """A template that an office keeps; `definition` is `forms.form.Form` as JSON, with blanks for places and plans."""

    __tablename__ = "office_template"

    id: int | None = key()
    key: str = Field(unique=True)
    name: str = Field(unique=True)
    definition: dict[str, Any] = document(ordered=True)  # the first of its languages is the default
    created_at: datetime
    created_by: str


class FormFile(SQLModel, table=True):
    """A picture, sound or film that a form shows with a text. subject: `consultation:12` or `template:KEY`."""

    __tablename__ = "form_file"
    __table_args__ = (UniqueConstraint("subject", "name"),)

    id: int | None = key()
    subject: str
    name: str
    content: bytes
    created_at: datetime
    created_by: str
