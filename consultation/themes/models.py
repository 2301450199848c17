"""Tables of themes. What the machine said and what people decided are kept beside each other."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref

SET_STATES = ("queued", "grouping", "draft", "signed_off", "failed", "cancelled")

_SHOWN = text("quote IS NOT NULL OR starred_by IS NOT NULL")
_FLAGGED = text("flagged_by IS NOT NULL")


def stored(default: str | int) -> Any:
    """A column that rows of before it are given a value for, too."""
    return Field(default=default, sa_column_kwargs={"server_default": str(default)})


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
    guide: str = stored("")  # what guides the grouping: a key of `guides.KINDS`
    previous_id: int | None = ref("theme_set.id", nullable=True, index=False)  # the set whose pairs stay together
    progress: float = 0.0  # 0 … 1
    stage: str = ""
    error: str = ""
    version: int = 0  # grows with every act of a person
    beat: int = stored(0)  # grows when the machine changes what the board shows
    counted_at: datetime | None = Field(default=None)  # of a large set: when its figures were last counted whole
    waiting: int = stored(0)  # of a large set: comments that it did not have at that time
    created_at: datetime
    created_by: str
    signed_off_at: datetime | None = Field(default=None)
    signed_off_by: str | None = Field(default=None)


class Theme(SQLModel, table=True):
    """A theme (กลุ่มประเด็น), or a sub-theme of the one in `parent_id`; there is no third level.

    `machine_label` never changes; `label` is what people made of it. acts: how many acts of people on its name or its
    members stand.
    """

    id: int | None = key()
    theme_set_id: int = ref("theme_set.id")
    number: int
    label: str
    machine_label: str
    description: str = ""
    parent_id: int | None = ref("theme.id", nullable=True, index=False)
    category: str | None = None  # key of the category it stands for, where a guide was chosen
    stability: float | None = None  # 0 … 1: how surely the machine finds it again; None for what people made
    tightness: float | None = None  # 0 … 1: how alike its comments are
    margin: float | None = None  # how much nearer they are to it than to the next theme
    rival_id: int | None = ref("theme.id", nullable=True, index=False)
    locked_at: datetime | None = Field(default=None)
    locked_by: str | None = None
    acts: int = stored(0)
    named_by_model: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})  # a language model, if asked
    retired_at: datetime | None = Field(default=None)  # merged away or emptied; kept for the history


class Assignment(SQLModel, table=True):
    """Which theme a comment belongs to, or a part of it. `theme_id` None: not grouped, and `reason` says why.

    position: 0 for a whole comment, which most are; parts of one that stands in several themes count up from 0 in
    their order. begins, ends: code points of the comment's masked text; ends None: up to its end.
    """

    __table_args__ = (
        UniqueConstraint("theme_set_id", "comment_id", "position"),
        Index("ix_assignment_theme", "theme_id", "typicality", "comment_id"),
        Index("ix_assignment_sub_theme", "sub_theme_id", "typicality", "comment_id"),
        Index("ix_assignment_newest", "theme_id", "comment_id"),
        Index("ix_assignment_loose", "theme_set_id", "theme_id", "reason"),
        Index("ix_assignment_shown", "theme_set_id", postgresql_where=_SHOWN, sqlite_where=_SHOWN),
        Index("ix_assignment_flagged", "theme_set_id", "theme_id", postgresql_where=_FLAGGED, sqlite_where=_FLAGGED),
    )

    id: int | None = key()
    theme_set_id: int = ref("theme_set.id", index=False)
    comment_id: int = ref("comment.id")
    position: int = stored(0)
    begins: int = stored(0)
    ends: int | None = None
    theme_id: int | None = ref("theme.id", nullable=True, index=False)
    sub_theme_id: int | None = ref("theme.id", nullable=True, index=False)
    machine_theme_id: int | None = ref("theme.id", nullable=True, index=False)
    by: str = "machine"  # machine, or the account that decided
    typicality: float = 0.0
    certainty: float | None = None  # 0 … 1: how sure the machine is, where it has learnt from people
    quote: int | None = None  # rank among the representative comments, 1 first
    same_as: int | None = None  # the comment whose words it repeats
    reason: str = ""
    starred_by: str | None = None  # who wants it quoted
    flagged_by: str | None = None  # who wants it looked at


class ThemeEdit(SQLModel, table=True):
    """One act of a person on a theme set: what, who, when, before and after. Only `undone` ever changes.

    version: of the set after it. before, after: the fields of themes that it changed,
    `{"themes": {id: {field: value}}}`, and `after["about"]` what is said of it; the comments it placed are in
    `theme_edit_place`. scope: what of comments it changed, "place", "star", "flag" or "". target_id: the act that an
    undo or a redo is about.
    """

    __tablename__ = "theme_edit"
    __table_args__ = (UniqueConstraint("theme_set_id", "version"),)

    id: int | None = key()
    theme_set_id: int = ref("theme_set.id", index=False)
    version: int
    act: str  # a key of [act] in th.toml
    scope: str = stored("")
    actor: str
    at: datetime
    target_id: int | None = ref("theme_edit.id", nullable=True, index=False)
    undone: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    before: dict[str, Any] = document()
    after: dict[str, Any] = document()


class ThemeEditPlace(SQLModel, table=True):
    """Where a comment, or a part of it, stood before an act changed that."""

    __tablename__ = "theme_edit_place"
    __table_args__ = (Index("ix_theme_edit_place_assignment", "assignment_id", "edit_id"),)

    id: int | None = key()
    edit_id: int = ref("theme_edit.id")
    assignment_id: int = ref("assignment.id", index=False)
    theme_id: int | None = ref("theme.id", nullable=True, index=False)
    sub_theme_id: int | None = ref("theme.id", nullable=True, index=False)
    by: str
    quote: int | None = None
    reason: str = ""
    starred_by: str | None = None
    flagged_by: str | None = None


class ThemeFigures(SQLModel, table=True):
    """The kept figures of a theme of a large set (`figures.py`); theme_id None: of the whole set."""

    __tablename__ = "theme_figures"

    id: int | None = key()
    theme_set_id: int = ref("theme_set.id")
    theme_id: int | None = ref("theme.id", nullable=True, index=False)
    cells: list[Any] = document()
    stances: list[Any] = document()
    loose: dict[str, Any] = document()


class ThemeVisit(SQLModel, table=True):
    """What a planner saw of a board: at the visit before (`base`), and last."""

    __tablename__ = "theme_visit"
    __table_args__ = (UniqueConstraint("theme_set_id", "account"),)

    id: int | None = key()
    theme_set_id: int = ref("theme_set.id", index=False)
    account: str
    base: dict[str, Any] = document()
    base_at: datetime
    last: dict[str, Any] = document()
    last_at: datetime
