"""When results of a consultation are due: so many days after its end, moved by days off."""

from datetime import date, datetime, time

from sqlmodel import Session

from consultation import clock
from consultation.consult.models import Consultation
from consultation.law import holidays
from consultation.law.days import Reckoned, period_end
from consultation.settings import settings

_LAST = time(23, 59, 59)


def today() -> date:
    """The present day where the office is."""
    return day_of(clock.now())


def day_of(moment: datetime) -> date:
    """The day of a moment where the office is."""
    return moment.astimezone(settings().zone).date()


def end_of(row: Consultation) -> datetime | None:
    """When the window ends or ended."""
    return min(filter(None, (row.closed_at, row.closes_at)), default=None)


def results(session: Session, row: Consultation) -> Reckoned | None:
    """The day on which results are due, and how it was counted; None as long as no end is known."""
    end = end_of(row)
    return period_end(day_of(end), settings().result_days, holidays.load(session)) if end else None


def result_due(session: Session, row: Consultation) -> datetime | None:
    """The last moment of the day on which results are due."""
    due = results(session, row)
    return datetime.combine(due.day, _LAST, settings().zone) if due else None
