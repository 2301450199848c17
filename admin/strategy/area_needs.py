"""The value behind the document "ประเด็นปัญหาและความต้องการเชิงพื้นที่": findings by issue, traced to comments."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from admin.reports.document import AreaNeeds, Count, IssueSection
from admin.strategy.area_findings import line, represented
from admin.strategy.wording import PACKAGE, in_document
from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.findings.service import findings
from consultation.findings.values import FindingView
from consultation.findings.wording import refused
from consultation.forms import service as forms
from consultation.forms.form import in_language
from consultation.lifecycle import results
from consultation.lifecycle.service import is_old
from consultation.meetings import views as meetings
from consultation.places.schemes import Cluster
from consultation.places.schemes import cluster as find_cluster
from consultation.plans import service as plans
from consultation.plans.service import IndicatorView, IssueView, PlanView
from consultation.responses import service as responses
from consultation.responses.models import UNSENT, Comment, Response
from consultation.responses.service import Count as Figure
from consultation.responses.service import Figures
from consultation.settings import settings
from consultation.themes import service as themes
from consultation.wording import wording


def area_needs(session: Session, consultation_id: int) -> AreaNeeds:
    """The document's value as it stands now. Raises NotFound; Refused before any theme set is signed off."""
    view = consult.view(session, consultation_id)
    signed = [each for each in themes.listing(session, consultation_id) if each.state == "signed_off"]
    if not signed:
        raise refused("no_signed_set")
    opens, closes = _window(view)
    plan = plans.view(session, view.plan_id) if view.plan_id is not None else None
    cluster, figures = find_cluster(view.scheme, view.cluster), responses.figures(session, consultation_id)
    found = findings(session, consultation_id)
    loose = [finding for finding in found if finding.issue is None]
    return AreaNeeds(
        cluster_name=cluster.full_name_th,
        cluster_full_name=cluster.full_name_th,
        provinces=tuple(place.name_th for place in cluster.provinces),
        plan_title=plan.title if plan else in_document("no_plan"),
        period=plan.period if plan else "",
        consultation_title=view.title,
        code=view.code,
        opens=opens,
        closes=closes,
        channels=tuple(Count(channel_name(channel.key), channel.n) for channel in figures.channels),
        people=figures.submitted,
        comments=count_comments(session, consultation_id),
        sectors=by_choice(session, consultation_id, "sector", figures.sectors),
        province_counts=by_province(cluster, figures),
        ages=by_choice(session, consultation_id, "age", figures.ages),
        limits=_limits(session, view),
        reviewed_by=" ".join(sorted({each.signed_off_by or "" for each in signed})),
        signed_off_at=max(each.signed_off_at for each in signed if each.signed_off_at),
        issues=tuple(_issues(session, consultation_id, plan, found)),
        single_province=tuple(line(session, finding) for finding in loose if len(finding.provinces) == 1),
        unlinked=tuple(line(session, finding) for finding in loose if len(finding.provinces) != 1),
        generated_at=clock.now(),
        sample=view.sample,
        attended=_attended(session, consultation_id),
        standing=represented(session, consultation_id),
        represented=figures.represented,
    )


def _window(view: ConsultationView) -> tuple[datetime, datetime]:
    if view.opened_at is None:
        raise refused("no_window")
    return view.opened_at, view.closed_at or view.closes_at or clock.now()


def _limits(session: Session, view: ConsultationView) -> str:
    """What the officers wrote of what the figures do not say, and that the opinions are old when they are."""
    old = in_document("old", months=settings().result_months) if is_old(view) else ""
    return "\n".join(filter(None, (results.start_from(session, view.id).limits, old)))


def _attended(session: Session, consultation_id: int) -> tuple[Count, ...]:
    """People at the meetings by sector; a sector that the law wants heard is there with nobody too."""
    lines = meetings.summary(session, consultation_id).sectors
    return tuple(Count(one.name, one.attended) for one in lines if one.attended or one.demanded)


def count_comments(session: Session, consultation_id: int) -> int:
    """How many free texts count."""
    query = (
        select(func.count())
        .select_from(Comment)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(Comment.consultation_id == consultation_id, Response.state == "submitted", Comment.kind != UNSENT)
    )
    return session.exec(query).one()


def channel_name(key: str) -> str:
    """A channel as documents name it."""
    return str(wording(PACKAGE)["document"]["channel"].get(key, key))


def by_province(cluster: Cluster, figures: Figures) -> tuple[Count, ...]:
    """The cluster's provinces in its order, those without anybody too; then those from elsewhere."""
    by_key = {figure.key: figure.n for figure in figures.provinces}
    counts = [Count(place.name_th, by_key.pop(place.iso, 0)) for place in cluster.provinces]
    elsewhere = sum(by_key.values())
    return (*counts, Count(in_document("outside"), elsewhere)) if elsewhere else tuple(counts)


def by_choice(session: Session, consultation_id: int, role: str, figures: tuple[Figure, ...]) -> tuple[Count, ...]:
    """Counts in the order of the form's choices, those that nobody chose too."""
    question = forms.current(session, consultation_id).by_role(role)
    by_key = {figure.key: figure.n for figure in figures}
    return tuple(
        Count(in_language(choice.label, "th"), by_key.get(choice.name, 0))
        for choice in (question.choices if question else ())
    )


def _issues(
    session: Session, consultation_id: int, plan: PlanView | None, found: list[FindingView]
) -> list[IssueSection]:
    stances = {each.role: each for each in responses.stances(session, consultation_id)}
    sections = []
    for issue in plan.issues if plan else ():
        asked = stances.get(f"stance:{issue.number}")
        sections.append(
            IssueSection(
                order=issue.number,
                title=issue.title,
                goal=issue.goal,
                indicators=tuple(_indicator(indicator) for indicator in issue.indicators),
                stance=tuple(Count(count.name, count.n) for count in asked.counts) if asked and asked.base else (),
                findings=tuple(line(session, finding) for finding in found if _under(finding, issue)),
            )
        )
    return sections


def _under(finding: FindingView, issue: IssueView) -> bool:
    return finding.issue is not None and finding.issue.id == issue.id


def _indicator(indicator: IndicatorView) -> str:
    if not indicator.baseline and not indicator.target:
        return indicator.name
    key = "indicator" if indicator.unit else "indicator_plain"
    return in_document(key, **{name: value or "–" for name, value in indicator.model_dump().items()})
