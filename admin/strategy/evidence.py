"""From a finding to its evidence: themes, every comment, people by province, quotes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlmodel import Session, col, select

from admin.strategy.models import Finding, FindingTheme
from admin.strategy.values import FindingView, ThemeBehind
from admin.strategy.wording import reference
from consultation.plans import service as plans
from consultation.plans.models import DevelopmentIssue
from consultation.plans.service import IssueView
from consultation.responses.service import Count
from consultation.themes import service as themes
from consultation.themes.members import cluster_of
from consultation.themes.models import Theme
from consultation.themes.values import MemberView

USUAL_QUOTES = 3
MOST_QUOTES = 5


def finding_view(session: Session, row: Finding) -> FindingView:
    """A finding with everything behind it."""
    behind = themes_behind(session, row)
    members = themes.evidence(session, [theme.id for theme in behind])
    return FindingView(
        **row.model_dump(include={"consultation_id", "number", "statement", "kind", "note", "version"}),
        id=row.id or 0,
        ref=reference(row.number),
        issue=_issue(session, row.issue_id),
        themes=tuple(behind),
        people=people(members),
        provinces=by_province(members, {place.iso for place in cluster_of(session, row.consultation_id).provinces}),
        members=tuple(members),
        quotes=tuple(quotes(row, members)),
        chosen=row.quotes is not None,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )


def themes_behind(session: Session, row: Finding) -> list[ThemeBehind]:
    """The themes a finding rests on, in their order."""
    query = (
        select(Theme)
        .join(FindingTheme, col(FindingTheme.theme_id) == col(Theme.id))
        .where(FindingTheme.finding_id == row.id)
        .order_by(col(Theme.theme_set_id), col(Theme.number))
    )
    return [theme_behind(theme) for theme in session.exec(query)]


def theme_behind(theme: Theme) -> ThemeBehind:
    """A theme, and whether a person changed it."""
    assert theme.id is not None
    edited = theme.acts > 0 or theme.label != theme.machine_label
    return ThemeBehind(id=theme.id, set_id=theme.theme_set_id, number=theme.number, label=theme.label, edited=edited)


def people(members: Iterable[MemberView]) -> int:
    """How many different people stand behind comments."""
    return len({member.response_id for member in members})


def by_province(members: Iterable[MemberView], isos: Collection[str]) -> tuple[Count, ...]:
    """Different people by province of these, largest first; those who named none, or another, are left out."""
    found: dict[tuple[str | None, str], set[int]] = defaultdict(set)
    for member in members:
        if member.province in isos:
            found[member.province, member.province_name].add(member.response_id)
    counts = [Count(key=key or "", name=name, n=len(who)) for (key, name), who in found.items()]
    return tuple(sorted(counts, key=lambda count: (-count.n, count.name)))


def quotes(row: Finding, members: Sequence[MemberView]) -> list[MemberView]:
    """What documents quote: the planner's choice, else the most representative; only with their authors' consent."""
    allowed = [member for member in members if member.quote_ok]
    if row.quotes is not None:
        by_id = {member.id: member for member in allowed}
        return [by_id[chosen] for chosen in row.quotes if chosen in by_id]
    return candidates(allowed)[:USUAL_QUOTES]


def candidates(members: Iterable[MemberView]) -> list[MemberView]:
    """Comments that may be quoted, the most telling first: representative ones, then typical ones, copies last."""
    allowed = (member for member in members if member.quote_ok)
    return sorted(allowed, key=lambda m: (m.rank or 1_000, bool(m.same_as), -m.typicality, m.id))


def quotable(session: Session, row: Finding) -> set[int]:
    """The comments behind a finding whose authors agreed to be quoted."""
    members = themes.evidence(session, [theme.id for theme in themes_behind(session, row)])
    return {member.id for member in members if member.quote_ok}


def _issue(session: Session, issue_id: int | None) -> IssueView | None:
    if issue_id is None:
        return None
    row = session.get(DevelopmentIssue, issue_id)
    assert row is not None, "a finding refers to its issue by a foreign key"
    return next(issue for issue in plans.view(session, row.plan_id).issues if issue.id == issue_id)
