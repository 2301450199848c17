"""What pages read and send of breaches, and the clock of 72 hours, as values."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

LIMIT = timedelta(hours=72)  # ม.๓๗(๔)


class Given(BaseModel):
    """What the form of a breach says. people: how many, None while unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    aware_at: datetime
    happened_at: datetime | None = None
    cause: str = ""
    kinds: str = ""
    whose: str = ""
    people: int | None = None
    risk: str = "unknown"
    assessment: str = ""
    measures: str = ""
    remedy: str = ""
    office_told_at: datetime | None = None
    people_told_at: datetime | None = None
    not_told_why: str = ""


class IncidentView(Given):
    """A breach as it is kept."""

    id: int
    version: int
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    closed_by: str

    @property
    def ref(self) -> str:
        """How it is called: "PI-0003"."""
        return f"PI-{self.id:04}"

    @property
    def due_at(self) -> datetime:
        """By when the Office of the committee is to be told."""
        return self.aware_at + LIMIT

    @property
    def must_tell_office(self) -> bool:
        """Whether the Office is still to be told: unless there is no risk for anybody."""
        return self.risk != "none" and self.office_told_at is None and self.closed_at is None

    @property
    def must_tell_people(self) -> bool:
        """Whether the people are still to be told: where the risk for them is high."""
        return self.risk == "high" and self.people_told_at is None and self.closed_at is None

    @property
    def told_late(self) -> bool:
        """Whether the Office was told after its time."""
        return self.office_told_at is not None and self.office_told_at > self.due_at

    def left(self, now: datetime) -> timedelta:
        """How much time is left to tell the Office; negative when it is over."""
        return self.due_at - now

    def overdue(self, now: datetime) -> bool:
        """Whether the Office should have been told before."""
        return self.must_tell_office and self.left(now) < timedelta(0)

    def hours(self, now: datetime) -> int:
        """The whole hours that are left, or that have passed since the time was over."""
        return int(abs(self.left(now)).total_seconds() // 3600)
