"""Tables of traits: what the machine suggests of a comment and what people decided, beside each other; voices; bursts.

No row here refers to a person. A burst tells of five people and more, how long their contacts had been known only as
two counts and a median.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import document, key, ref
from nlp.kinds import KINDS
from nlp.scope import SCOPES

MACHINE = "machine"
UNMARKED, CAMPAIGN, OWN = MARKS = ("", "campaign", "own")


class Voice(SQLModel, table=True):
    """One message that several sent: the comment that stands for it, how many, since when, what a person made of it.

    mark: `campaign` (การรณรงค์) or `own` (people said it by themselves), empty until somebody decides. long: whether
    it is long enough to have been sent round; what is shorter many say by themselves. alike: mean likeness.
    """

    __table_args__ = (
        CheckConstraint(f"mark IN {MARKS}", name="mark"),
        Index("ix_voice_question", "consultation_id", "question", "people"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    question: str
    comment_id: int = ref("comment.id")
    comments: int
    people: int
    long: bool
    alike: float
    first_at: datetime
    last_at: datetime
    mark: str = UNMARKED
    note: str = ""
    marked_by: str = ""
    marked_at: datetime | None = Field(default=None)


class VoiceBurst(SQLModel, table=True):
    """A short while in which many sent one message (`nlp.bursts`), with its evidence."""

    __tablename__ = "voice_burst"

    id: int | None = key()
    voice_id: int = ref("voice.id")
    begins_at: datetime
    ends_at: datetime
    people: int
    meanwhile: int
    share: float
    dated: int
    new: int
    half_known_days: float | None = None
    channels: dict[str, Any] = document()


class CommentTrait(SQLModel, table=True):
    """What one comment is. `…_machine` is the suggestion, `…_by` who decided (`machine` until a person does).

    sure: of the suggested kind. version: of the rules and the model that suggested. voice_by: an account that said that
    the comment stands for itself, else `machine`.
    """

    __tablename__ = "comment_trait"
    __table_args__ = (
        UniqueConstraint("comment_id"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"scope IN {SCOPES}", name="scope"),
        Index("ix_comment_trait_kind", "consultation_id", "question", "kind"),
        Index("ix_comment_trait_scope", "consultation_id", "question", "scope"),
        Index("ix_comment_trait_decided", "decided_at"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    comment_id: int = ref("comment.id", index=False)
    question: str
    kind: str
    kind_machine: str
    kind_by: str = MACHINE
    scope: str
    scope_machine: str
    scope_by: str = MACHINE
    rude: bool
    rude_machine: bool
    rude_by: str = MACHINE
    places_by: str = MACHINE
    voice_id: int | None = ref("voice.id", nullable=True)
    voice_by: str = MACHINE
    sure: float
    version: str
    decided_at: datetime | None = Field(default=None)


class CommentPlace(SQLModel, table=True):
    """A place that a comment mentions. suggested: by the machine; stands: as things are now decided.

    code: ISO 3166-2 of a province, or the four digits of a district; province: of either.
    """

    __tablename__ = "comment_place"
    __table_args__ = (
        UniqueConstraint("comment_id", "code"),
        Index("ix_comment_place_province", "province", "stands", "comment_id"),
    )

    id: int | None = key()
    comment_id: int = ref("comment.id", index=False)
    code: str
    province: str
    suggested: bool
    stands: bool


class TraitReading(SQLModel, table=True):
    """The last reading of all comments on one question: when, how long it took, counts that pages show, the error.

    seconds: of processor time. model: for each field that an office's labels taught, how many and how often right.
    """

    __tablename__ = "trait_reading"
    __table_args__ = (UniqueConstraint("consultation_id", "question"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    question: str
    version: str  # of the rules, without the model
    suggested_by: str  # the version of rules and model by which every comment up to `read_to` was suggested
    read_to: int
    stale: bool = False  # voices are to be worked out anew though nothing new came
    read_at: datetime
    seconds: float
    comments: int
    people: int
    repeated: int
    kinds: dict[str, Any] = document()
    scopes: dict[str, Any] = document()
    rude: int = 0
    model: dict[str, Any] = document()
