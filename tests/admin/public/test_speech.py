"""How public pages speak of days: over how many views were gathered."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from admin.public.speech import Speech
from consultation.talk.wording import LANGUAGES

ZONE = ZoneInfo("Asia/Bangkok")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_day_is_told_once(language: str) -> None:
    spoken = Speech(language, ZONE)
    day = datetime(2026, 11, 28, 2, tzinfo=UTC)
    assert spoken.between(day, day.replace(hour=9)).count("28") == 1
    assert spoken.between(day, day.replace(day=29)).count("2") >= 2 and "29" in spoken.between(day, day.replace(day=29))


def test_in_thai() -> None:
    day = datetime(2026, 11, 28, 2, tzinfo=UTC)
    told = Speech("th", ZONE).between(day, day).replace("\u00a0", " ")
    assert told == "ความเห็นของวันที่ 28 พฤศจิกายน 2569"
