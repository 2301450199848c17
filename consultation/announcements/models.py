"""The table of what an office wrote for the documents of a consultation. It stores; `service` validates."""

from datetime import datetime
from typing import Any

from sqlmodel import SQLModel

from consultation.columns import document, key, ref


class Announcement(SQLModel, table=True):
    """One consultation's entries by key of `th.toml`; days in ISO form."""

    id: int | None = key()
    consultation_id: int = ref("consultation.id", unique=True)
    entries: dict[str, Any] = document()
    recorded_at: datetime
    recorded_by: str
