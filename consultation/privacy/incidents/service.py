"""Units of work on breaches: noted, changed, closed; every change stands in the audit record with what was before."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.errors import not_found, refused
from consultation.privacy.incidents.models import RISKS, PrivacyIncident
from consultation.privacy.incidents.values import Given, IncidentView

LONGEST = 4000
LONGEST_TITLE = 200
MOST_PEOPLE = 100_000_000
_TEXTS = ("title", "cause", "kinds", "whose", "assessment", "measures", "remedy", "not_told_why")


def note(session: Session, given: Given, actor: str) -> IncidentView:
    """Keep a new breach; its clock runs from `aware_at`. Raises Refused with what is wrong."""
    given = _checked(given)
    row = PrivacyIncident(**given.model_dump(), created_at=clock.now(), created_by=actor)
    session.add(row)
    session.flush()
    audit.record(session, actor, "incident.note", f"incident:{row.id}", after=_told(given))
    return _view(row)


def change(session: Session, id: int, version: int, given: Given, actor: str) -> IncidentView:
    """Change what is known of a breach. Raises Refused: when it is closed, or somebody changed it meanwhile."""
    given, row = _checked(given), _open(session, id, version)
    before = _told(_given(row))
    for name, value in given.model_dump().items():
        setattr(row, name, value)
    _keep(session, row, "incident.change", before, _told(given), actor)
    return _view(row)


def close(session: Session, id: int, version: int, actor: str) -> IncidentView:
    """Say that a breach is dealt with. Raises Refused while something that the law wants is missing."""
    row = _open(session, id, version)
    view = _view(row)
    if view.risk == "unknown" or not view.assessment:
        raise refused("incident_unassessed")
    if not view.measures:
        raise refused("incident_measures")
    if view.must_tell_office:
        raise refused("incident_office")
    if view.must_tell_people:
        raise refused("incident_people")
    if (view.told_late or view.office_told_at is None) and not view.not_told_why:
        raise refused("incident_why")
    row.closed_at, row.closed_by = clock.now(), actor
    _keep(session, row, "incident.close", {"closed": False}, {"closed": True}, actor)
    return _view(row)


def reopen(session: Session, id: int, version: int, actor: str) -> IncidentView:
    """Take a breach up again, because more has become known."""
    row = _locked(session, id, version)
    if row.closed_at is None:
        raise refused("incident_not_closed")
    row.closed_at, row.closed_by = None, ""
    _keep(session, row, "incident.reopen", {"closed": True}, {"closed": False}, actor)
    return _view(row)


def one(session: Session, id: int) -> IncidentView:
    """A breach. Raises NotFound."""
    row = session.get(PrivacyIncident, id)
    if row is None:
        raise not_found("incident_not_found", id=id)
    return _view(row)


def every(session: Session) -> list[IncidentView]:
    """All breaches: those that are not closed by their clock, then the rest, the newest first."""
    views = [_view(row) for row in session.exec(select(PrivacyIncident).order_by(col(PrivacyIncident.id).desc()))]
    running = sorted((view for view in views if view.closed_at is None), key=lambda view: view.due_at)
    return [*running, *(view for view in views if view.closed_at is not None)]


def running(session: Session) -> list[IncidentView]:
    """Breaches of which somebody is still to be told, or that nobody has assessed; the most urgent first."""
    return [view for view in every(session) if view.must_tell_office or view.must_tell_people]


def _checked(given: Given) -> Given:
    told = {name: getattr(given, name).strip().replace("\x00", "") for name in _TEXTS}
    given = given.model_copy(update={**told, "title": " ".join(told["title"].split())})
    if not given.title:
        raise refused("incident_title")
    for name in _TEXTS:
        most = LONGEST_TITLE if name == "title" else LONGEST
        if len(told[name]) > most:
            raise refused("incident_long", most=most, length=len(told[name]))
    if given.risk not in RISKS:
        raise refused("incident_risk")
    if given.people is not None and not 0 <= given.people <= MOST_PEOPLE:
        raise refused("incident_number")
    now = clock.now()
    if any(at is not None and at > now for at in (given.aware_at, given.happened_at, *_told_at(given))):
        raise refused("incident_future")
    if any(at is not None and at < given.aware_at for at in _told_at(given)):
        raise refused("incident_before")
    return given


def _told_at(given: Given) -> tuple[datetime | None, datetime | None]:
    return given.office_told_at, given.people_told_at


def _open(session: Session, id: int, version: int) -> PrivacyIncident:
    row = _locked(session, id, version)
    if row.closed_at is not None:
        raise refused("incident_closed")
    return row


def _locked(session: Session, id: int, version: int) -> PrivacyIncident:
    row = session.exec(select(PrivacyIncident).where(PrivacyIncident.id == id).with_for_update()).first()
    if row is None:
        raise not_found("incident_not_found", id=id)
    if row.version != version:
        raise refused("incident_changed")
    return row


def _keep(
    session: Session, row: PrivacyIncident, act: str, before: dict[str, Any], after: dict[str, Any], actor: str
) -> None:
    row.version += 1
    session.add(row)
    session.flush()
    audit.record(session, actor, act, f"incident:{row.id}", before=before, after=after)


def _given(row: PrivacyIncident) -> Given:
    return Given(**{name: getattr(row, name) for name in Given.model_fields})


def _told(given: Given) -> dict[str, Any]:
    return given.model_dump(mode="json")


def _view(row: PrivacyIncident) -> IncidentView:
    return IncidentView(**{name: getattr(row, name) for name in IncidentView.model_fields})
