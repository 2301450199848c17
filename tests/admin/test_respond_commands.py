"""`prachakhom respond`: a table checked, stored whole, noticed again, taken out."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from admin.cli import app
from admin.commands.session import with_database
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.entry.template import filled
from consultation.errors import Refused
from consultation.settings import settings
from tests.consultation.entry.test_reading import GOOD
from tests.consultation.talk.citizens import NEEDS, consultation


def test_a_table_is_checked_then_stored_then_taken_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACHAKHOM_DATABASE_URL", f"sqlite:///{tmp_path / 'own.db'}")
    settings.cache_clear()

    async def made(db: Database) -> ConsultationView:
        return await db.write(consultation)

    code = with_database(made).code
    good, bad = {"_number": "1", **GOOD}, {"_number": "2", **GOOD, "province": "ฮ่องกง"}
    table, faulty = tmp_path / "a.xlsx", tmp_path / "bad.xlsx"
    table.write_bytes(filled(NEEDS, [good, bad]))
    run = CliRunner().invoke
    of = ["--consultation", code]
    dry = run(app, ["respond", "import", str(table), *of, "--dry-run", "--bad", str(faulty)])
    assert dry.exit_code == 0 and "ฮ่องกง" in dry.output and "เก็บแล้ว 0" in dry.output and faulty.stat().st_size
    refused = run(app, ["respond", "import", str(table), *of])
    assert refused.exit_code == 1 and "เก็บแล้ว 0" in refused.output
    assert "เก็บแล้ว 1" in run(app, ["respond", "import", str(table), *of, "--good-only"]).output
    assert isinstance(run(app, ["respond", "import", str(table), *of]).exception, Refused), "the same file again"
    assert isinstance(run(app, ["respond", "import", *of, "--undo", "9", "--reason", "x"]).exception, Refused)
    assert "ถอนออกแล้ว" in run(app, ["respond", "import", *of, "--undo", "1", "--reason", "ผิดแฟ้ม"]).output
    assert run(app, ["respond", "template", *of, "--out", str(tmp_path / "t.xlsx")]).exit_code == 0
