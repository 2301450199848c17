"""A month's quota: what LINE says counts, what is sent since is added, and a share is kept back from broadcasts."""

from datetime import timedelta

import pytest

from consultation import clock
from consultation.db import Database
from consultation.outbox import quota
from consultation.settings import settings
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("fixed_clock")


async def test_nothing_is_known_before_the_platform_was_asked(db: Database) -> None:
    assert await db.read(quota.known, "line", "one") is None
    assert await db.read(quota.left_for_broadcast, "line", "one") is None
    await db.write(quota.used, "line", "one", 3)  # a platform without a quota
    assert await db.read(quota.known, "line", "one") is None


async def test_what_is_left_for_a_broadcast_keeps_a_share_back(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await db.write(quota.looked, "line", "one", 1000, 200)
    assert await db.read(quota.left_for_broadcast, "line", "one") == 700
    await db.write(quota.used, "line", "one", 650)
    assert await db.read(quota.left_for_broadcast, "line", "one") == 50
    await db.write(quota.used, "line", "one", 100)
    assert await db.read(quota.left_for_broadcast, "line", "one") == 0
    monkeypatch.setenv("PRACHAKHOM_LINE_QUOTA_RESERVE", "0")
    settings.cache_clear()
    assert await db.read(quota.left_for_broadcast, "line", "one") == 50
    assert await db.read(quota.left_for_broadcast, "line", "two") is None


async def test_an_account_without_a_limit_may_send_what_it_likes(db: Database) -> None:
    await db.write(quota.looked, "line", "one", None, 12_345)
    found = await db.read(quota.known, "line", "one")
    assert found is not None and (found.limit, found.used, found.per_cent) == (None, 12_345, 0)
    assert await db.read(quota.left_for_broadcast, "line", "one") is None


async def test_people_are_told_once_at_each_warning(db: Database) -> None:
    told = [await db.write(quota.looked, "line", "one", 1000, used) for used in (100, 800, 810, 960, 970, 1000, 1000)]
    assert told == [0, 80, 0, 95, 0, 100, 0]
    assert await db.write(quota.looked, "line", "one", 1000, 0) == 0  # a new month
    assert await db.write(quota.looked, "line", "one", 1000, 801) == 80


async def test_l8_a_spent_quota_stays_spent_until_it_is_raised(db: Database) -> None:
    await db.write(quota.looked, "line", "one", 1000, 990)
    assert await db.write(quota.spent, "line", "one")
    assert not await db.write(quota.spent, "line", "one")
    assert await db.read(quota.left_for_broadcast, "line", "one") == 0
    await db.write(quota.looked, "line", "one", 1000, 995)  # the figure comes late
    assert await db.read(quota.spent_accounts) == {("line", "one")}
    await db.write(quota.looked, "line", "one", 5000, 1000)
    assert await db.read(quota.spent_accounts) == set()
    assert await db.read(quota.left_for_broadcast, "line", "one") == 3500


async def test_l8_a_spent_quota_ends_with_the_month(db: Database) -> None:
    await db.write(quota.spent, "line", "one")
    first = quota.next_month(NOON)
    assert first.isoformat() == "2026-12-01T00:00:00+07:00"
    with clock.fixed(first - timedelta(minutes=1)):
        assert await db.read(quota.spent_accounts) == {("line", "one")}
    with clock.fixed(first):
        assert await db.read(quota.spent_accounts) == set()
