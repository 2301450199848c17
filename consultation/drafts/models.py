"""Tables of draft texts. They store; `consultation.drafts.service` validates.

A draft that is open to comment is never changed again: a later text is a draft of its own, so that a comment always
leads to the words that it was made on.
"""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from consultation.columns import key, ref
from consultation.drafts import naming


class PlanDraft(SQLModel, table=True):
    """One text of a consultation, numbered from 1. plan_version: of the plan, as it was then, such as "ร่าง 1"."""

    __tablename__ = "plan_draft"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    number: int
    plan_version: str = ""
    source: str
    added_at: datetime
    added_by: str
    published_at: datetime | None = None
    published_by: str = ""


class DraftSection(SQLModel, table=True):
    """A section with its words as they came. question: of the form, under which comments on it are kept.

    position: its place among all sections, hidden ones too.
    """

    __tablename__ = "draft_section"

    id: int | None = key()
    draft_id: int = ref("plan_draft.id")
    position: int
    title: str
    text: str
    hidden: bool = False
    question: str = ""

    @property
    def number(self) -> int:
        """What people call it, "section 3": its place among those that are shown, once the draft was opened."""
        found = naming.place(self.question)
        return found.number if found else self.position
