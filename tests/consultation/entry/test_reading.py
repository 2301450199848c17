"""Cells become the answers that a chat would have stored; what is wrong is said in Thai, all of it at once."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from openpyxl import load_workbook

from consultation.consult.models import Consultation
from consultation.entry.checking import check
from consultation.entry.columns import columns
from consultation.entry.facts import Span, read_facts, span
from consultation.entry.reading import read
from consultation.entry.tables import read_table
from consultation.entry.template import filled, mended, template
from consultation.errors import Refused
from consultation.forms.form import Choice, Form, Group, Question
from consultation.forms.workbook import held
from consultation.settings import settings
from tests.conftest import NOON
from tests.consultation.talk.citizens import NEEDS
from tests.consultation.talk.walks import STARTS, TYPED, forms
from tests.examples import examples

DAYS = Span(date(2026, 11, 1), None, date(2026, 11, 2))
GOOD = {
    "province": "อุดรธานี", "district": "กุมภวาปี", "sector": "ประชาชนทั่วไป", "age": "60 ปีขึ้นไป",
    "problem": "น้ำไม่พอทำนา โทร 081-234-5678",
}  # fmt: skip
HOUSE = Form(
    title={"th": "บ้าน"},
    groups=(Group(name="member", repeat=True, label={"th": "คนในบ้าน"}),),
    questions=(
        Question(name="members", type="integer", label={"th": "กี่คน"}, constraint=". >= 0 and . <= 20"),
        Question(name="age", type="integer", label={"th": "อายุ"}, groups=("member",), required=True),
        Question(name="work", type="text", label={"th": "งาน"}, groups=("member",), relevant="${age} > 14"),
        Question(name="day", type="date", label={"th": "วัน"}),
        Question(
            name="wants", type="select_multiple", label={"th": "อยากได้"}, constraint="count-selected(.) <= 2",
            choices=tuple(Choice(name=f"c{n}", label={"th": text}) for n, text in enumerate(("ถนน", "น้ำ, ไฟ", "สวน"))),
        ),
        Question(name="photo", type="image", label={"th": "รูป"}),
    ),
)  # fmt: skip


def answers(form: Form, cells: Mapping[str, str], **given: Any) -> dict[str, str | None]:
    found = read(form, cells, now=NOON, receipt="TEST-2345", **given)
    assert found.faults == ()
    return found.answers


def faults(form: Form, cells: Mapping[str, str]) -> dict[str, str]:
    return {one.key: one.text for one in read(form, cells, now=NOON, receipt="TEST-2345").faults}


def test_a_paper_is_what_a_chat_would_have_stored() -> None:
    found = answers(NEEDS, GOOD)
    assert found["province"] == "TH-41" and found["district"] == "4104" and found["age"] == "60plus"
    assert found["problem"] == GOOD["problem"] and found["wish"] is None
    assert "consent_contact" not in cells_asked(NEEDS), "nobody can be reached by a paper"


def cells_asked(form: Form) -> set[str]:
    return {column.key for column in columns(form)}


def test_repeats_conditions_eras_and_blanks() -> None:
    cells = {"members": "๒", "age[1]": "40", "work[1]": "ทำนา", "age[2]": "ไม่ตอบ", "day": "15/11/2569"}
    found = answers(HOUSE, {**cells, "wants": "น้ำ, ไฟ ; ถนน"})
    assert found == {
        "members": "2", "member[0]": "yes", "age[1]": "40", "work[1]": "ทำนา", "member[1]": "yes", "age[2]": None,
        "member[2]": "no", "day": "2026-11-15", "wants": "c0 c1", "photo": None,
    }  # fmt: skip
    assert answers(HOUSE, {"work[1]": ""}) == {
        "members": None, "member[0]": "no", "day": None, "wants": None, "photo": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("form", "cells", "key", "said"),
    [
        (NEEDS, {"province": "อุดรธานีย์บุรี"}, "province", "หมายถึง อุดรธานี หรือไม่"),
        (NEEDS, {"province": "ฮ่องกง"}, "province", "ตรวจการสะกด"),
        (NEEDS, {"district": "เมืองเลย"}, "district", "ไม่ตรงกับคำตอบข้อก่อนหน้า"),
        (NEEDS, {"sector": "ชาวดาวอังคาร"}, "sector", "ตัวเลือกที่มี: "),
        (NEEDS, {"problem": "ก" * 2001}, "problem", "ยาว 2001 ตัวอักษร"),
        (NEEDS, {"province": ""}, "province", "พิมพ์ว่า ไม่ตอบ"),
        (NEEDS, {"age": "ต่ำกว่า 20 ปี", "consent_quote": "=yes"}, "consent_quote", "ไม่ถาม"),
        (NEEDS, {"nonsense": "1"}, "nonsense", "ไม่มีข้อ “nonsense”"),
        (HOUSE, {"members": "21"}, "members", "ใส่ 0 ถึง 20"),
        (HOUSE, {"members": "หลายคน"}, "members", "ไม่ใช่ตัวเลข"),
        (HOUSE, {"age[1]": "9", "work[1]": "ทำนา"}, "work[1]", "ไม่ถาม"),
        (HOUSE, {"work[2]": "ทำนา"}, "age[1]", "ต้องตอบ"),
        (HOUSE, {"day": "31/2/2569"}, "day", "15/11/2569"),
        (HOUSE, {"wants": "ถนน;น้ำ, ไฟ;สวน"}, "wants", "ไม่เกิน 2"),
        (HOUSE, {"wants": "=c0 c0"}, "wants", "ซ้ำ"),
        (HOUSE, {"photo": "a.jpg"}, "photo", "ในแชตเท่านั้น"),
    ],
)
def test_what_is_wrong_is_said(form: Form, cells: dict[str, str], key: str, said: str) -> None:
    assert said in faults(form, {**(GOOD if form is NEEDS else {}), **cells})[key]


@pytest.mark.parametrize(
    ("cells", "key", "said"),
    [
        ({"_number": ""}, "_number", "ยังไม่มีเลขที่"),
        ({"_represents": "0"}, "_represents", "ตั้งแต่ 1"),
        ({"_source": "นกพิราบ"}, "_source", "กระดาษ / โทรศัพท์"),
        ({"_language": "ดาวอังคาร"}, "_language", "อีสาน"),
        ({"_date": "3/11/2569"}, "_date", "ยังมาไม่ถึง"),
        ({"_date": "2026-10-31"}, "_date", "ก่อนวันเปิดรับ (1 พ.ย. 2569)"),
        ({"_date": "เมื่อวาน"}, "_date", "อ่านวันที่"),
    ],
)
def test_what_is_wrong_beside_the_answers(cells: dict[str, str], key: str, said: str) -> None:
    found = read_facts({"_number": "1", **cells}, DAYS, numbered=True)
    assert [one.key for one in found.faults] == [key] and said in found.faults[0].text


def test_after_the_close_the_date_on_the_paper_decides() -> None:
    closed = Span(date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 20))
    assert read_facts({"_number": "1"}, closed, numbered=True).faults[0].key == "_date"
    assert not read_facts({"_number": "1", "_date": "10/11/2569"}, closed, numbered=True).late
    assert read_facts({"_number": "1", "_date": "11/11/2569"}, closed, numbered=True).late


def test_one_number_written_in_two_ways_is_one() -> None:
    read = [read_facts({"_number": written}, DAYS, numbered=True).number for written in ("ก–๑๒", " ก-12 ", "ก—1๒")]
    assert read == ["ก-12"] * 3


def test_only_an_open_consultation_takes_papers_and_a_closed_one_for_a_while() -> None:
    row = Consultation(
        code="ABC234", kind="survey", title="t", scheme="2567", cluster=10, created_at=NOON, created_by="t"
    )
    with pytest.raises(Refused, match="ยังไม่เปิด"):
        span(row, NOON, {})
    row.state, row.opened_at, row.closed_at = "closed", NOON.replace(month=9), NOON.replace(month=10, day=19)
    assert span(row, NOON, {}) == Span(date(2026, 9, 2), date(2026, 10, 19), date(2026, 11, 2))
    row.closed_at = NOON.replace(month=10, day=18)
    with pytest.raises(Refused, match=r"18 ต\.ค\. 2569"):
        span(row, NOON, {})


def test_no_text_of_a_form_becomes_a_formula_of_its_workbook() -> None:
    label = {"th": "=1+1"}
    asked = Question(name="q", type="select_one", label=label, choices=(Choice(name="c", label=label),))
    book = load_workbook(io.BytesIO(template(Form(title=label, questions=(asked,)))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert len(cells) == 3 and {cell.data_type for cell in cells} == {"s"}


def test_no_paper_is_taken_in_once_the_files_of_papers_were_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Consultation(
        code="ABC234", kind="survey", title="t", scheme="2567", cluster=10, created_at=NOON, created_by="t",
        state="closed", opened_at=NOON.replace(month=9), closed_at=NOON.replace(month=10, day=28),
    )  # fmt: skip
    monkeypatch.setenv("PRACHAKHOM_RETENTION_LINK_DAYS", "5")
    settings.cache_clear()
    with pytest.raises(Refused, match="เลยกำหนด"):
        span(closed, NOON, {})  # on the fifth day; the office gives fourteen


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04 nothing", b"\x00\x01\xff\xfe", "ก,ข\n1,2\n".encode("cp874")]
)
def test_what_is_no_table_of_this_form_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match=r"บันทึกเป็น \.xlsx หรือ \.csv|ไม่พบหัวตาราง"):
        read_table(NEEDS, content, "x.csv")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp874", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_that_excel_writes(encoding: str, delimiter: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([list(GOOD), list(GOOD.values())])
    (line,) = read_table(NEEDS, written.getvalue().encode(encoding), "x.csv").lines
    assert (line.number, line.cells) == (2, GOOD)


def test_all_that_is_wrong_in_a_file_is_said_at_once_with_row_and_column_and_comes_back_to_be_mended() -> None:
    rows = [
        {"_number": "1", **GOOD}, {"_number": "1", **GOOD}, {"_number": "9", **GOOD},
        {"_number": "3", **GOOD, "province": "ฮ่องกง", "sector": "?"},
    ]  # fmt: skip
    found = check(NEEDS, read_table(NEEDS, filled(NEEDS, rows), "x"), DAYS, {"9": "AAAA-BBBB"}, NOON)
    told = [(one.row, one.letter, one.heading) for one in found.faults]
    assert told == [
        (4, "A", "เลขที่บนกระดาษ"), (5, "A", "เลขที่บนกระดาษ"), (6, "G", "จังหวัด"), (6, "I", "ภาคส่วน"), (6, "H", "อำเภอ"),
    ]  # fmt: skip
    assert "แถวที่ 3" in found.faults[0].text and "AAAA-BBBB" in found.faults[1].text
    back = read_table(NEEDS, mended(NEEDS, [(line.cells, "เหตุผล") for line in found.bad]), "y")
    assert [line.cells for line in back.lines] == [line.cells for line in found.bad]


def test_the_template_is_empty_and_has_a_column_for_each_question_and_list() -> None:
    with pytest.raises(Refused, match="ไม่มีแถวคำตอบ"):
        read_table(NEEDS, template(NEEDS), "x")
    assert {"age[5]", "work[1]"} <= cells_asked(HOUSE) and "photo" in cells_asked(HOUSE)


@st.composite
def papers(draw: st.DrawFn) -> tuple[Form, dict[str, str]]:
    """A form with repeats, conditions and limits, and cells of which those stay that are no fault."""
    form = draw(forms())
    cells: dict[str, str] = {}
    for column in columns(form):
        question = form.question(column.key.partition("[")[0])
        labels = [choice.label["th"] for choice in question.choices] if question else []
        typed = st.sampled_from((*labels, *labels, " ; ".join(labels[:2]) or "7", *TYPED, "-", "3", "2569-02-01"))
        if question is not None and draw(st.booleans()):
            cells[column.key] = " ".join(held(draw(typed)).encode("utf8", "ignore").decode().split())
    for _ in range(20):
        if not (wrong := {one.key for one in read(form, cells, now=STARTS, receipt="A").faults}):
            break
        cells = {key: text for key, text in cells.items() if key not in wrong} | {
            key: "-" for key in wrong if key not in cells
        }
    return form, cells


@given(paper=papers())
@how(max_examples=examples(30))
def test_what_is_filled_into_a_template_comes_back_as_the_same_answers(paper: tuple[Form, dict[str, str]]) -> None:
    form, cells = paper
    direct = read(form, cells, now=STARTS, receipt="A")
    assert direct.faults == ()
    table = read_table(form, filled(form, [{"_number": "1", **cells}]), "x.xlsx")
    found = check(form, table, Span(STARTS.date(), None, STARTS.date()), {}, STARTS)
    assert found.faults == ()
    assert found.good[0].sheet.answers == direct.answers and found.good[0].sheet.raws == direct.raws
    named = {key: text for key, text in direct.answers.items() if text and form.question(key.partition("[")[0])}
    again = {key: f"={text}" if direct_choice(form, key, text) else cells.get(key, "") for key, text in named.items()}
    blank = {key: "-" for key, text in cells.items() if text and key not in named}
    assert read(form, {**again, **blank}, now=STARTS, receipt="A").answers == direct.answers, "as the page posts it"


def direct_choice(form: Form, key: str, value: str) -> bool:
    """Whether an answer is made of the question's own choices."""
    question = form.question(key.partition("[")[0])
    return question is not None and bool(question.choices) and all(question.choice(name) for name in value.split())
