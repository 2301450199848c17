"""I13: a person sees what was set aside, and has it heard again or puts it away; both stand in the audit record."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from admin.cli import main
from bot import events, inbox, worker
from bot.models import InboxEvent
from consultation import audit, clock
from consultation.audit import AuditEntry
from consultation.db import Database, open_database
from consultation.errors import NotFound, Refused
from consultation.vault import Vault
from tests.bot.events import PlainChannel, event
from tests.bot.heard import failing, heard, write_down
from tests.conftest import SECRET
from tests.postgres import run

CHANNELS = worker.account_map([PlainChannel()])


async def work(db: Database, vault: Vault, hear: worker.Hear = write_down) -> None:
    while (await db.write(worker.work, vault, CHANNELS, hear)).conversations:
        pass


async def set_aside(db: Database, vault: Vault, *ids: str) -> list[int]:
    """Store events, the first of which cannot be heard, and have it set aside; the numbers of those that were."""
    await db.write(inbox.store, vault, "plain", "one", [event(id, second=n) for n, id in enumerate(ids)])
    start = clock.now()
    for seconds in (0, 3, 12):
        with clock.fixed(start + timedelta(seconds=seconds)):
            await work(db, vault, failing(lambda text: text == ids[0]))
    return [one.id for one in await db.read(inbox.set_aside)]


def audited(session: Session) -> list[tuple[str, str]]:
    return [(one.action, one.subject) for one in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))]


async def test_i13_heard_again_after_what_made_it_fail_was_mended(db: Database, vault: Vault) -> None:
    [id] = await set_aside(db, vault, "bad", "e2")
    await db.write(events.retry, id, "somsri")
    await work(db, vault)
    assert [text for _, text in await db.read(heard)] == ["e2", "bad"]
    assert await db.read(inbox.set_aside) == []
    assert ("event.retry", f"inbox_event:{id}") in await db.read(audited)
    await db.read(audit.verify)


async def test_i13_put_away_it_is_kept_and_never_heard(db: Database, vault: Vault) -> None:
    [id] = await set_aside(db, vault, "bad")
    await db.write(events.discard, id, "เป็นข้อความทดสอบ", "somsri")
    await work(db, vault)
    [row] = await db.read(lambda session: list(session.exec(select(InboxEvent))))
    assert (row.state, row.why) == ("ignored", "discarded: เป็นข้อความทดสอบ")
    assert await db.read(heard) == [] and inbox.opened(vault, row)["id"] == "bad"
    with pytest.raises(NotFound, match=str(id)):
        await db.write(events.retry, id, "somsri")


async def test_what_was_scrubbed_cannot_be_heard_again(db: Database, vault: Vault) -> None:
    [id] = await set_aside(db, vault, "bad")

    def scrub(session: Session) -> None:
        row = session.get_one(InboxEvent, id)
        row.raw, row.conversation_id = b"", None

    await db.write(scrub)
    with pytest.raises(Refused, match="discard"):
        await db.write(events.retry, id, "somsri")


def test_i13_by_the_command_line(
    sqlite_url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRACHAKHOM_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("PRACHAKHOM_SECRET_KEY", SECRET)
    monkeypatch.setattr("admin.migrate.upgrade", _as_it_is)
    numbers: list[int] = []

    async def prepare() -> None:
        db = open_database(sqlite_url)
        numbers.extend(await set_aside(db, vault, "bad"))
        await db.close()

    run(prepare)
    capsys.readouterr()  # what the worker said of the failure
    [shown] = json.loads(called(capsys, monkeypatch, "list", "--json"))
    assert (shown["id"], shown["channel"], shown["attempts"]) == (numbers[0], "plain", 3)
    assert "RuntimeError" in called(capsys, monkeypatch, "list")
    assert str(numbers[0]) in called(capsys, monkeypatch, "retry", str(numbers[0]))
    assert "ไม่มีข้อความเข้า" in called(capsys, monkeypatch, "list")


async def _as_it_is(_: str) -> str:
    """The database of this test was made with all its tables."""
    return ""


def called(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.setattr("sys.argv", ["prachakhom", "event", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    return capsys.readouterr().out
