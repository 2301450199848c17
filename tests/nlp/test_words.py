"""Words: the vocabulary of plans and places stays whole, dialect words count as the standard word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.words import content_words, is_empty_word, is_place, pieces, runs, standard, tokens
from tests.effort import spent


def test_plan_terms_acronyms_and_places_stay_whole() -> None:
    assert "รพ.สต." in tokens("รพ.สต. ไกลบ้านมาก")
    assert "pm2.5" in tokens("ฝุ่น PM2.5 เยอะ")
    assert "ผู้ป่วยติดเตียง" in tokens("ดูแลผู้ป่วยติดเตียง")
    assert "อบต." in tokens("อบต.ไม่มา")


def test_runs_end_at_space_digits_and_signs() -> None:
    assert runs("ถนนพัง 3 แห่ง,น้ำท่วม") == [["ถนนพัง"], ["แห่ง"], ["น้ำท่วม"]]


def test_dialect_counts_as_the_standard_word() -> None:
    assert standard("เฮ็ด") == "ทำ"
    assert tokens("น้ำบ่ไหล") == ["น้ำ", "ไม่", "ไหล"] or tokens("น้ำบ่ไหล") == ["น้ำ", "ไม่ไหล"]
    assert tokens("บ่อน้ำ") == ["บ่อน้ำ"]


def test_content_words_say_what_it_is_about() -> None:
    assert content_words(tokens("อยากให้หน่วยงานแก้ไขปัญหาฝุ่นในจังหวัดเชียงใหม่ด่วนครับ")) == ["ฝุ่น"]
    assert content_words(tokens("ดีมากค่ะ ขอบคุณ")) == []


@pytest.mark.parametrize("word", ["ปัญหา", "บ่", "ต่างๆ", "ๆๆ", "ก็", "ก่", "123", "แก้ไข"])
def test_empty_words(word: str) -> None:
    assert is_empty_word(word)


@pytest.mark.parametrize("word", ["ฝุ่น", "ถนน", "หนี้", "แพง", "น้ำประปา"])
def test_words_that_say_something(word: str) -> None:
    assert not is_empty_word(word)


def test_places() -> None:
    assert is_place("โคราช")
    assert is_place("เชียงใหม่")
    assert not is_place("ถนน")


def test_nlpo3_and_newmm_cut_alike() -> None:
    from nlp.words import _newmm, _segmenter

    sentences = [
        "น้ำประปาไม่ไหลมาสามวันแล้ว",
        "ราคายางตกต่ำมากชาวสวนเดือดร้อน",
        "ไฟทางดับทั้งซอยกลางคืนน่ากลัว",
        "อยากให้มีรถโดยสารเข้าหมู่บ้าน",
    ]
    for sentence in sentences:
        assert _segmenter()(sentence) == _newmm()(sentence)


@pytest.mark.parametrize("piece", ["5", "กิ", "ไม่", "ตากลม", "a1", "๙", "นา"])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    tokens("ก")  # the dictionary is built once a process
    text = (piece * 100_000)[:100_000]
    assert spent(lambda: tokens(text)) < 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ถนนพังมาก ขอซ่อมด่วน", ["ถนนพัง", "มาก", " ", "ขอ", "ซ่อม", "ด่วน"]),
        ("ข้อ 3: 20–29 ปี", ["ข้อ", " ", "3", ":", " ", "20", "–", "29", " ", "ปี"]),
        ("Road repair", ["Road", " ", "repair"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_pieces_that_are_the_text(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@given(st.text(alphabet="กขาำิ้็ๆฯ ab1.\n\u200b😀", max_size=60))
def test_no_piece_of_a_text_is_lost(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_a_long_text_is_whole_too() -> None:
    text = "ถนนพัง น้ำท่วม " * 600
    assert "".join(pieces(text)) == text
