"""What the API answers with about findings and plans: each line leads to its findings, each finding to its comments."""

from datetime import date, datetime

from admin.exports.service import ExportView
from consultation.commitments.service import CommitmentView
from consultation.findings.values import DispositionView, FindingLink, FindingView
from consultation.plans.lines import Line
from consultation.plans.models import Plan
from consultation.responses.service import Count
from consultation.themes.values import Value


class LineOut(Value):
    """A line of a plan version. key: good for all plans; number: as printed; parent: the key it stands under."""

    key: str
    plan: int
    kind: str
    number: str
    title: str
    parent: str
    facts: str


class DispositionOut(Value):
    """What was decided. state: waits for a head, returned or signed."""

    decision: str
    reason: str
    agency: str
    state: str
    lines: tuple[str, ...]
    decided_at: datetime
    signed_at: datetime | None


class CommitmentOut(Value):
    """What will be done, by whom, until when, how far it is."""

    ref: str
    text: str
    owner: str
    due: date
    state: str
    late: bool
    link: str


class FindingEvidence(Value):
    """A finding. people: different people behind it; themes: their ids; comments: the ids of all behind it."""

    id: int
    ref: str
    statement: str
    kind: str
    swot: str
    people: int
    shared: bool
    provinces: tuple[Count, ...]
    themes: tuple[int, ...]
    comments: tuple[int, ...]
    lines: tuple[LineOut, ...]
    disposition: DispositionOut | None
    commitments: tuple[CommitmentOut, ...]
    updated_at: datetime


class Findings(Value):
    """The standing findings of a consultation, by number."""

    findings: tuple[FindingEvidence, ...]


class PlanOut(Value):
    """A version of the cluster's plan. period: B.E. years."""

    id: int
    scheme: str
    cluster: int
    title: str
    period: str
    version: str
    goal: str
    sample: bool


class Plans(Value):
    """The plan versions that findings of a consultation may be linked to, newest first."""

    plans: tuple[PlanOut, ...]


class FindingTrace(Value):
    """A finding that a line is linked to, of this or another consultation of the cluster."""

    id: int
    consultation: int
    ref: str
    statement: str


class TracedLine(LineOut):
    """A line with the findings that speak for it."""

    findings: tuple[FindingTrace, ...]


class PlanLines(Value):
    """A plan version with every line, in printed order."""

    plan: PlanOut
    lines: tuple[TracedLine, ...]


class Exports(Value):
    """A page of exports, newest first. next: the cursor of the next page; null at the end."""

    exports: tuple[ExportView, ...]
    next: str | None


def finding_out(of: FindingView, promises: list[CommitmentView]) -> FindingEvidence:
    """A finding as the API shows it."""
    kept = {"id", "ref", "statement", "kind", "swot", "people", "updated_at"}
    return FindingEvidence(
        **of.model_dump(include=kept),
        shared=of.shared,
        provinces=of.provinces,
        themes=tuple(theme.id for theme in of.themes),
        comments=tuple(member.id for member in of.members),
        lines=tuple(map(line_out, of.lines)),
        disposition=_disposition(of.disposition) if of.disposition else None,
        commitments=tuple(
            CommitmentOut.model_validate(each.model_dump(include=set(CommitmentOut.model_fields))) for each in promises
        ),
    )


def line_out(of: Line) -> LineOut:
    """A line of a plan as the API shows it."""
    return LineOut(key=of.key, plan=of.plan_id, **of.model_dump(include=set(LineOut.model_fields) - {"key", "plan"}))


def traced(of: Line, findings: list[FindingLink]) -> TracedLine:
    """A line with its findings."""
    told = tuple(
        FindingTrace(id=each.id, consultation=each.consultation_id, ref=each.ref, statement=each.statement)
        for each in findings
    )
    return TracedLine(**line_out(of).model_dump(), findings=told)


def plan_out(row: Plan) -> PlanOut:
    """A plan version as the API shows it."""
    return PlanOut.model_validate(row.model_dump(include=set(PlanOut.model_fields)))


def _disposition(of: DispositionView) -> DispositionOut:
    return DispositionOut(
        state=of.state,
        lines=tuple(line.key for line in of.lines),
        **of.model_dump(include={"decision", "reason", "agency", "decided_at", "signed_at"}),
    )
