import io
import zipfile
from pathlib import Path

import pytest

from consultation.errors import Refused
from consultation.forms.check import errors
from consultation.forms.form import Choice
from consultation.forms.templates import fill
from consultation.forms.xlsform import BadForm, normal, read, write
from consultation.places.schemes import cluster
from tests.consultation.forms.workbooks import Table, workbook

SURVEY: Table = [["type", "name", "label"], ["text", "q1", "เล่าคะ"]]
CHOICES: Table = [["list_name", "name", "label"], ["yn", "y", "ใช่"], ["yn", "n", "ไม่ใช่"]]
SETTINGS: Table = [["form_title"], ["ถามเรื่องน้ำ"]]


def survey(*rows: list[object], headers: tuple[str, ...] = ("type", "name", "label"), **more: Table) -> bytes:
    tables = {"survey": [list(headers), *rows], "choices": CHOICES, "settings": SETTINGS, **more}
    return workbook(**tables)


def wrong(source: bytes) -> list[tuple[str, str]]:
    with pytest.raises(BadForm) as caught:
        read(source, "แบบ.xlsx")
    assert all(p.where and p.what and p.mend for p in caught.value.problems)
    assert isinstance(caught.value, Refused) and caught.value.problems[0].what in str(caught.value)
    return [(p.where, p.what) for p in caught.value.problems]


@pytest.mark.parametrize("key", ["needs", "hearing-2548", "after-meeting"])
@pytest.mark.parametrize("code", ["2551:3", "2567:9"])
def test_a_template_goes_out_and_comes_back_the_same(key: str, code: str) -> None:
    form = fill(key, cluster(code))
    assert read(write(form)) == normal(form)
    assert normal(form).questions[0].choices == form.questions[0].choices


def test_what_each_column_becomes() -> None:
    headers = (
        "type", "name", "label::ไทย (th)", "label::English (en)", "hint", "required", "relevant", "constraint",
        "constraint_message", "choice_filter", "appearance", "prachakhom_role", "prachakhom_comment",
        "prachakhom_short",
    )  # fmt: skip
    form = read(
        survey(
            ["select_one  yn", "well", "มีบ่อไหมคะ", "A well?", "บ่อใดก็ได้", True, *[""] * 5, "stance:2", "", "บ่อ"],
            ["integer", "depth", "ลึกกี่เมตรคะ", "", "", "no", "${well} = 'y'", ". < 300", "ไม่เกิน 300 ค่ะ", *[""] * 5],
            [],
            ["select_one towns", "town", "ที่ใดคะ", "", "", "", "", "", "", "of = ${well}", "minimal", "", "", ""],
            ["acknowledge", "ok", "รับทราบนะคะ"],
            ["text", "more", "เล่าเพิ่มคะ", *[""] * 9, "TRUE", ""],
            headers=headers,
            choices=[[*CHOICES[0], "of"], *CHOICES[1:], ["towns", 1, "เมือง", "y"], ["towns", 2.0, "บ้านนา", "n"]],
        )
    )
    well, depth, town, ok, more = form.questions
    assert form.title == {"th": "ถามเรื่องน้ำ"}
    assert well.label == {"th": "มีบ่อไหมคะ", "en": "A well?"} and well.required and well.role == "stance:2"
    assert well.hint == {"th": "บ่อใดก็ได้"} and well.short == {"th": "บ่อ"}
    assert (depth.relevant, depth.constraint, depth.required) == ("${well} = 'y'", ". < 300", False)
    assert depth.constraint_message == {"th": "ไม่เกิน 300 ค่ะ"}
    assert town.choices[1] == Choice(name="2", label={"th": "บ้านนา"}, columns={"of": "n"})
    assert (town.choice_filter, town.appearance) == ("of = ${well}", "minimal")
    assert (ok.type, ok.choices, more.comment) == ("acknowledge", (), True)


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04", b"not a workbook", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_what_is_no_workbook_is_said_to_be_none(junk: bytes) -> None:
    ((where, what),) = wrong(junk)
    assert "แบบ.xlsx" in where and "Excel" in what


def test_a_broken_workbook_is_told_whatever_part_is_broken() -> None:
    whole = survey(["text", "q1", "เล่าคะ"])
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for broken in parts:
        for content in (b"", b"<a>", parts[broken][: len(parts[broken]) // 2]):
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w") as package:
                for name, before in parts.items():
                    package.writestr(name, content if name == broken else before)
            try:
                read(file.getvalue())
            except BadForm as error:
                assert error.problems[0].mend
    assert wrong(whole[: len(whole) // 2])


def test_a_file_that_unpacks_into_a_flood_is_not_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", bytes(70 * 1024 * 1024))
    assert "ใหญ่เกินไป" in wrong(file.getvalue())[0][1]
    assert "ใหญ่เกินไป" in wrong(survey(["text", "q", "ก"]) + bytes(6 * 1024 * 1024))[0][1]


def test_more_rows_than_any_questionnaire_has() -> None:
    rows = [["towns", f"t{n}", f"บ้าน {n}"] for n in range(5001)]
    assert "แถวมากเกินไป" in wrong(survey(["text", "q", "ก"], choices=[CHOICES[0], *rows]))[0][1]


@pytest.mark.parametrize(
    ("source", "where", "what"),
    [
        (workbook(questions=SURVEY, choices=CHOICES), "ไฟล์", "survey"),
        (workbook(survey=[["kind", "name"], ["text", "q"]]), "survey", "type"),
        (workbook(survey=[["type", "name", "name"], ["text", "q", "q"]]), "survey", "มากกว่าหนึ่งคอลัมน์"),
        (workbook(survey=SURVEY, choices=[["list", "name"], ["a", "b"]]), "choices", "list_name"),
        (survey(["barcode", "q", "ก"]), "survey แถว 2", "barcode"),
        (survey(["begin group", "q", "ก"], ["text", "a", "ก"]), "survey แถว 2", "ไม่มีแถวปิด"),
        (survey(["text", "a", "ก"], ["end repeat", "", ""]), "survey แถว 3", "ไม่มี begin"),
        (survey(["", "q", "ก"]), "survey แถว 2", "type"),
        (survey(["text", "", "ก"]), "survey แถว 2", "name"),
        (survey(["text", "ok", "ก"], [], ["select_one", "q", "ก"]), "survey แถว 4", "รายการตัวเลือก"),
        (survey(["select_one nothere", "q", "ก"]), "survey แถว 2", "nothere"),
        (survey(["text", "q", ""]), "survey แถว 2", "ยังไม่มีข้อความ"),
        (survey(["text", "ชื่อ", "ก"]), "survey แถว 2", "ชื่อข้อ"),
        (survey(["text", "q", "ก"], ["text", "q", "ข"]), "q", "ใช้ชื่อนี้"),
        (survey(), "ทั้งแบบสอบถาม", "ยังไม่มีคำถาม"),
        (survey(["text", "q", "ก", "${q"], headers=("type", "name", "label", "relevant")), "survey แถว 2", "อ่านไม่ได้"),
        (survey(["text", "q", "ก", "${x} = 1"], headers=("type", "name", "label", "relevant")), "แถว 2", "“x”"),
        (survey(["text", "q", "ก", "maybe"], headers=("type", "name", "label", "required")), "แถว 2", "maybe"),
        (survey(["text", "q", "ก", "boss"], headers=("type", "name", "label", "prachakhom_role")), "แถว 2", "boss"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_sheet_and_row(source: bytes, where: str, what: str) -> None:
    found = wrong(source)
    assert any(where in place and what in said for place, said in found), found


def test_everything_wrong_is_said_at_once() -> None:
    found = wrong(survey(["barcode", "a", "ก"], ["text", "", "ข"], ["select_one gone", "c", "ค"]))
    assert [place.rsplit(" ", 1)[1] for place, _ in found] == ["2", "3", "4"]


def test_pyxform_has_the_last_word_and_is_quoted() -> None:
    ((_, said),) = wrong(survey(["text", "meta", "ก"]))
    assert "pyxform" not in said and "meta" in said


def test_a_path_names_the_file_and_gives_the_title(tmp_path: Path) -> None:
    file = tmp_path / "น้ำประปา.xlsx"
    file.write_bytes(workbook(survey=SURVEY))
    assert read(file).title == {"th": "น้ำประปา"}
    file.write_bytes(b"x")
    with pytest.raises(BadForm, match=r"น้ำประปา\.xlsx"):
        read(file)
    with pytest.raises(OSError, match="none"):
        read(tmp_path / "none.xlsx")


def test_notes_alone_are_a_draft_that_cannot_be_opened_yet() -> None:
    form = read(survey(["note", "q", "ก"]))
    assert [problem.key for problem in errors(form)] == ["no_questions"]
