"""Units of work on meetings: made, changed, called off, their organisations and minutes; each act is in the record."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session, col, delete, select

from consultation import audit, clock, ids
from consultation.consult.models import Consultation
from consultation.errors import not_found
from consultation.meetings import doors
from consultation.meetings.models import (
    MODES,
    SECTORS,
    Attendance,
    Meeting,
    MeetingOrganisation,
    MeetingSector,
)
from consultation.meetings.values import MeetingInput
from consultation.meetings.wording import refused, sector_name
from consultation.places.schemes import cluster
from consultation.settings import settings
from consultation.talk.wording import short_time

MOST_INVITED = 5_000
ORGANISATION_CODE = 6  # letters and digits: too many to try them


def create(session: Session, consultation_id: int, new: MeetingInput, actor: str) -> int:
    """Store a meeting and return its number. Raises Refused, NotFound."""
    new = checked(session, consultation_id, new)
    row = Meeting(
        consultation_id=consultation_id, code=doors.free_code(session), created_at=clock.now(), created_by=actor,
        **_columns(new),
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    _invite(session, row.id, new.invited)
    _record(session, row, actor, "meeting.create", after=new.model_dump(mode="json"))
    return row.id


def edit(session: Session, meeting_id: int, new: MeetingInput, actor: str) -> None:
    """Change a meeting that has not been called off. Raises Refused, NotFound."""
    row = get(session, meeting_id, hold=True)
    if row.cancelled_at is not None:
        raise refused("cancelled_before")
    moved = new.starts_at != row.starts_at
    new = checked(session, row.consultation_id, new if moved else new.model_copy(update={"held": True}))
    before = {**row.model_dump(mode="json"), "invited": invited(session, meeting_id)}
    for name, value in _columns(new).items():
        setattr(row, name, value)
    session.add(row)
    _invite(session, meeting_id, new.invited)
    _record(session, row, actor, "meeting.edit", before=before, after=new.model_dump(mode="json"))


def cancel(session: Session, meeting_id: int, why: str, actor: str) -> None:
    """Call a meeting off; what was counted stays. Raises Refused without a reason."""
    row = get(session, meeting_id, hold=True)
    if row.cancelled_at is not None:
        raise refused("cancelled_before")
    if not why.strip():
        raise refused("cancel_why")
    row.cancelled_at, row.cancelled_why = clock.now(), why.strip()
    session.add(row)
    _record(session, row, actor, "meeting.cancel", after={"why": row.cancelled_why})


def invite(session: Session, meeting_id: int, sector: str, names: Sequence[str], actor: str) -> int:
    """Put organisations of a sector on the list, each with a code of its own; how many. Raises Refused for doubles."""
    row = get(session, meeting_id, hold=True)
    cleaned = [" ".join(name.split()) for name in names if name.strip()]
    if sector not in SECTORS:
        raise refused("sector", sector=sector)
    if not cleaned:
        raise refused("organisation")
    known = {one.name for one in organisations(session, meeting_id)}
    codes = {one.code for one in organisations(session, meeting_id)}
    for name in cleaned:
        if name in known:
            raise refused("organisation_there", name=name)
        while (code := ids.code(ORGANISATION_CODE)) in codes:
            pass
        known.add(name)
        codes.add(code)
        session.add(MeetingOrganisation(meeting_id=meeting_id, sector=sector, name=name, code=code))
    session.flush()
    _record(session, row, actor, "meeting.invite", after={"sector": sector, "organisations": cleaned})
    return len(cleaned)


def uninvite(session: Session, meeting_id: int, organisation_id: int, actor: str) -> None:
    """Take an organisation off the list. Raises Refused when its representative has come."""
    row = get(session, meeting_id, hold=True)
    found = session.get(MeetingOrganisation, organisation_id)
    if found is None or found.meeting_id != meeting_id:
        return
    if session.exec(select(Attendance.id).where(Attendance.organisation_id == organisation_id)).first() is not None:
        raise refused("organisation_came", name=found.name)
    session.delete(found)
    session.flush()
    _record(session, row, actor, "meeting.uninvite", before={"sector": found.sector, "organisation": found.name})


def keep_minutes(session: Session, meeting_id: int, name: str, file: int, actor: str) -> None:
    """Let a kept file (law/proofs.py) be the minutes; an earlier one is used no more. Raises NotFound."""
    row = get(session, meeting_id, hold=True)
    before, row.minutes_id = row.minutes_id, file
    session.add(row)
    _record(
        session, row, actor, "meeting.minutes", before={"file": before}, after={"file": row.minutes_id, "name": name}
    )


def get(session: Session, meeting_id: int, *, hold: bool = False) -> Meeting:
    """The row of a meeting; hold: until the transaction ends nobody else changes it. Raises NotFound."""
    row = session.get(
        Meeting, meeting_id, with_for_update={"key_share": True} if hold else None, populate_existing=hold
    )
    if row is None:
        raise not_found("meeting_not_found", id=meeting_id)
    return row


def of_consultation(session: Session, consultation_id: int, meeting_id: int) -> Meeting:
    """The row of a meeting when it belongs to the consultation. Raises NotFound."""
    row = get(session, meeting_id)
    if row.consultation_id != consultation_id:
        raise not_found("meeting_not_found", id=meeting_id)
    return row


def organisations(session: Session, meeting_id: int) -> list[MeetingOrganisation]:
    """The organisations on the list of a meeting, by sector as the law lists them, then in the order they were put."""
    query = select(MeetingOrganisation).where(MeetingOrganisation.meeting_id == meeting_id)
    rows = session.exec(query.order_by(col(MeetingOrganisation.id)))
    return sorted(rows, key=lambda row: SECTORS.index(row.sector))


def invited(session: Session, meeting_id: int) -> dict[str, int]:
    """How many people of each sector were invited."""
    rows = session.exec(select(MeetingSector).where(MeetingSector.meeting_id == meeting_id))
    return {row.sector: row.invited for row in rows}


def checked(session: Session, consultation_id: int, new: MeetingInput) -> MeetingInput:
    """The meeting as it is stored: trimmed, complete, possible. Raises Refused, saying the first thing to mend."""
    of = session.get(Consultation, consultation_id)
    if of is None:
        raise not_found("consultation_not_found", id=consultation_id)
    texts = {name: getattr(new, name).strip() for name in ("title", "place", "link", "chair", "area", "plan_version")}
    new = new.model_copy(update={**texts, "agenda": new.agenda.strip()})
    if not new.title:
        raise refused("title")
    if new.mode not in MODES:
        raise refused("mode", mode=new.mode)
    _check_time(new)
    if new.mode != "online" and not new.place:
        raise refused("place")
    if new.mode != "onsite" and not _is_link(new.link):
        raise refused("link")
    known = {place.iso for place in cluster(of.scheme, of.cluster).provinces}
    for iso in new.provinces:
        if iso not in known:
            raise refused("province", iso=iso)
    for sector, n in new.invited.items():
        if sector not in SECTORS:
            raise refused("sector", sector=sector)
        if not 0 <= n <= MOST_INVITED:
            raise refused("invited", sector=sector_name(sector), most=MOST_INVITED, given=n)
    return new


def _check_time(new: MeetingInput) -> None:
    zone = settings().timezone
    if new.starts_at is None:
        raise refused("starts")
    starts = short_time(new.starts_at, zone)
    if new.ends_at is not None and new.ends_at <= new.starts_at:
        raise refused("order", starts=starts, ends=short_time(new.ends_at, zone))
    if new.starts_at < clock.now() and not new.held:
        raise refused("past", starts=starts)


def _is_link(text: str) -> bool:
    try:
        found = urlsplit(text)
    except ValueError:
        return False
    return found.scheme in ("http", "https") and bool(found.netloc)


def _columns(new: MeetingInput) -> dict[str, Any]:
    return {**new.model_dump(exclude={"invited", "held"}), "provinces": " ".join(new.provinces)}


def _invite(session: Session, meeting_id: int, counts: dict[str, int]) -> None:
    session.connection().execute(delete(MeetingSector).where(col(MeetingSector.meeting_id) == meeting_id))
    session.add_all(MeetingSector(meeting_id=meeting_id, sector=key, invited=n) for key, n in counts.items() if n)
    session.flush()


def _record(
    session: Session, row: Meeting, actor: str, action: str, *, before: object = None, after: object = None
) -> None:
    told = [{"meeting": row.id, **part} if isinstance(part, dict) else None for part in (before, after)]
    audit.record(session, actor, action, f"consultation:{row.consultation_id}", before=told[0], after=told[1])
