"""Nobody is written to at night of our own accord, where the installation is."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from consultation.daylight import in_daylight, is_daylight

BANGKOK = ZoneInfo("Asia/Bangkok")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (at(2, 7, 59), at(2, 8)),
        (at(2, 8), at(2, 8)),
        (at(2, 19, 59), at(2, 19, 59)),
        (at(2, 20), at(3, 8)),
        (at(2, 23, 30), at(3, 8)),
        (at(3, 0, 10), at(3, 8)),
    ],
)
def test_night_waits_for_the_morning(moment: datetime, told: datetime) -> None:
    assert in_daylight(moment.astimezone(ZoneInfo("UTC"))) == told
    assert is_daylight(moment) == (moment == told)
