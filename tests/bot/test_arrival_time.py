"""I15: a platform's time counts where it is possible, and the time of receipt where it is not."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.arrival_time import LARGEST_SKEW, LONGEST_DELIVERY, believed

NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize("off", [timedelta(0), LARGEST_SKEW, -LONGEST_DELIVERY, timedelta(hours=-24)])
def test_i15_a_possible_time_is_the_platforms(off: timedelta) -> None:
    assert believed(NOON + off, NOON) == NOON + off


@pytest.mark.parametrize(
    "happened",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, tzinfo=UTC),
        NOON + LARGEST_SKEW + timedelta(seconds=1),
        NOON - LONGEST_DELIVERY - timedelta(seconds=1),
    ],
)
def test_i15_an_impossible_time_is_that_of_receipt(happened: datetime) -> None:
    assert believed(happened, NOON) == NOON
