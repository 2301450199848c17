"""Near-duplicates: the same text with an ending, a typo or moved spaces; never merely the same matter."""

import random

from hypothesis import given
from hypothesis import strategies as st

from nlp.duplicates import duplicates

TEXT = "น้ำประปาไม่ไหลมาสามวันแล้ว ช่วยส่งคนมาแก้ไขให้ด้วยเพราะเดือดร้อนทั้งหมู่บ้าน"
SAME = [
    TEXT + "ครับ",
    TEXT + " ค่ะ 😭",
    TEXT.replace(" ", ""),
    TEXT.replace("สามวัน", "สาม วัน"),
    TEXT.replace("เดือดร้อน", "เดือดร้อย"),
]
OTHERS = ["น้ำประปาขุ่นมากใช้ไม่ได้", "น้ำประปาไม่ไหล", "ถนนพังมากรถวิ่งไม่ได้ อยากให้ซ่อม", TEXT[:40]]


def test_the_same_text_in_other_clothes() -> None:
    assert duplicates([TEXT, *SAME]) == [duplicates([TEXT, *SAME])[0]] * (1 + len(SAME))


def test_the_same_matter_in_other_words_is_not_the_same_text() -> None:
    assert duplicates([TEXT, *OTHERS]) == [0, 1, 2, 3, 4]


def test_the_wording_sent_most_often_stands_for_the_set() -> None:
    assert duplicates([SAME[4], TEXT, TEXT, SAME[4], TEXT])[0] == 1


def test_texts_without_letters_are_like_none() -> None:
    assert duplicates(["", "", "😀", "..."]) == [0, 1, 2, 3]


@given(st.lists(st.sampled_from([TEXT, *SAME, *OTHERS]), max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter(comments: list[str], shuffler: random.Random) -> None:
    order = list(range(len(comments)))
    shuffler.shuffle(order)
    straight = duplicates(comments)
    mixed = duplicates([comments[i] for i in order])
    for place, index in enumerate(order):
        assert comments[straight[index]] == comments[order[mixed[place]]]
