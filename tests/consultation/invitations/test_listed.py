"""A list of organisations is taken whole or not at all: every fault is told with its row."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from consultation import ids
from consultation.errors import Refused
from consultation.invitations import codes
from consultation.invitations.file import rows
from consultation.invitations.listed import LONGEST, Listed, read
from consultation.places.schemes import cluster

ISOS = sorted(cluster("2567:10").isos)
HEAD = ("หน่วยงาน", "ภาคส่วน", "จังหวัด", "จำนวน")


def grid(*lines: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]]:
    return list(enumerate((HEAD, *lines), 1))


def test_organisations_are_read_by_the_names_of_columns_wherever_these_stand() -> None:
    titled = [(1, ("รายชื่อผู้แทน",)), (3, ("ลำดับ", "ภาคส่วน", " ชื่อหน่วยงาน ")), (4, ("1", "เอกชน", "หอการค้า"))]
    assert read(titled, ISOS) == ([Listed("หอการค้า", "P")], [])
    found, faults = read(grid(("อบต.หนองไผ่", "l", "จ.อุดรธานี", "2"), ("สมาคมผู้ใช้น้ำ", "ประชาสังคม", "", "")), ISOS)
    assert found == [Listed("อบต.หนองไผ่", "L", "TH-41")] * 2 + [Listed("สมาคมผู้ใช้น้ำ", "C")] and not faults


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (("", "L"), "ไม่มีชื่อหน่วยงาน"),
        (("ก" * (LONGEST + 1), "L"), "ย่อให้สั้นลง"),
        (("ก ไก่", "L"), "“ก ไก่” ซ้ำกับแถวที่ 2"),
        (("เดิม", "L"), "มีรหัสในการรับฟังนี้แล้ว"),
        (("ข", ""), "ไม่มีภาคส่วน"),
        (("ข", "ทหาร"), "ไม่รู้จักภาคส่วน “ทหาร” ใช้: ราชการส่วนกลางในพื้นที่,"),
        (("ข", "L", "อุดรธาณี"), "ไม่รู้จักจังหวัด “อุดรธาณี”"),
        (("ข", "L", "ภูเก็ต"), "อยู่นอกกลุ่มจังหวัดนี้"),
        (("ข", "L", "", "0"), "ใส่ตัวเลข 1–20"),
    ],
)
def test_a_wrong_row_is_told_with_its_number_and_nothing_is_taken(line: tuple[str, ...], says: str) -> None:
    found, faults = read(grid(("กไก่", "L"), line), ISOS, ["เดิม"])
    assert found == [] and [(fault.row, says in fault.why) for fault in faults] == [(3, True)]


def test_a_list_without_its_header_or_without_rows_is_told() -> None:
    assert "ไม่พบหัวตาราง" in read([(1, ("ก", "L"))], ISOS)[1][0].why
    assert "ไม่มีหน่วยงานเลย" in read(grid(), ISOS)[1][0].why


def test_files_as_excel_writes_them_are_read_and_others_refused() -> None:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(HEAD)
    book.active.append(("หอการค้า", "P", None, 2))
    book.save(out)
    as_csv = "หน่วยงาน;ภาคส่วน\nหอการค้า;P\n"
    for content in (out.getvalue(), as_csv.encode("cp874"), as_csv.encode("utf-8-sig"), as_csv.encode("utf-16")):
        assert {one.organisation for one in read(rows(content, "x"), ISOS)[0]} == {"หอการค้า"}
    for broken in (b"PK\x03\x04 no", b"\xd0\xcf\x11\xe0", bytes(range(256)), b"%PDF-1.7\x00"):
        with pytest.raises(Refused, match=r"เปิดไฟล์ “x.xlsx” ไม่ได้"):
            rows(broken, "x.xlsx")


@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6))
def test_whatever_is_in_a_list_it_is_taken_whole_or_faulted(lines: list[list[str]]) -> None:
    found, faults = read(list(enumerate([list(HEAD), *lines], 1)), ISOS)
    assert not (found and faults)
    assert found or faults


@given(st.integers(0, 2**32), st.sampled_from("- "), st.booleans())
def test_a_code_is_read_however_it_is_typed(seed: int, between: str, small: bool) -> None:
    with ids.repeatable(seed):
        code = codes.new()
    typed = code.replace("-", between)
    assert codes.read(f" {typed.lower() if small else typed} ") == code == codes.read(code.replace("-", ""))


@pytest.mark.parametrize("text", ["042123456", "ABC-DEF-GHJ", "K7M4-QX9T", "K7M4QX", "K7M-4QX-9TD ค่ะ", "K0M-4QX-9TD"])
def test_nothing_else_is_taken_for_a_code(text: str) -> None:
    assert codes.read(text) is None
