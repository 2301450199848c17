"""What ships is held against the announced lists; the office's own replaces it; files are read whole or not."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from consultation.db import Database
from consultation.errors import Refused
from consultation.law import holiday_file, holidays
from consultation.law.clocks import unsure
from consultation.law.holiday_file import BadHolidayFile
from consultation.law.typed import parse_day, typed_day

ANNOUNCED: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "announced.toml").read_text(encoding="utf8"))
OFFICER = "สมใจ"


@pytest.mark.parametrize("year", sorted(ANNOUNCED))
def test_what_ships_is_the_announced_list(year: str) -> None:
    known = {date.fromisoformat(f"{year}-{day}") for day in ANNOUNCED[year]}
    found = {off.day for off in holidays.shipped(int(year)).days if off.day.weekday() < 5}
    assert found == known
    assert holidays.shipped(int(year)).sure


def test_labour_day_is_no_day_off_of_offices_nor_is_the_day_in_lieu_of_it() -> None:
    names = [off.name for year in range(2020, 2035) for off in holidays.shipped(year).days]
    assert not [name for name in names if "แรงงาน" in name or "เด็ก" in name]
    assert date(2027, 5, 3) not in {off.day for off in holidays.shipped(2027).days}


def test_every_year_that_ships_has_the_days_of_every_year() -> None:
    """But for 2020, when Songkran was moved: that the library knows."""
    for year in (*range(2017, 2020), *range(2021, 2041)):
        days = {f"{off.day:%m-%d}" for off in holidays.shipped(year).days}
        assert set(holidays.rules()["every_year"]) <= days, year
    assert holidays.shipped(2050).standing == "none"


async def test_the_office_adds_a_day_and_calls_one_a_working_day(db: Database) -> None:
    def change(session: Session) -> None:
        assert not holidays.load(session).is_off(date(2026, 6, 2))
        holidays.add(session, date(2026, 6, 2), "วันหยุดพิเศษ", "มติ ครม.", date(2026, 1, 6), OFFICER)
        holidays.add(session, date(2026, 8, 12), "ให้มาทำงาน", "มติ ครม.", None, OFFICER, off=False)
        found = holidays.load(session)
        assert found.is_off(date(2026, 6, 2)) and not found.is_off(date(2026, 8, 12))
        assert found.year(2026).sure, "an announced year with a further day is still an announced one"
        holidays.remove(session, date(2026, 8, 12), OFFICER)
        assert holidays.load(session).is_off(date(2026, 8, 12))

    await db.write(change)
    with pytest.raises(Refused, match="ยังไม่ได้บอกที่มา"):
        await db.write(holidays.add, date(2026, 6, 4), "x", " ", None, OFFICER)


async def test_a_whole_year_brought_in_replaces_what_ships_and_its_gaps_are_told(db: Database) -> None:
    def change(session: Session) -> None:
        days = [(date(2027, 1, 1), "วันขึ้นปีใหม่"), (date(2027, 12, 31), "วันสิ้นปี")]
        holidays.replace_year(session, 2027, days, "ประกาศ", date(2026, 12, 1), OFFICER)
        year = holidays.load(session).year(2027)
        assert [off.day for off in year.days] == [date(2027, 1, 1), date(2027, 12, 31)]
        assert year.standing == "announced" and not year.sure and date(2027, 4, 13) in year.lacking
        assert "รายการวันหยุดปี 2570 ขาด" in unsure([year]) and "13\u00a0เม.ย.\u00a02570" in unsure([year])
        days = [(off.day, off.name) for off in holidays.shipped(2027).days]
        holidays.replace_year(session, 2027, days, "ประกาศ 2", None, OFFICER)
        assert holidays.load(session).year(2027).sure
        holidays.forget_year(session, 2027, OFFICER)
        assert holidays.load(session).year(2027).standing == "computed"

    await db.write(change)


def test_a_file_is_read_in_either_era_with_either_separator() -> None:
    text = "\ufeffวันที่,ชื่อวันหยุด\n2027-01-01,วันขึ้นปีใหม่\n\n13/4/2570, วันสงกรานต์ ,\n"
    assert holiday_file.read(text.encode(), 2027) == [
        (date(2027, 1, 1), "วันขึ้นปีใหม่"), (date(2027, 4, 13), "วันสงกรานต์"),
    ]  # fmt: skip
    assert holiday_file.read(b"d;n\r\n1/1/2570;x\r\n", 2027) == [(date(2027, 1, 1), "x")]


def test_every_wrong_row_is_named_with_what_is_wrong() -> None:
    rows = "วันที่,ชื่อ\n2027-01-01,ก\n2027-13-01,ข\n2027-01-01,ค\n2026-12-31,ง\n2027-05-05,\nก,ข,ค\n"
    with pytest.raises(BadHolidayFile, match="แก้ 5 แถวนี้") as caught:
        holiday_file.read(rows.encode(), 2027)
    told = caught.value.problems
    assert [problem.split(":")[0] for problem in told] == [f"แถวที่ {n}" for n in (3, 4, 5, 6, 7)]
    for words, problem in zip(("2027-13-01", "ซ้ำกับแถวที่ 2", "ไม่ได้อยู่ในปี 2570", "ไม่มีชื่อ", "มี 3 ช่อง"), told, strict=True):
        assert words in problem


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "ไม่มีวันหยุดเลย"),
        ("วันที่,ชื่อ\n".encode(), "ไม่มีวันหยุดเลย"),
        ("วันที่,ชื่อ\n1/1/2570,ปีใหม่".encode("tis-620"), "CSV UTF-8"),
        (b"PK\x03\x04\0\0", "CSV UTF-8"),
        (b"d,n\n" + b"2027-01-01,x\n" * 121, "121 แถว"),
    ],
)
def test_a_file_that_is_none_says_how_to_mend_it(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        holiday_file.read(data, 2027)


@pytest.mark.parametrize("text", ["4/7/2569", "๔/๗/๒๕๖๙", "2026-07-04", " 2569-07-04 ", "4-7-2569", "4.7.2026"])
def test_days_as_people_type_them(text: str) -> None:
    assert parse_day(text) == date(2026, 7, 4)


def test_a_day_that_cannot_be_read_says_how_to_type_one() -> None:
    assert typed_day("  ") is None
    for text in ("31/2/2569", "พรุ่งนี้", "1/2", "99999999999999/1/1"):
        with pytest.raises(Refused, match="4/7/2569"):
            typed_day(text)
