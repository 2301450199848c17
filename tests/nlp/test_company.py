"""Words in company: aligned lines with marks intact, and words beyond chance."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.company import company, lines
from nlp.sought import terms

MARKS = "ัิีึืุู็่้๊๋์ำ"


def test_a_line_has_the_word_in_the_middle_and_says_where_it_was_cut() -> None:
    text = "ในหมู่บ้านของเรามีปัญหามานานมากแล้วคือ น้ำไม่พอใช้ทุกปี"
    (line,) = lines(terms("น้ำ"), [(7, text)], 10)
    assert (line.id, line.said, line.right, line.cut_right) == (7, "น้ำ", "ไม่พอใช้ทุกปี", False)
    assert text.replace(" ", "").startswith(line.left.replace(" ", "")) is not line.cut_left
    assert lines(terms("ถนน"), [(7, text)], 10) == []
    assert len(lines(terms("น้ำ"), [(n, text) for n in range(9)], 4)) == 4


@given(st.text(alphabet="กเแน้ำิ่ ท์", max_size=150), st.text(alphabet="กเแน้ำิ่ ท์", max_size=150))
def test_no_mark_is_parted_from_its_letter(before: str, after: str) -> None:
    text = f"{before} น้ำ {after}"
    for line in lines(terms("น้ำ"), [(1, text)], 1):
        assert not (line.cut_left and line.left[:1] in MARKS and line.left)
        assert not (line.cut_right and not after.startswith(" ") and line.right[-1:] in ("เ", "แ"))


def test_words_that_go_together_beyond_chance_are_told_with_people() -> None:
    saying = [(person, "น้ำแล้งในฤดูร้อน ปลูกข้าว") for person in range(20)] * 2  # twice said is one person
    others = [(100 + person, "ถนนชำรุด ปลูกข้าว") for person in range(40)]
    found = {one.word: one for one in company(terms("น้ำ"), saying, saying + others, 10)}
    assert "ปลูก" not in found and "ถนน" not in found and "น้ำ" not in found
    one = next(iter(found.values()))
    assert (one.both, one.base, one.others, one.rest) == (20, 20, 0, 40)
    assert company(terms("น้ำ"), saying[:2], others, 10) == []
    assert company(terms("น้ำ"), [], [], 10) == []
