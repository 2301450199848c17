"""Words that are looked for: found as words, however they are written, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.sought import Term, entry, found_at, terms, written

SAID = "น้ำไม่พอใช้ ปี ๒๕๖๘ ถนน 304 หน้าบ้าน แม่น้ำโขงล้น"


def matches(asked: str, text: str) -> bool:
    """As the index of SQLite judges: words side by side in the entry."""
    kept = entry(text)
    return all(f" {' '.join(map(written, t.words))}{'' if t.begun else ' '}" in kept for t in terms(asked))


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ("น้ำ", True),
        ("โขง", True),
        ("ขง", False),  # a part of a word, not a word
        ("แม่น้ำโขง", True),
        ("แม่*", True),
        ("แม่", False),
        ("2568", True),
        ("๒๕๖๘", True),
        ("๓๐๔ น้ำ", True),
        ('"น้ำไม่พอใช้"', True),
        ("น้ำพอใช้", False),
        ('"ถนน 304"', True),
        ('"304 ถนน"', False),
        ("304 ถนน", True),
        ("ถน*", True),
        ("304 ไม่มีคำนี้แน่", False),
    ],
)
def test_words_are_found_as_words(asked: str, is_there: bool) -> None:
    assert matches(asked, SAID) is is_there


def test_what_is_typed_is_read_with_quotes_beginnings_and_no_signs() -> None:
    assert terms('"น้ำ ท่วม" ถน* !!') == (
        Term(("น้ำ", "ท่วม"), False, "น้ำ ท่วม"), Term(("ถน",), True, "ถน*")
    )  # fmt: skip
    assert terms("ถนน", typing=True) == (Term(("ถนน",), True, "ถนน"),)
    assert terms('“ ” * "') == ()
    assert len(terms("น้ำ " * 100)) == 8


def test_where_a_text_says_a_term_is_told_in_the_text_as_it_stands() -> None:
    said = "ขอน้ำ  น้ำประปา น้ำมาก ปี ๒๕๖๘"
    (term,) = terms("น้ำ*")
    assert [said[a:b] for a, b in found_at(term, said)] == ["น้ำ", "น้ำประปา", "น้ำ"]
    (year,) = terms("2568")
    assert [said[a:b] for a, b in found_at(year, said)] == ["๒๕๖๘"]


@given(st.text(max_size=30), st.text(max_size=5))
def test_what_begins_alike_is_written_alike_in_letters_only(word: str, more: str) -> None:
    assert written(word + more).startswith(written(word))
    assert not written(word) or (written(word).isascii() and written(word).isalpha())
    assert (written(word) == written(more)) == (word == more)


@given(st.text(alphabet="น้ำท่วม ๒2\"*'&|!()<>:\\%_", max_size=40))
def test_a_text_is_found_by_all_of_its_own_words(text: str) -> None:
    bare = text.replace('"', " ").replace("*", " ")
    assert matches(" ".join(bare.split()[:8]), bare) or not terms(bare)
