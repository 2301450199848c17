"""`prachakhom group`: any table in, three files out, and errors that say what, where and how to mend."""

import csv
import json
import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from admin.grouping_file import BadTable, Summary, group_file

WATER = [f"น้ำประปา{x}ที่บ้านหนอง" for x in ("ไม่ไหล", "ขุ่นมาก", "ไหลอ่อน", "มีกลิ่น", "หยุดไหลบ่อย", "ไม่สะอาด")]
ROAD = [f"ถนน{x}รถวิ่งลำบาก" for x in ("เป็นหลุม", "พังทั้งสาย", "ลูกรัง", "ชำรุดมาก", "แตกร้าว", "ทรุดตัว")]
TEXTS = [*WATER, *ROAD]
PATHS = [f"รถ{x}เพราะถนนในหมู่บ้าน" for x in ("ล้มบ่อย", "ติดหล่ม", "ยางแตก", "พลิกคว่ำ", "วิ่งช้า", "เสียประจำ")]
HEAD = ["รหัส", "จังหวัด", "ความคิดเห็น"]
ROWS = [[f"ก{n}", "ขอนแก่น", text] for n, text in enumerate(TEXTS, 1)]


def _csv(path: Path, rows: list[list[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle, delimiter=delimiter).writerows(rows)
    return path


def _xlsx(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    book.active.title = "ปก"
    sheet = book.create_sheet("ข้อมูล")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def _run(path: Path, text: str = "ความคิดเห็น", id: str | None = "รหัส", groups: int | None = 2) -> Summary:
    return group_file(path, text, id=id, groups=groups, out=path.parent / "out")


def _assigned(folder: Path) -> list[tuple[str, str]]:
    with (folder / "out" / "assignments.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    assert rows[0][:2] == ["id", "theme_id"]
    return [(row[0], row[1]) for row in rows[1:]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_reads_csv_of_any_origin(tmp_path: Path, encoding: str, delimiter: str) -> None:
    _run(_csv(tmp_path / "a.csv", [HEAD, *ROWS], encoding=encoding, delimiter=delimiter))
    assert [id for id, _ in _assigned(tmp_path)] == [row[0] for row in ROWS]


def test_reads_xlsx_below_title_rows_on_any_sheet(tmp_path: Path) -> None:
    summary = _run(
        _xlsx(tmp_path / "a.xlsx", [["ตารางความคิดเห็น"], [], HEAD, *[[n, "เลย", t] for n, t in enumerate(TEXTS, 1)]])
    )
    assert summary.comments == len(TEXTS)
    assert [id for id, _ in _assigned(tmp_path)] == [str(n) for n in range(1, len(TEXTS) + 1)]


def test_every_row_is_assigned_or_listed(tmp_path: Path) -> None:
    rows = [*ROWS, ["ว่าง", "เลย", ""], ["สั้น", "เลย", "ดีครับ"]]
    summary = _run(_csv(tmp_path / "a.csv", [HEAD, *rows]))
    assigned = dict(_assigned(tmp_path))
    told = json.loads((tmp_path / "out" / "themes.json").read_text(encoding="utf-8"))
    assert (summary.comments, summary.grouped, summary.themes) == (14, 12, 2)
    assert assigned["ว่าง"] == assigned["สั้น"] == ""
    assert told["ungrouped"] == [{"id": "ว่าง", "reason": "empty"}, {"id": "สั้น", "reason": "too_short"}]
    for theme in told["themes"]:
        assert theme["size"] == list(assigned.values()).count(str(theme["id"]))
        assert theme["label"]
        assert theme["quotes"]
    assert {assigned[f"ก{n}"] for n in range(1, 7)} != {assigned[f"ก{n}"] for n in range(7, 13)}


def test_the_same_table_gives_the_same_files(tmp_path: Path) -> None:
    path = _csv(tmp_path / "a.csv", [HEAD, *ROWS])
    first = [file.read_bytes() for file in _run(path).files]
    assert [file.read_bytes() for file in _run(path).files] == first


def test_rows_are_numbered_without_an_id_column(tmp_path: Path) -> None:
    _run(_csv(tmp_path / "a.csv", [HEAD, *ROWS]), id=None)
    assert [id for id, _ in _assigned(tmp_path)] == [str(n) for n in range(1, 13)]


def test_fields_with_lines_commas_quotes_and_great_length(tmp_path: Path) -> None:
    rows = [[row[0], row[1], f'{row[2]}, "ด่วน"\nขอบคุณ'] for row in ROWS] + [["ยาว", "เลย", "ถนนพัง " * 40_000]]
    assert _run(_csv(tmp_path / "a.csv", [HEAD, *rows])).comments == 13


def test_report_escapes_masks_and_stands_alone(tmp_path: Path) -> None:
    rows = [[row[0], row[1], f"{row[2]} <script>alert(1)</script> โทร 081-234-5678"] for row in ROWS]
    _run(_csv(tmp_path / "<b>.csv", [HEAD, *rows]))
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "081-234-5678" not in page
    assert "[เบอร์โทร]" in page
    assert "<b>.csv" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert 'lang="th"' in page


def test_ids_cannot_run_as_formulas(tmp_path: Path) -> None:
    rows = [["=1+1", "เลย", TEXTS[0]], ["-5", "เลย", TEXTS[1]], *ROWS[2:]]
    _run(_csv(tmp_path / "a.csv", [HEAD, *rows]))
    assert [id for id, _ in _assigned(tmp_path)][:2] == ["'=1+1", "-5"]


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    path = _csv(tmp_path / "a.csv", [HEAD, *ROWS])
    group_file(path, "ความคิดเห็น", id=None, groups=2, out=tmp_path / "o", progress=lambda *step: told.append(step))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert told[-1] == ("เสร็จแล้ว", 1.0)


def test_categories_of_an_office_and_new_matters_beside_them(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(
        '[[category]]\nkey = "W"\nlabel = "น้ำกินน้ำใช้"\nwords = ["ประปา"]\n', encoding="utf-8"
    )
    _csv(tmp_path / "c.csv", [["key", "label", "words"], ["W", "น้ำกินน้ำใช้", "ประปา, น้ำบาดาล"]])
    path = _csv(tmp_path / "a.csv", [HEAD, *ROWS, *[[f"ข{n}", "เลย", text] for n, text in enumerate(PATHS)]])
    for taxonomy in ("c.toml", "c.csv"):
        group_file(path, "ความคิดเห็น", id="รหัส", groups=None, taxonomy=str(tmp_path / taxonomy), out=tmp_path / "out")
        told = json.loads((tmp_path / "out" / "themes.json").read_text(encoding="utf-8"))
        water = next(theme for theme in told["themes"] if theme["category"] == "W")
        assert water["label"] == "น้ำกินน้ำใช้"
        assigned = dict(_assigned(tmp_path))
        assert {assigned[f"ก{n}"] for n in range(1, 7)} == {str(water["id"])}
        assert str(water["id"]) not in {assigned[f"ก{n}"] for n in range(7, 13)}
        assert any(theme["category"] is None for theme in told["themes"])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.toml", "[[category]]\nkey = 'A'\n", "หมวดที่ 1 (A) ไม่มีชื่อ"),
        ("a.toml", "[[category]]\nlabel = 'A'\n", "หมวดที่ 1 ไม่มีรหัส"),
        ("a.toml", "nothing", "ตรวจรูปแบบ TOML"),
        ("a.toml", "x = 1\n", "ไม่มีหมวด"),
        ("a.csv", "key,label\nA,ก\nA,ข\n", "มีรหัส A ซ้ำที่หมวดที่ 2"),
        ("a.csv", "code,label\nA,ก\n", "ต้องมีคอลัมน์ key และ label"),
        ("no.toml", None, "ไม่พบไฟล์"),
    ],
)
def test_a_file_of_categories_that_cannot_be_used(tmp_path: Path, name: str, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    path = _csv(tmp_path / "t.csv", [HEAD, *ROWS])
    with pytest.raises(BadTable, match=re.escape(said)):
        group_file(path, "ความคิดเห็น", id=None, groups=None, taxonomy=str(tmp_path / name), out=tmp_path / "o")


def _refused(path: Path, text: str = "ความคิดเห็น", id: str | None = "รหัส", groups: int | None = None) -> str:
    with pytest.raises(BadTable) as raised:
        _run(path, text, id, groups)
    return str(raised.value)


def test_missing_file_folder_and_empty_file(tmp_path: Path) -> None:
    assert "ไม่พบไฟล์" in _refused(tmp_path / "no.csv")
    assert "เป็นโฟลเดอร์" in _refused(tmp_path)
    for content in (b"", b"\n \n", b"\xef\xbb\xbf"):
        (tmp_path / "e.csv").write_bytes(content)
        assert "e.csv ว่างเปล่า" in _refused(tmp_path / "e.csv")


def test_unknown_column_lists_those_that_exist(tmp_path: Path) -> None:
    said = _refused(_csv(tmp_path / "a.csv", [HEAD, *ROWS]), text="comment")
    assert "“comment”" in said
    assert "รหัส, จังหวัด, ความคิดเห็น" in said
    assert "“ไอดี”" in _refused(tmp_path / "a.csv", id="ไอดี")
    assert "รหัส, จังหวัด, ความคิดเห็น" in _refused(_xlsx(tmp_path / "a.xlsx", [HEAD, *ROWS]), text="x")


def test_column_named_twice(tmp_path: Path) -> None:
    assert "มากกว่าหนึ่งคอลัมน์" in _refused(_csv(tmp_path / "a.csv", [[*HEAD, "ความคิดเห็น"], *ROWS]))


def test_duplicate_and_empty_ids_name_their_rows(tmp_path: Path) -> None:
    said = _refused(_csv(tmp_path / "a.csv", [HEAD, ROWS[0], ROWS[1], ROWS[0], *ROWS[2:]]))
    assert "“ก1” ในแถวที่ 2, 4" in said
    assert "ว่างในแถวที่ 3" in _refused(_csv(tmp_path / "a.csv", [HEAD, ROWS[0], ["", "เลย", "ถนนพัง"], *ROWS[1:]]))


def test_too_few_comments(tmp_path: Path) -> None:
    assert "3 จาก 3 แถว ต้องมีอย่างน้อย 10" in _refused(_csv(tmp_path / "a.csv", [HEAD, *ROWS[:3]]))
    assert "มีแต่หัวคอลัมน์" in _refused(_csv(tmp_path / "a.csv", [HEAD]))


def test_broken_workbooks(tmp_path: Path) -> None:
    whole = _xlsx(tmp_path / "a.xlsx", [HEAD, *ROWS]).read_bytes()
    for content in (whole[: len(whole) // 2], b"PK\x03\x04 nothing", b"not a workbook"):
        (tmp_path / "b.xlsx").write_bytes(content)
        assert "ไม่ใช่ XLSX ที่สมบูรณ์" in _refused(tmp_path / "b.xlsx")
    (tmp_path / "c.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert "Excel รุ่นเก่า" in _refused(tmp_path / "c.xls")


def test_unclosed_quote_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('รหัส,ความคิดเห็น\n1,ถนนพัง\n2,"น้ำท่วม\n3,ไฟดับ\n', encoding="utf-8")
    assert "ใกล้บรรทัดที่ 3" in _refused(tmp_path / "a.csv")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xfc\xfd\xfe\xff\xdb" * 20)
    assert "อ่านตัวอักษร" in _refused(tmp_path / "a.csv")


def test_output_folder_that_cannot_be(tmp_path: Path) -> None:
    path = _csv(tmp_path / "a.csv", [HEAD, *ROWS])
    with pytest.raises(BadTable, match="เขียนลงโฟลเดอร์"):
        group_file(path, "ความคิดเห็น", id=None, groups=None, out=path)
    with pytest.raises(BadTable, match="1 ขึ้นไป"):
        group_file(path, "ความคิดเห็น", id=None, groups=0, out=tmp_path / "o")
