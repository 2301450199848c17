"""`prachakhom report ID --kind notice`: a file of each form, and what can be written when something else is asked."""

import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from admin.cli import main
from admin.commands.session import with_database
from consultation.db import Database
from tests.admin.application import draft
from tests.prepared import made_once


@made_once
async def _draft(db: Database) -> str:
    return (await db.write(draft)).code


def test_notices_are_written_and_a_form_they_do_not_have_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "500")
    code = with_database(_draft)

    def report(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["prachakhom", "report", code, *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    assert report("--kind", "notice", "--out", "a.pdf")[0] == 0
    assert report("--kind", "notice", "--out", "a.docx")[0] == 0
    assert report("--kind", "result-notice", "--out", "a.txt")[0] == 0
    assert Path("a.pdf").read_bytes().startswith(b"%PDF") and Path("a.docx").read_bytes().startswith(b"PK")
    assert "ผลการรับฟังความคิดเห็น" in Path("a.txt").read_text(encoding="utf-8-sig")
    status, said = report("--kind", "notice", "--out", "a.json")
    assert status == 2 and "เอกสารชนิดนี้เขียนเป็น .pdf .docx .txt" in said
    status, said = report("--kind", "letter", "--out", "a.pdf")
    assert status == 2 and "area-needs, notice, result-notice, summary" in said
    assert report("--kind", "hearing-file", "--out", "c.zip")[0] == 0
    assert "manifest.json" in ZipFile("c.zip").namelist()
    assert report("--kind", "o25", "--out", "c.xlsx")[0] == 0
    status, said = report("--kind", "letters", "--out", "d.zip")
    assert status == 2 and "จังหวัดเดียว" in said and not Path("d.zip").exists()
    monkeypatch.setenv("PRACHAKHOM_EMBLEM_FILE", "none.png")
    status, said = report("--kind", "notice", "--out", "b.pdf")
    assert status == 2 and "PRACHAKHOM_EMBLEM_FILE" in said and not Path("b.pdf").exists()
