"""Plans in and out of the database: units of work over a plan version and everything in it."""

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.errors import not_found, refused
from consultation.places.schemes import cluster as find_cluster
from consultation.plans.models import DevelopmentIssue, Indicator, Plan, Programme, Project


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IndicatorView(_Value):
    """An indicator; baseline and target as printed, with their unit."""

    name: str
    unit: str = ""
    baseline: str = ""
    target: str = ""


class ProjectInput(_Value):
    """A project. programme: the place of its programme among the issue's, from 1; 0 for one under the issue itself."""

    name: str
    programme: int = 0
    agency: str = ""
    budget: str = ""
    years: str = ""


class IssueInput(_Value):
    """A development issue to be stored. programmes: their names."""

    title: str
    summary: str = ""
    goal: str = ""
    indicators: tuple[IndicatorView, ...] = ()
    programmes: tuple[str, ...] = ()
    projects: tuple[ProjectInput, ...] = ()


class PlanInput(_Value):
    """A plan version to be stored. period: B.E. years, such as "2571–2575"."""

    scheme: str
    cluster: int
    title: str
    period: str
    version: str
    goal: str = ""
    sample: bool = False
    issues: tuple[IssueInput, ...]


class IssueView(IssueInput):
    """A stored development issue; `number` as printed in the plan."""

    id: int
    number: int


class PlanView(_Value):
    """A stored plan with its issues in order."""

    id: int
    scheme: str
    cluster: int
    title: str
    period: str
    version: str
    goal: str
    sample: bool
    issues: tuple[IssueView, ...]


def add(session: Session, plan: PlanInput, actor: str) -> PlanView:
    """Store a plan version. Raises UnknownPlace for no cluster, Refused for a version that is there already."""
    place = find_cluster(plan.scheme, plan.cluster)
    scheme = place.scheme
    same = (Plan.scheme == scheme, Plan.cluster == plan.cluster)
    version = (Plan.period == plan.period, Plan.version == plan.version)
    if session.exec(select(Plan.id).where(*same, *version)).first() is not None:
        raise refused("plan_exists", version=plan.version, period=plan.period, cluster=place.full_name_th)
    row = Plan(**{**plan.model_dump(exclude={"issues"}), "scheme": scheme}, created_at=clock.now())
    session.add(row)
    session.flush()
    assert row.id is not None
    for number, issue in enumerate(plan.issues, 1):
        _add_issue(session, row.id, number, issue)
    audit.record(session, actor, "plan.add", f"plan:{row.id}", after={"title": plan.title, "version": plan.version})
    return view(session, row.id)


def view(session: Session, plan_id: int) -> PlanView:
    """A plan with everything in it. Raises NotFound."""
    row = session.get(Plan, plan_id)
    if row is None:
        raise not_found("plan_not_found", id=plan_id)
    return _view(session, row)


def for_cluster(session: Session, scheme: str, number: int) -> list[PlanView]:
    """The plans of a cluster, newest first. Raises UnknownPlace."""
    scheme = find_cluster(scheme, number).scheme
    found = select(Plan).where(Plan.scheme == scheme, Plan.cluster == number).order_by(col(Plan.id).desc())
    return [_view(session, row) for row in session.exec(found)]


def _add_issue(session: Session, plan_id: int, number: int, issue: IssueInput) -> None:
    row = DevelopmentIssue(
        plan_id=plan_id,
        number=number,
        title=issue.title,
        summary=issue.summary,
        goal=issue.goal,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    for order, indicator in enumerate(issue.indicators, 1):
        session.add(Indicator(issue_id=row.id, number=order, **indicator.model_dump()))
    programmes = [Programme(issue_id=row.id, number=n, name=name) for n, name in enumerate(issue.programmes, 1)]
    session.add_all(programmes)
    session.flush()
    ids = [None, *(programme.id for programme in programmes)]
    for order, project in enumerate(issue.projects, 1):
        facts = project.model_dump(exclude={"programme"})
        session.add(Project(issue_id=row.id, programme_id=ids[project.programme], number=order, **facts))
    session.flush()


def _view(session: Session, row: Plan) -> PlanView:
    issues = session.exec(
        select(DevelopmentIssue).where(DevelopmentIssue.plan_id == row.id).order_by(col(DevelopmentIssue.number))
    )
    return PlanView(**row.model_dump(exclude={"created_at"}), issues=tuple(_issue(session, issue) for issue in issues))


def _issue(session: Session, row: DevelopmentIssue) -> IssueView:
    rows = session.exec(select(Indicator).where(Indicator.issue_id == row.id).order_by(col(Indicator.number)))
    programmes = session.exec(
        select(Programme).where(Programme.issue_id == row.id).order_by(col(Programme.number))
    ).all()
    at = {programme.id: n for n, programme in enumerate(programmes, 1)}
    projects = session.exec(select(Project).where(Project.issue_id == row.id).order_by(col(Project.number)))
    return IssueView(
        **row.model_dump(exclude={"plan_id"}),
        programmes=tuple(programme.name for programme in programmes),
        projects=tuple(
            ProjectInput(
                programme=at.get(p.programme_id, 0), **p.model_dump(include={"name", "agency", "budget", "years"})
            )
            for p in projects
        ),
        indicators=tuple(IndicatorView(**i.model_dump(include={"name", "unit", "baseline", "target"})) for i in rows),
    )
