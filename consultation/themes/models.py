"""Tables of themes. What the machine said and what people decided are kept beside each other."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref

SET_STATES = ("queued", "grouping", "draft", "signed_off", "failed")


class ThemeSet(SQLModel, table=True):
    """One grouping of the comments on one question, reviewed and signed off by people."""

    __tablename__ = "theme_set"
    __table_args__ = (CheckConstraint(f"state IN {SET_STATES}", name="state"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id")
    question: str
    state: str = "queued"
    method: str = ""
    seed: int = 0
    groups: int | None = None  # asked for; None lets the method choose
    progress: float = 0.0  # 0 … 1
    stage: str = ""
    error: str = ""
    version: int = 0  # grows with every edit; an edit made on an older one is refused
    created_at: datetime
    created_by: str
    signed_off_at: datetime | None = Field(default=None)
    signed_off_by: str | None = Field(default=None)


class Theme(SQLModel, table=True):
    """A theme (กลุ่มประเด็น). `machine_label` never changes; `label` is what people made of it."""

    id: int | None = key()
    theme_set_id: int = ref("theme_set.id")
    number: int
    label: str
    machine_label: str
    description: str = ""
    retired_at: datetime | None = Field(default=None)  # merged away or emptied; kept for the history


class Assignment(SQLModel, table=True):
    """Which theme a comment belongs to. `theme_id` None: not grouped, and `reason` says why."""

    __table_args__ = (
        UniqueConstraint("theme_set_id", "comment_id"),
        Index("ix_assignment_theme", "theme_id", "typicality"),
    )

    id: int | None = key()
    theme_set_id: int = ref("theme_set.id", index=False)
    comment_id: int = ref("comment.id")
    theme_id: int | None = ref("theme.id", nullable=True, index=False)
    machine_theme_id: int | None = ref("theme.id", nullable=True, index=False)
    by: str = "machine"  # machine, or the account that decided
    typicality: float = 0.0
    quote: int | None = None  # rank among the representative comments, 1 first
    same_as: int | None = None  # the comment whose words it repeats
    reason: str = ""


class ThemeEdit(SQLModel, table=True):
    """One act of a person on a theme set: what, who, when, before and after. Never changed."""

    __tablename__ = "theme_edit"

    id: int | None = key()
    theme_set_id: int = ref("theme_set.id")
    act: str  # rename, merge, split, move, describe, undo, sign_off
    actor: str
    at: datetime
    before: dict[str, Any] = document()
    after: dict[str, Any] = document()
