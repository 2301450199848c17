"""The migrations make the tables that the code means, from nothing, on both databases."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from admin import migrate
from admin.accounts import people, sessions
from admin.commands.session import with_database
from consultation import clock, jobs, rights
from consultation.db import open_database
from consultation.law import proofs
from consultation.privacy.notices import service as notices_of_privacy
from consultation.vault import Vault
from tests.consultation.outbox import taking


async def test_from_nothing_to_the_newest_schema_with_nothing_left_to_do(empty_url: str) -> None:
    assert await migrate.pending(empty_url)
    newest = await migrate.upgrade(empty_url)
    assert await migrate.pending(empty_url) == []
    assert await migrate.differences(empty_url) == []
    assert await migrate.upgrade(empty_url) == newest


async def test_units_of_work_run_on_what_the_migrations_made(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    db = open_database(empty_url)
    try:
        await db.write(jobs.enqueue, "a kind", {"ก": 1}, key="once")
        await db.write(jobs.enqueue, "a kind", {"ก": 2}, key="once")
        assert [job.payload for job in await db.write(jobs.claim, "me", ["a kind"], 5)] == [{"ก": 2}]
    finally:
        await db.close()


async def test_what_waited_to_be_said_before_the_sender_knew_accounts_is_still_said(
    empty_url: str, fixed_clock: datetime
) -> None:
    await migrate.upgrade(empty_url, "0002")
    db = open_database(empty_url)
    try:
        await db.write(_a_turn_that_waits)
        await migrate.upgrade(empty_url)
        [claimed] = await db.write(taking.claim, "me", [("line", "khonkaen")])
        assert (claimed.contact, claimed.turn[0].text) == (1, "ขอบคุณค่ะ")
    finally:
        await db.close()


async def test_proofs_of_before_are_one_piece_and_stay_readable(empty_url: str, vault: Vault) -> None:
    await migrate.upgrade(empty_url, "0011")
    db = open_database(empty_url)
    try:
        await db.write(_a_proof, vault)
        await migrate.upgrade(empty_url)
        assert await db.read(proofs.take, vault, 1) == ("ป้าย.pdf", b"%PDF-1.7 x")
    finally:
        await db.close()


async def test_who_wrote_a_notice_of_before_does_not_approve_it(empty_url: str) -> None:
    await migrate.upgrade(empty_url, "0020")
    db = open_database(empty_url)
    try:
        await db.write(_a_notice)
        await migrate.upgrade(empty_url)
        assert (await db.read(notices_of_privacy.one, 1)).writers == ["วันดี"]
    finally:
        await db.close()


def _a_notice(session: Session) -> None:
    columns = "id, number, origin, texts, digest, why, also_open, written_at, written_by, approved_by"
    row = "1, 1, 'office', '{}', 'x', 'y', false, '2026-11-02 05:00:00', 'วันดี', ''"
    session.connection().execute(text(f"INSERT INTO privacy_notice ({columns}) VALUES ({row})"))


def _a_proof(session: Session, vault: Vault) -> None:
    connection, at = session.connection(), "2026-11-02 05:00:00"
    sealed = {"sealed": vault.seal(b"%PDF-1.7 x")}
    connection.execute(
        text(
            "INSERT INTO proof_file (id, address, name, media_type, size, sealed, kept_at)"
            f" VALUES (1, 'a', 'ป้าย.pdf', 'application/pdf', 10, :sealed, '{at}')"
        ),
        sealed,
    )


def _a_turn_that_waits(session: Session) -> None:
    at = "2026-11-02 05:00:00"
    for statement in (
        f"INSERT INTO person (id, created_at) VALUES (1, '{at}')",
        "INSERT INTO contact (id, person_id, channel, account, address_hash, address_sealed, language, created_at,"
        f" last_seen_at) VALUES (1, 1, 'line', 'khonkaen', 'h', '', 'th', '{at}', '{at}')",
        "INSERT INTO outbox_message (contact_id, lane, messages, state, not_before, attempts, parts_sent, error,"
        """ created_at) VALUES (1, 'reply', '[{"key": "thanks", "text": "ขอบคุณค่ะ"}]', 'queued',"""
        f" '{at}', 0, 0, '', '{at}')",
    ):
        session.connection().exec_driver_sql(statement)


async def test_what_planners_did_to_comments_stays_with_them_when_comments_are_kept_by_parts(tmp_path: Path) -> None:
    file = tmp_path / "before.db"
    url, at = f"sqlite:///{file}", "2026-11-02 05:00:00"
    await migrate.upgrade(url, "0004")
    with sqlite3.connect(file) as connection:  # comment 7 stands in two sets, 9 in none any more
        for statement in (
            'INSERT INTO assignment (id, theme_set_id, comment_id, theme_id, "by", typicality, reason)'
            " VALUES (1, 1, 7, 5, 'a', 0, ''), (2, 2, 7, 6, 'machine', 0, ''), (3, 1, 8, 5, 'machine', 0, '')",
            "INSERT INTO theme_edit (id, theme_set_id, version, act, scope, actor, at, before, after)"
            f" VALUES (1, 1, 1, 'move', 'place', 'a', '{at}', '{{}}', '{{}}')",
            'INSERT INTO theme_edit_place (edit_id, comment_id, "by", reason)'
            " VALUES (1, 7, 'machine', ''), (1, 9, 'machine', '')",
            "INSERT INTO theme_check_sample (id, theme_set_id, seed, population, version, drawn_at, drawn_by, dealt)"
            f" VALUES (1, 1, 1, 3, 1, '{at}', 'a', '[[8, 5], [9, 5], [7, 5]]')",
            "INSERT INTO theme_check (sample_id, comment_id, actor, answer, decided, at)"
            f" VALUES (1, 8, 'a', 'right', 0, '{at}')",
            "INSERT INTO theme_relearn (theme_set_id, state, progress, asked_by, asked_at, decisions, moved, ask_next,"
            f" error) VALUES (1, 'done', 1, 'a', '{at}', 1, 0, '[9, 8]', '')",
        ):
            connection.execute(statement)
    await migrate.upgrade(url)
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT id, position, begins, ends FROM assignment ORDER BY id").fetchall() == [
            (1, 0, 0, None), (2, 0, 0, None), (3, 0, 0, None),
        ]  # fmt: skip
        assert connection.execute("SELECT edit_id, assignment_id FROM theme_edit_place").fetchall() == [(1, 1)]
        assert connection.execute("SELECT sample_id, assignment_id FROM theme_check").fetchall() == [(1, 3)]
        assert connection.execute("SELECT dealt FROM theme_check_sample").fetchall() == [("[[3, 5, 8], [1, 5, 7]]",)]
        assert connection.execute("SELECT ask_next FROM theme_relearn").fetchall() == [("[3]",)]


async def test_what_one_role_an_account_had_becomes_its_roles_of_today(tmp_path: Path) -> None:
    file = tmp_path / "before.db"
    await migrate.upgrade(f"sqlite:///{file}", "0011")
    at = "2026-11-02 05:00:00"
    with sqlite3.connect(file) as connection:
        for id, role in enumerate(("officer", "planner", "head", "admin"), 1):
            row = (id, role, "hash", role, at)
            connection.execute(
                "INSERT INTO account (id, name, password_hash, role, created_at) VALUES (?,?,?,?,?)", row
            )
        session = (1, 3, "token", at, at)
        columns = "(id, account_id, token_hash, created_at, seen_at)"
        connection.execute(f"INSERT INTO account_session {columns} VALUES (?,?,?,?,?)", session)
    await migrate.upgrade(f"sqlite:///{file}")
    db = open_database(f"sqlite:///{file}")
    found = {person.name: str(person.grants) for person in await db.read(people.listing)}
    assert found == {name: " ".join(roles) for name, roles in rights.PRESETS.items()}
    with clock.fixed(datetime(2026, 11, 2, 6, tzinfo=UTC)):
        assert [device.way for device in await db.read(sessions.listing, 3)] == ["password"]
    await db.close()


def test_a_command_brings_an_sqlite_file_to_the_newest_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACHAKHOM_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")

    async def nothing(_: object) -> None:
        return None

    with_database(nothing)
    with sqlite3.connect(tmp_path / "new.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0022",)]


async def test_programmes_and_the_issues_of_findings_become_lines_and_links(tmp_path: Path) -> None:
    file = tmp_path / "before.db"
    url, at = f"sqlite:///{file}", "2026-11-02 05:00:00"
    await migrate.upgrade(url, "0011")
    with sqlite3.connect(file) as connection:
        for statement in (
            "INSERT INTO plan (id, scheme, cluster, title, period, version, goal, sample, created_at)"
            f" VALUES (3, '2567', 10, 'ก', '2571–2575', 'ร่าง 1', '', 0, '{at}')",
            "INSERT INTO development_issue (id, plan_id, number, title, summary, goal, programmes)"
            """ VALUES (4, 3, 1, 'น้ำ', '', '', '["ขุดคลอง", "ทำฝาย"]'), (5, 3, 2, 'ถนน', '', '', '[]')""",
            "INSERT INTO finding (id, consultation_id, issue_id, number, statement, kind, note, version, created_at,"
            f" created_by, updated_at, updated_by) VALUES (7, 1, 4, 1, 'ก', 'need', '', 0, '{at}', 'a', '{at}', 'b'),"
            f" (8, 1, NULL, 2, 'ข', 'need', '', 0, '{at}', 'a', '{at}', 'b')",
        ):
            connection.execute(statement)
    await migrate.upgrade(url)
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT issue_id, number, name FROM programme ORDER BY number").fetchall()
        links = connection.execute("SELECT finding_id, plan_id, kind, line_id, linked_by FROM finding_line").fetchall()
    assert rows == [(4, 1, "ขุดคลอง"), (4, 2, "ทำฝาย")]
    assert links == [(7, 3, "issue", 4, "b")]
