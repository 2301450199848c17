"""Meetings to come to: a plan consultation that is open, with a meeting today."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.forms.form import Form
from consultation.meetings import service
from consultation.meetings.models import Meeting
from consultation.meetings.values import MeetingInput
from tests.consultation.talk.citizens import NEEDS

TITLE, PLACE = "เวทีจังหวัดอุดรธานี", "ห้องประชุมศาลากลางจังหวัดอุดรธานี"


def planned(session: Session, *, kind: str = "plan_consultation", form: Form = NEEDS) -> ConsultationView:
    """An open consultation of 30 days from now."""
    new = NewConsultation(
        title="ร่างแผน", kind=kind, scheme="2567", cluster=10, closes_at=clock.now() + timedelta(days=30)
    )
    made = consult.create(session, new, form, "officer:1")
    return consult.open_now(session, made.id, "officer:1")


def entered(starts: datetime | None = None, **changes: Any) -> MeetingInput:
    """A meeting as an officer enters it: in an hour, for three."""
    at = starts or clock.now() + timedelta(hours=1)
    given: dict[str, Any] = {"title": TITLE, "place": PLACE, "starts_at": at, "ends_at": at + timedelta(hours=3)}
    return MeetingInput(**(given | changes))


def meeting(session: Session, of: ConsultationView, **changes: Any) -> Meeting:
    """A meeting of a consultation, today unless said otherwise."""
    return service.get(session, service.create(session, of.id, entered(**changes), "officer:1"))
