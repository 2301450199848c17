"""What the document "ประเด็นปัญหาและความต้องการเชิงพื้นที่" says, as one value.

It is part (๑) of a cluster plan: the problems and needs that citizens told, by development issue, each line with the
comments behind it. Figures are whole numbers of people unless named otherwise; text is as stored, with Arabic or Thai
digits, and is put into official form by `compose`.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Count:
    """How many people: a province, a sector, an age group, a channel or a stance, and its number."""

    name: str
    n: int


@dataclass(frozen=True)
class ThemeLabel:
    """The name of a theme behind a finding; `edited` when an officer renamed, merged, split or moved within it."""

    label: str
    edited: bool = False


@dataclass(frozen=True)
class Quote:
    """A citizen's own words, personal data masked, nothing else changed; `comment_ref` leads to the comment."""

    text: str
    province: str
    sector: str
    comment_ref: str


@dataclass(frozen=True)
class Decision:
    """What was decided on a finding: in words, why, where in the plan (names of lines), to whom it was passed on.

    state: `signed` by a head, `returned` by one, or still `waits`; by, at: the head and the moment, when signed.
    """

    name: str
    reason: str
    state: str
    where: tuple[str, ...] = ()
    agency: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Promise:
    """A commitment for a finding; state in words."""

    ref: str
    text: str
    owner: str
    due: date
    state: str


@dataclass(frozen=True)
class FindingLine:
    """One finding: an officer's statement of a problem, need or proposal, with the people and comments behind it.

    ref: short and unique in the document, such as "ข-๐๑". kind: ปัญหา, ความต้องการ or ข้อเสนอ. people: how many different
    people said it; provinces may sum to less, when someone gave no province. comment_refs: every comment behind it.
    swot: its corner in words, empty when not said. minority: views worth hearing that may stand against it,
    whose authors agreed to be quoted; minority_refs: all of them.
    """

    ref: str
    statement: str
    kind: str
    people: int
    provinces: tuple[Count, ...]
    themes: tuple[ThemeLabel, ...]
    quotes: tuple[Quote, ...]
    comment_refs: tuple[str, ...]
    swot: str = ""
    minority: tuple[Quote, ...] = ()
    minority_refs: tuple[str, ...] = ()
    decided: Decision | None = None
    promises: tuple[Promise, ...] = ()

    @property
    def shared(self) -> bool:
        """Whether it was heard in two provinces or more, which makes it the cluster's own matter."""
        return sum(1 for province in self.provinces if province.n > 0) >= 2


@dataclass(frozen=True)
class IssueSection:
    """A development issue of the plan, what people thought of it (if asked), and the findings linked to it."""

    order: int
    title: str
    goal: str = ""
    indicators: tuple[str, ...] = ()
    stance: tuple[Count, ...] = ()
    findings: tuple[FindingLine, ...] = ()


@dataclass(frozen=True)
class ComparedGroup:
    """One group of a fact: people registered, people who answered."""

    name: str
    registered: int
    answered: int


@dataclass(frozen=True)
class ComparedFact:
    """A fact by which those who answered are held against those registered; cannot: why it is not, empty where it is.

    score: the lowest participation rate of its groups by the highest, 0 … 1; None where it cannot be told.
    """

    name: str
    groups: tuple[ComparedGroup, ...] = ()
    score: float | None = None
    cannot: str = ""


@dataclass(frozen=True)
class Represented:
    """Who answered against who is registered. says: what may be said of such a sample; source "": no table is there.

    youngest: from which age on registered people are counted. weighting: how figures could be weighted, or why not;
    those of this document never are.
    """

    says: str
    weighting: str
    source: str = ""
    as_of: date | None = None
    youngest: int = 0
    facts: tuple[ComparedFact, ...] = ()
    sample: bool = False


@dataclass(frozen=True)
class AreaNeeds:
    """The whole document; both renderings draw from it alone.

    opens, closes: the collection window. sectors with n = 0 are shown as not yet represented. limits: the officer's own
    words on who could not be reached. single_province: findings of one province that stand under no development issue
    and go to the province or local authority; unlinked: other findings that stand under none. signed_off_at: None
    marks the document as a draft. sample: marks every page as sample data. attended: people at its meetings by sector,
    none for a sector that the law wants heard and nobody came for; empty without meetings. Heads are no answers.
    Raises ValueError when two findings carry one ref.
    """

    cluster_name: str
    cluster_full_name: str
    provinces: tuple[str, ...]
    plan_title: str
    period: str
    consultation_title: str
    code: str
    opens: date | datetime
    closes: date | datetime
    channels: tuple[Count, ...]
    people: int
    comments: int
    sectors: tuple[Count, ...]
    province_counts: tuple[Count, ...]
    ages: tuple[Count, ...]
    limits: str
    reviewed_by: str
    signed_off_at: datetime | None
    issues: tuple[IssueSection, ...]
    single_province: tuple[FindingLine, ...]
    unlinked: tuple[FindingLine, ...]
    generated_at: datetime
    sample: bool = False
    attended: tuple[Count, ...] = ()
    standing: Represented | None = None
    represented: int = 0  # people for whom the responses speak; shown where it is more than there are responses

    def __post_init__(self) -> None:
        seen: dict[str, FindingLine] = {}
        for finding in self._every():
            if seen.setdefault(finding.ref, finding) != finding:
                raise ValueError(f"two different findings carry the ref {finding.ref}")

    def _every(self) -> list[FindingLine]:
        under_issues = [finding for issue in self.issues for finding in issue.findings]
        return [*under_issues, *self.unlinked, *self.single_province]

    @property
    def findings(self) -> tuple[FindingLine, ...]:
        """Every finding once, in the order of the document."""
        return tuple({finding.ref: finding for finding in self._every()}.values())
