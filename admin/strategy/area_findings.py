"""What the document on problems and needs says of one finding, and of who answered against who is registered."""

from collections.abc import Iterable

from sqlmodel import Session

from admin.reports.document import (
    ComparedFact,
    ComparedGroup,
    Count,
    Decision,
    FindingLine,
    Promise,
    Quote,
    Represented,
    ThemeLabel,
)
from admin.strategy.wording import in_document
from consultation.commitments import service as commitments
from consultation.commitments.service import CommitmentView
from consultation.commitments.wording import said as of_commitment
from consultation.findings.values import DispositionView, FindingView
from consultation.findings.wording import kind_name, said
from consultation.population.standing import standing
from consultation.population.values import Part
from consultation.themes.values import MemberView


def line(session: Session, finding: FindingView) -> FindingLine:
    """A finding with its evidence, what stands against it, what was decided and what will be done."""
    return FindingLine(
        ref=finding.ref,
        statement=finding.statement,
        kind=kind_name(finding.kind),
        people=finding.people,
        provinces=tuple(Count(place.name, place.n) for place in finding.provinces),
        themes=tuple(ThemeLabel(theme.label, theme.edited) for theme in finding.themes),
        quotes=_quotes(finding.quotes),
        comment_refs=tuple(member.ref for member in sorted(finding.members, key=lambda member: member.id)),
        swot=said("swot", finding.swot) if finding.swot else "",
        minority=_quotes(member for member in finding.minority if member.quote_ok),
        minority_refs=tuple(member.ref for member in finding.minority),
        decided=_decided(finding.disposition) if finding.disposition else None,
        promises=tuple(map(_promise, commitments.of_finding(session, finding.id))),
    )


def represented(session: Session, consultation_id: int) -> Represented:
    """Who answered against who is registered, as the page on representativeness shows it."""
    seen = standing(session, consultation_id)
    weighting = in_document("weighted", method=seen.method) if seen.weights else in_document("raw", why=seen.unweighted)
    told = in_document("open_link", says=seen.says) if seen.open else seen.says
    if seen.table is None:
        return Represented(told, weighting)
    return Represented(
        told,
        weighting,
        source=seen.table.source,
        as_of=seen.table.as_of,
        youngest=seen.youngest,
        facts=tuple(map(_fact, seen.parts)),
        sample=seen.table.sample,
    )


def _quotes(members: Iterable[MemberView]) -> tuple[Quote, ...]:
    return tuple(
        Quote(
            text=member.said,
            province=member.province_name or in_document("unknown_place"),
            sector=member.sector_name or in_document("unknown_sector"),
            comment_ref=member.ref,
        )
        for member in members
    )


def _decided(made: DispositionView) -> Decision:
    where = tuple(one.name for one in made.lines)
    return Decision(made.name, made.reason, made.state, where, made.agency, made.signed_by, made.signed_at)


def _promise(one: CommitmentView) -> Promise:
    return Promise(one.ref, one.text, one.owner, one.due, of_commitment("state", one.state))


def _fact(part: Part) -> ComparedFact:
    groups = tuple(ComparedGroup(one.name, one.registered, one.answered) for one in part.lines)
    return ComparedFact(part.name, groups, part.score, part.cannot)
