"""`prachakhom account …` as it is typed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from admin import cli
from consultation.errors import Refused
from consultation.settings import settings

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACHAKHOM_DATABASE_URL", f"sqlite:///{tmp_path / 'accounts.db'}")
    monkeypatch.setenv("PRACHAKHOM_BASE_URL", "https://voice.example")
    settings.cache_clear()


def run(*words: str) -> str:
    done = CliRunner().invoke(cli.app, ["account", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def listed() -> dict[str, list[str]]:
    return {each["name"]: each["roles"] for each in json.loads(run("list", "--json"))}


def test_from_the_first_administrator_to_the_end_of_an_account() -> None:
    run("add", "อารี", "--role", "SYS", "--password", PASSWORD)
    invited = json.loads(
        run("invite", "มานี", "--role", "STR", "--role", "PROV@th-42", "--email", "m@o.example", "--json")
    )
    assert invited["link"].startswith("https://voice.example/welcome/") and invited["name"] == "มานี"
    assert listed() == {"อารี": ["SYS"], "มานี": ["STR", "PROV@TH-42"]}
    assert "ใช้ได้ครั้งเดียว" in run("reset", "มานี")
    assert "STR PROV@TH-42" in run("roles", "มานี")
    assert "HEAD@2567:10" in run("roles", "มานี", "--role", "HEAD@current:10")
    run("disable", "มานี")
    assert "(ปิดแล้ว)" in run("list")
    run("disable", "มานี", "--undo")
    assert "0" in run("sessions", "มานี", "--end") and json.loads(run("sessions", "มานี", "--json")) == []


def test_an_account_of_before_is_still_added_as_before() -> None:
    run("add", "สมใจ", "--password", PASSWORD)
    run("add", "อรุณ", "--role", "head", "--password", PASSWORD)
    assert listed() == {"สมใจ": ["STR", "ADM"], "อรุณ": ["HEAD"]}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("invite", "ก", "--role", "KING"), "ไม่รู้จักบทบาท"),
        (("invite", "ก", "--role", "STR@2567:99"), "2567"),
        (("invite", "ก", "--role", "STR@TH-00"), "TH-00"),
        (("invite", "ก", "--email", "x"), "ไม่ใช่ที่อยู่อีเมล"),
        (("roles", "ไม่มี"), "ไม่มีบัญชีชื่อ"),
        (("disable", "ไม่มี"), "ไม่มีบัญชีชื่อ"),
        (("disable", "อารี"), "อย่างน้อยหนึ่งคน"),
        (("add", "อารี", "--password", PASSWORD), "มีบัญชีชื่อ"),
    ],
)
def test_what_cannot_be_says_why(words: tuple[str, ...], says: str) -> None:
    run("add", "อารี", "--role", "SYS", "--password", PASSWORD)
    with pytest.raises(Refused, match=says):
        run(*words)
