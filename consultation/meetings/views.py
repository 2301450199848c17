"""Reading meetings: one with everybody who came, all of a consultation, and what its report says of them."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import clock
from consultation.consult.models import Consultation
from consultation.law.models import ProofFile
from consultation.meetings import attendance, service
from consultation.meetings.days import phase
from consultation.meetings.models import SECTORS, STATUTORY, Attendance, Meeting
from consultation.meetings.values import Answers, MeetingsSummary, MeetingView, OrganisationView, SectorLine
from consultation.meetings.wording import catalogue, sector_name
from consultation.responses.models import Response
from consultation.settings import settings

_STORED = {
    "consultation_id", "code", "title", "starts_at", "ends_at", "mode", "place", "link", "chair", "area",
    "plan_version", "agenda", "minutes_id", "cancelled_at", "cancelled_why",
}  # fmt: skip
MEETS_EVERY_SECTOR = ("plan_consultation",)  # kinds whose meetings must hear the sectors of STATUTORY


def view(session: Session, meeting_id: int) -> MeetingView:
    """One meeting. Raises NotFound."""
    row = service.get(session, meeting_id)
    of = session.get_one(Consultation, row.consultation_id)
    return _view(session, row, of.kind)


def listing(session: Session, consultation_id: int) -> list[MeetingView]:
    """All meetings of a consultation by their time; those called off too."""
    of = session.get(Consultation, consultation_id)
    query = select(Meeting).where(Meeting.consultation_id == consultation_id)
    rows = session.exec(query.order_by(col(Meeting.starts_at), col(Meeting.id)))
    return [_view(session, row, of.kind) for row in rows] if of is not None else []


def summary(session: Session, consultation_id: int) -> MeetingsSummary:
    """What the report of a consultation says of its meetings."""
    meetings = tuple(one for one in listing(session, consultation_id) if one.cancelled_at is None)
    lines = [_added([one.sectors[at] for one in meetings]) for at in range(len(SECTORS))] if meetings else []
    return MeetingsSummary(
        meetings=meetings,
        sectors=tuple(lines),
        people=sum(one.heads.people for one in meetings),
        answers=sum(one.answers.submitted for one in meetings),
    )


def demanded(kind: str) -> tuple[str, ...]:
    """The sectors that a consultation of a kind must hear at its meetings."""
    return STATUTORY if kind in MEETS_EVERY_SECTOR else ()


def answers(session: Session, meeting_id: int) -> Answers:
    """Responses that were given at a meeting, whatever the channel."""
    query = select(Response.state, func.count()).where(Response.meeting_id == meeting_id).group_by(col(Response.state))
    found = dict(session.exec(query).all())
    return Answers(submitted=found.get("submitted", 0), started=found.get("started", 0))


def _view(session: Session, row: Meeting, kind: str) -> MeetingView:
    assert row.id is not None
    heads, invited = attendance.heads(session, row), service.invited(session, row.id)
    paper = session.get(ProofFile, row.minutes_id) if row.minutes_id else None
    return MeetingView(
        **row.model_dump(include=_STORED),
        id=row.id,
        mode_name=catalogue()["mode"][row.mode],
        provinces=tuple(row.provinces.split()),
        minutes_name=paper.name if paper else "",
        phase=phase(row.starts_at, row.ends_at, clock.now(), settings().zone),
        sectors=tuple(
            SectorLine(
                sector=sector,
                name=sector_name(sector),
                invited=invited.get(sector, 0),
                attended=heads.sectors.get(sector, 0),
                demanded=sector in demanded(kind),
            )
            for sector in SECTORS
        ),
        organisations=_organisations(session, row.id),
        heads=heads,
        answers=answers(session, row.id),
    )


def _organisations(session: Session, meeting_id: int) -> tuple[OrganisationView, ...]:
    used = select(Attendance.organisation_id).where(
        Attendance.meeting_id == meeting_id, col(Attendance.organisation_id).is_not(None)
    )
    there = set(session.exec(used))
    return tuple(
        OrganisationView(
            id=one.id or 0,
            name=one.name,
            sector=one.sector,
            sector_name=sector_name(one.sector),
            code=one.code,
            attended=one.id in there,
        )
        for one in service.organisations(session, meeting_id)
    )


def _added(lines: list[SectorLine]) -> SectorLine:
    """One sector over several meetings."""
    sums = {name: sum(getattr(line, name) for line in lines) for name in ("invited", "attended")}
    return lines[0].model_copy(update=sums)
