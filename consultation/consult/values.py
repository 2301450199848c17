"""What is known of a consultation outside its table: what it is made of, and how pages and commands show it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from consultation.consult.life import Phase


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewConsultation(_Value):
    """A consultation to be made. Times are aware; cluster by scheme and number."""

    title: str
    kind: str
    template: str = ""
    scheme: str
    cluster: int
    plan_id: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    level: int | None = None  # the usual one of its kind when left out
    sampling: str = "open"
    evaluates_id: int | None = None
    sample: bool = False


class ConsultationView(_Value):
    """A consultation as pages and commands show it. phase: whether answers are taken, "before", "open" or "after".

    public: whether everybody may read of it. votes: whether its form asks for votes on statements.
    """

    id: int
    code: str
    kind: str
    template: str
    title: str
    scheme: str
    cluster: int
    cluster_name: str
    plan_id: int | None
    state: str
    phase: Phase
    public: bool
    opens_at: datetime | None
    closes_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    approved_at: datetime | None
    approved_by: str | None
    announced_at: datetime | None
    analysed_at: datetime | None
    published_at: datetime | None
    answered_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    level: int
    sampling: str
    evaluates_id: int | None
    result_due: datetime | None
    revision: int
    questions: int
    votes: bool
    sample: bool
    created_at: datetime
    created_by: str

    @property
    def fixed(self) -> bool:
        """Whether its questions and title may not be changed: people have been told of them, or it is over."""
        return self.phase == "after" or self.state == "announced"
