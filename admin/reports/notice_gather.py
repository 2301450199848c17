"""Gather what the notice of a consultation and the notice of its results say, as it stands now."""

from datetime import date, datetime

from sqlmodel import Session

from admin.reports import catalogue
from admin.reports.document import Count
from admin.reports.emblem import emblem
from admin.reports.notice import LawFacts, MeetingFacts, NoticeData, QuestionThemes, ResultData, ThemeFacts, WayIn
from admin.reports.notice_wording import said
from admin.strategy.area_needs import by_choice, by_province, channel_name
from admin.ways import ways
from consultation import clock
from consultation.announcements import service as announcements
from consultation.consult import service as consult
from consultation.consult.links import links
from consultation.consult.service import ConsultationView
from consultation.law import hearing, notices
from consultation.law.rules import rules as law_rules
from consultation.meetings import views as meetings
from consultation.places.schemes import cluster as find_cluster
from consultation.plans import service as plans
from consultation.responses import service as responses
from consultation.settings import settings
from consultation.themes import service as themes
from consultation.themes import views


def gather_notice(session: Session, consultation_id: int) -> NoticeData:
    """What the notice says. Raises NotFound; Refused when the office's emblem cannot be read."""
    view = consult.view(session, consultation_id)
    plan = plans.view(session, view.plan_id) if view.plan_id is not None else None
    cluster, of = find_cluster(view.scheme, view.cluster), settings()
    return NoticeData(
        kind=view.kind,
        office=said("words", "office", cluster=cluster.full_name_th),
        cluster=cluster.full_name_th,
        provinces=tuple(place.name_th for place in cluster.provinces),
        title=view.title,
        code=view.code,
        public=links(view, of).public,
        opens=view.opened_at or view.opens_at,
        closes=view.closed_at or view.closes_at,
        result_due=_day(view.result_due),
        result_days=of.result_days,
        plan=plan.title if plan else "",
        period=plan.period if plan else "",
        plan_version=plan.version if plan else "",
        ways=tuple(WayIn(way.key, way.title, way.link) for way in ways(view, of) if way.link),
        meetings=_meetings(session, view),
        law=_law(session, view),
        entries=announcements.written(session, consultation_id),
        emblem=emblem(catalogue.emblem()),
        made_at=clock.now(),
        sample=view.sample,
    )


def gather_result(session: Session, consultation_id: int) -> ResultData:
    """What the notice of results says. Raises as `gather_notice`."""
    view, figures = consult.view(session, consultation_id), responses.figures(session, consultation_id)
    notice = gather_notice(session, consultation_id)
    return ResultData(
        notice=notice,
        closed=view.closed_at is not None,
        people=figures.submitted,
        channels=tuple(Count(channel_name(each.key), each.n) for each in figures.channels),
        provinces=by_province(find_cluster(view.scheme, view.cluster), figures),
        sectors=by_choice(session, consultation_id, "sector", figures.sectors),
        questions=_questions(session, consultation_id),
        attended=_attended(session, view),
        meetings=notice.meetings,
    )


def _questions(session: Session, consultation_id: int) -> tuple[QuestionThemes, ...]:
    """The newest set that was signed off, of each question that has one."""
    latest: dict[str, int] = {}
    for each in sorted(
        themes.listing(session, consultation_id), key=lambda one: (one.signed_off_at is not None, one.id)
    ):
        if each.state == "signed_off":
            latest[each.question] = each.id
    boards = [views.view(session, id) for id in latest.values()]
    return tuple(
        QuestionThemes(
            question=board.about.question_label,
            people=board.people,
            themes=tuple(
                ThemeFacts(theme.label, theme.people, tuple(Count(each.name, each.n) for each in theme.provinces))
                for theme in board.themes
            ),
        )
        for board in boards
    )


def _law(session: Session, view: ConsultationView) -> LawFacts:
    """What was recorded under the regulation B.E. 2548."""
    row, rules, days = hearing.find(session, view.id), law_rules(), settings().notice_days
    posted_on = notices.of(session, view.id)["hearing"].posted_on
    if row is None:
        return LawFacts(notice_days=days, posted_on=posted_on)
    return LawFacts(
        facts=tuple((fact.label, row.facts.get(fact.key, "")) for fact in rules.facts),
        methods=tuple(method.label for method in rules.methods if method.key in row.methods),
        method_details=row.method_details,
        notice_days=days,
        posted_on=posted_on,
        exempt=hearing.exempt(row),
    )


def _meetings(session: Session, view: ConsultationView) -> tuple[MeetingFacts, ...]:
    """The meetings that were not called off."""
    base = settings().base_url.rstrip("/")
    return tuple(
        MeetingFacts(
            title=one.title,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            mode=one.mode_name,
            place=one.place,
            link=one.link,
            plan_version=one.plan_version,
            agenda=one.agenda,
            join=f"{base}/m/{one.code}",
            online=one.mode == "online",
        )
        for one in meetings.summary(session, view.id).meetings
    )


def _attended(session: Session, view: ConsultationView) -> int:
    """People who were counted at meetings."""
    return meetings.summary(session, view.id).people


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(settings().zone).date() if moment else None
