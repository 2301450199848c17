"""Tables of learning and checking."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref

RELEARN_STATES = ("queued", "learning", "done", "failed")
ANSWERS = ("right", "wrong", "unsure")


class ThemeRelearn(SQLModel, table=True):
    """One relearning of a theme set: who asked, how far it is, what came of it, and what to ask people next."""

    __tablename__ = "theme_relearn"
    __table_args__ = (CheckConstraint(f"state IN {RELEARN_STATES}", name="state"),)

    id: int | None = key()
    theme_set_id: int = ref("theme_set.id")
    state: str = "queued"
    progress: float = 0.0  # 0 … 1
    asked_by: str
    asked_at: datetime
    done_at: datetime | None = Field(default=None)
    decisions: int = 0  # comments that people had decided when it began
    moved: int = 0
    edit_id: int | None = ref("theme_edit.id", nullable=True, index=False)  # None: nothing was learnt or moved
    ask_next: list[Any] = document()  # ids of comments, the most telling first
    error: str = ""


class ThemeCheckSample(SQLModel, table=True):
    """A random sample of what stands in a theme set's themes: comments, or parts of them. Never changed.

    Each was as likely to be drawn as any other. dealt: [row of Assignment, theme id, comment id] in the order dealt.
    """

    __tablename__ = "theme_check_sample"

    id: int | None = key()
    theme_set_id: int = ref("theme_set.id")
    seed: int
    population: int  # what stood in a theme, counted, when it was drawn
    version: int  # of the theme set
    drawn_at: datetime
    drawn_by: str
    dealt: list[Any] = document(ordered=True)


class ThemeCheck(SQLModel, table=True):
    """What one person said of one comment, or part of one, of a sample.

    answer: right, wrong or unsure. theme_id: where it belongs, for a wrong one; None for one that belongs to no theme.
    decided: whether the board followed, which it does unless a person had placed the comment already.
    """

    __tablename__ = "theme_check"
    __table_args__ = (
        UniqueConstraint("sample_id", "assignment_id", "actor"),
        CheckConstraint(f"answer IN {ANSWERS}", name="answer"),
    )

    id: int | None = key()
    sample_id: int = ref("theme_check_sample.id", index=False)
    assignment_id: int = ref("assignment.id")
    actor: str
    answer: str
    theme_id: int | None = ref("theme.id", nullable=True, index=False)
    decided: bool = False
    at: datetime
