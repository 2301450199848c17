"""From when to when a consultation takes answers: what is refused of a window that was typed."""

from datetime import datetime, timedelta

from consultation import clock
from consultation.errors import refused
from consultation.settings import settings
from consultation.talk.wording import short_time

A_MOMENT = timedelta(minutes=5)  # an opening typed as now is still now when it is saved


def check(opens_at: datetime | None, closes_at: datetime | None) -> None:
    """Refuse an end that is over or not after the beginning. Raises Refused."""
    if closes_at is not None and closes_at <= clock.now():
        raise refused("window_past", closes=shown(closes_at))
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise refused("window_order", opens=shown(opens_at), closes=shown(closes_at))


def check_ahead(opens_at: datetime | None) -> None:
    """Refuse a beginning that is over: it would open as soon as it is saved. Raises Refused."""
    if opens_at is not None and opens_at < clock.now() - A_MOMENT:
        raise refused("window_opens_past", opens=shown(opens_at))


def shown(moment: datetime) -> str:
    """A moment as a refusal names it."""
    return short_time(moment, settings().timezone)
