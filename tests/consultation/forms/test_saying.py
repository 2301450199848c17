"""Conditions and limits read as Thai."""

import pytest

from consultation.forms import saying
from consultation.forms.form import Type
from consultation.forms.limits import Bounds
from tests.consultation.forms.sample import ask, sample


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("${crop} != 'none'", "ข้อ 1 (ถาม crop) ไม่ใช่ “ไม่ได้ปลูก”"),
        ("selected(${crop}, 'rice') or ${house} >= 5", "ข้อ 1 (ถาม crop) คือ “ข้าว” หรือ ข้อ 3 (ถาม house) ตั้งแต่ 5 ขึ้นไป"),
        ("${wish} != '' and ${gone} = 'x'", "ข้อ 6 (ท่านที่ปลูก [ข้อ 1] อยากให้ช่วยอย่างไรคะ) ตอบแล้ว และ gone คือ “x”"),
        ("${house} > date('2025-01-05')", "ข้อ 3 (ถาม house) มากกว่า 5/1/2568"),
        ("${house} <= today()", "ข้อ 3 (ถาม house) ไม่เกิน วันนี้"),
        ("", ""),
        ("count(${crop}) > 1", ""),
    ],
)
def test_a_condition_reads_as_a_sentence(expression: str, sentence: str) -> None:
    assert saying.condition(sample(), expression) == sentence


@pytest.mark.parametrize(
    ("type_", "bounds", "part"),
    [
        ("integer", Bounds("1", "10"), "ตั้งแต่ 1 ถึง 10"),
        ("text", Bounds("", "200"), "ไม่เกิน 200 ตัวอักษร"),
        ("select_multiple", Bounds("2"), "เลือกอย่างน้อย 2 ข้อ"),
        ("date", Bounds("", "today"), "ยังมาไม่ถึง"),
        ("date", Bounds("2025-01-05", "today"), "ตั้งแต่ 5/1/2568 ถึง วันนี้"),
        ("date", Bounds("2025-01-05"), "ตั้งแต่ 5/1/2568"),
    ],
)
def test_a_limit_reads_as_what_to_do(type_: Type, bounds: Bounds, part: str) -> None:
    assert part in saying.limit(bounds, ask("x", type_))


def test_no_limit_says_nothing() -> None:
    assert saying.limit(Bounds(), ask("x")) == saying.limit(Bounds("1"), ask("x", "note")) == ""


def test_a_long_name_is_cut_between_letters() -> None:
    assert saying.shortened("น้ำ" * 40, 5) == "น้ำ" * 4 + "…"
    assert saying.named(sample(), "home") == "กลุ่ม “บ้าน”"
