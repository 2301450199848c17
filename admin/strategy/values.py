"""What pages and documents see of findings: frozen values. Counts are of different people."""

from datetime import datetime

from consultation.consult.service import ConsultationView
from consultation.plans.service import IssueView, PlanView
from consultation.responses.service import Count
from consultation.themes.values import MemberView, SetView, Value


class ThemeBehind(Value):
    """A theme that a finding rests on. edited: a person changed its name or members."""

    id: int
    set_id: int
    number: int
    label: str
    edited: bool


class FindingView(Value):
    """A finding with its evidence.

    provinces: of the cluster, largest first, those with at least one person. members: every comment behind it, most
    typical first. quotes: those that documents print; all of them agreed to be quoted.
    """

    id: int
    consultation_id: int
    number: int
    ref: str
    statement: str
    kind: str
    note: str
    issue: IssueView | None
    themes: tuple[ThemeBehind, ...]
    people: int
    provinces: tuple[Count, ...]
    members: tuple[MemberView, ...]
    quotes: tuple[MemberView, ...]
    chosen: bool
    version: int
    updated_at: datetime
    updated_by: str

    @property
    def shared(self) -> bool:
        """Whether people of two provinces or more raised it: the cluster's own matter."""
        return len(self.provinces) >= 2


class Suggestion(Value):
    """A signed-off theme without a finding, and how one could begin."""

    theme: ThemeBehind
    question_label: str
    statement: str
    kind: str
    people: int
    provinces: tuple[Count, ...]
    quotes: tuple[MemberView, ...]

    @property
    def shared(self) -> bool:
        """As `FindingView.shared`."""
        return len(self.provinces) >= 2


class FindingLink(Value):
    """Where a comment or theme is used: enough for a link."""

    consultation_id: int
    number: int
    ref: str
    statement: str


class Desk(Value):
    """Everything on the findings desk of a consultation."""

    consultation: ConsultationView
    plan: PlanView | None
    signed: tuple[SetView, ...]
    unsigned: tuple[SetView, ...]
    findings: tuple[FindingView, ...]
    suggestions: tuple[Suggestion, ...]

    @property
    def cluster_wide(self) -> tuple[FindingView, ...]:
        """Findings of two provinces or more, and those whose people named none."""
        return tuple(finding for finding in self.findings if len(finding.provinces) != 1)

    @property
    def single_province(self) -> tuple[FindingView, ...]:
        """Findings of one province, which go to the province or local authority."""
        return tuple(finding for finding in self.findings if len(finding.provinces) == 1)
