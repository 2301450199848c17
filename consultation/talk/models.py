"""The table of talks: where each person stands in each consultation."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from consultation.columns import document, key, ref


class TalkRow(SQLModel, table=True):
    """One person's talk about one consultation; `state` is `talk.model.Talk` as JSON, replaced at each step."""

    __tablename__ = "talk"
    __table_args__ = (UniqueConstraint("consultation_id", "person_id"),)

    id: int | None = key()
    consultation_id: int = ref("consultation.id")
    person_id: int = ref("person.id")
    revision_id: int = ref("form_revision.id")
    stage: str
    invitation_id: int | None = ref("invitation.id", nullable=True)  # of a representative (consultation/invitations)
    state: dict[str, Any] = document()
    created_at: datetime
    updated_at: datetime
