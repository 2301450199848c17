"""What is open now and how it goes, in a line each: answers, today's, and the provinces that have given none."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlmodel import Session, col, func, select

from consultation.consult import service as consult
from consultation.law import due
from consultation.places.schemes import cluster as find_cluster
from consultation.responses.models import Response
from consultation.rights import Reach
from consultation.settings import settings

MOST = 12  # open consultations that the first page tells about; the list below has them all


@dataclass(frozen=True)
class Running:
    """An open consultation. silent: names of provinces of its cluster without an answer, of `provinces` in all."""

    id: int
    title: str
    closes_at: datetime | None
    submitted: int
    today: int
    silent: tuple[str, ...]
    provinces: int


def running(session: Session, there: Reach) -> list[Running]:
    """The open consultations within reach, those that close soonest first."""
    within = [row for row in consult.open_rows(session) if there.sees(row.scheme, row.cluster)]
    rows = sorted(within, key=lambda row: (row.closes_at is None, row.closes_at))[:MOST]
    midnight = datetime.combine(due.today(), time(), settings().zone)
    found = []
    for row in rows:
        sent = (Response.consultation_id == row.id, Response.state == "submitted")
        counted: dict[str | None, int] = dict(
            session.exec(select(Response.province, func.count()).where(*sent).group_by(col(Response.province))).all()
        )
        today = session.exec(select(func.count()).where(*sent, col(Response.submitted_at) >= midnight)).one()
        members = find_cluster(row.scheme, row.cluster).provinces
        silent = tuple(member.name_th for member in members if not counted.get(member.iso))
        told = (row.id or 0, row.title, row.closes_at, sum(counted.values()), today)
        found.append(Running(*told, silent, len(members)))
    return found
