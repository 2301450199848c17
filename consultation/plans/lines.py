"""The lines of a plan version: issues, indicators, programmes, projects, each with the number it is printed under."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from consultation.plans.models import LINE_KINDS, DevelopmentIssue, Indicator, Plan, Programme, Project
from consultation.plans.wording import kind_name, not_found, say

_TABLES: dict[str, Any] = {
    "issue": DevelopmentIssue,
    "indicator": Indicator,
    "programme": Programme,
    "project": Project,
}


class Line(BaseModel):
    """A line of a plan version.

    key: "programme:7", good for all plans; number: as printed ("2", "2.1", "2.1.3"); parent: the key of the line it
    stands under, empty for an issue. facts: what else is printed of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    id: int
    plan_id: int
    issue_id: int
    number: str
    title: str
    parent: str = ""
    facts: str = ""

    @property
    def key(self) -> str:
        """What the line is called in forms and links."""
        return f"{self.kind}:{self.id}"

    @property
    def name(self) -> str:
        """Kind, number and title, as people speak of it."""
        return f"{kind_name(self.kind)} {self.number} {self.title}"


def lines(session: Session, plan_id: int) -> list[Line]:
    """Every line of a plan version in the order in which it is printed. Raises NotFound."""
    if session.get(Plan, plan_id) is None:
        raise not_found("plan", id=plan_id)
    found: list[Line] = []
    issues = select(DevelopmentIssue).where(DevelopmentIssue.plan_id == plan_id)
    for issue in session.exec(issues.order_by(col(DevelopmentIssue.number))).all():
        found += _of_issue(session, issue)
    return found


def by_key(all_lines: Iterable[Line]) -> dict[str, Line]:
    """Lines by their keys."""
    return {line.key: line for line in all_lines}


def line(session: Session, kind: str, line_id: int) -> Line:
    """One line. Raises NotFound."""
    if (table := _TABLES.get(kind)) is None or (row := session.get(table, line_id)) is None:
        raise not_found("line", kind=kind, id=line_id)
    issue = row if isinstance(row, DevelopmentIssue) else session.get_one(DevelopmentIssue, row.issue_id)
    return by_key(_of_issue(session, issue))[f"{kind}:{line_id}"]


def split(key: str) -> tuple[str, int] | None:
    """Kind and id of a key that a form sent; None for what is no key."""
    kind, _, number = key.partition(":")
    good = kind in LINE_KINDS and number.isascii() and number.isdigit() and len(number) < 19
    return (kind, int(number)) if good else None


def _of_issue(session: Session, issue: DevelopmentIssue) -> list[Line]:
    one, plan_id, issue_id = f"issue:{issue.id}", issue.plan_id, issue.id or 0

    def made(kind: str, id: int | None, number: str, title: str, parent: str, facts: str = "") -> Line:
        return Line(
            kind=kind, id=id or 0, plan_id=plan_id, issue_id=issue_id, number=number, title=title, parent=parent,
            facts=facts,
        )  # fmt: skip

    found = [made("issue", issue.id, str(issue.number), issue.title, "", issue.goal)]
    for row in session.exec(select(Indicator).where(Indicator.issue_id == issue.id).order_by(col(Indicator.number))):
        number = say("line", "indicator_number", issue=issue.number, number=row.number)
        found.append(made("indicator", row.id, number, row.name, one, _measured(row)))
    of = select(Project).where(Project.issue_id == issue.id).order_by(col(Project.number))
    projects = session.exec(of).all()
    programmes = session.exec(select(Programme).where(Programme.issue_id == issue.id).order_by(col(Programme.number)))
    for programme in programmes:
        number, key = f"{issue.number}.{programme.number}", f"programme:{programme.id}"
        found.append(made("programme", programme.id, number, programme.name, one))
        under = [project for project in projects if project.programme_id == programme.id]
        found += [made("project", p.id, f"{number}.{n}", p.name, key, _facts(p)) for n, p in enumerate(under, 1)]
    loose = [project for project in projects if project.programme_id is None]
    return found + [
        made("project", p.id, f"{issue.number}.0.{n}", p.name, one, _facts(p)) for n, p in enumerate(loose, 1)
    ]


def _facts(row: Project) -> str:
    budget = say("line", "budget", baht=row.budget) if row.budget else ""
    return " · ".join(filter(None, (row.agency, row.years, budget)))


def _measured(row: Indicator) -> str:
    if not row.baseline and not row.target:
        return row.unit
    return say("line", "measured", unit=row.unit or "–", baseline=row.baseline or "–", target=row.target or "–")
