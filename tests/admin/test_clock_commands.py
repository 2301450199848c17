"""`prachakhom clocks` and `holiday …` as an operator or a timer gives them."""

import json
import sys
from pathlib import Path

import pytest

from admin.cli import main
from admin.commands.session import with_database
from consultation.db import Database
from tests.consultation.law.test_hearing_in_time import made


async def _survey(db: Database) -> int:
    return (await db.write(made, "survey")).id


@pytest.mark.usefixtures("fixed_clock")
def test_clocks_and_days_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "500")
    id = with_database(_survey)

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["prachakhom", *words])
        try:
            main()
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return status, said.out + said.err

    status, said = run("clocks", "--days", "60", "--json")
    found = {row["key"]: row for row in json.loads(said)}
    assert status == 0 and (found[f"results:{id}"]["due"], found[f"results:{id}"]["left"]) == ("2026-12-17", 45)
    assert found["deadline:emenscr:2026"]["state"] == "เกินกำหนด 3 วัน"
    assert [row["key"] for row in json.loads(run("clocks", "--reminders", "--json")[1])] == ["deadline:emenscr:2026"]
    assert "เกินกำหนด 3 วัน" in run("clocks", "--days", "3")[1]
    assert "ยังไม่ใช่ประกาศ" in run("holiday", "list", "2570")[1]
    (tmp_path / "2570.csv").write_text("วันที่,ชื่อ\n2027-01-01,วันขึ้นปีใหม่\n2027-01-x,ก\n", encoding="utf8")
    status, said = run("holiday", "import", "2570.csv", "--year", "2570", "--source", "ประกาศ")
    assert status == 2 and "แถวที่ 3" in said and "แก้ 1 แถวนี้" in said
    assert json.loads(run("holiday", "list", "2027", "--json")[1])["standing"] == "computed"
    (tmp_path / "2570.csv").write_text("วันที่,ชื่อ\n2027-01-01,วันขึ้นปีใหม่\n", encoding="utf8")
    assert run("holiday", "import", "2570.csv", "--year", "2570", "--source", "ประกาศ")[0] == 0
    found = json.loads(run("holiday", "list", "2570", "--json")[1])
    assert found["standing"] == "announced" and "2027-04-13" in found["lacking"]
