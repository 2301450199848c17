"""A workbook with the files that belong to it: in a ZIP or beside it, bounded, and everything wrong said in Thai."""

import io
import zipfile

import pytest

from consultation.forms.form import Form, Table
from consultation.forms.xlsform import BadForm, from_files, pack, read, unpack
from consultation.forms.xlsform_choices import MOST_TABLE_ROWS, table, written_table
from tests.consultation.forms.workbooks import Table as Rows
from tests.consultation.forms.workbooks import workbook

SURVEY: Rows = [
    ["type", "name", "label", "calculation", "choice_filter", "parameters"],
    ["select_one_from_file villages.csv", "village", "หมู่บ้านใดคะ", "", "", "value=code label=thai"],
    ["select_one_from_file villages.csv", "near", "ใกล้กันคือที่ใดคะ", "", "tambon = 'ท่าบ่อ'", "value=code label=thai"],
    ["calculate", "people", "", "pulldata('villages', 'people', 'code', ${village})", "", ""],
]
BOOK = workbook(survey=SURVEY)
VILLAGES = "code,thai,tambon,people\nv1,บ้านนา,ท่าบ่อ,120\nv2,บ้านโนน,โพนสา,85\n"


def packed(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return file.getvalue()


def keys(error: pytest.ExceptionInfo[BadForm]) -> list[str]:
    assert all(one.where and one.what and one.mend for one in error.value.problems)
    return [one.key for one in error.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_choices_and_values_come_out_of_a_table_however_a_thai_excel_saved_it(encoding: str, mark: str) -> None:
    form = read(BOOK, "ก.xlsx", {"villages.csv": VILLAGES.replace(",", mark).encode(encoding)})
    village, near, people = form.questions
    assert [(choice.name, choice.label["th"]) for choice in village.choices] == [("v1", "บ้านนา"), ("v2", "บ้านโนน")]
    assert village.choices[0].columns["tambon"] == "ท่าบ่อ"
    assert (village.from_file, village.list_name, near.choice_filter) == ("villages.csv", "villages", "tambon = 'ท่าบ่อ'")
    assert people.calculation.startswith("pulldata")
    assert form.tables[0].columns == ("code", "thai", "tambon", "people")


def test_a_zip_holds_it_all_and_comes_back_the_same() -> None:
    whole = packed(**{"ฟอร์ม/แบบ.xlsx": BOOK, "ฟอร์ม/villages.csv": VILLAGES.encode(), "ฟอร์ม/media/map.png": b"png"})
    package = unpack(whole, "form.zip")
    assert package.files == {"map.png": b"png"}
    out = pack(package.form, package.files)
    assert out.suffix == ".zip"
    assert unpack(out.content) == package
    assert pack(package.form, package.files).content == out.content
    assert from_files({"form.zip": out.content}) == package
    assert from_files({"ก.xlsx": BOOK, "villages.csv": VILLAGES.encode(), "map.png": b"png"}).files == package.files


def test_a_table_that_is_known_already_need_not_be_sent_again_and_a_new_one_goes_before_it() -> None:
    known = Table(name="villages", columns=("code", "thai", "tambon", "people"), rows=(("v9", "เก่า", "ก", "1"),))
    assert read(BOOK, "ก.xlsx", tables=[known]).tables == (known,)
    assert read(BOOK, "ก.xlsx", {"villages.csv": VILLAGES.encode()}, [known]).tables[0].rows[0][0] == "v1"


def test_thai_names_of_a_thai_windows_are_read() -> None:
    whole = packed(**{"a.xlsx": BOOK, "villages.csv": VILLAGES.encode(), "XXX.png": b"png"})
    named = whole.replace(b"XXX.png", "บ่อ".encode("cp874") + b".png")
    assert unpack(named).files == {"บ่อ.png": b"png"}


@pytest.mark.parametrize(
    ("files", "key"),
    [
        ({"villages.csv": b""}, "bad_table"),
        ({"villages.csv": b"a,a\n1,2\n"}, "bad_table"),
        ({"villages.csv": b"\xff\xfe\xff"}, "bad_table"),
        ({"villages.csv": b"a,b\n1,2,3\n"}, "wide_row"),
        ({"villages.csv": b"code,name\n" + b"1,2\n" * (MOST_TABLE_ROWS + 1)}, "large_table"),
        ({"villages.csv": b"code,name\n1,2\n"}, "no_table_column"),
        ({"other.csv": b"code,name\n1,2\n"}, "no_table"),
        ({"villages.csv": VILLAGES.encode(), "a.svg": b"<svg/>"}, "unwanted_file"),
    ],
)
def test_what_is_wrong_with_a_table_is_told(files: dict[str, bytes], key: str) -> None:
    with pytest.raises(BadForm) as caught:
        read(BOOK, "ก.xlsx", files)
    assert set(keys(caught)) == {key}


@pytest.mark.parametrize(
    ("whole", "key"),
    [
        (packed(**{"a.txt": b"x"}), "no_workbook"),
        (packed(**{"a.xlsx": BOOK, "b.xls": BOOK}), "many_workbooks"),
        (packed(**{"a/v.csv": b"a\n", "b/v.csv": b"a\n", "f.xlsx": BOOK}), "same_file"),
        (packed(**{f"{n}.png": b"" for n in range(301)}), "too_large"),
        (packed(**{"f.xlsx": BOOK, "a.png": bytes(61 * 1024 * 1024)}), "too_large"),
        (packed(**{"f.xlsx": packed(**{"g.xlsx": BOOK})}), "unreadable"),
        (packed(**{"f.xlsx": BOOK})[:200], "unreadable"),
    ],
)
def test_what_is_wrong_with_a_zip_is_told(whole: bytes, key: str) -> None:
    with pytest.raises(BadForm) as caught:
        unpack(whole, "form.zip")
    assert keys(caught) == [key]


def test_a_table_is_written_so_that_it_reads_back_equal() -> None:
    rows = (("=1+1", 'a "b", c'), ("บรรทัด\nสอง", ""), (" ", "0012"))
    given = Table(name="t", columns=("ชื่อ", "b;c;d"), rows=rows)
    assert table("t.csv", written_table(given)) == given


def test_a_form_without_tables_is_a_plain_workbook() -> None:
    form = read(workbook(survey=[["type", "name", "label"], ["text", "a", "ก"]]), "ก.xlsx")
    assert pack(form).suffix == ".xlsx"
    assert isinstance(read(pack(form).content), Form)
