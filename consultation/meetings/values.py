"""What pages, reports and the hall's screen read of meetings: frozen values. Names of sectors are Thai."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from consultation.meetings.days import Phase


class Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MeetingInput(Value):
    """A meeting as an officer enters it. Times are aware. invited: people by sector.

    held: it is known to lie in the past, and is recorded all the same.
    """

    title: str
    starts_at: datetime | None
    ends_at: datetime | None = None
    mode: str = "onsite"
    place: str = ""
    link: str = ""
    chair: str = ""
    area: str = ""
    provinces: tuple[str, ...] = ()
    plan_version: str = ""
    agenda: str = ""
    invited: dict[str, int] = Field(default_factory=dict)
    held: bool = False


class Headcount(Value):
    """How many people were there: by sector, by province and by how they were counted; unknown ones under ""."""

    sectors: dict[str, int]
    provinces: dict[str, int]
    ways: dict[str, int]

    @property
    def people(self) -> int:
        """All of them."""
        return sum(self.ways.values())


class SectorLine(Value):
    """A sector at a meeting. demanded: the law wants it heard; absent: it is, and nobody has come for it.

    uninvited: it is demanded and nobody was invited, neither people nor an organisation.
    """

    sector: str
    name: str
    invited: int
    attended: int
    demanded: bool

    @property
    def absent(self) -> bool:
        """Whether the red flag stands: demanded, and nobody there."""
        return self.demanded and not self.attended

    @property
    def more_than_invited(self) -> bool:
        """Whether more came than were invited, where anybody was."""
        return 0 < self.invited < self.attended


class OrganisationView(Value):
    """An invited organisation; attended: its representative has checked in with its code."""

    id: int
    name: str
    sector: str
    sector_name: str
    code: str
    attended: bool


class Answers(Value):
    """Responses given at a meeting: sent ones, and begun ones that are not sent. Heads are counted apart from these."""

    submitted: int
    started: int


class MeetingView(Value):
    """A meeting with everybody who came, as its page shows it and as the report cites it."""

    id: int
    consultation_id: int
    code: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    mode: str
    mode_name: str
    place: str
    link: str
    chair: str
    area: str
    provinces: tuple[str, ...]
    plan_version: str
    agenda: str
    minutes_id: int | None
    minutes_name: str
    cancelled_at: datetime | None
    cancelled_why: str
    phase: Phase
    sectors: tuple[SectorLine, ...]
    organisations: tuple[OrganisationView, ...]
    heads: Headcount
    answers: Answers

    @property
    def invited(self) -> int:
        """How many people were invited."""
        return sum(line.invited for line in self.sectors)

    @property
    def absent(self) -> tuple[str, ...]:
        """The names of the demanded sectors for which nobody came."""
        return tuple(line.name for line in self.sectors if line.absent)


class MeetingsSummary(Value):
    """All meetings of a consultation that were not called off, for its report: together and each."""

    meetings: tuple[MeetingView, ...]
    sectors: tuple[SectorLine, ...]
    people: int
    answers: int

    @property
    def absent(self) -> tuple[str, ...]:
        """The names of the demanded sectors that nobody represented at any meeting: ยังไม่มีผู้แทน."""
        return tuple(line.name for line in self.sectors if line.absent)
