"""The hours in which people may be written to of our own accord, where the installation is."""

from datetime import datetime, time, timedelta

from consultation.settings import settings

MORNING, EVENING = time(8), time(20)  # from, until; an answer to what somebody just said is given at any hour


def is_daylight(moment: datetime) -> bool:
    """Whether people may be written to at this moment (aware)."""
    return MORNING <= moment.astimezone(settings().zone).time() < EVENING


def in_daylight(moment: datetime) -> datetime:
    """This moment when it is in daylight, else the next morning that comes."""
    local = moment.astimezone(settings().zone)
    if is_daylight(moment):
        return moment
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, local.tzinfo)
