"""Numbers as people type them: what was said, what it is worth, or why it is asked back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.number_words import foreign, spoken
from nlp.numerals import number, read_number

NONE = "none"

# A number, or the reason for asking, or NONE.
TABLE: list[tuple[str, str]] = [
    # figures
    ("12", "12"),
    ("1,200", "1200"),
    ("1,200,000", "1200000"),
    ("1,234.5", "1234.5"),
    ("๑๒", "12"),
    ("๓.๕", "3.5"),
    ("๑,๒๐๐.๕๐ บาท", "1200.50"),
    ("１２", "12"),
    ("１，２３４．５", "1234.5"),
    ("٢٥", "25"),
    ("۲۵", "25"),
    ("៥", "5"),
    ("①", "1"),
    ("1\u200b2", "12"),
    ("(12)", "12"),
    ("“50”", "50"),
    ("5.", "5"),
    (".5", "0.5"),
    ("05", "5"),
    ("7 😊", "7"),
    # words
    ("สิบสอง", "12"),
    ("ยี่สิบเอ็ด", "21"),
    ("ยี่สิบ เอ็ด", "21"),
    ("ซาวห้า", "25"),
    ("สองพันห้าร้อย", "2500"),
    ("หมื่นห้าพัน", "15000"),
    ("ร้อยเอ็ด", "101"),
    ("ร้อยสิบ", "110"),
    ("สองแสนสามหมื่น", "230000"),
    ("หนึ่งล้านสองแสน", "1200000"),
    ("สองร้อยล้าน", "200000000"),
    ("ศูนย์", "0"),
    ("สามจุดห้า", "3.5"),
    ("ศูนย์จุดห้า", "0.5"),
    ("สิบสองจุดสองห้า", "12.25"),
    ("3 จุด 5", "3.5"),
    ("3 ล้าน", "3000000"),
    ("1.5 ล้านบาท", "1500000"),
    ("3 แสน 5 หมื่น", "350000"),
    ("2 พัน 500", "2500"),
    ("twenty five", "25"),
    ("two hundred and five", "205"),
    ("a hundred", "100"),
    ("three point five", "3.5"),
    ("dua puluh lima", "25"),
    ("seratus lima puluh", "150"),
    ("lima orang", "5"),
    ("دوا ڤولوه ليم", "25"),
    # units, politeness, words around
    ("20 คนค่ะ", "20"),
    ("20ปี", "20"),
    ("45%", "45"),
    ("ห้าไร่ครับ", "5"),
    ("3.5 กก.", "3.5"),
    ("มี 5 คน", "5"),
    ("ทั้งหมด 4 คนครับ", "4"),
    ("อายุ ๔๕ ปี", "45"),
    ("ประมาณ 50", "50"),
    ("ราวๆ ห้าสิบคน", "50"),
    ("น่าจะ 3 ไร่", "3"),
    ("5 เทื่อ", "5"),
    ("umur 40 tahun", "40"),
    # halves
    ("ครึ่งไร่", "0.5"),
    ("2 ไร่ครึ่ง", "2.5"),
    ("สองปีครึ่ง", "2.5"),
    ("ชั่วโมงครึ่ง", "1.5"),
    ("ครึ่งล้าน", "500000"),
    ("ครึ่ง", "ambiguous"),
    ("ครึ่งหนึ่ง", "ambiguous"),
    ("ล้านครึ่ง", "ambiguous"),
    # below nought
    ("-5", "-5"),
    ("ลบห้า", "-5"),
    ("ติดลบสาม", "-3"),
    ("−2.5 องศา", "-2.5"),
    ("- 5", "ambiguous"),
    # two readings
    ("พันห้า", "ambiguous"),
    ("ล้านห้า", "ambiguous"),
    ("สองพันห้า", "ambiguous"),
    ("2 พัน 5", "ambiguous"),
    ("ร้อยนึง", "ambiguous"),
    ("12.000", "ambiguous"),
    ("10k", "ambiguous"),
    ("1/2", "ambiguous"),
    ("½", "ambiguous"),
    # two numbers
    ("10-20", "several"),
    ("2-3", "several"),
    ("10 ถึง 20 คน", "several"),
    ("สิบถึงยี่สิบ", "several"),
    ("10 หรือ 12", "several"),
    ("สองสาม", "several"),
    ("สี่ห้าคน", "several"),
    ("1 ไร่ 2 งาน", "several"),
    ("5 คน 2 หลัง", "several"),
    ("1 200", "several"),
    ("2½", "several"),
    ("5²", "several"),
    ("1,20", "several"),
    ("12/2560", "several"),
    ("1.2.3", "several"),
    ("1 แสน 3 ล้าน", "several"),
    ("0812345678", "several"),
    ("9" * 150, "several"),
    # bounds, negations, longer replies
    ("มากกว่า 50", "bound"),
    ("50 กว่าคน", "bound"),
    ("ไม่ถึง 10", "bound"),
    ("เกือบร้อย 90", "bound"),
    ("5+", "bound"),
    ("more than 5", "bound"),
    ("ไม่ใช่ 5", "negated"),
    ("300 บาทต่อวัน", "unsure"),
    ("200 บาท/วัน", "unsure"),
    ("ผมมีที่นา 5 ไร่", "unsure"),
    ("50?", "unsure"),
    ("ไม่มี", "unsure"),
    ("ไม่มีเลยค่ะ", "unsure"),
    ("เอ็ด", "several"),
    ("ไม่รู้", NONE),
    ("ประมาณนี้แหละ", NONE),
    ("ห้ามเข้า", NONE),
    ("สี่แยกไฟแดง", NONE),
    ("hundred", NONE),
    ("NaN", NONE),
    ("", NONE),
    ("ครับ", NONE),
    ("9" * 500, NONE),
]


@pytest.mark.parametrize(("said", "meant"), TABLE)
def test_a_number(said: str, meant: str) -> None:
    found = read_number(said)
    assert str(found.reason or found.kind if found.value is None else found.value) == meant
    assert number(said) == found.value


@pytest.mark.parametrize(
    ("said", "candidates"),
    [
        ("พันห้า", ["1500", "1005"]),
        ("10-20", ["10", "20"]),
        ("ครึ่ง", ["0.5", "50"]),
        ("มากกว่า 50", ["50"]),
        ("สองสามคน", ["2", "3"]),
        ("ไม่มี", ["0"]),
        ("12.000", ["12.000", "12000.000"]),
    ],
)
def test_asking_back_offers_the_numbers_that_may_have_been_meant(said: str, candidates: list[str]) -> None:
    assert [str(value) for value in read_number(said).candidates] == candidates


@given(st.integers(0, 10**12))
def test_digits_with_and_without_commas(value: int) -> None:
    thai = str(value).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert number(str(value)) == number(f"{value:,}") == number(thai) == value


@given(st.integers(1, 999_999))
def test_number_words_are_read_back(value: int) -> None:
    from pythainlp.util import num_to_thaiword

    trailing = value > 100 and value % 100 < 10 and value % 10 > 1
    assert spoken(num_to_thaiword(value)) in ((value, None) if trailing or value % 100 == 1 else (value,))


MALAY = ["kosong", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "lapan", "sembilan"]


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_malay_number_words_are_read_back(hundreds: int, tens: int, units: int) -> None:
    said = f"{MALAY[hundreds]} ratus {MALAY[tens]} puluh {MALAY[units]}"
    assert foreign(said) == hundreds * 100 + tens * 10 + units
    assert foreign(f"{MALAY[units]} belas") == units + 10
    assert foreign(f"{said} ribu") == (hundreds * 100 + tens * 10 + units) * 1000


def test_english_number_words_are_read_back() -> None:
    assert [foreign(word) for word in ("zero", "one", "nine", "eleven", "thirteen", "ninety")] == [0, 1, 9, 11, 13, 90]
    assert foreign("nine hundred ninety nine thousand nine hundred ninety nine") == 999_999
    assert foreign("twenty thirty") is None
    assert foreign("two zero") is None


NUMBERS = st.text(st.sampled_from("0123456789,.-+ครึ่งไร่สองสามพันล้านจุดลบ ½k"), max_size=40)


@given(st.one_of(st.text(max_size=60), NUMBERS))
def test_total_and_in_order(said: str) -> None:
    found = read_number(said)
    assert (found.kind == "chosen") == (found.value is not None)
    assert (found.kind == "ask") == (found.reason is not None)
    assert found.value is None or found.value.is_finite()
