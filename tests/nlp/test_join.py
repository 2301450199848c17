"""New comments join the theme they belong to, or wait."""

import random

from nlp.join import join

MEMBERS = [
    *[(f"น้ำประปา{x}", "water") for x in ("ไม่ไหล", "ขุ่นมาก", "ไหลอ่อน", "มีกลิ่น", "หยุดบ่อย", "แพงขึ้น")],
    *[(f"ถนน{x}", "road") for x in ("พังมาก", "เป็นหลุม", "ลูกรังฝุ่นเยอะ", "ชำรุดทั้งสาย", "ไม่มีไฟทาง", "แคบรถสวนไม่ได้")],
    *[(f"โรงพยาบาล{x}", "clinic") for x in ("รอคิวนาน", "หมอไม่พอ", "ไกลบ้าน", "เตียงเต็ม", "ยาไม่พอ", "แออัดมาก")],
]


def test_new_comments_join_their_theme() -> None:
    new = ["น้ำประปาไม่ไหลสามวันแล้ว", "ถนนเป็นหลุมใหญ่", "ไปโรงพยาบาลรอคิวนานมาก"]
    assert join(MEMBERS, new) == ["water", "road", "clinic"]


def test_what_belongs_nowhere_waits() -> None:
    assert join(MEMBERS, ["", "😀", "อยากดูคอนเสิร์ตศิลปินเกาหลี", "hello world"]) == [None] * 4


def test_moves_are_learnt() -> None:
    moved = [(text, "complaint" if "แพง" in text or "แออัด" in text else key) for text, key in MEMBERS]
    moved += [("ค่าไฟแพงขึ้นทุกเดือน", "complaint"), ("ของแพงขึ้นทุกอย่าง", "complaint"), ("ค่ารถแพงขึ้นมาก", "complaint")]
    assert join(moved, ["ค่าน้ำมันแพงขึ้นมาก"]) == ["complaint"]


def test_order_does_not_matter() -> None:
    new = ["น้ำประปาขุ่น", "ถนนพัง", "หมอไม่พอ", "อื่น ๆ"]
    mixed = list(MEMBERS)
    random.Random(3).shuffle(mixed)
    assert join(mixed, new) == join(MEMBERS, new)
    assert join(MEMBERS, new[::-1]) == join(MEMBERS, new)[::-1]


def test_one_theme_none_and_nothing_new() -> None:
    only = [(text, 7) for text, key in MEMBERS if key == "road"]
    assert join(only, ["ถนนพังเป็นหลุม", "หมอไม่พอ"]) == [7, None]
    assert join([], ["ถนนพัง"]) == [None]
    assert join(MEMBERS, []) == []
