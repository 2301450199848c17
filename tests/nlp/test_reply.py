"""Typed replies to closed questions, as a table: what was said, what it means."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.reply import choose

NEEDS = ["น้ำประปาไม่ไหล", "ถนนชำรุด", "น้ำท่วม", "ไฟฟ้าดับ", "ขยะและน้ำเสีย"]
CONSENT = ["ยินยอม", "ไม่ยินยอม"]
YES = ["ใช่", "ไม่ใช่"]
HAVE = ["มี", "ไม่มี"]
SURE = ["ใช่", "ไม่ใช่", "ไม่แน่ใจ"]
TIMES = ["0 ครั้ง", "1 ครั้ง", "2 ครั้ง", "มากกว่า 2 ครั้ง"]
SCALE = ["5", "4", "3", "2", "1"]
LIKERT = ["เห็นด้วยอย่างยิ่ง", "เห็นด้วย", "เฉย ๆ", "ไม่เห็นด้วย", "ไม่เห็นด้วยอย่างยิ่ง"]
LETTERED = ["ก. เกษตร", "ข. ท่องเที่ยว", "ค. สิ่งแวดล้อม"]
EMOJI = ["😀 ดีมาก", "😐 พอใช้", "🙁 ต้องปรับปรุง"]
FACES = ["😀", "😐", "🙁"]
AGES = ["ต่ำกว่า 18 ปี", "18-25", "26-59", "60 ปีขึ้นไป"]
TWELVE = [f"ประเด็น{c}" for c in "กขคงจฉชซญดตถ"]
ENGLISH = ["Roads", "Water supply", "Floods"]

ASK = "ask"
NONE = "none"

ONE: list[tuple[list[str], str, int | str]] = [
    # positions
    (NEEDS, "2", 1),
    (NEEDS, "๒", 1),
    (NEEDS, "２", 1),
    (NEEDS, "②", 1),
    (NEEDS, "2️⃣", 1),
    (NEEDS, "ข้อ 2", 1),
    (NEEDS, "ข้อ2", 1),
    (NEEDS, "ข้อ ๒", 1),
    (NEEDS, "ข้อที่ 2", 1),
    (NEEDS, "2.", 1),
    (NEEDS, "2)", 1),
    (NEEDS, "(2)", 1),
    (NEEDS, "#2", 1),
    (NEEDS, "ตอบ 2", 1),
    (NEEDS, "ตอบข้อ 2 ครับ", 1),
    (NEEDS, "ขอเลือกข้อ ๓ ค่ะ", 2),
    (NEEDS, "เอาข้อ 4 จ้า", 3),
    (NEEDS, "เบอร์ 1", 0),
    (NEEDS, "หมายเลข 5", 4),
    (NEEDS, "เลข 3 นะคะ", 2),
    (NEEDS, "หนึ่ง", 0),
    (NEEDS, "สอง", 1),
    (NEEDS, "ข้อสาม", 2),
    (NEEDS, "อันที่สาม", 2),
    (NEEDS, "อันที่สี่ครับผม", 3),
    (NEEDS, "ตัวเลือกที่ห้า", 4),
    (NEEDS, "อันแรก", 0),
    (NEEDS, "ข้อแรกค่ะ", 0),
    (NEEDS, "ข้อสุดท้าย", 4),
    (NEEDS, "2 👍", 1),
    (NEEDS, "2 ครับ 😊", 1),
    (NEEDS, "  2  ", 1),
    (NEEDS, "2\u200b", 1),
    (NEEDS, "ข้อ\u200b2", 1),
    (NEEDS, "2 2", 1),
    (TWELVE, "12", 11),
    (TWELVE, "สิบสอง", 11),
    (TWELVE, "ข้อสิบเอ็ดครับ", 10),
    (NEEDS, "0", ASK),
    (NEEDS, "6", ASK),
    (NEEDS, "ข้อ 9", ASK),
    (NEEDS, "สิบ", ASK),
    (NEEDS, "22", ASK),
    (NEEDS, "999999999999999999999999", ASK),
    (NEEDS, "1 3", ASK),
    (NEEDS, "1,3", ASK),
    (NEEDS, "1 กับ 2", ASK),
    (NEEDS, "1-3", ASK),
    (NEEDS, "2.5", ASK),
    (NEEDS, "-2", ASK),
    (NEEDS, "สองสาม", ASK),
    (NEEDS, "2?", ASK),
    (NEEDS, "ไม่ใช่ข้อ 2", ASK),
    (NEEDS, "ไม่เอา 2", ASK),
    (NEEDS, "ยกเว้นข้อ 2", ASK),
    (NEEDS, "ไม่ใช่ 2 เอา 3", ASK),
    (NEEDS, "2 วันก่อนไปแจ้งแล้ว", ASK),
    (NEEDS, "ทั้งหมด", ASK),
    (NEEDS, "ทุกข้อ", ASK),
    # the label's own text
    (NEEDS, "ถนนชำรุด", 1),
    (NEEDS, "ถนนชำรุดครับ", 1),
    (NEEDS, "ถนนชำรุดค่ะ", 1),
    (NEEDS, "ถนนชำรุดนะคะ", 1),
    (NEEDS, "ถนนชำรุด จ้า", 1),
    (NEEDS, "ถนนชำรุด 😭😭", 1),
    (NEEDS, "ถนน ชำรุด", 1),
    (NEEDS, "ถนน\u200bชำรุด", 1),
    (NEEDS, "“ถนนชำรุด”", 1),
    (NEEDS, "เลือกถนนชำรุด", 1),
    (NEEDS, "ข้อ 2 ถนนชำรุด", 1),
    (NEEDS, "2. ถนนชำรุด", 1),
    (NEEDS, "2 ถนน", 1),
    (NEEDS, "2 น้ำท่วม", ASK),
    (NEEDS, "น\u0e49\u0e4d\u0e32ท่วม", 2),
    (NEEDS, "น\u0e4d\u0e49\u0e32ท่วม", 2),
    (NEEDS, "ขยะและน้ำเสีย", 4),
    (EMOJI, "ดีมาก", 0),
    (EMOJI, "😀 ดีมาก", 0),
    (EMOJI, "พอใช้ค่ะ", 1),
    (FACES, "😐", 1),
    (FACES, "🤔", NONE),
    (SCALE, "5", 0),
    (SCALE, "๑", 4),
    (LETTERED, "ก", 0),
    (LETTERED, "ข้อ ข", 1),
    (LETTERED, "ค.", 2),
    (LETTERED, "ท่องเที่ยว", 1),
    (LETTERED, "ก. เกษตร", 0),
    (AGES, "18-25", 1),
    (AGES, "60 ปีขึ้นไป", 3),
    (AGES, "๖๐ ปีขึ้นไป", 3),
    (AGES, "20", ASK),
    (AGES, "35 ปี", NONE),
    (TIMES, "1 ครั้ง", 1),
    (TIMES, "ข้อ 1", 0),
    (TIMES, "1", ASK),
    (TIMES, "4", 3),
    (ENGLISH, "roads", 0),
    (ENGLISH, "WATER SUPPLY", 1),
    (ENGLISH, "Ｆｌｏｏｄｓ", 2),
    (ENGLISH, "option 2", 1),
    (ENGLISH, "2 please", 1),
    # the beginning of a label
    (NEEDS, "ถนน", 1),
    (NEEDS, "ไฟฟ้า", 3),
    (NEEDS, "ไฟฟ้าค่ะ", 3),
    (NEEDS, "ขยะ", 4),
    (NEEDS, "น้ำประปา", 0),
    (NEEDS, "น้ำ", ASK),
    (NEEDS, "น", NONE),
    (LIKERT, "เห็นด้วย", 1),
    (LIKERT, "เห็นด้วยค่ะ", 1),
    (LIKERT, "ไม่เห็นด้วย", 3),
    (LIKERT, "เห็น", ASK),
    (LIKERT, "ไม่", ASK),
    (LIKERT, "ใช่", ASK),
    (LIKERT, "เฉยๆ", 2),
    # a slip of the finger
    (NEEDS, "ถนนชำรูด", 1),
    (NEEDS, "ไฟฟ้าดีบ", ASK),
    (NEEDS, "น้ำปะปาไม่ไหล", ASK),
    (NEEDS, "น้ำประปาไม่ไหร", 0),
    (NEEDS, "น้ำท่วน", ASK),
    (NEEDS, "น้ำประปาไหล", ASK),
    (NEEDS, "ไฟดับ", ASK),
    (NEEDS, "น้ำท่วมหมู่บ้านผมทุกปีเลยครับ", ASK),
    (NEEDS, "อยากได้โรงพยาบาล", NONE),
    (NEEDS, "ไม่รู้", NONE),
    (NEEDS, "", NONE),
    (NEEDS, "   ", NONE),
    (NEEDS, "...", NONE),
    # yes and no
    (YES, "ใช่", 0),
    (YES, "ใช่ครับ", 0),
    (YES, "ใช่แล้วค่ะ", 0),
    (YES, "แม่น", 0),
    (YES, "แม่นแล้ว", 0),
    (YES, "ช่าย", 0),
    (YES, "yes", 0),
    (YES, "ไม่ใช่", 1),
    (YES, "ไม่ใช่ค่ะ", 1),
    (YES, "ไม่", 1),
    (YES, "ไม่ครับ", 1),
    (YES, "บ่", 1),
    (YES, "บ่แม่น", 1),
    (YES, "ม่าย", 1),
    (YES, "ใช่ ไม่ใช่", ASK),
    (YES, "ไม่ใช่ไม่ใช่", ASK),
    (YES, "ใช่ไหม", ASK),
    (SURE, "ไม่", 1),
    (SURE, "ไม่แน่ใจ", 2),
    (SURE, "ไม่แน่", 2),
    (SURE, "ใช่", 0),
    (CONSENT, "ยินยอม", 0),
    (CONSENT, "ยินยอมค่ะ", 0),
    (CONSENT, "ยินยอมครับผม", 0),
    (CONSENT, "ตกลง", 0),
    (CONSENT, "โอเค", 0),
    (CONSENT, "OK", 0),
    (CONSENT, "เอา", 0),
    (CONSENT, "เอาเลย", 0),
    (CONSENT, "ได้ค่ะ", 0),
    (CONSENT, "ใช่ ยินยอม", 0),
    (CONSENT, "ไม่ยินยอม", 1),
    (CONSENT, "ไม่ ยินยอม", 1),
    (CONSENT, "ไม่ยินยอมครับ", 1),
    (CONSENT, "บ่ยินยอม", 1),
    (CONSENT, "บ่เอา", 1),
    (CONSENT, "บ่เอาเด้อ", 1),
    (CONSENT, "ไม่เอาค่ะ", 1),
    (CONSENT, "ไม่ได้", 1),
    (CONSENT, "no", 1),
    (CONSENT, "๒", 1),
    (CONSENT, "ข้อ 1", 0),
    (CONSENT, "ใช่ ไม่ยินยอม", ASK),
    (CONSENT, "ไม่ใช่ไม่ยินยอม", ASK),
    (CONSENT, "ยินยอมไหม", ASK),
    (CONSENT, "ยินยอมคืออะไร", ASK),
    (CONSENT, "ยินยอมแต่ไม่ให้ชื่อ", ASK),
    (CONSENT, "ไม่รู้ว่ายินยอมดีไหม", ASK),
    (CONSENT, "ยนิยอม", ASK),
    (CONSENT, "ครับ", NONE),
    (CONSENT, "👍", NONE),
    (HAVE, "มี", 0),
    (HAVE, "มีครับ", 0),
    (HAVE, "ไม่มี", 1),
    (HAVE, "บ่มี", 1),
    (HAVE, "ไม่", 1),
]

MANY: list[tuple[list[str], str, tuple[int, ...] | str]] = [
    (NEEDS, "1 3 และ 5", (0, 2, 4)),
    (NEEDS, "1,3", (0, 2)),
    (NEEDS, "1, 3, 4", (0, 2, 3)),
    (NEEDS, "๑ ๒", (0, 1)),
    (NEEDS, "ข้อ 1 กับข้อ 3", (0, 2)),
    (NEEDS, "ข้อ 1 แล้วก็ 3 ค่ะ", (0, 2)),
    (NEEDS, "1/2/3", (0, 1, 2)),
    (NEEDS, "1+2", (0, 1)),
    (NEEDS, "3 1", (0, 2)),
    (NEEDS, "1 ถึง 3", (0, 1, 2)),
    (NEEDS, "หนึ่งและสอง", (0, 1)),
    (NEEDS, "2", (1,)),
    (NEEDS, "ทั้งหมด", (0, 1, 2, 3, 4)),
    (NEEDS, "ทุกข้อเลย", (0, 1, 2, 3, 4)),
    (NEEDS, "ถนนชำรุด ไฟฟ้าดับ", (1, 3)),
    (NEEDS, "ถนนชำรุด, ไฟฟ้าดับ", (1, 3)),
    (NEEDS, "ถนนและไฟฟ้า", (1, 3)),
    (NEEDS, "ถนนชำรุด ขยะและน้ำเสีย ค่ะ", (1, 4)),
    (NEEDS, "ขยะและน้ำเสีย", (4,)),
    (NEEDS, "2 และไฟฟ้าดับ", (1, 3)),
    (NEEDS, "1 9", ASK),
    (NEEDS, "1-3", ASK),
    (NEEDS, "1 ไม่ 3", ASK),
    (NEEDS, "ทั้งหมดยกเว้น 3", ASK),
    (NEEDS, "13", ASK),
    (NEEDS, "ถนน โรงเรียน", ASK),
    (NEEDS, "โรงเรียน", NONE),
    (["น้ำ", "ไฟ", "ไม่มีปัญหา"], "ทั้งหมด", ASK),
    (CONSENT, "ยินยอม ไม่ยินยอม", ASK),
]


@pytest.mark.parametrize(("labels", "said", "meant"), ONE)
def test_one_answer(labels: list[str], said: str, meant: int | str) -> None:
    found = choose(said, labels)
    if isinstance(meant, int):
        assert (found.kind, found.indices) == ("chosen", (meant,))
    else:
        assert found.kind == meant
        assert (found.reason is None) == (meant == NONE)


@pytest.mark.parametrize(("labels", "said", "meant"), MANY)
def test_several_answers(labels: list[str], said: str, meant: tuple[int, ...] | str) -> None:
    found = choose(said, labels, many=True)
    if isinstance(meant, tuple):
        assert (found.kind, found.indices) == ("chosen", meant)
    else:
        assert found.kind == meant


@pytest.mark.parametrize(
    ("said", "reason", "candidates"),
    [
        ("9", "out_of_range", ()),
        ("1 3", "several", (0, 2)),
        ("น้ำ", "ambiguous", (0, 2)),
        ("ไม่เอาข้อ 2", "negated", (1,)),
        ("ไฟดับ", "unsure", (3,)),
    ],
)
def test_asking_back_says_why_and_about_what(said: str, reason: str, candidates: tuple[int, ...]) -> None:
    found = choose(said, NEEDS)
    assert (found.kind, found.reason, found.indices) == ("ask", reason, candidates)


def test_no_labels_and_two_alike() -> None:
    assert choose("1", []).kind == "none"
    assert choose("น้ำ", ["น้ำ", "น้ำ"]).kind == "ask"


THAI = st.text(st.sampled_from("กขนมยสอะาิ่้เแไำ็์ๆ๒12 .,-()ครับไม่ใช่ข้อ\u200b👍"), max_size=30)


@given(
    st.one_of(st.text(max_size=60), THAI), st.lists(st.one_of(st.text(max_size=12), THAI), max_size=6), st.booleans()
)
def test_total_and_in_range(said: str, labels: list[str], many: bool) -> None:
    found = choose(said, labels, many=many)
    assert all(0 <= index < len(labels) for index in found.indices)
    assert list(found.indices) == sorted(set(found.indices))
    assert (found.kind == "chosen") <= bool(found.indices)
    assert many or found.kind != "chosen" or len(found.indices) == 1


@given(st.integers(0, 4), st.sampled_from(["", " ครับ", "ค่ะ", " จ้า 😊", "\u200b", "นะคะ"]))
def test_a_labels_own_text_is_that_label(index: int, ending: str) -> None:
    for labels in (NEEDS, LIKERT):
        assert choose(labels[index] + ending, labels).indices == (index,)


@pytest.mark.parametrize(
    "said", ["2" * 100_000, "ข้อ " * 30_000, "!" * 50_000 + "x", "ครับ" * 90 + "x", "!.~" * 120 + "x", "1 " * 190]
)
def test_hostile_replies_are_quick(said: str) -> None:
    started = time.process_time()
    choose(said, NEEDS, many=True)
    assert time.process_time() - started < 0.5
