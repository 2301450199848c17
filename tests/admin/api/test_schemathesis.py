"""schemathesis over the whole API, with a token: data as described and data that is not, every check that it knows."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from sqlmodel import Session

from admin.accounts import service, throttle, tokens
from admin.api.endpoints import ENDPOINTS
from admin.app import build_app
from admin.exports import service as exports
from admin.exports.models import ExportFile
from admin.job_loop import work
from admin.site import Site
from bot.web import WebChannel
from consultation import jobs, rights
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.findings import service as strategy
from consultation.findings import tracing
from consultation.findings.models import Finding
from consultation.findings.service import FindingInput
from consultation.plans import lines as plan_lines
from consultation.rights import Grant
from consultation.settings import Settings, settings
from consultation.vault import Vault
from tests.admin.application import PASSWORD
from tests.admin.strategy.signed import signed
from tests.consultation.lifecycle.kinds import plan
from tests.engines import on_sqlite

# What is asked besides numbers that lead nowhere: numbers that lead somewhere.
THERE = """
[parameters]
"path.id" = {consultation}
"path.plan" = {plan}
"path.export" = {export}
"""
EXAMPLES = os.environ.get("PRACHAKHOM_API_EXAMPLES", "15")


async def seeded(db: Database, vault: Vault) -> dict[str, int]:
    """Something behind every address: a signed hearing, a finding on a line of a plan, an export that is ready."""
    consultation, seen = await signed(db)
    given = FindingInput(statement="น้ำไม่พอ", kind="problem")
    made = await db.write(strategy.add, consultation, [seen.themes[0].id], given, "a")

    def linked(session: Session) -> int:
        of = session.get_one(Consultation, consultation)
        of.scheme, of.cluster = "2567", 10
        number = plan(session)
        lines = plan_lines.lines(session, number)
        tracing.set_lines(session, session.get_one(Finding, made.id), number, [lines[0].key], "a")
        return number

    number = await db.write(linked)
    ready = await db.write(_export, consultation)
    for job in await db.write(jobs.claim, "test", [exports.MAKE_JOB], 9):
        await work(db, "test", exports.handlers(db, vault)[job.kind], job)
    return {"consultation": consultation, "plan": number, "export": ready}


def _export(session: Session, consultation: int) -> int:
    """An export as a program orders it; of what, is no matter here."""
    from consultation import clock

    now = clock.now()
    row = ExportFile(
        consultation_id=consultation, format="polis", ordered_at=now, ordered_by="a", ends_at=now + exports.LASTS
    )
    session.add(row)
    session.flush()
    jobs.enqueue(session, exports.MAKE_JOB, {"export": row.id})
    return row.id or 0


@pytest.mark.parametrize("there", [False, True], ids=["anything", "what is there"])
@on_sqlite
async def test_nothing_is_found(
    db: Database, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    monkeypatch.setenv("PRACHAKHOM_API_PER_MINUTE", "1000000")
    settings.cache_clear()
    monkeypatch.setattr(throttle, "FREE", dict.fromkeys(throttle.FREE, 1_000_000))  # wrong passwords are not the matter
    names = await seeded(db, vault)
    me = await db.write(service.add, "ก", PASSWORD, " ".join(rights.ROLES))
    _, secret = await db.write(tokens.make, vault, me, "schemathesis", tuple(map(Grant, rights.ROLES)), 30)
    (tmp_path / "schemathesis.toml").write_text(THERE.format(**names) if there else "", encoding="utf8")
    app = build_app(Settings(), db, vault, [WebChannel(vault)], role="web", site=Site())
    async with TestServer(app) as server:
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "run", str(server.make_url("/api/v1/openapi.json"))),
            *("--header", f"Authorization: Bearer {secret}", "--max-examples", EXAMPLES, "--seed", "1"),
            *("--mode", "all", "--continue-on-failure", "--no-color", "--suppress-health-check", "all"),
            cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path / "hypothesis")},
        )  # fmt: skip
        told, _ = await running.communicate()
    said = told.decode()
    assert running.returncode == 0, said[-12_000:]
    assert f"Tested: {len(ENDPOINTS)}\n" in said, said[-2000:]
    assert not (there and "Missing test data" in said), said[-3000:]
