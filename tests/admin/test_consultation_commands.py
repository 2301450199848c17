"""`prachakhom consultation …` moves consultations as the pages do, and says in Thai what is in the way."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlmodel import Session

from admin.cli import main
from consultation.consult import service as consult
from tests.consultation.law.test_hearing_in_time import filled

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Gives one command to an office of its own: exit status, and what was printed."""
    monkeypatch.setenv("PRACHAKHOM_DATABASE_URL", f"sqlite:///{tmp_path / 'office.db'}")
    monkeypatch.setenv("PRACHAKHOM_NEW_PASSWORD", "correct horse battery")
    monkeypatch.setenv("COLUMNS", "500")

    def given(*command: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["prachakhom", *command])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return given


def test_a_hearing_by_commands(run: Run) -> None:
    made = json.loads(said(run, "create", "--template", "hearing-2548", "--cluster", "current:10", "--json"))["code"]
    refused(run, ("open", made), "ต้องอนุมัติก่อน")
    refused(run, ("create", "--template", "hearing-2548", "--cluster", "current:10", "--open"), "ต้องอนุมัติก่อน")
    assert len(json.loads(said(run, "list", "--json"))) == 1, "what could not be opened was not made"
    refused(run, ("approve", made), "ผู้จัดทำอนุมัติเองไม่ได้")
    refused(run, ("approve", made, "--by", "ใครสักคน"), "ไม่มีบัญชีชื่อ")
    for name, role in (("อรุณ", "head"), ("สมใจ", "officer")):
        assert run("account", "add", name, "--role", role)[0] == 0
    refused(run, ("approve", made, "--by", "สมใจ"), "ผู้ที่ทำได้คือหัวหน้า")
    refused(run, ("approve", made, "--by", "อรุณ"), "แบบพิจารณาตามระเบียบ 2548 ยังไม่ครบ")
    engine = create_engine(os.environ["PRACHAKHOM_DATABASE_URL"])
    with Session(engine) as session:
        filled(session, consult.by_code(session, made).id)
        session.commit()
    engine.dispose()
    assert json.loads(said(run, "approve", made, "--by", "อรุณ", "--json"))["state"] == "approved"
    refused(run, ("announce", made), "ยังไม่ได้ตั้งเวลาเปิดรับ")
    refused(run, ("publish", made), "ต้องประกาศก่อน")
    told = said(run, "steps", made)
    assert "▶ อนุมัติ" in told and "ขั้นต่อไป: ประกาศ (โดยนักวิเคราะห์แผน หรือฝ่ายบริหารทั่วไป)" in told and "ต้องแก้ก่อน" in told
    standing = json.loads(said(run, "steps", made, "--json"))
    assert [each["to"] for each in standing["following"]] == ["announced"]
    assert {each["page"] for each in standing["following"][0]["concerns"]} == {"window", "notices"}


def test_a_survey_still_opens_at_once_and_an_evaluation_names_what_it_is_of(run: Run) -> None:
    survey = json.loads(said(run, "create", "--template", "needs", "--cluster", "current:10", "--open", "--json"))
    wanted = (
        "create",
        "--template",
        "after-meeting",
        "--cluster",
        "current:10",
        "--evaluates",
        survey["code"],
        "--json",
    )
    evaluation = json.loads(said(run, *wanted))["code"]
    assert json.loads(said(run, "show", evaluation, "--json"))["evaluates_id"] == survey["id"]
    assert json.loads(said(run, "close", survey["code"], "--json"))["state"] == "closed"
    assert "ปิดแล้ว" in said(run, "list")


def said(run: Run, *command: str) -> str:
    status, printed = run("consultation", *command)
    assert status == 0, printed
    return printed


def refused(run: Run, command: tuple[str, ...], why: str) -> None:
    status, printed = run("consultation", *command)
    assert status == 2 and why in printed, printed
