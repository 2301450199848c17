"""Tables of attachments: what is known of each, and apart from it the sealed bytes and small pictures."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultation.columns import BIG, key, ref

STATES = ("waiting", "kept", "gone", "refused")
KINDS = ("image", "audio", "video", "file")


class Attachment(SQLModel, table=True):
    """What was sent as the answer to one question. Bytes in `attachment_content` when `state` is `kept`.

    response_id and question: None and empty as long as nobody has answered with it (an upload that has just come in).
    question: the answer's key. reference: `line:…`, `telegram:…`, `web:…`; `attachment:ID` once it is cut. media_type:
    read from the bytes. why: what the platform said, or what the scan found, when the state is `gone` or `refused`.
    address: a keyed hash of the bytes that means something within one response only; nobody can see by it that two
    people sent the same. same_as: the attachment of the same response that holds the same bytes. cleaned: nothing is
    left in them that tells where they were made.
    """

    __table_args__ = (
        UniqueConstraint("response_id", "question", "reference"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        Index("ix_attachment_reference", "reference"),
        Index("ix_attachment_address", "address"),
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
    address: str = Field(default="", sa_column_kwargs={"server_default": ""})
    same_as: int | None = ref("attachment.id", nullable=True)
    cleaned: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    state: str = "waiting"
    why: str = ""
    created_at: datetime
    fetched_at: datetime | None = None


class AttachmentContent(SQLModel, table=True):
    """The bytes of an attachment, and of those that are the same as it, sealed by the vault."""

    __tablename__ = "attachment_content"

    attachment_id: int = Field(primary_key=True, foreign_key="attachment.id", sa_type=BIG)
    sealed: bytes = Field(sa_type=LargeBinary)


class AttachmentThumbnail(SQLModel, table=True):
    """A small picture of the bytes, sealed like them; width and height in pixels."""

    __tablename__ = "attachment_thumbnail"

    attachment_id: int = Field(primary_key=True, foreign_key="attachment.id", sa_type=BIG)
    width: int
    height: int
    sealed: bytes = Field(sa_type=LargeBinary)


class AttachmentUnsent(SQLModel, table=True):
    """Says that what came under a reference was taken back: whatever comes of it later is not kept.

    digest: SHA-256 of the reference. Kept for as long as a platform may still deliver it.
    """

    __tablename__ = "attachment_unsent"

    digest: str = Field(primary_key=True)
    at: datetime = Field(index=True)
