"""The table of targets of a consultation."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref


class QuotaTarget(SQLModel, table=True):
    """So many answers are hoped for from whoever is of this province (ISO 3166-2), sector and age; "" is anybody."""

    __tablename__ = "quota_target"
    __table_args__ = (
        UniqueConstraint("consultation_id", "province", "sector", "age"),
        CheckConstraint("target > 0", name="target"),
    )

    id: int | None = key()
    consultation_id: int = ref("consultation.id", index=False)
    province: str = Field(default="", sa_column_kwargs={"server_default": ""})
    sector: str = Field(default="", sa_column_kwargs={"server_default": ""})
    age: str = Field(default="", sa_column_kwargs={"server_default": ""})
    target: int
