"""Accounts, sessions and the slowing down of guesses."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from admin.accounts import passwords, people, service, sessions, throttle
from admin.accounts.models import AccountSession
from consultation import audit, clock
from consultation.db import Database
from consultation.errors import Refused

PASSWORD = "correct horse battery"


async def test_a_password_is_kept_as_a_hash_only(db: Database) -> None:
    view = await db.write(service.add, " สมใจ ", PASSWORD, "officer")
    assert (view.name, str(view.grants)) == ("สมใจ", "STR ADM")
    kept = await db.read(service.password_hash, "สมใจ")
    assert kept.startswith("$argon2id$")
    assert passwords.fits(PASSWORD, kept)
    assert not passwords.fits("wrong horse battery", kept)


def test_nobody_has_no_password() -> None:
    assert not passwords.fits("", "")
    assert not passwords.fits("a password that opens nothing", "")


@pytest.mark.parametrize(
    ("name", "password", "role", "says"),
    [
        ("", PASSWORD, "officer", "ชื่อบัญชี"),
        ("ก" * 61, PASSWORD, "officer", "ชื่อบัญชี"),
        ("สมใจ", "short", "officer", "รหัสผ่านต้องมี"),
        ("สมใจ", PASSWORD, "king", "ไม่รู้จักบทบาท"),
        ("มาก่อน", PASSWORD, "officer", "มีบัญชีชื่อ"),
    ],
)
async def test_an_account_that_cannot_be_is_refused(
    db: Database, name: str, password: str, role: str, says: str
) -> None:
    await db.write(service.add, "มาก่อน", PASSWORD, "planner")
    with pytest.raises(Refused, match=says):
        await db.write(service.add, name, password, role)


async def test_a_session_opens_with_its_token_alone_and_ends(db: Database) -> None:
    account = await db.write(service.add, "สมใจ", PASSWORD, "planner")
    token = await db.write(sessions.start_session, "สมใจ")
    found = await db.read(sessions.known, token)
    assert found is not None
    assert found.account == account
    assert await db.read(sessions.known, token + "x") is None
    assert token not in await db.read(_stored_tokens)
    await db.write(sessions.end_session, token)
    assert await db.read(sessions.known, token) is None


async def test_a_session_ends_by_itself(db: Database, fixed_clock: datetime) -> None:
    await db.write(service.add, "สมใจ", PASSWORD, "planner")
    token = await db.write(sessions.start_session, "สมใจ")
    with clock.fixed(fixed_clock + sessions.IDLE + timedelta(seconds=1)):
        assert await db.read(sessions.known, token) is None
    moment = fixed_clock
    while moment - fixed_clock < sessions.LONGEST_SESSION:
        with clock.fixed(moment):
            await db.write(sessions.touch, token)
            assert await db.read(sessions.known, token) is not None
        moment += timedelta(hours=11)
    with clock.fixed(moment):
        assert await db.read(sessions.known, token) is None
        await db.write(sessions.sweep)
    assert await db.read(_stored_tokens) == []


async def test_making_and_entering_are_in_the_audit_record(db: Database) -> None:
    await db.write(service.add, "สมใจ", PASSWORD, "officer")
    await db.write(sessions.start_session, "สมใจ")
    assert await db.read(audit.verify) == 2


async def test_guesses_wait_longer_and_longer(db: Database, fixed_clock: datetime) -> None:
    free = throttle.FREE["both"]
    assert [await db.write(throttle.reserve, "สมใจ", "192.0.2.1") for _ in range(free)] == [None] * free
    first = await db.write(throttle.reserve, "สมใจ", "192.0.2.1")
    assert first == throttle.FIRST_WAIT
    with clock.fixed(fixed_clock + first):
        assert await db.write(throttle.reserve, "สมใจ", "192.0.2.1") is None
        assert await db.write(throttle.reserve, "สมใจ", "192.0.2.1") == 2 * throttle.FIRST_WAIT


async def test_guesses_from_elsewhere_do_not_lock_an_officer_out(db: Database, fixed_clock: datetime) -> None:
    for _ in range(throttle.FREE["both"] + 3):
        await db.write(throttle.reserve, "สมใจ", "192.0.2.1")
    assert await db.write(throttle.reserve, "สมใจ", "192.0.2.2") is None


async def test_success_and_time_forget_guesses(db: Database, fixed_clock: datetime) -> None:
    for _ in range(throttle.FREE["both"]):
        await db.write(throttle.reserve, "สมใจ", "192.0.2.1")
    await db.write(throttle.forget, "สมใจ", "192.0.2.1")
    assert await db.write(throttle.reserve, "สมใจ", "192.0.2.1") is None
    with clock.fixed(fixed_clock + throttle.FADES + timedelta(seconds=1)):
        await db.write(throttle.sweep)
        assert await db.write(throttle.reserve, "สมใจ", "192.0.2.1") is None


def _stored_tokens(session: Session) -> list[str]:
    return list(session.exec(select(AccountSession.token_hash)))


@pytest.mark.parametrize("name", ["สมใจ", " สม\u200bใจ", "Somchai", "SOMCHAI", "Ｓomchai", "ก\u0e4d\u0e32"])
async def test_a_name_is_one_accounts_for_ever(db: Database, name: str) -> None:
    for there in ("สมใจ", "somchai", "กำ"):
        made = await db.write(service.add, there, PASSWORD, "planner")
    await db.write(people.disable, made.id, "อีกคน")
    with pytest.raises(Refused, match="มีบัญชีชื่อ"):
        await db.write(service.add, name, PASSWORD, "HEAD")


async def test_a_name_does_not_change(db: Database) -> None:
    made = await db.write(service.add, "สมใจ", PASSWORD, "planner")

    def rename(session: Session) -> None:
        service.get(session, made.id).name = "สมหมาย"

    with pytest.raises(ValueError, match="cannot change"):
        await db.write(rename)
