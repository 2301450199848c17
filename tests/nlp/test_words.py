"""Words: the vocabulary of plans and places stays whole, dialect words count as the standard word."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.places.districts import all_districts
from consultation.places.schemes import provinces
from nlp.clean import clean
from nlp.lexicon import words
from nlp.vocabulary import dictionary
from nlp.words import (
    _RUN,
    _cut_run,
    _newmm,
    _segmenter,
    batch,
    content_words,
    engine,
    is_empty_word,
    is_known,
    is_place,
    pieces,
    runs,
    standard,
    tokens,
)
from tests.nlp.hostile import ZOO, quick
from tests.nlp.personal_figures import CASES, read


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


OURS = [clean(read(sentence)[0]) for rows in CASES.values() for sentence in rows]


def test_the_two_engines_cut_alike_but_for_words_nobody_knows() -> None:
    """Of runs of our own sentences at most one in two hundred differs, and only where one holds an unknown piece."""
    ours, theirs = _segmenter(), _newmm()
    said = sorted({run for sentence in OURS for run in _RUN.findall(sentence) if not run[0].isdigit()})
    apart = [run for run in said if _cut_run(run, ours) != _cut_run(run, theirs)]
    assert len(apart) <= len(said) / 200, apart
    assert all(not all(is_known(piece) for piece in [*ours(run), *theirs(run)]) for run in apart)


@given(st.lists(st.sampled_from(sorted(dictionary())), min_size=1, max_size=8).map("".join))
@settings(deadline=None)
def test_the_two_engines_cut_known_words_alike(text: str) -> None:
    for run in _RUN.findall(clean(text)):
        ours, theirs = _segmenter()(run), _newmm_once()(run)
        assert ours == theirs or not all(is_known(piece) for piece in [*ours, *theirs])


def test_the_engine_is_named() -> None:
    assert engine() in ("nlpo3", "newmm")


def test_one_call_over_letters_and_spaces_cuts_as_run_by_run() -> None:
    cut = _segmenter()
    for said in OURS:
        one_by_one = [_cut_run(run, cut) for run in _RUN.findall(clean(said)) if not run[0].isdigit()]
        assert runs(said) == one_by_one
        assert batch([said, "", said]) == ["\n".join(" ".join(run) for run in one_by_one), "", batch([said])[0]]


def test_a_long_comment_is_read_to_its_tenth_page() -> None:
    page = "น้ำประปาไม่ไหลมาสามวัน " * 87
    assert sum(map(len, runs(page * 9 + "ขุดลอกคลอง"))) > 0
    assert runs(page * 9 + "ขุดลอกคลอง")[-1] == ["ขุดลอกคลอง"]
    unbroken = "น้ำประปาไม่ไหล" * 1_000
    assert runs(unbroken) == [["น้ำประปา", "ไม่", "ไหล"] * 1_000]


@pytest.mark.parametrize(
    ("written", "counts_as"),
    [
        ("อบต", "อบต."), ("อ.บ.ต.", "อบต."), ("องค์การบริหารส่วนตำบล", "อบต."), ("รพสต", "รพ.สต."), ("สปก", "สปก."),
        ("ส.ป.ก.", "สปก."), ("กฟภ", "กฟภ."), ("การไฟฟ้าส่วนภูมิภาค", "กฟภ."), ("ผญบ.", "ผู้ใหญ่บ้าน"), ("รร.", "โรงเรียน"),
        ("บัตรคนจน", "บัตรสวัสดิการแห่งรัฐ"), ("ธกส", "ธ.ก.ส."),
    ],
)  # fmt: skip
def test_an_office_is_one_word_however_it_is_written(written: str, counts_as: str) -> None:
    assert tokens(f"ไปที่ {written} แล้ว")[-2] == counts_as


@pytest.mark.parametrize("word", ["พิมาย", "อ.พิมาย", "อำเภอท่าเรือ", "จ.ขอนแก่น", "จังหวัดเลย", "เบตง"])
def test_districts_are_places(word: str) -> None:
    assert is_place(word)


@pytest.mark.parametrize("word", ["น้ำขุ่น", "ท่าเรือ", "สังคม", "คลองใหญ่", "มะขาม"])
def test_districts_that_are_words_too_are_places_only_after_their_kind(word: str) -> None:
    assert not is_place(word)
    assert is_place(f"อำเภอ{word}")


def test_places_are_those_of_the_registers() -> None:
    assert list(words("provinces")) == [place.name_th for place in provinces()]
    assert set(words("districts")) == {district.name_th for district in all_districts()}
    assert set(words("district_words")) <= set(words("districts"))


def test_nothing_is_downloaded() -> None:
    """PyThaiNLP, told to stay offline, has all that is asked of it."""
    code = (
        "import nlp.words, nlp.personal; nlp.words.is_empty_word('ก');"
        "nlp.words.tokens('น้ำไม่ไหล นายก'); nlp.personal.mask('นายสมชาย')"
    )
    with tempfile.TemporaryDirectory() as empty:
        environment = {**os.environ, "PYTHAINLP_OFFLINE": "1", "PYTHAINLP_DATA": empty}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert not list(Path(empty).iterdir())


@cache
def _newmm_once() -> Callable[[str], list[str]]:
    return _newmm()


@pytest.mark.parametrize("name", ZOO)
def test_hostile_text(name: str) -> None:
    quick(runs, name)


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
@settings(deadline=None)
def test_no_piece_of_a_text_is_lost(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_a_long_text_is_whole_too() -> None:
    text = "ถนนพัง น้ำท่วม " * 600
    assert "".join(pieces(text)) == text
