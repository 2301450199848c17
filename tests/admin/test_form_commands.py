"""`prachakhom form …` as an operator gives it: what it prints, what it writes, and status 2 for bad input."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from admin.cli import main
from consultation.forms import templates
from consultation.forms.xlsform import read
from consultation.places.schemes import cluster
from tests.consultation.forms import twelve
from tests.consultation.forms.workbooks import workbook

Form = Callable[..., tuple[int, str, str]]


@pytest.fixture
def form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Form:
    """Gives one command in an empty folder: exit status, output and error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "500")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["prachakhom", "form", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_a_template_is_written_by_its_key_and_is_the_one_that_ships(form: Form, tmp_path: Path) -> None:
    status, said, _ = form("export", "needs")
    assert status == 0 and "needs.xlsx" in said
    assert (tmp_path / "needs.xlsx").read_bytes() == templates.workbook("needs")
    assert form("check", "needs.xlsx")[0] == 0
    status, _, _ = form("export", "ours.xlsx", "--template", "needs", "--cluster", "current:10")
    place = cluster("current:10")
    filled = read(tmp_path / "ours.xlsx")
    assert status == 0 and filled.title["th"].endswith(place.full_name_th)
    assert len(filled.questions[0].choices) == len(place.provinces) + 1


def test_a_good_form_is_counted_and_a_bad_one_listed_by_row(form: Form, tmp_path: Path) -> None:
    (tmp_path / "twelve.xlsx").write_bytes(twelve.book())
    status, said, _ = form("check", "twelve.xlsx")
    assert status == 0 and "12 ข้อ" in said
    (tmp_path / "bad.xlsx").write_bytes(
        workbook(survey=[["type", "name", "label"], ["audit", "audit", ""], ["text", "b"]])
    )
    status, _, error = form("check", "bad.xlsx")
    assert status == 2 and "แถว 2" in error and "audit" in error and "แถว 3" in error


def test_a_table_is_attached_by_name(form: Form, tmp_path: Path) -> None:
    survey = [["type", "name", "label"], ["select_one_from_file towns.csv", "town", "ที่ใดคะ"]]
    (tmp_path / "towns.xlsx").write_bytes(workbook(survey=survey))  # type: ignore[arg-type]
    (tmp_path / "towns.csv").write_text("name,label\nt1,นา\nt2,ไร่\n", encoding="utf8")
    status, _, error = form("check", "towns.xlsx")
    assert status == 2 and "towns.csv" in error
    assert form("check", "towns.xlsx", "--attach", "towns.csv")[0] == 0


def test_what_is_not_there_or_not_said_ends_with_status_2(form: Form) -> None:
    for words, says in (
        (("check", "none.xlsx"), "none.xlsx"),
        (("export", "a.xlsx"), "--template"),
        (("export", "a.xlsx", "--template", "needs", "--cluster", "current:99"), "99"),
    ):
        status, _, error = form(*words)
        assert status == 2 and says in error, error
