"""Tables of responses, answers and comments. The unique keys are what counts a person once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref

STATES = ("started", "submitted", "withdrawn")
SOURCES = ("chat", "paper", "hall", "phone", "import")


class Response(SQLModel, table=True):
    """One person's response to one consultation. Counted when `state` is `submitted`."""

    __table_args__ = (
        UniqueConstraint("consultation_id", "person_id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"source IN {SOURCES}", name="source"),
        Index("ix_response_live", "consultation_id", "state", "province", "sector"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    person_id: int = ref("person.id")
    revision_id: int = ref("form_revision.id", index=False)
    receipt: str = Field(unique=True)
    state: str = "started"
    source: str = "chat"
    channel: str
    language: str = "th"
    province: str | None = None  # ISO 3166-2
    district: str | None = None  # code of the district
    sector: str | None = None  # G1 G2 L S P C A R N
    age: str | None = None
    started_at: datetime
    submitted_at: datetime | None = Field(default=None, index=True)


class Answer(SQLModel, table=True):
    """An answer to one question: as typed (`raw`) and as understood (`value`; None means skipped)."""

    __table_args__ = (UniqueConstraint("response_id", "question", "late"),)

    id: int | None = key()
    response_id: int = ref("response.id", index=False)
    question: str
    value: str | None = None
    raw: str = ""
    late: bool = False  # came after the close: kept, not counted
    answered_at: datetime


class Comment(SQLModel, table=True):
    """Free text of a submitted response: `raw` as sent, `text` for every reader with personal data masked.

    script: what most of its letters are (`nlp.script`), None for a text without letters and for older rows.
    """

    __table_args__ = (
        UniqueConstraint("response_id", "question"),
        Index("ix_comment_question", "consultation_id", "question", "id"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    response_id: int = ref("response.id", index=False)
    question: str
    raw: str
    text: str
    script: str | None = None
    created_at: datetime
