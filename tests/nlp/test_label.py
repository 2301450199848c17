"""Names of themes: people's own phrases, complete, distinct, and two things where a theme speaks of two."""

import numpy as np

from nlp.label import name_themes
from nlp.personal import mask
from nlp.phrases import phrases
from nlp.quoting import fitness, quotes
from nlp.words import runs

DUST = [
    "ขอให้ห้ามเผาอ้อยครับ ฝุ่นเข้าบ้าน",
    "ควันจากการเผาอ้อยเข้าบ้านทุกคืน",
    "รถอ้อยวิ่งทั้งคืน ฝุ่นดำ",
    "เผาอ้อยกันทุกปี แสบตา",
    "ฝุ่นควันจากการเผาอ้อย",
]
FARM = ["น้ำไม่พอทำนาหน้าแล้ง", "หน้าแล้งน้ำบ่พอเฮ็ดนา", "อยากได้ฝายเก็บน้ำทำนา", "น้ำไม่พอทำนาปรัง", "ขุดลอกหนองให้มีน้ำทำนา"]
BUS = [
    "ไม่มีรถโดยสารกลับบ้านตอนเย็น",
    "รถโดยสารหมดตั้งแต่ห้าโมง",
    "อยากได้รถโดยสารจากอำเภอ",
    "รถโดยสารมาวันละเที่ยว",
    "รถโดยสารเก่ามาก",
]
COMMENTS = [runs(text) for text in (*DUST, *FARM, *BUS)]
THEMES = [0] * 5 + [1] * 5 + [2] * 5


def _said(text: str) -> set[str]:
    return {phrase.text for run in runs(text) for phrase in phrases(run)}


def test_a_phrase_is_several_words_as_people_said_them() -> None:
    dust, farm, bus = (names.label for names in name_themes(COMMENTS, THEMES, 3))
    assert "เผาอ้อย" in dust
    assert "นา" in farm
    assert "รถโดยสาร" in bus
    said = "".join((*DUST, *FARM, *BUS))
    assert all(part in said for label in (dust, farm, bus) for part in label.split(" · "))


def test_wishes_and_particles_around_a_phrase_are_left_out() -> None:
    assert "รถโดยสารกลับบ้านตอนเย็น" in _said("อยากได้รถโดยสารกลับบ้านตอนเย็นครับ")
    assert not any(text.startswith("อยาก") or text.endswith("ครับ") for text in _said("อยากได้รถโดยสารกลับบ้านตอนเย็นครับ"))


def test_what_is_missing_may_begin_and_what_does_not_suffice_may_end() -> None:
    assert "ไม่มีสัญญาณโทรศัพท์" in _said("บ้านเราไม่มีสัญญาณโทรศัพท์")
    assert "น้ำบ่พอเฮ็ดนา" in _said("น้ำบ่พอเฮ็ดนา")
    assert any(text.endswith("ไม่พอ") for text in _said("ที่จอดรถไม่พอ"))


def test_an_end_that_asks_for_another_word_is_no_end() -> None:
    assert not any(text.endswith("ติดตั้ง") for text in _said("โรงเรียนติดตั้งกล้องวงจรปิด"))


def test_no_place_stands_in_a_phrase() -> None:
    assert not any("อุดรธานี" in text for text in _said("รถไฟอุดรธานีสายใหม่"))


def test_no_two_themes_share_their_words() -> None:
    halves = [place % 2 for place in range(len(COMMENTS))]
    one, other = (set(names.label.split(" · ")) for names in name_themes(COMMENTS, halves, 2))
    assert not one & other


def test_the_order_of_comments_does_not_matter() -> None:
    assert name_themes(COMMENTS[::-1], THEMES[::-1], 3) == name_themes(COMMENTS, THEMES, 3)


def test_a_theme_of_two_things_says_both() -> None:
    two = name_themes(COMMENTS, [0] * 5 + [1] * 10, 2)[1].label
    assert "นา" in two and "รถโดยสาร" in two


def test_what_one_says_in_the_middle_of_more_is_no_name_where_many_say_another() -> None:
    river = ["แม่น้ำโขงรับน้ำจากห้วย", "น้ำโขงท่วมตลาด", "น้ำโขงลดเร็ว", "ระดับน้ำโขง", "เตือนภัยน้ำโขง"]
    comments = [runs(text) for text in (*river, *BUS)]
    assert name_themes(comments, [0] * 5 + [1] * 5, 2)[0].label.startswith("น้ำโขง")


def test_that_both_lack_something_makes_no_two_names_alike() -> None:
    lacking = ["ไม่มีสัญญาณเน็ต", "ไม่มีสัญญาณเน็ตทั้งหมู่บ้าน", "ไม่มีสัญญาณเน็ต", "ไม่มีตลาด", "ไม่มีตลาดขายของ", "ไม่มีตลาด"]
    labels = [names.label for names in name_themes([runs(text) for text in lacking], [0] * 3 + [1] * 3, 2)]
    assert labels[0].startswith("ไม่มีสัญญาณเน็ต") and labels[1].startswith("ไม่มีตลาด")


def test_a_place_by_its_short_name_and_a_number_name_nothing() -> None:
    assert not _said("กรุงเทพฯ")
    assert not any(text.endswith("สามสิบ") for text in _said("ทำนามาสามสิบ"))
    told = [runs(text) for text in ("ไปใช้ที่กรุงเทพฯ", "ไปใช้ที่กรุงเทพฯ", "รถเมล์ไม่มา", "รถเมล์ไม่มา")]
    assert len(name_themes(told, [0, 0, 1, 1], 2)) == 2


def test_without_a_phrase_the_words_themselves_name_it() -> None:
    names = name_themes([[["น้ำ"]], [["น้ำ"]], [["ไฟ"]], [["ไฟ"]]], [0, 0, 1, 1], 2)
    assert [each.label for each in names] == ["น้ำ", "ไฟ"]


def test_a_part_is_not_named_as_the_theme_it_is_part_of() -> None:
    whole = name_themes(COMMENTS, THEMES, 3)[2].label
    parts = name_themes(COMMENTS[10:], [0, 0, 1, 1, 1], 2, under=whole)
    assert all(part.label and part.label != whole for part in parts)


def test_words_that_only_say_when_are_no_name() -> None:
    assert not {"วันพรุ่งนี้", "เช้าวันอาทิตย์", "จันทร์ถึงศุกร์"} & _said("ตั้งนาฬิกาปลุกเช้าวันอาทิตย์ วันพรุ่งนี้ จันทร์ถึงศุกร์")


def test_quotes_leave_out_personal_data_and_strong_language_where_they_can() -> None:
    texts = [
        "ถนนหน้าบ้านเป็นหลุมลึกมาก",
        "ถนนพังมานานโทร 081-234-5678",
        "ไอ้สัส ถนนพังมาสามปีแล้ว",
        "ไหล่ทางทรุดน่ากลัวมากครับ",
    ]
    rows, typical = np.eye(4), np.array([0.7, 1.0, 0.95, 0.6])

    def fit(at: int) -> float:
        return fitness(bool(mask(texts[at]).spans), runs(texts[at]))

    assert quotes(range(4), texts, typical, rows, fit)[:2] == (0, 3)
