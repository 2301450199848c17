"""Tables of responses, answers and comments. The unique keys are what counts a person once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref

STATES = ("started", "submitted", "withdrawn")
OPINION, COMPLAINT, EMERGENCY = KINDS = ("opinion", "complaint", "emergency")
UNSENT = "unsent"  # taken back by its author: an empty row, so that no other comment is ever cited by its number
LATE_NOTE = "late_note"  # the question of a note that was left after the close; no form has it
SOURCES = ("chat", "paper", "hall", "phone", "field")
TYPED = SOURCES[1:]  # what staff type in or bring as a table


class Response(SQLModel, table=True):
    """One person's response to one consultation. Counted when `state` is `submitted`.

    represents: for how many people it speaks (a village committee's sheet); a figure of its own, never people counted.
    entered_by, batch_id, paper_number, interview_language: of what staff typed in or brought as a table (`entry`).
    """

    __table_args__ = (
        UniqueConstraint("consultation_id", "person_id"),
        UniqueConstraint("consultation_id", "paper_number", name="uq_response_paper_number"),
        CheckConstraint("represents >= 1", name="represents"),
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
    meeting_id: int | None = ref("meeting.id", nullable=True)  # at which it was given
    language: str = "th"
    province: str | None = None  # ISO 3166-2
    district: str | None = None  # code of the district
    sector: str | None = None  # G1 G2 L S P C A R N
    age: str | None = None
    started_at: datetime
    submitted_at: datetime | None = Field(default=None, index=True)
    invitation_id: int | None = ref("invitation.id", nullable=True, unique=True)  # of a representative: their code
    corrected_at: datetime | None = Field(default=None)  # when it was sent again, the last time
    represents: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    entered_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    interview_language: str | None = None
    paper_number: str | None = None
    batch_id: int | None = ref("entry_batch.id", nullable=True)


class Answer(SQLModel, table=True):
    """An answer to one question: as typed (`raw`) and as understood (`value`; None means skipped).

    question: its key, which inside repeats has their numbers (`forms.form`: `age[2]`). message: keyed hash of the
    message that said it, by which a change or the taking back of that message finds it; empty for a tap, and once the
    link to the person is cut.
    """

    __table_args__ = (UniqueConstraint("response_id", "question", "late"),)

    id: int | None = key()
    response_id: int = ref("response.id", index=False)
    question: str
    value: str | None = None
    raw: str = ""
    late: bool = False  # came after the close: kept, not counted
    message: str = Field(default="", sa_column_kwargs={"server_default": ""})
    answered_at: datetime


class Correction(SQLModel, table=True):
    """An answer given anew after the response was sent; it counts from when the response is sent again.

    Until then what was sent counts unchanged, so nothing that reads answers looks here.
    """

    __table_args__ = (UniqueConstraint("response_id", "question"),)

    id: int | None = key()
    response_id: int = ref("response.id", index=False)
    question: str
    value: str | None = None
    raw: str = ""
    message: str = Field(default="", sa_column_kwargs={"server_default": ""})  # as in Answer
    answered_at: datetime


class Comment(SQLModel, table=True):
    """Free text of a submitted response: `raw` as sent, `text` for every reader with personal data masked.

    question: its name in the form; instance: the numbers of the repeats around it ("2", "2.1"), empty outside repeats.
    script: what most of its letters are (`nlp.script`), None for a text without letters and for older rows.
    kind: what is no `opinion` speaks of something to be dealt with now; it is kept apart from the themes. Both texts
    are empty when the author had them erased, and when the author took the message back (`unsent`), whom no reader
    counts.
    """

    __table_args__ = (
        UniqueConstraint("response_id", "question", "instance"),
        CheckConstraint(f"kind IN {(*KINDS, UNSENT)}", name="kind"),
        Index("ix_comment_question", "consultation_id", "question", "id"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    response_id: int = ref("response.id", index=False)
    question: str
    instance: str = ""
    raw: str
    text: str
    script: str | None = None
    kind: str = OPINION
    created_at: datetime
