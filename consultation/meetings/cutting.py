"""How attendance is cut from people: what it told stays as a number, whose it was does not."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_
from sqlmodel import Session, col, delete, select

from consultation.consult.models import Consultation
from consultation.meetings.models import Attendance, Meeting
from consultation.privacy.cutting import day_of, run
from consultation.privacy.reading import of_person
from consultation.privacy.store import Ended, Leaving, Store
from consultation.responses.models import Response
from consultation.settings import settings

A_DAY = timedelta(days=1)


def cut(session: Session, ended: Ended, limit: int) -> int:
    """Take marks and persons off the attendance of a consultation, with the hour; what their answers told stays."""
    marks = (col(Attendance.mark), col(Attendance.person_id), col(Attendance.origin))
    known = or_(*(one.is_not(None) for one in marks))
    query = select(Attendance).join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
    rows = session.exec(query.where(Meeting.consultation_id == ended.id, known).limit(limit)).all()
    for row in rows:
        _let_go(session, row, ended.id)
    session.flush()
    return len(rows)


def sweep(session: Session, now: datetime, limit: int) -> list[int]:
    """Take marks and persons off what the cut of its consultation did not meet; the consultation of each row.

    That is a meeting which was held after the cut: a day after it, when nobody comes any more; and the meetings of a
    consultation that was cancelled before it opened, which has no cut: as long after the cancelling as a cut would be.
    """
    known = or_(col(Attendance.mark).is_not(None), col(Attendance.person_id).is_not(None))
    over = now - timedelta(days=settings().retention_link_days)
    ended = func.coalesce(Consultation.closed_at, Consultation.cancelled_at)
    query = (
        select(Attendance, Meeting.consultation_id)
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .join(Consultation, col(Consultation.id) == col(Meeting.consultation_id))
        .where(known, ended < over)
        .where(func.coalesce(Meeting.ends_at, Meeting.starts_at) < now - A_DAY)
        .where(col(Attendance.counted_at) < now - A_DAY)
    )
    rows = session.exec(query.order_by(col(Attendance.id)).limit(limit)).all()
    for row, consultation_id in rows:
        _let_go(session, row, consultation_id)
    session.flush()
    return [consultation_id for _, consultation_id in rows]


def forget(session: Session, one: Leaving) -> int:
    """The same for one person at once; where the answers are erased, they are not counted as having come either."""
    if one.erase and not one.account:
        return run(session, delete(Attendance).where(col(Attendance.person_id) == one.person))
    rows = session.exec(select(Attendance).where(Attendance.person_id == one.person)).all()
    for row in rows:
        _let_go(session, row, session.get_one(Meeting, row.meeting_id).consultation_id)
    session.flush()
    return len(rows)


def _let_go(session: Session, row: Attendance, consultation_id: int) -> None:
    if row.person_id is not None:
        theirs = (Response.person_id == row.person_id, Response.consultation_id == consultation_id)
        told = session.exec(select(Response.sector, Response.province).where(*theirs)).first()
        sector, province = told or (None, None)
        row.sector, row.province = row.sector or sector, row.province or province
    row.mark, row.person_id, row.origin, row.counted_at = None, None, None, day_of(row.counted_at)
    session.add(row)


STORE = Store("attendance", frozenset({"attendance"}), cut, forget, {"attendance": of_person(Attendance.person_id)})
