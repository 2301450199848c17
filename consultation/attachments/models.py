"""Tables of attachments: what is known of each, and apart from it the sealed bytes, which no listing reads."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import BIG, key, ref

STATES = ("waiting", "kept", "gone", "refused")
KINDS = ("image", "audio", "video", "file")


class Attachment(SQLModel, table=True):
    """What was sent as the answer to one question. Bytes in `attachment_content` when `state` is `kept`.

    response_id and question: None and empty as long as nobody has answered with it (an upload that has just come in).
    question: the answer's key. reference: `line:…`, `telegram:…`, `web:…`; `attachment:ID` once it is cut. media_type:
    read from the bytes. why: what the platform said, when the state is `gone` or `refused`, or of the last try.
    """

    __table_args__ = (
        UniqueConstraint("response_id", "question", "reference"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        Index("ix_attachment_reference", "reference"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id")
    response_id: int | None = ref("response.id", nullable=True, index=False)
    question: str = ""
    reference: str
    kind: str
    media_type: str = ""
    name: str = ""
    size: int | None = None  # bytes
    sha256: str = ""
    state: str = "waiting"
    why: str = ""
    created_at: datetime
    fetched_at: datetime | None = None


class AttachmentContent(SQLModel, table=True):
    """The bytes of one attachment, sealed by the vault."""

    __tablename__ = "attachment_content"

    attachment_id: int = Field(primary_key=True, foreign_key="attachment.id", sa_type=BIG)
    sealed: bytes = Field(sa_type=LargeBinary)
