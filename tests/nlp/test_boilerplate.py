"""What forms put around people's words is no part of what they say."""

from nlp.boilerplate import without_boilerplate
from nlp.label import name_themes
from nlp.words import runs

MATTERS = {
    "light": ["ไฟทางดับหน้าวัด", "ไฟทางดับสามต้น", "ไฟทางดับบ่อย", "ไฟทางกะพริบ", "ไฟทางไม่พอ"],
    "road": ["ถนนเป็นหลุมลึก", "ถนนเป็นหลุมหน้าตลาด", "ถนนพังทั้งสาย", "ถนนลูกรังฝุ่นเยอะ", "ถนนชำรุดมานาน"],
    "trash": ["ขยะล้นถังทุกวัน", "ขยะตกค้างหน้าตลาด", "ทิ้งขยะริมคลอง", "รถเก็บขยะไม่มา", "ขยะส่งกลิ่นเหม็น"],
    "dogs": ["หมาจรจัดกัดเด็ก", "หมาจรจัดเป็นฝูง", "หมาจรจัดเห่าทั้งคืน", "จับหมาจรจัดทำหมัน", "หมาจรจัดหน้าวัด"],
}
END = "จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการแก้ไขโดยด่วน"
THEMES = [place for place, texts in enumerate(MATTERS.values()) for _ in texts]
FORMS = [runs(f"{text} {END}") for texts in MATTERS.values() for text in texts]


def test_what_every_theme_says_word_for_word_is_left_out() -> None:
    left = without_boilerplate(FORMS, THEMES)
    assert left == [runs(text) for texts in MATTERS.values() for text in texts]


def test_what_one_theme_says_often_stays() -> None:
    plain = [runs(text) for texts in MATTERS.values() for text in texts]
    assert without_boilerplate(plain, THEMES) == plain


def test_a_long_run_said_by_many_is_left_out_of_few_themes_too() -> None:
    left = without_boilerplate(FORMS, [0] * len(FORMS))
    assert not any("พิจารณา" in word for comment in left for run in comment for word in run)


def test_no_name_speaks_of_the_form() -> None:
    labels = [names.label for names in name_themes(FORMS, THEMES, 4)]
    assert not any("พิจารณา" in label or "เรียนมา" in label or "แก้ไข" in label for label in labels)
    assert [word in label for word, label in zip(("ไฟทาง", "ถนน", "ขยะ", "หมาจรจัด"), labels, strict=True)] == [True] * 4
