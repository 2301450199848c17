"""Numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.numerals import number, spoken

TABLE: list[tuple[str, str | None]] = [
    ("12", "12"),
    ("1,200", "1200"),
    ("1,200,000", "1200000"),
    ("๑๒", "12"),
    ("๑,๒๐๐.๕๐ บาท", "1200.50"),
    ("１２", "12"),
    ("สิบสอง", "12"),
    ("ยี่สิบเอ็ด", "21"),
    ("สองพันห้าร้อย", "2500"),
    ("หมื่นห้าพัน", "15000"),
    ("ร้อยเอ็ด", "101"),
    ("ร้อยสิบ", "110"),
    ("สองแสนสามหมื่น", "230000"),
    ("หนึ่งล้านสองแสน", "1200000"),
    ("สองร้อยล้าน", "200000000"),
    ("ศูนย์", "0"),
    ("3 ล้าน", "3000000"),
    ("1.5 ล้านบาท", "1500000"),
    ("20 คนค่ะ", "20"),
    ("20ปี", "20"),
    ("45%", "45"),
    ("ห้าไร่ครับ", "5"),
    ("-5", "-5"),
    ("ติดลบสาม", "-3"),
    ("7 😊", "7"),
    ("พันห้า", None),
    ("ล้านห้า", None),
    ("สองพันห้า", None),
    ("เอ็ด", None),
    ("สองสาม", None),
    ("2-3", None),
    ("1,20", None),
    ("12/2560", None),
    ("1.2.3", None),
    ("ไม่รู้", None),
    ("ประมาณนี้แหละ", None),
    ("", None),
    ("ครับ", None),
    ("9" * 500, None),
]


@pytest.mark.parametrize(("said", "value"), TABLE)
def test_table(said: str, value: str | None) -> None:
    assert number(said) == (None if value is None else Decimal(value))


@given(st.integers(0, 10**12))
def test_digits_with_and_without_commas(value: int) -> None:
    thai = str(value).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert number(str(value)) == number(f"{value:,}") == number(thai) == value


@given(st.integers(1, 999_999))
def test_number_words_are_read_back(value: int) -> None:
    from pythainlp.util import num_to_thaiword

    trailing = value > 100 and value % 100 < 10 and value % 10 > 1
    assert spoken(num_to_thaiword(value)) in ((value, None) if trailing or value % 100 == 1 else (value,))


@given(st.text(max_size=40))
def test_total(said: str) -> None:
    assert number(said) is None or isinstance(number(said), Decimal)
