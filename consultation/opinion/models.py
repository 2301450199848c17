"""Tables of statements and votes. They refer to responses, never to people: a response cut loose keeps its counts."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref

STATES = ("waiting", "accepted", "rejected")
VALUES = ("agree", "disagree", "pass")


class Statement(SQLModel, table=True):
    """A short text to agree or disagree with. `raw` as sent, `text` for every reader with personal data masked.

    wording: how the text compares (consultation/opinion/text.py); one text stands once in a question. translations:
    language to text, by people. seed: put in by an officer. meta: about the people who vote and not about the matter.
    reason: why it was rejected, a key of `moderation.REASONS`; words: what the officer added to it. extremity: how far
    it stands from the middle of all opinions (the E of priority.py); 0 until opinion groups have been computed.
    """

    __table_args__ = (
        UniqueConstraint("consultation_id", "question", "wording"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_statement_state", "consultation_id", "question", "state", "id"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    question: str
    wording: str
    raw: str
    text: str
    language: str = "th"
    translations: dict[str, str] = document()
    seed: bool = False
    meta: bool = False
    state: str = "waiting"
    reason: str = ""
    words: str = ""
    moderated_by: str = ""
    moderated_at: datetime | None = None
    created_at: datetime
    extremity: float = 0.0


class StatementAuthor(SQLModel, table=True):
    """A response that proposed a statement. Several may propose the same words: each hears what became of them."""

    __tablename__ = "statement_author"
    __table_args__ = (UniqueConstraint("statement_id", "response_id"),)

    id: int | None = key()
    statement_id: int = ref("statement.id", index=False)
    response_id: int = ref("response.id")


class Vote(SQLModel, table=True):
    """One response's vote on one statement. Counted when it is not late and its response is submitted."""

    __table_args__ = (
        UniqueConstraint("statement_id", "response_id", "late"),
        CheckConstraint(f"value IN {VALUES}", name="value"),
        Index("ix_vote_count", "statement_id", "late", "value"),  # holds all that counting reads
    )

    id: int | None = key()
    statement_id: int = ref("statement.id", index=False)
    response_id: int = ref("response.id")
    value: str
    late: bool = False  # came after the close: kept, not counted
    message: str = Field(default="", sa_column_kwargs={"server_default": ""})  # as in responses.models.Answer
    voted_at: datetime


class StatementBoard(SQLModel, table=True):
    """What is known of all statements of a question together.

    counts: statement id to [agree, disagree, pass] when they were last counted for serving, a little old on purpose.
    """

    __tablename__ = "statement_board"
    __table_args__ = (UniqueConstraint("consultation_id", "question"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    question: str
    counts: dict[str, list[int]] = document()
    counted_at: datetime
    published_at: datetime | None = Field(default=None)
    published_by: str | None = None


class OpinionRun(SQLModel, table=True):
    """The opinion groups of a question as they were last computed; the next run takes its place.

    at: when; voters: who voted on anything; people: who of them entered; votes: how many were read. figures:
    `opinion.figures.Figures` as JSON. Of people it holds counts only; who is in which group stands in OpinionMember.
    """

    __tablename__ = "opinion_run"
    __table_args__ = (UniqueConstraint("consultation_id", "question"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    question: str
    at: datetime
    voters: int
    people: int
    votes: int
    figures: dict[str, Any] = document()


class OpinionMember(SQLModel, table=True):
    """Which opinion group a response is in. number: 0 is กลุ่ม ก. Leaves with its votes; no message goes by it."""

    __tablename__ = "opinion_member"
    __table_args__ = (
        UniqueConstraint("run_id", "response_id"),
        Index("ix_opinion_member_group", "run_id", "number"),
    )

    id: int | None = key()
    run_id: int = ref("opinion_run.id", index=False)
    response_id: int = ref("response.id")
    number: int
