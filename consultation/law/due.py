"""When results of a consultation are due: so many days after its end, moved by days off."""

from datetime import date, datetime, time
from typing import Protocol

from sqlmodel import Session

from consultation import clock
from consultation.consult.models import Consultation
from consultation.law import holidays
from consultation.law.days import Reckoned, months_later, period_end
from consultation.settings import settings

_LAST = time(23, 59, 59)


class Windowed(Protocol):
    """What has a window: the row of a consultation, or the view of it."""

    @property
    def closed_at(self) -> datetime | None:
        """When it was closed."""

    @property
    def closes_at(self) -> datetime | None:
        """When it is to close by itself."""


def today() -> date:
    """The present day where the office is."""
    return day_of(clock.now())


def day_of(moment: datetime) -> date:
    """The day of a moment where the office is."""
    return moment.astimezone(settings().zone).date()


def end_of(row: Windowed) -> datetime | None:
    """When the window ends or ended."""
    return min(filter(None, (row.closed_at, row.closes_at)), default=None)


def is_old(row: Windowed, on: date | None = None) -> bool:
    """Whether it was closed so long ago that its answers need a word before they are used again. on: else today."""
    end = end_of(row) if row.closed_at is not None else None
    return end is not None and (on or today()) > months_later(day_of(end), settings().result_months)


def results(session: Session, row: Consultation) -> Reckoned | None:
    """The day on which results are due, and how it was counted; None as long as no end is known."""
    end = end_of(row)
    return period_end(day_of(end), settings().result_days, holidays.load(session)) if end else None


def result_due(session: Session, row: Consultation) -> datetime | None:
    """The last moment of the day on which results are due."""
    due = results(session, row)
    return datetime.combine(due.day, _LAST, settings().zone) if due else None
