"""The table of exports. It stores; `admin.exports.service` validates."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref


class ExportFile(SQLModel, table=True):
    """An export that was ordered: waiting until `ready_at` or `failed_at`, and without its file after `ends_at`.

    content: the archive, sealed; ordered_by: the account, with the beginning of the token it used.
    """

    __tablename__ = "export_file"

    id: int | None = key()
    consultation_id: int = ref("consultation.id")
    format: str
    question: str = ""
    ordered_at: datetime
    ordered_by: str
    ready_at: datetime | None = None
    failed_at: datetime | None = None
    why: str = ""
    ends_at: datetime
    size: int = 0
    digest: str = ""
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
