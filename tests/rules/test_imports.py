"""Rooms import one way: admin, bot, consultation, nlp; what `make lint` checks, checked by the tests too."""

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.rules.source import ROOT


def test_every_import_contract_holds(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_contracts_are_the_three_that_the_design_names() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf8")
    assert 'layers = ["admin", "bot", "consultation", "nlp"]' in text
    assert 'forbidden_modules = ["telegram", "linebot"]' in text
    assert 'forbidden_modules = ["sqlmodel", "sqlalchemy", "aiohttp", "asyncio"]' in text
