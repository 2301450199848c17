"""Whatever is typed, however long and odd, every reading ends soon and raises nothing."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from nlp.dates import read_date, read_moment, read_time
from nlp.numerals import read_number
from nlp.points import read_place_point
from nlp.reply import choose
from tests.effort import spent

TODAY = date(2026, 7, 15)
NEEDS = ["น้ำประปาไม่ไหล", "ถนนชำรุด", "น้ำท่วม", "ไฟฟ้าดับ", "ขยะและน้ำเสีย"]
BANDS = ["ต่ำกว่า 20 ปี", "20–29 ปี", "30 ปีขึ้นไป"]
YES = ["ใช่", "ไม่ใช่"]

READINGS: dict[str, Callable[[str], object]] = {
    "choice": lambda said: [choose(said, labels) for labels in (NEEDS, BANDS, YES)],
    "choices": lambda said: choose(said, NEEDS, many=True),
    "number": read_number,
    "date": lambda said: read_date(said, TODAY),
    "time": read_time,
    "moment": lambda said: read_moment(said, TODAY),
    "point": read_place_point,
}

# As long as a message may be, and as long as a reading looks at.
HOSTILE = [
    *(piece * 100_000 for piece in ("2", "ก", " ", "👍", "\u200b", "²", "!")),
    "ก" + "\u0e48" * 100_000,
    "a" + "\u0301" * 100_000,
    "\u0e38\u0e48" * 50_000,
    "ข้อ " * 30_000,
    "!" * 50_000 + "x",
    *(piece * (390 // len(piece)) for piece in ("ครับ", "เอา", "ไม่", "ใช่ไม่", "1 ", "1 หรือ ", "ถนน", "ขอ", "!.~")),
    *(piece * (190 // len(piece)) for piece in ("-5", "สอง", "สองจุด", "ครึ่ง", "1 ล้าน ", "5 ถึง ", "½", "one ", "( ")),
    *(piece * (118 // len(piece)) for piece in ("1/", "5 ม.ค. 68 ", "วันที่", "8 โมง ", "พรุ่งนี้", "มกราคน ", "กขคงจฉชซ ")),
    *(piece * (1_990 // len(piece)) for piece in ("16.4 102.8 ", "16°25'48\" ", "@16.4,", "n", "1", "16.43,102.82N ")),
]


@pytest.mark.parametrize("reading", READINGS)
def test_hostile_replies_are_quick(reading: str) -> None:
    read = READINGS[reading]
    read("5")
    for said in HOSTILE:
        assert spent(partial(read, said)) < 0.5, (said[:12], len(said))


def test_a_reply_to_every_district_of_the_country_is_quick() -> None:
    districts = [f"บ้าน{chr(0xE01 + i % 40)}{chr(0xE01 + i // 40)}ดงมูล" for i in range(928)]
    choose("2", districts)
    for said in ("2", "บ้าน", "น้ำท่วมมากครับ", "ใช่", "บ้านกกดงมูร", "1 3 5"):
        assert spent(partial(choose, said, districts, many=True)) < 1, said
