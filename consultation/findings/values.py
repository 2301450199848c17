"""What pages and documents see of findings: frozen values. Counts are of different people."""

from datetime import datetime

from consultation.consult.service import ConsultationView
from consultation.plans.lines import Line
from consultation.plans.service import IssueView, PlanView
from consultation.responses.service import Count
from consultation.themes.values import MemberView, SetView, StanceView, Value


class ThemeBehind(Value):
    """A theme that a finding rests on. edited: a person changed its name or members."""

    id: int
    set_id: int
    number: int
    label: str
    edited: bool


class AnswerBehind(Value):
    """A choice of a closed question that speaks for a finding, and how many people chose it."""

    question: str
    label: str
    choice: str
    name: str
    people: int


class Spread(Value):
    """Who the people behind a finding are, each way largest first; those who did not say are left out.

    elsewhere: people of other provinces than the cluster's. together: people behind its comments or its answers.
    """

    sectors: tuple[Count, ...] = ()
    ages: tuple[Count, ...] = ()
    channels: tuple[Count, ...] = ()
    elsewhere: int = 0
    no_place: int = 0
    together: int = 0


class DispositionView(Value):
    """What was decided on a finding. lines: where in the plan; state: waits for a head, returned by one, or signed."""

    id: int
    finding_id: int
    number: int
    decision: str
    name: str
    reason: str
    agency: str
    plan_id: int | None
    lines: tuple[Line, ...]
    decided_at: datetime
    decided_by: str
    signed_at: datetime | None
    signed_by: str
    returned_at: datetime | None
    returned_by: str
    returned_why: str

    @property
    def state(self) -> str:
        """`signed`, `returned` or `waits`."""
        return "signed" if self.signed_at else "returned" if self.returned_at else "waits"


class FindingView(Value):
    """A finding with its evidence.

    issue: of the consultation's plan, under which documents print it. lines: every line of any plan version that it is
    linked to. provinces: of the cluster, largest first, those with at least one person. members: every comment behind
    it, most typical first; picked: those that a planner added by hand. minority: views worth hearing that may stand
    against it. quotes: those that documents print; all of them agreed to be quoted. earlier: themes of older sets that
    newer ones took the place of.
    """

    id: int
    consultation_id: int
    number: int
    ref: str
    statement: str
    kind: str
    swot: str
    note: str
    issue: IssueView | None
    lines: tuple[Line, ...]
    themes: tuple[ThemeBehind, ...]
    earlier: tuple[ThemeBehind, ...]
    answers: tuple[AnswerBehind, ...]
    people: int
    provinces: tuple[Count, ...]
    spread: Spread
    stances: tuple[StanceView, ...]
    members: tuple[MemberView, ...]
    picked: tuple[int, ...]
    minority: tuple[MemberView, ...]
    quotes: tuple[MemberView, ...]
    chosen: bool
    disposition: DispositionView | None
    version: int
    updated_at: datetime
    updated_by: str

    @property
    def shared(self) -> bool:
        """Whether people of two provinces or more raised it: the cluster's own matter."""
        return len(self.provinces) >= 2

    @property
    def single(self) -> bool:
        """Whether people of one province alone raised it: a matter of the province or a local authority."""
        return len(self.provinces) == 1


class Dissent(Value):
    """A comment that may be a minority view behind a finding, and why, in Thai sentences."""

    member: MemberView
    why: tuple[str, ...]


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

    id: int
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
        return tuple(finding for finding in self.findings if not finding.single)

    @property
    def single_province(self) -> tuple[FindingView, ...]:
        """Findings of one province, which go to the province or local authority."""
        return tuple(finding for finding in self.findings if finding.single)
