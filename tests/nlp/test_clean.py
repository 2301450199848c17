"""Cleaning: one spelling, nothing lost that matters, linear in time."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.clean import _ODD, _canonical_once, _standard, canonical, clean, clean_all
from tests.nlp.hostile import ZOO, quick

TABLE = [
    ("มากกกกก", "มาก"),
    ("ถนนพัง 55555+", "ถนนพัง"),
    ("น้ำท่วม😭😭😭", "น้ำท่วม"),
    ("ปี ๒๕๖๘", "ปี 2568"),
    ("น\u0e49\u0e4d\u0e32", "น้ำ"),
    ("น\u0e4d\u0e49\u0e32", "น้ำ"),
    ("เเม่น้ำ", "แม่น้ำ"),
    ("ไฟ\u200bฟ้า", "ไฟฟ้า"),
    ("ที\u0e48\u0e48", "ที่"),
    ("ก\u0e48\u0e34น", "กิ\u0e48น"),
    ("ดูที่ https://example.org/x?y=1 นะ", "ดูที่ นะ"),
    ("อินเตอร์เน็ตช้า!!!", "อินเทอร์เน็ตช้า!"),
    ("โทรศัพท์", "โทรศัพท์"),
    ("โทรศัพเสีย", "โทรศัพท์เสีย"),
    ("กระเพาะอาหาร", "กระเพาะอาหาร"),
    ("น้ำถ้วมบ้าน", "น้ำท่วมบ้าน"),
    ("ＰＭ２.５", "pm2.5"),
    ("งบ 1555 บาท", "งบ 1555 บาท"),
    ("   ", ""),
    ("", ""),
]


@pytest.mark.parametrize(("raw", "cleaned"), TABLE)
def test_table(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


THAI = st.text(st.sampled_from("กขนมยทพศรลอะาิีุู่้์ๆำํเแโไ๒5 .!\u200b😭ABc"), max_size=40)


@given(st.one_of(st.text(max_size=80), THAI))
def test_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert canonical(canonical(text)) == canonical(text)


@given(st.lists(st.sampled_from(["ถนนพัง", "น้ำท่วม", "อยากได้ไฟทาง", "โรงเรียนไกล"]), min_size=1, max_size=6))
def test_plain_thai_is_left_alone(sentences: list[str]) -> None:
    assert clean(" ".join(sentences)) == " ".join(sentences)


PLAIN = st.text(st.sampled_from("AZกขมยรลวสหอะาำิีึุูัเแโใไ็่้์ฯๆ 5.,-()/ab"), max_size=30)


@given(PLAIN)
def test_text_with_nothing_odd_in_it_is_left_alone_rightly(text: str) -> None:
    if not _ODD.search(text):
        assert canonical(text) == _canonical_once(text, 1_000)


@given(st.one_of(st.text(max_size=60), THAI))
def test_consonants_and_figures_stay_in_order(text: str) -> None:
    """One spelling takes no letter that carries meaning: what a reader sees is still there, in order."""
    told = [letter for letter in unicodedata.normalize("NFKC", text).lower() if "ก" <= letter <= "ฮ"]
    assert [letter for letter in canonical(text) if "ก" <= letter <= "ฮ"] == told


@given(st.sampled_from(["ดีมาก", "น้ำท่วม", "ถนนพัง"]), st.integers(2, 30))
def test_stress_is_taken_off_and_the_word_stays(word: str, times: int) -> None:
    assert clean(word + word[-1] * times) == word


def test_one_sign_that_stands_for_many_letters_does_not_swell_the_text() -> None:
    assert len(canonical("ﷺ" * 10_000)) <= 20_000
    assert canonical("½ ﷺ") == canonical(canonical("½ ﷺ"))


@pytest.mark.parametrize("name", ZOO)
def test_hostile_text(name: str) -> None:
    quick(clean, name)


PIECES = st.sampled_from([*"กนเแ่้ิีฺุู็์ำๆ 5aB^.!\n", "555", "www.", "://", "มากก", *_standard()])


@given(st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=6))
def test_many_texts_are_cleaned_as_each_would_be(texts: list[str]) -> None:
    assert clean_all(texts) == [clean(text) for text in texts]


def test_a_hostile_text_among_others_is_cleaned_as_by_itself() -> None:
    texts = [text[:300] for text in ZOO.values()]
    assert clean_all(texts) == [clean(text) for text in texts]
