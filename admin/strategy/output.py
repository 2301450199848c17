"""The strategy input as JSON: the same content as the document, with a link to every comment behind a finding."""

from dataclasses import asdict
from datetime import date, datetime

from admin.reports.document import AreaNeeds, Count, Decision, FindingLine
from consultation.themes.values import Value


class NumberOf(Value):
    """So many people under a name."""

    name: str
    n: int


class CommentLink(Value):
    """A comment's reference and the page that shows it."""

    ref: str
    href: str


class FindingQuote(Value):
    """A citizen's words, personal data masked, whose author agreed to be quoted."""

    text: str
    province: str
    sector: str
    comment: CommentLink


class FindingTheme(Value):
    """The name of a theme behind a finding; edited: a person changed its name or members."""

    label: str
    edited: bool


class DecisionOut(Value):
    """What was decided on a finding, why, where in the plan. state: signed by a head, returned, or waits for one."""

    decision: str
    reason: str
    where: tuple[str, ...]
    agency: str
    state: str
    signed_at: datetime | None


class FindingCommitment(Value):
    """What will be done for a finding, by whom, by when."""

    ref: str
    text: str
    owner: str
    due: date
    state: str


class FindingOut(Value):
    """One finding. people: different people; shared: raised in two provinces of the cluster or more.

    minority: views worth hearing that may stand against it.
    """

    ref: str
    statement: str
    kind: str
    people: int
    shared: bool
    provinces: tuple[NumberOf, ...]
    themes: tuple[FindingTheme, ...]
    quotes: tuple[FindingQuote, ...]
    comments: tuple[CommentLink, ...]
    swot: str
    minority: tuple[CommentLink, ...]
    decided: DecisionOut | None
    commitments: tuple[FindingCommitment, ...]


class GroupOut(Value):
    """One group of people: registered, and how many of them answered."""

    name: str
    registered: int
    answered: int


class FactOut(Value):
    """A fact by which those who answered are compared. score: 0 … 1; cannot: why it is not compared."""

    name: str
    groups: tuple[GroupOut, ...]
    score: float | None
    cannot: str


class StandingOut(Value):
    """Who answered against who is registered; source is empty where no table of registered people is there."""

    says: str
    source: str
    as_of: date | None
    youngest: int
    facts: tuple[FactOut, ...]
    weighting: str
    sample: bool


class IssueOut(Value):
    """A development issue of the plan with the findings linked to it."""

    order: int
    title: str
    goal: str
    indicators: tuple[str, ...]
    stance: tuple[NumberOf, ...]
    findings: tuple[FindingOut, ...]


class StrategyInput(Value):
    """Problems and needs of an area, by development issue: input to a plan, not a vote and not a sample."""

    consultation: str
    code: str
    cluster: str
    provinces: tuple[str, ...]
    plan: str
    period: str
    opens: datetime
    closes: datetime
    sample: bool
    people: int
    comments: int
    by_province: tuple[NumberOf, ...]
    by_sector: tuple[NumberOf, ...]
    by_age: tuple[NumberOf, ...]
    by_channel: tuple[NumberOf, ...]
    attended_by_sector: tuple[NumberOf, ...]
    reviewed_by: str
    signed_off_at: datetime | None
    generated_at: datetime
    issues: tuple[IssueOut, ...]
    unlinked: tuple[FindingOut, ...]
    single_province: tuple[FindingOut, ...]
    standing: StandingOut | None


def strategy_input(doc: AreaNeeds) -> StrategyInput:
    """The document's value as JSON will carry it."""
    return StrategyInput.model_validate(
        {
            "consultation": doc.consultation_title,
            "code": doc.code,
            "cluster": doc.cluster_full_name,
            "provinces": doc.provinces,
            "plan": doc.plan_title,
            "period": doc.period,
            "opens": doc.opens,
            "closes": doc.closes,
            "sample": doc.sample,
            "people": doc.people,
            "comments": doc.comments,
            "by_province": _numbers(doc.province_counts),
            "by_sector": _numbers(doc.sectors),
            "by_age": _numbers(doc.ages),
            "by_channel": _numbers(doc.channels),
            "attended_by_sector": _numbers(doc.attended),
            "reviewed_by": doc.reviewed_by,
            "signed_off_at": doc.signed_off_at,
            "generated_at": doc.generated_at,
            "issues": tuple(
                IssueOut(
                    order=issue.order,
                    title=issue.title,
                    goal=issue.goal,
                    indicators=issue.indicators,
                    stance=_numbers(issue.stance),
                    findings=_findings(issue.findings),
                )
                for issue in doc.issues
            ),
            "unlinked": _findings(doc.unlinked),
            "single_province": _findings(doc.single_province),
            "standing": asdict(doc.standing) if doc.standing else None,
        }
    )


def comment_link(ref: str) -> CommentLink:
    """The page of a comment by its reference: C12 → /admin/planner/comments/12."""
    return CommentLink(ref=ref, href=f"/admin/planner/comments/{ref.removeprefix('C')}")


def _numbers(counts: tuple[Count, ...]) -> tuple[NumberOf, ...]:
    return tuple(NumberOf(name=count.name, n=count.n) for count in counts)


def _findings(lines: tuple[FindingLine, ...]) -> tuple[FindingOut, ...]:
    return tuple(
        FindingOut(
            ref=line.ref,
            statement=line.statement,
            kind=line.kind,
            people=line.people,
            shared=line.shared,
            provinces=_numbers(line.provinces),
            themes=tuple(FindingTheme(label=theme.label, edited=theme.edited) for theme in line.themes),
            quotes=tuple(
                FindingQuote(text=q.text, province=q.province, sector=q.sector, comment=comment_link(q.comment_ref))
                for q in line.quotes
            ),
            comments=tuple(comment_link(ref) for ref in line.comment_refs),
            swot=line.swot,
            minority=tuple(comment_link(ref) for ref in line.minority_refs),
            decided=_decision(line.decided) if line.decided else None,
            commitments=tuple(FindingCommitment(**asdict(one)) for one in line.promises),
        )
        for line in lines
    )


def _decision(made: Decision) -> DecisionOut:
    return DecisionOut(
        decision=made.name,
        reason=made.reason,
        where=made.where,
        agency=made.agency,
        state=made.state,
        signed_at=made.at,
    )
