"""An officer's page of reminders, and mail over a real SMTP server."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from sqlmodel import Session, select

from admin.accounts import service as accounts
from admin.telling import mail, work
from consultation import audit, clock, jobs
from consultation.audit import AuditEntry
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.jobs import Claimed
from consultation.officers import service as officers
from consultation.officers.models import OfficerTelling
from consultation.officers.service import Choice
from consultation.settings import settings
from consultation.vault import Vault
from tests.admin.application import Client, application, opened, sign_in, words
from tests.channels.chat import Chat
from tests.channels.speakers import SPEAKERS

NOON = datetime(2027, 2, 1, 5, 0, tzinfo=UTC)  # a Monday on which nothing of the office's own is due
PAGE = "/admin/reminders-for-me"
ADDRESS = "somjai@example.go.th"


class Post:
    """What an SMTP server does with mail: keeps it, or refuses whom it is to."""

    def __init__(self) -> None:
        self.kept: list[Message] = []
        self.refuses = ""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.kept.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
async def post(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Post]:
    """A real SMTP server, and settings that name it."""
    kept = Post()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(kept), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    named = {"HOST": "127.0.0.1", "PORT": port, "SECURITY": "none", "FROM": "ประชาคม <noreply@example.go.th>"}
    for name, value in named.items():
        monkeypatch.setenv(f"PRACHAKHOM_SMTP_{name}", str(value))
    settings.cache_clear()
    yield kept
    server.close()


@pytest.fixture
async def client(db: Database, vault: Vault) -> AsyncIterator[Client]:
    with clock.fixed(NOON):
        async with application(db, vault) as client:
            yield client


async def mails(db: Database, vault: Vault) -> None:
    """Do the jobs that send mail."""
    for job in await db.write(jobs.claim, "me", [work.MAIL_JOB], 9):
        await work.mail_one(db, vault, job)


def closing(session: Session) -> None:
    session.get_one(Consultation, opened(session).id).closes_at = NOON + timedelta(hours=2)


async def choose(client: Client, **typed: Any) -> Any:
    return await client.post(PAGE, data=typed, allow_redirects=False)


async def test_a_mail_arrives_as_it_was_meant_once_a_morning(db: Database, vault: Vault, post: Post) -> None:
    with clock.fixed(NOON):
        me = await db.write(accounts.add, "สมใจ", "correct horse battery", "officer")
        await db.write(officers.choose, vault, me.id, Choice(), ADDRESS, "สมใจ")
        await db.write(closing)
        for _ in range(2):
            await work.morning(db, Claimed(1, work.MORNING_JOB, {}, 1))
        await mails(db, vault)
        [got] = post.kept
        assert (got["To"], got["Subject"]) == (ADDRESS, "ประชาคม: 1 เรื่องที่ต้องดู 1\u00a0ก.พ.\u00a02570")
        said = got.get_content()  # type: ignore[attr-defined]
        assert "ปิดรับฟัง: น้ำและถนน" in said and f"http://127.0.0.1:8080{PAGE}" in said
        await db.write(work.test, me.id)
    with clock.fixed(NOON + timedelta(days=1)):
        await mails(db, vault)  # yesterday's is told no more
    assert len(post.kept) == 1


async def test_a_refusal_is_tried_again_and_names_nobody(post: Post) -> None:
    post.refuses = f"550 {ADDRESS} is unknown"
    with pytest.raises(mail.MailNotSent) as caught:
        await mail.send(settings(), ADDRESS, "ก", "ข")
    assert "550" in str(caught.value) or "Recipients" in str(caught.value)
    assert ADDRESS not in str(caught.value) and caught.value.__cause__ is None


async def test_the_page_shows_a_code_once_and_the_linked_chat(
    db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"CHANNEL_SECRET": "s", "CHANNEL_ACCESS_TOKEN": "t", "BASIC_ID": "@office"}.items():
        monkeypatch.setenv(f"PRACHAKHOM_LINE_{name}", value)
    settings.cache_clear()
    with clock.fixed(NOON):
        async with application(db, vault) as client:
            await sign_in(client, db)
            shown = await (await client.post(f"{PAGE}/code")).text()
            [code] = set(re.findall(r"OSM-\w{4}-\w{4}(?=</b>)", shown))
            assert f"https://line.me/R/oaMessage/@office/?{code}" in shown
            assert code not in await (await client.get(PAGE)).text()
            await Chat(db, vault, SPEAKERS[0]).says(code)
            assert "LINE เชื่อมแล้ว" in await words(await client.get(PAGE))
            assert (await client.post(f"{PAGE}/test", allow_redirects=False)).status == 303
            me = (await db.read(officers.accounts))[0]
            [chat] = (await db.read(officers.of_account, vault, me)).chats
            await sign_in(client, db, name="นก")  # nobody lets another's chat go
            await client.post(f"{PAGE}/unlink", data={"chat": str(chat.id)})
            assert (await db.read(officers.of_account, vault, me)).chats == (chat,)
            await client.post("/sign-in", data={"name": "สมใจ", "password": "correct horse battery"})
            await client.post(f"{PAGE}/unlink", data={"chat": str(chat.id)})
            assert "ยังไม่ได้เชื่อมแชตใด" in await words(await client.get(PAGE))


async def test_choices_are_kept_and_a_wrong_address_loses_nothing(
    post: Post, client: Client, db: Database, vault: Vault
) -> None:
    await sign_in(client, db, "planner")
    refused = await choose(client, what="soon", mail="somjai@")
    assert refused.status == 409
    page = await refused.text()
    assert "ไม่ใช่ที่อยู่อีเมล" in page and 'value="somjai@"' in page
    assert (await choose(client, what="soon", mail=ADDRESS)).status == 303
    [me] = await db.read(officers.accounts)
    told = await db.read(officers.of_account, vault, me)
    assert (told.choice, told.mail) == (Choice(due=False, decisions=False), ADDRESS)
    [row] = await db.read(lambda session: session.exec(select(OfficerTelling)).all())
    assert row.mail_sealed is not None and ADDRESS.encode() not in row.mail_sealed
    kept = await db.read(lambda session: [str(one.after) for one in session.exec(select(AuditEntry))])
    assert not any(ADDRESS in each for each in kept)
    await db.read(audit.verify)


async def test_without_a_server_no_address_is_taken(client: Client, db: Database) -> None:
    await sign_in(client, db)
    assert "เมื่อผู้ดูแลระบบตั้งค่าการส่งอีเมลแล้ว" in await words(await client.get(PAGE))
    assert "ยังไม่ได้ตั้งค่าการส่งอีเมล" in await words(await choose(client, mail=ADDRESS))
