"""BM25 as it is written down, and excerpts that part no vowel from its letter."""

from math import isclose, log

from hypothesis import given
from hypothesis import strategies as st

from nlp.excerpt import excerpt
from nlp.ranking import occurrences, rarity, score
from nlp.sought import entry, found_at, terms

TEXTS = st.text("กานำ้ ่ เa1", max_size=400)


def words(text: str) -> list[str]:
    return entry(text).split()


def test_words_phrases_and_beginnings_are_counted() -> None:
    said = words("น้ำ ถนน น้ำ น้ำประปา")
    assert occurrences(terms("น้ำ")[0], said) == 2
    assert occurrences(terms("น้ำ*")[0], said) == 3
    assert occurrences(terms('"ถนน น้ำ"')[0], said) == 1
    assert occurrences(terms('"น้ำ ถนน"')[0], said) == 1
    assert occurrences(terms("สะพาน")[0], said) == 0


def test_the_score_is_the_formula_worked_out_by_hand() -> None:
    # 1,000 texts, 9 say it: ln(1 + 991.5 / 9.5) = 4.658; said twice in 8 words where 10 are usual: norm 1.02
    assert isclose(rarity(9, 1000), log(1 + 991.5 / 9.5))
    assert isclose(score([2], [rarity(9, 1000)], 8, 10), 4.6577 * 2 * 2.2 / 3.02, rel_tol=1e-4)
    assert score([0, 0], [1, 1], 3, 3) == 0 and rarity(10, 10) > 0 and rarity(11, 10) == 0


@given(TEXTS)
def test_an_excerpt_is_a_part_of_the_text_with_what_was_found_marked(text: str) -> None:
    looked_for = terms("น้ำ กา*")
    pieces, before, after = excerpt(looked_for, text, 60)
    shown = "".join(piece for piece, _ in pieces)
    assert shown in text and (before or text.startswith(shown)) and (after or text.endswith(shown))
    if not before and not after:
        assert shown == text
    if any(any(found_at(term, text)) for term in looked_for):
        assert any(ours for _, ours in pieces)
