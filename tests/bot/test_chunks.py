import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.chunks import blank, graphemes, json_bytes, shorten, split, utf8, utf16

FAMILY = "👨‍👩‍👧‍👦"
PIECES = ["น้ำ", "ที่", "ปู่", "เ", "ำ", "่", "a", ".", " ", "\n", "\n\n", "\u200b", FAMILY, "🇹🇭", "🌊", "\u0301"]
texts = st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"]), max_size=60).map("".join)


def letters(text: str) -> list[str]:
    return regex.findall(r"\X", text)


def test_no_vowel_is_parted_from_its_consonant() -> None:
    """Unicode takes เ and า for graphemes of their own; a reader does not."""
    assert shorten("ก" * 8 + "เกษตร", 10) == "ก" * 8 + "…"
    assert shorten("ก" * 8 + "กา" + "ข" * 9, 10) == "ก" * 8 + "…"
    assert shorten("เ" * 30, 10) == "เ" * 9 + "…"
    assert split("ก" * 8 + "เกษตร", 9) == ["ก" * 8, "เกษตร"]
    assert split("ก" * 8 + "กา" + "ข" * 9, 9) == ["ก" * 8, "กา" + "ข" * 7, "ขข"]


def test_a_thai_text_without_any_space_breaks_between_words() -> None:
    text = "องค์การบริหารส่วนจังหวัดควรปรับปรุงถนนหน้าโรงเรียนให้ปลอดภัย"
    first, *_ = split(text, 40)
    assert first in ("องค์การบริหารส่วนจังหวัดควรปรับปรุง", "องค์การบริหารส่วนจังหวัดควรปรับปรุงถนน")
    assert "".join(split(text * 90, 4096)) == text * 90


def test_what_cannot_be_seen_is_no_message() -> None:
    assert blank(" \n\u200b\u2800\u3164\0") and blank("") and not blank("\u200bก")
    assert split("\u200b", 10) == []
    assert split("กก\x1cกก", 4) == ["กก", "กก"]  # white space to Python and not to Unicode
    assert json_bytes("ก") == 8 and json_bytes({"a": [1, "🌊"]}) == len('{"a": [1, "\\ud83c\\udf0a"]}')


def seen(text: str) -> str:
    """What an eye sees of a text, without the space between."""
    return "".join(letter for letter in text if not blank(letter))


def test_measures_what_the_platforms_measure() -> None:
    assert [(graphemes(t), utf16(t), utf8(t)) for t in ("น้ำ", "เห็นด้วยอย่างยิ่ง", FAMILY)] == [
        (1, 3, 9),
        (12, 17, 51),
        (1, 11, 25),
    ]


def test_shortens_at_a_letter_with_all_its_marks() -> None:
    assert shorten("น้ำน้ำน้ำ", 3) == "น้ำน้ำน้ำ"
    assert shorten("น้ำน้ำน้ำน้ำ", 3) == "น้ำน้ำ…"
    assert shorten(FAMILY * 3, 2) == FAMILY + "…"
    assert shorten("หนึ่ง สอง", 5) == "หนึ่ง…"


def test_breaks_where_a_reader_would() -> None:
    assert split("ย่อหน้าแรกยาว\n\nที่สอง ยาวกว่า", 26) == ["ย่อหน้าแรกยาว", "ที่สอง ยาวกว่า"]
    assert split("One is here. Two is there", 20) == ["One is here.", "Two is there"]
    assert split("น้ำท่วม ถนนพัง ไฟดับ", 16) == ["น้ำท่วม ถนนพัง", "ไฟดับ"]
    assert split("   \n ", 10) == []


def test_cuts_a_text_without_borders_between_letters() -> None:
    assert split("น้ำ" * 5, 10) == ["น้ำน้ำน้ำ", "น้ำน้ำ"]
    assert split("🌊" * 5, 5) == ["🌊🌊", "🌊🌊", "🌊"]


def test_a_letter_longer_than_the_limit_is_cut_rather_than_lost() -> None:
    pieces = split("ก" + "่" * 30, 10)
    assert "".join(pieces) == "ก" + "่" * 30
    assert max(map(utf16, pieces)) == 10


@given(texts, st.integers(11, 40))
def test_splitting_keeps_every_letter_and_every_limit(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(piece and utf16(piece) <= limit for piece in pieces)
    assert seen("".join(pieces)) == seen(text)
    if all(utf16(letter) <= limit for letter in letters(text)):
        kept = [letter for piece in pieces for letter in letters(piece)]
        assert [x for x in kept if not blank(x)] == [x for x in letters(text.strip()) if not blank(x)]


@given(texts, st.integers(1, 20))
def test_shortening_keeps_whole_letters(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert graphemes(short) <= limit
    assert short == text or letters(text)[: len(letters(short)) - 1] == letters(short)[:-1]
