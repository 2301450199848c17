"""`prachakhom export` as an operator gives it: a folder or an archive, and status 2 with what to mend."""

import csv
import sys
import zipfile
from pathlib import Path

import pytest

from admin.cli import main
from admin.commands.session import with_database
from consultation.db import Database
from consultation.opinion import polis
from tests.consultation.opinion.halls import compute, hall
from tests.prepared import made_once


@made_once
async def _hall(db: Database) -> int:
    consultation = await db.write(hall, 20)
    await compute(db, consultation)
    return consultation


def test_votes_and_groups_are_exported_and_bad_input_says_how_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "500")
    id = str(with_database(_hall))

    def export(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["prachakhom", "export", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    status, said = export(id, "--format", "polis", "--out", "made/here")
    assert status == 0 and "ส่งออกแล้ว 5 ไฟล์" in said
    assert sorted(file.name for file in (tmp_path / "made/here").iterdir()) == sorted(polis.FILES)
    with (tmp_path / "made/here/participant-votes.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == 21
    assert export(id, "--format", "polis", "--out", "votes.zip")[0] == 0
    with zipfile.ZipFile(tmp_path / "votes.zip") as packed:
        for name in polis.FILES:
            assert packed.read(name) == (tmp_path / "made/here" / name).read_bytes()
    (tmp_path / "taken").write_text("")
    for words, why in (
        ((id, "--format", "pdf", "--out", "x"), "รูปแบบที่มี: polis"),
        ((id, "--format", "polis", "--out", "x", "--question", "none"), "ชื่อที่มี: views"),
        ((id, "--format", "polis", "--out", "taken/inside"), "เลือกโฟลเดอร์ที่เขียนได้"),
        (("99", "--format", "polis", "--out", "x"), "99"),
    ):
        status, said = export(*words)
        assert status == 2 and why in said, said
    assert not (tmp_path / "x").exists()
