"""Near-duplicates: the same text with an ending, a typo or moved spaces; never merely the same matter."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.clean import canonical
from nlp.duplicates import duplicates, likeness
from tests.nlp.traits.alterations import apart, judge, sentences

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


def test_a_message_sent_on_is_found_and_nothing_else() -> None:
    found = judge(duplicates)
    floors = {"ending": 0.99, "prefix": 0.93, "typos": 0.95, "no spaces": 1, "more spaces": 0.98, "place": 0.96}
    assert {name: share for name, share in found.recall.items() if share < {**floors, "70 %": 0.74}[name]} == {}
    assert found.precision >= 0.998, found.wrong


@pytest.mark.parametrize(("one", "other"), [pair for pair in apart() if pair[0][:2] != "ปุ"], ids=lambda text: text[:12])
def test_what_says_the_opposite_or_another_number_is_another_message(one: str, other: str) -> None:
    assert duplicates([one, other]) == [0, 1]


def test_likeness_is_not_handed_on_from_copy_to_copy() -> None:
    """Each text shares most of its words with the next, and the first nothing with the last."""
    words = [
        f"{word}เรื่องที่สำคัญ"
        for word in [
            "น้ำ",
            "ถนน",
            "ไฟ",
            "ป่า",
            "ดิน",
            "ลม",
            "นา",
            "ไร่",
            "สวน",
            "วัด",
            "บ้าน",
            "ตลาด",
            "เรือ",
            "รถ",
            "ฝาย",
            "คลอง",
        ]
    ]
    chain = ["".join(words[at : at + 8]) for at in range(9)]
    voices = duplicates(chain)
    assert all(at == of or likeness(chain[at], chain[of]) >= 0.65 for at, of in enumerate(voices))
    assert voices[0] != voices[-1]


def test_plain_text_is_squeezed_as_canonical_text_is() -> None:
    for text in [*sentences(), "ABC เเดง", "น้ํา  ใส!!", "ก่ิ กิิ", "a\u200bb ๑๒"]:
        assert duplicates([text, canonical(text)])[1] in (0, 1)
        assert likeness(text, canonical(text)) == 1.0


def test_a_campaign_built_to_be_slow_is_not() -> None:
    """Half of every text is the same, so that all share buckets and none repeats another."""
    chance = random.Random(1)
    words = ["".join(chance.choices("กขคงจชซดตทนปพมยรลวสหอ", k=6)) for _ in range(500)]
    template = "".join(words[:9])

    def seconds(count: int) -> float:
        texts = [template + "".join(chance.choices(words, k=9)) for _ in range(count)]
        before = time.process_time()
        assert len(set(duplicates(texts))) == count
        return time.process_time() - before

    assert seconds(6000) < 9 * seconds(2000) + 0.2  # three times as many; quadratic would be nine times


@given(st.lists(st.text(max_size=200), max_size=6))
def test_no_text_breaks_it(texts: list[str]) -> None:
    voices = duplicates(texts)
    assert all(voices[of] == of for of in voices)
