"""When a meeting takes people in: on its days, by the clock of the office, from midnight to midnight."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

Phase = Literal["before", "open", "after"]


def phase(starts_at: datetime, ends_at: datetime | None, now: datetime, zone: ZoneInfo) -> Phase:
    """Whether `now` is before the days of a meeting, among them, or after."""
    first, today = starts_at.astimezone(zone).date(), now.astimezone(zone).date()
    last = max(first, (ends_at or starts_at).astimezone(zone).date())
    if today < first:
        return "before"
    return "open" if today <= last else "after"
