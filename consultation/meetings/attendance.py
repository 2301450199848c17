"""Who came: counted by a device that checks in, by a person who agrees in a chat, or by an officer at the desk.

Each way counts once whatever is sent twice: the unique keys of the table decide, not the order in which requests come.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.meetings.days import phase
from consultation.meetings.models import SECTORS, Attendance, Meeting, MeetingOrganisation
from consultation.meetings.values import Headcount, Value
from consultation.meetings.wording import refused, sector_name
from consultation.responses.models import Response
from consultation.settings import settings
from consultation.talk.wording import short_time
from consultation.upsert import insert_once

MOST_AT_ONCE = 2_000  # people that an officer counts with one act

Row = tuple[str, str, str, int]  # way, sector, province, people


class Came(Value):
    """A device that has checked in. new: with this act; changed: what it told before was put right by it."""

    sector: str
    sector_name: str
    province: str
    organisation: str
    counted_at: datetime
    new: bool = False
    changed: bool = False


def check_in(
    session: Session,
    meeting: Meeting,
    mark: str,
    sector: str,
    province: str = "",
    code: str = "",
    *,
    origin: str | None = None,
    amend: bool = False,
) -> Came:
    """Count a device once. mark: what it is known by; code: of the organisation it speaks for, empty for none.

    origin: hash of the address it came from, which decides nothing (`bursts`).

    amend: what was told before is put right; without it the first telling stays. Raises Refused when the meeting takes
    nobody in, for a sector that is none, and for a code that is unknown or used: nothing is changed then.
    """
    must_be_open(meeting)
    if sector not in SECTORS:
        raise refused("sector", sector=sector)
    known = came(session, meeting, mark)
    if known is not None:
        return _amended(session, meeting, mark, sector, province) if amend else known
    organisation = _organisation(session, meeting, code) if code.strip() else None
    values = {
        "meeting_id": meeting.id,
        "way": "device",
        "mark": mark,
        "origin": origin,
        "sector": organisation.sector if organisation else sector,
        "province": province or None,
        "organisation_id": organisation.id if organisation else None,
        "n": 1,
        "counted_at": clock.now(),
        "counted_by": "",
    }
    new = insert_once(session, Attendance, values, ("meeting_id", "mark"))
    found = came(session, meeting, mark)
    assert found is not None
    return found.model_copy(update={"new": new})


def came(session: Session, meeting: Meeting, mark: str) -> Came | None:
    """What a device has told when it checked in; None when it has not."""
    query = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.mark == mark)
    row = session.exec(query.execution_options(populate_existing=True)).first()
    if row is None:
        return None
    of = session.get(MeetingOrganisation, row.organisation_id) if row.organisation_id else None
    return Came(
        sector=row.sector or "",
        sector_name=sector_name(row.sector or ""),
        province=row.province or "",
        organisation=of.name if of else "",
        counted_at=row.counted_at,
    )


def agree(session: Session, meeting: Meeting, person_id: int) -> bool:
    """Count a person who says in a chat that they are there; False when they had before, or it is not the day."""
    if meeting.cancelled_at is not None or phase_of(meeting) != "open":
        return False
    values = {
        "meeting_id": meeting.id, "way": "chat", "person_id": person_id, "n": 1, "counted_at": clock.now(),
        "counted_by": "",
    }  # fmt: skip
    return insert_once(session, Attendance, values, ("meeting_id", "person_id"))


def agreed(session: Session, meeting: Meeting, person_id: int) -> bool:
    """Whether a person has been counted by a chat."""
    query = select(Attendance.id).where(Attendance.meeting_id == meeting.id, Attendance.person_id == person_id)
    return session.exec(query).first() is not None


def count(session: Session, meeting: Meeting, sector: str, n: int, form: str, actor: str) -> bool:
    """Count people at the desk. form: names the form that was sent; the same again counts nothing (False)."""
    if meeting.cancelled_at is not None or phase_of(meeting) == "before":
        must_be_open(meeting)
    if sector not in SECTORS:
        raise refused("sector", sector=sector)
    if not 1 <= n <= MOST_AT_ONCE:
        raise refused("count", most=MOST_AT_ONCE, given=n)
    places = meeting.provinces.split()
    only = places[0] if len(places) == 1 else None  # a meeting of one province
    values = {
        "meeting_id": meeting.id, "way": "desk", "mark": f"desk:{form}", "sector": sector, "province": only, "n": n,
        "counted_at": clock.now(), "counted_by": actor,
    }  # fmt: skip
    if not insert_once(session, Attendance, values, ("meeting_id", "mark")):
        return False
    _record(session, meeting, actor, "meeting.count", {"sector": sector, "people": n})
    return True


def undo(session: Session, meeting: Meeting, sector: str, actor: str) -> int:
    """Take the last count of a sector at the desk back; how many people it was. Raises Refused when there is none."""
    theirs = (Attendance.meeting_id == meeting.id, Attendance.way == "desk", Attendance.sector == sector)
    query = select(Attendance).where(*theirs, col(Attendance.undone_at).is_(None)).order_by(col(Attendance.id).desc())
    row = session.exec(query.limit(1).with_for_update()).first()
    if row is None:
        raise refused("nothing_to_undo", sector=sector_name(sector))
    row.undone_at = clock.now()
    session.add(row)
    _record(session, meeting, actor, "meeting.uncount", {"sector": sector, "people": row.n})
    return row.n


def heads(session: Session, meeting: Meeting) -> Headcount:
    """How many are there now. What a chat's person is, their answers tell, as soon as they have given them."""
    answered = (Response.person_id == Attendance.person_id, Response.consultation_id == meeting.consultation_id)
    sector = func.coalesce(col(Attendance.sector), col(Response.sector), "")
    province = func.coalesce(col(Attendance.province), col(Response.province), "")
    query = (
        select(col(Attendance.way), sector, province, func.sum(col(Attendance.n)))
        .select_from(Attendance)
        .outerjoin(Response, (answered[0]) & (answered[1]))  # type: ignore[arg-type]
        .where(Attendance.meeting_id == meeting.id, col(Attendance.undone_at).is_(None))
        .group_by(col(Attendance.way), sector, province)
    )
    return tally((way, sector, province, int(n)) for way, sector, province, n in session.exec(query))


def tally(rows: Iterable[Row]) -> Headcount:
    """Add counted people up, three times over."""
    sums: tuple[dict[str, int], ...] = ({}, {}, {})
    for way, sector, province, n in rows:
        for counted, key in zip(sums, (sector, province, way), strict=True):
            counted[key] = counted.get(key, 0) + n
    order = {sector: at for at, sector in enumerate((*SECTORS, ""))}
    return Headcount(
        sectors=dict(sorted(sums[0].items(), key=lambda item: order.get(item[0], len(order)))),
        provinces=dict(sorted(sums[1].items())),
        ways=dict(sorted(sums[2].items())),
    )


def joined(session: Session, stays: int, goes: int) -> None:
    """Two persons are one: what both were counted for counts once."""
    mine = set(session.exec(select(Attendance.meeting_id).where(Attendance.person_id == stays)))
    for row in session.exec(select(Attendance).where(Attendance.person_id == goes)).all():
        if row.meeting_id in mine:
            session.delete(row)
        else:
            row.person_id = stays
            session.add(row)
    session.flush()


def phase_of(meeting: Meeting) -> str:
    """Whether the meeting's days are to come, now, or over."""
    return phase(meeting.starts_at, meeting.ends_at, clock.now(), settings().zone)


def must_be_open(meeting: Meeting) -> None:
    """Raise Refused, saying when, unless the meeting takes people in now."""
    if meeting.cancelled_at is not None:
        raise refused("cancelled", why=f" ({meeting.cancelled_why})" if meeting.cancelled_why else "")
    if (now := phase_of(meeting)) != "open":
        raise refused(f"not_today_{now}", starts=short_time(meeting.starts_at, settings().timezone))


def _amended(session: Session, meeting: Meeting, mark: str, sector: str, province: str) -> Came:
    query = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.mark == mark)
    row = session.exec(query.with_for_update()).one()
    row.province = province or None
    if row.organisation_id is None:  # a representative's sector is that of the organisation
        row.sector = sector
    session.add(row)
    session.flush()
    found = came(session, meeting, mark)
    assert found is not None
    return found.model_copy(update={"changed": True})


def _organisation(session: Session, meeting: Meeting, code: str) -> MeetingOrganisation:
    """The organisation of a code that nobody has used, held until the transaction ends."""
    folded = "".join(code.split()).upper()
    same = (MeetingOrganisation.meeting_id == meeting.id, MeetingOrganisation.code == folded)
    row = session.exec(select(MeetingOrganisation).where(*same).with_for_update()).first()
    if row is None:
        raise refused("organisation_code", code=code.strip())
    if session.exec(select(Attendance.id).where(Attendance.organisation_id == row.id)).first() is not None:
        raise refused("organisation_used", name=row.name)
    return row


def _record(session: Session, meeting: Meeting, actor: str, action: str, after: dict[str, object]) -> None:
    subject = f"consultation:{meeting.consultation_id}"
    audit.record(session, actor, action, subject, after={"meeting": meeting.id, **after})
