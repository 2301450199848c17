"""From a finding to its evidence: themes, every comment, people, quotes, lines of the plan, what was decided."""

from collections.abc import Collection, Iterable, Sequence

from sqlmodel import Session, col, select

from consultation.consult.models import Consultation
from consultation.findings import spread
from consultation.findings.deciding import newest
from consultation.findings.models import Finding, FindingComment, FindingTheme
from consultation.findings.tracing import lines_of
from consultation.findings.values import FindingView, ThemeBehind
from consultation.findings.wording import reference
from consultation.plans import service as plans
from consultation.plans.lines import Line
from consultation.plans.service import IssueView
from consultation.themes import service as themes
from consultation.themes.models import Theme, ThemeSet
from consultation.themes.values import MemberView

USUAL_QUOTES = 3
MOST_QUOTES = 5


def finding_view(session: Session, row: Finding) -> FindingView:
    """A finding with everything behind it."""
    behind = themes_behind(session, row)
    picked, minority = _picked(session, row, "evidence"), _picked(session, row, "minority")
    members = _with(themes.evidence(session, [theme.id for theme in behind]), picked)
    people, provinces, who = spread.counted(session, row)
    linked = lines_of(session, row.id or 0)
    return FindingView(
        **row.model_dump(include={"consultation_id", "number", "statement", "kind", "swot", "note", "version"}),
        id=row.id or 0,
        ref=reference(row.number),
        issue=_issue(session, row, linked),
        lines=tuple(linked),
        themes=tuple(behind),
        earlier=tuple(themes_behind(session, row, replaced=True)),
        answers=spread.answers(session, row),
        people=people,
        provinces=provinces,
        spread=who,
        stances=spread.stances(session, row),
        members=tuple(members),
        picked=tuple(member.id for member in picked),
        minority=tuple(minority),
        quotes=tuple(quotes(row, members)),
        chosen=row.quotes is not None,
        disposition=newest(session, row.id or 0),
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )


def themes_behind(session: Session, row: Finding, *, replaced: bool = False) -> list[ThemeBehind]:
    """The themes a finding rests on, in their order; replaced: those that it rested on before."""
    since = col(FindingTheme.replaced_at)
    query = (
        select(Theme)
        .join(FindingTheme, col(FindingTheme.theme_id) == col(Theme.id))
        .where(FindingTheme.finding_id == row.id, since.is_not(None) if replaced else since.is_(None))
        .order_by(col(Theme.theme_set_id), col(Theme.number))
    )
    return [theme_behind(theme) for theme in session.exec(query)]


def theme_behind(theme: Theme) -> ThemeBehind:
    """A theme, and whether a person changed it."""
    assert theme.id is not None
    edited = theme.acts > 0 or theme.label != theme.machine_label
    return ThemeBehind(id=theme.id, set_id=theme.theme_set_id, number=theme.number, label=theme.label, edited=edited)


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
    return {member.id for member in _with(members, _picked(session, row, "evidence")) if member.quote_ok}


def signed_sets(session: Session, consultation_id: int) -> list[int]:
    """The signed-off theme sets of a consultation, the newest first."""
    signed = (ThemeSet.consultation_id == consultation_id, ThemeSet.state == "signed_off")
    return [id or 0 for id in session.exec(select(ThemeSet.id).where(*signed).order_by(col(ThemeSet.id).desc()))]


def standing(session: Session, consultation_id: int, comment_ids: Collection[int]) -> list[MemberView]:
    """These comments as they stand in the newest signed-off set that has them, by their id."""
    found: dict[int, MemberView] = {}
    for set_id in signed_sets(session, consultation_id) if comment_ids else ():
        for member in themes.chosen(session, set_id, comment_ids):
            found.setdefault(member.id, member)
    return [found[id] for id in sorted(found)]


def _picked(session: Session, row: Finding, role: str) -> list[MemberView]:
    of = select(FindingComment.comment_id).where(FindingComment.finding_id == row.id, FindingComment.role == role)
    return standing(session, row.consultation_id, session.exec(of).all())


def _with(members: Sequence[MemberView], picked: Sequence[MemberView]) -> list[MemberView]:
    there = {member.id for member in members}
    return [*members, *(member for member in picked if member.id not in there)]


def _issue(session: Session, row: Finding, linked: Sequence[Line]) -> IssueView | None:
    """Where documents print it: the issue of the consultation's plan that it is linked to, or to something under it."""
    plan_id = session.get_one(Consultation, row.consultation_id).plan_id
    ours = [line for line in linked if line.plan_id == plan_id]
    first = next((line for line in ours if line.kind == "issue"), ours[0] if ours else None)
    if first is None or plan_id is None:
        return None
    return next(issue for issue in plans.view(session, plan_id).issues if issue.id == first.issue_id)
