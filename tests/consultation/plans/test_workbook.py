"""A plan from Excel: every line under its own, every fault at once with its row, nothing stored while there is one."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from consultation.db import Database
from consultation.errors import Refused
from consultation.plans import lines, workbook
from consultation.plans import service as plans
from consultation.plans.service import PlanInput
from consultation.plans.workbook import Fault

HEADS = ("ประเภท", "ชื่อ", "เป้าหมาย", "หน่วยนับ", "ค่าปีฐาน", "ค่าเป้าหมาย", "หน่วยงาน", "งบประมาณ (บาท)", "ปี พ.ศ.")
GOOD = (
    ("ประเด็นการพัฒนา", "น้ำ", "มีน้ำพอใช้"),
    ("ตัวชี้วัด", "ครัวเรือนที่มีน้ำพอ", "", "ร้อยละ", 60, 80.5),
    ("โครงการ", "สำรวจบ่อบาดาล", "", "", "", "", "ทสจ.", "๑,๕๐๐,๐๐๐", 2571),
    ("แผนงาน", "แหล่งน้ำ"),
    ("โครงการ", "ขุดลอกหนองหาน", "", "", "", "", "ชลประทาน", 2500000, "2571-2572"),
    ("โครงการ", "ฝายชะลอน้ำ"),
    ("ประเด็น", "ถนน"),
)


def book(*rows: tuple[object, ...], heads: tuple[str, ...] = HEADS, title: bool = True) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    if title:
        sheet.append(["แผนพัฒนากลุ่มจังหวัด"])
    for row in (heads, *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


async def test_what_is_read_is_stored_and_printed_under_its_numbers(db: Database) -> None:
    read = workbook.read(book(*GOOD), "plan.xlsx")
    assert read.faults == () and read.counts == {"issue": 2, "indicator": 1, "programme": 1, "project": 3}
    plan = PlanInput(scheme="2567", cluster=10, title="แผน", period="2571–2575", version="ร่าง 2", issues=read.issues)
    made = await db.write(plans.add, plan, "a")
    assert made.issues[0].projects == read.issues[0].projects
    found = await db.read(lines.lines, made.id)
    assert [(line.kind, line.number, line.title) for line in found] == [
        ("issue", "1", "น้ำ"),
        ("indicator", "1 (ตัวชี้วัดที่ 1)", "ครัวเรือนที่มีน้ำพอ"),
        ("programme", "1.1", "แหล่งน้ำ"),
        ("project", "1.1.1", "ขุดลอกหนองหาน"),
        ("project", "1.1.2", "ฝายชะลอน้ำ"),
        ("project", "1.0.1", "สำรวจบ่อบาดาล"),
        ("issue", "2", "ถนน"),
    ]
    assert found[1].facts == "ร้อยละ จาก 60 เป็น 80.5"
    assert found[3].facts == "ชลประทาน · 2571-2572 · 2,500,000 บาท" and "1,500,000 บาท" in found[5].facts
    assert await db.read(lines.line, "project", found[3].id) == found[3]


def test_every_fault_is_told_with_its_row() -> None:
    read = workbook.read(
        book(
            ("แผนงาน", "ลอย"),
            ("ประเด็นการพัฒนา", "น้ำ"),
            ("", "ไม่มีประเภท"),
            ("กิจกรรม", "อบรม"),
            ("โครงการ", ""),
            ("โครงการ", "ฝาย", "", "", "", "", "", "ประมาณล้าน"),
            (),
            ("ประเด็นการพัฒนา", " น้ำ "),
            ("โครงการ", "ฝาย"),
        ),
        "plan.xlsx",
    )
    assert [(fault.row, fault.column) for fault in read.faults] == [
        (3, "ประเภท"), (5, "ประเภท"), (6, "ประเภท"), (7, "ชื่อ"), (8, "งบประมาณ (บาท)"), (10, "ชื่อ"), (11, "ชื่อ"),
    ]  # fmt: skip
    assert "ก่อนประเด็น" in read.faults[0].text and "กิจกรรม" in read.faults[2].text and "แถว 8" in read.faults[6].text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nothing", b"a,b\n1,2"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="Excel"):
        workbook.read(content, "ไฟล์.xlsx")


def test_a_workbook_without_heads_or_issues_says_what_is_missing() -> None:
    [fault] = workbook.read(book(("x", "y"), heads=("ก", "ข")), "a").faults
    assert isinstance(fault, Fault) and "ประเภท" in fault.text
    [fault] = workbook.read(book(), "a").faults
    assert "อย่างน้อยหนึ่งแถว" in fault.text


def test_the_template_is_read_once_it_is_filled_in() -> None:
    made = load_workbook(io.BytesIO(workbook.template()))
    sheet = made.active
    assert sheet is not None
    sheet.append(["ประเด็นการพัฒนา", "น้ำ"])
    out = io.BytesIO()
    made.save(out)
    read = workbook.read(out.getvalue(), "a")
    assert read.faults == () and [issue.title for issue in read.issues] == ["น้ำ"]
