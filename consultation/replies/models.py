"""Tables of replies: what is told to those behind a finding, to whom it was told, and what they said to it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import BIG, document, key, ref

OCCASIONS = ("result", "disposition", "commitment")
STATES = ("draft", "sending", "sent", "dropped")
ANSWERS = ("", "not_yet", "fixed")


class ReplyRound(SQLModel, table=True):
    """One thing that is told once: that results are published, what was decided on a finding, how a commitment moved.

    of: what occasioned it ("disposition:3", "move:7", "result:2"), so that nothing is told twice. texts: what "we will"
    by language, Thai at least. counts: whom it would reach when the officer last looked. after: the person up to whom
    it has been put into the outbox.
    """

    __tablename__ = "reply_round"
    __table_args__ = (
        CheckConstraint(f"occasion IN {OCCASIONS}", name="occasion"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id")
    finding_id: int | None = ref("finding.id", nullable=True)
    commitment_id: int | None = ref("commitment.id", nullable=True)
    occasion: str
    of: str = Field(unique=True)
    texts: dict[str, str] = document()
    state: str = "draft"
    after: int = Field(default=0, sa_type=BIG)
    version: int = 0
    created_at: datetime
    sent_at: datetime | None = Field(default=None)
    sent_by: str = ""


class Reply(SQLModel, table=True):
    """That a contact was told, and what it said to that. nonce: in its buttons; nobody can make one up.

    contact_id None: the link was cut; what was said stays, whose it was does not. note: masked, as readers see it.
    """

    __table_args__ = (
        UniqueConstraint("round_id", "contact_id"),
        CheckConstraint(f"answer IN {ANSWERS}", name="answer"),
        Index("ix_reply_contact", "contact_id", "id"),
    )

    id: int | None = key()
    round_id: int = ref("reply_round.id", index=False)
    contact_id: int | None = ref("contact.id", nullable=True, index=False)
    outbox_id: int | None = Field(default=None, sa_type=BIG)
    nonce: str = Field(unique=True)
    language: str = "th"
    put_at: datetime
    answer: str = ""
    note: str = ""
    message: str = ""  # keyed hash of the message that the note came in, by which it is changed or taken back
    answered_at: datetime | None = Field(default=None)
    seen_by: str = ""  # the officer who has read it
    seen_at: datetime | None = Field(default=None)
