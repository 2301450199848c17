"""Units of work on findings: made from signed-off themes, changed with care, traced to every comment."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.findings import deciding
from consultation.findings.deciding import held
from consultation.findings.evidence import MOST_QUOTES, finding_view, quotable
from consultation.findings.models import KINDS, SWOT, Finding, FindingComment, FindingTheme
from consultation.findings.suggestions import suggestions
from consultation.findings.tracing import lines_of, link_to, set_lines
from consultation.findings.values import Desk, FindingLink, FindingView
from consultation.findings.wording import not_found, reference, refused
from consultation.plans import service as plans
from consultation.plans.models import DevelopmentIssue
from consultation.themes import service as themes
from consultation.themes.models import Theme, ThemeSet
from consultation.themes.values import Value

LONGEST_STATEMENT = 500
LONGEST_NOTE = 2000


class FindingInput(Value):
    """What a planner writes of a finding. quotes: comment ids to quote; None leaves the choice to typicality.

    issue_id: the issue of the consultation's plan under which documents print it; None for none.
    """

    statement: str
    kind: str
    issue_id: int | None = None
    swot: str = ""
    note: str = ""
    quotes: tuple[int, ...] | None = None


def desk(session: Session, consultation_id: int) -> Desk:
    """The findings desk of a consultation. Raises NotFound."""
    view = consult.view(session, consultation_id)
    sets = themes.listing(session, consultation_id)
    found = tuple(findings(session, consultation_id))
    signed = tuple(each for each in sets if each.state == "signed_off")
    return Desk(
        consultation=view,
        plan=plans.view(session, view.plan_id) if view.plan_id is not None else None,
        signed=signed,
        unsigned=tuple(each for each in sets if each.state == "draft"),
        findings=found,
        suggestions=tuple(suggestions(session, signed, {theme.id for each in found for theme in each.themes})),
    )


def findings(session: Session, consultation_id: int) -> list[FindingView]:
    """The findings of a consultation by number, each with its evidence."""
    rows = select(Finding).where(Finding.consultation_id == consultation_id, col(Finding.withdrawn_at).is_(None))
    return [finding_view(session, row) for row in session.exec(rows.order_by(col(Finding.number)))]


def add(
    session: Session, consultation_id: int, theme_ids: Sequence[int], given: FindingInput, actor: str
) -> FindingView:
    """Make a finding of one or more signed-off themes. Raises Refused."""
    consultation = _consultation(session, consultation_id)
    chosen = signed_themes(session, consultation_id, theme_ids)
    _check(session, consultation, given)
    now = clock.now()
    row = Finding(
        consultation_id=consultation_id,
        number=_next_number(session, consultation_id),
        **_fields(given),
        created_at=now,
        created_by=actor,
        updated_at=now,
        updated_by=actor,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add_all(FindingTheme(finding_id=row.id, theme_id=theme_id) for theme_id in chosen)
    session.flush()
    _check_quotes(session, row)
    record(session, actor, "finding.add", row, None, {**_fields(given), "themes": chosen})
    _put_under(session, row, consultation, given.issue_id, actor)
    return finding_view(session, row)


def save(session: Session, finding_id: int, given: FindingInput, actor: str, version: int) -> FindingView:
    """Change a finding. Raises Refused when somebody changed it after this version, and for what cannot be."""
    row = held(session, finding_id)
    _fresh(row, version)
    consultation = _consultation(session, row.consultation_id)
    _check(session, consultation, given)
    before = {name: getattr(row, name) for name in _fields(given)}
    for name, value in _fields(given).items():
        setattr(row, name, value)
    touch(session, row, actor)
    _check_quotes(session, row)
    record(session, actor, "finding.save", row, before, _fields(given))
    _put_under(session, row, consultation, given.issue_id, actor)
    return finding_view(session, row)


def withdraw(session: Session, finding_id: int, actor: str, version: int) -> None:
    """Take a finding out of the desk and the documents; its number is never used again.

    Raises Refused once a head has signed what was decided on it: people may have been told.
    """
    row = held(session, finding_id)
    _fresh(row, version)
    if deciding.standing(session, finding_id) is not None:
        raise refused("withdraw_signed", ref=reference(row.number))
    row.withdrawn_at = clock.now()
    touch(session, row, actor)
    record(session, actor, "finding.withdraw", row, {"statement": row.statement}, {"withdrawn": True})


def find(session: Session, finding_id: int) -> FindingView:
    """One standing finding with everything behind it. Raises NotFound."""
    row = session.get(Finding, finding_id)
    if row is None or row.withdrawn_at is not None:
        raise not_found("finding_not_found")
    return finding_view(session, row)


def listed(session: Session, consultation_id: int) -> list[FindingLink]:
    """The standing findings of a consultation in short, by number."""
    of = (Finding.consultation_id == consultation_id, col(Finding.withdrawn_at).is_(None))
    return [link_to(row) for row in session.exec(select(Finding).where(*of).order_by(col(Finding.number)))]


def findings_with(session: Session, theme_ids: Sequence[int], comment_id: int | None = None) -> list[FindingLink]:
    """The findings that rest on any of these themes, now or before, or for which a comment was picked by hand."""
    by_theme = select(FindingTheme.finding_id).where(col(FindingTheme.theme_id).in_(list(theme_ids)))
    by_hand = select(FindingComment.finding_id).where(FindingComment.comment_id == comment_id)
    query = (
        select(Finding)
        .where(or_(col(Finding.id).in_(by_theme), col(Finding.id).in_(by_hand)), col(Finding.withdrawn_at).is_(None))
        .order_by(col(Finding.number))
    )
    return [link_to(row) for row in session.exec(query)]


def _fields(given: FindingInput) -> dict[str, Any]:
    return {
        "statement": " ".join(given.statement.split()),
        "kind": given.kind,
        "swot": given.swot,
        "note": given.note.strip()[:LONGEST_NOTE],
        "quotes": list(given.quotes) if given.quotes is not None else None,
    }


def _consultation(session: Session, consultation_id: int) -> Consultation:
    """The consultation, held so that numbers are given out one at a time."""
    consult.view(session, consultation_id)  # raises NotFound in Thai
    held = select(Consultation).where(Consultation.id == consultation_id).with_for_update()
    return session.exec(held).one()


def signed_themes(session: Session, consultation_id: int, theme_ids: Sequence[int]) -> list[int]:
    """These themes, each once, when all are of signed-off sets of the consultation. Raises Refused."""
    wanted = sorted(set(theme_ids))
    if not wanted:
        raise refused("no_themes")
    query = (
        select(Theme, ThemeSet)
        .join(ThemeSet, col(ThemeSet.id) == col(Theme.theme_set_id))
        .where(col(Theme.id).in_(wanted), col(Theme.retired_at).is_(None))
        .where(ThemeSet.consultation_id == consultation_id)
    )
    found = session.exec(query).all()
    if len(found) != len(wanted):
        raise refused("theme_not_found")
    for theme, of in found:
        if of.state != "signed_off":
            raise refused("not_signed_off", label=theme.label)
    return wanted


def _check(session: Session, consultation: Consultation, given: FindingInput) -> None:
    statement = " ".join(given.statement.split())
    if not statement:
        raise refused("statement_empty")
    if len(statement) > LONGEST_STATEMENT:
        raise refused("statement_long", n=len(statement), most=LONGEST_STATEMENT)
    if given.kind not in KINDS:
        raise refused("kind_unknown", kind=given.kind[:40])
    if given.swot not in SWOT:
        raise refused("swot_unknown", given=given.swot[:40])
    if given.issue_id is not None:
        issue = session.get(DevelopmentIssue, given.issue_id)
        if issue is None or consultation.plan_id is None or issue.plan_id != consultation.plan_id:
            raise refused("issue_unknown")
    if given.quotes is not None and len(given.quotes) > MOST_QUOTES:
        raise refused("too_many_quotes", most=MOST_QUOTES)


def _check_quotes(session: Session, row: Finding) -> None:
    """Only words whose author agreed, and that stand behind this very finding."""
    if row.quotes and set(row.quotes) - quotable(session, row):
        raise refused("not_quotable")


def _next_number(session: Session, consultation_id: int) -> int:
    highest = select(func.max(Finding.number)).where(Finding.consultation_id == consultation_id)
    return (session.exec(highest).one() or 0) + 1


def _put_under(session: Session, row: Finding, consultation: Consultation, issue_id: int | None, actor: str) -> None:
    """Link a finding to an issue of the consultation's plan in place of the one it was under; finer links stay.

    With None the links to issues go, those to their indicators, programmes and projects stay.
    """
    if consultation.plan_id is None:
        return
    ours = [line for line in lines_of(session, row.id or 0) if line.plan_id == consultation.plan_id]
    kept = [line.key for line in ours if line.kind != "issue"]
    set_lines(session, row, consultation.plan_id, [*kept, *([f"issue:{issue_id}"] if issue_id else [])], actor)


def _fresh(row: Finding, version: int) -> None:
    if row.version != version:
        raise refused("changed", ref=reference(row.number), actor=row.updated_by)


def touch(session: Session, row: Finding, actor: str) -> None:
    """Note that somebody changed a finding: pages that show it as it was before are refused."""
    row.version, row.updated_at, row.updated_by = row.version + 1, clock.now(), actor
    session.add(row)
    session.flush()


def record(
    session: Session, actor: str, act: str, row: Finding, before: dict[str, Any] | None, after: dict[str, Any]
) -> None:
    """Write an act on a finding into the audit record."""
    audit.record(session, actor, act, f"finding:{row.id}", before=before, after={"number": row.number, **after})
