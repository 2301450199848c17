"""Tables of registered people: figures as an office of registration published them, never of anybody by themselves."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultation.columns import key, ref

SEXES = ("male", "female")


class PopulationTable(SQLModel, table=True):
    """One table as it was brought: from whom, of which day. It is never changed; a newer one is a further row.

    digest: of its figures, so that the same table is not taken twice. retired_at: no longer used, kept for what was
    worked out with it.
    """

    __tablename__ = "population_table"

    id: int | None = key()
    source: str
    as_of: date
    address: str = ""
    sample: bool = False
    digest: str
    file_name: str = ""
    imported_at: datetime
    imported_by: str
    retired_at: datetime | None = Field(default=None)
    retired_by: str | None = None


class PopulationCell(SQLModel, table=True):
    """So many people of one province (ISO 3166-2), sex and ages from `age_from` to `age_to` (None: and older)."""

    __tablename__ = "population_cell"
    __table_args__ = (
        UniqueConstraint("table_id", "province", "sex", "age_from"),
        CheckConstraint(f"sex IN {SEXES}", name="sex"),
        CheckConstraint("people >= 0", name="people"),
    )

    id: int | None = key()
    table_id: int = ref("population_table.id", index=False)
    province: str
    sex: str
    age_from: int
    age_to: int | None = None
    people: int
