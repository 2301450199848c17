"""The application as tests use it: on a real socket, with a browser's headers, without the loops behind."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from html import unescape

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session, col, select

from admin.accounts import service as accounts
from admin.accounts import witness
from admin.app import build_app
from admin.site import Site
from bot.web import WebChannel
from consultation import clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.db import Database
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from consultation.settings import Settings
from consultation.vault import Vault

PASSWORD = "correct horse battery"
CLUSTER = "2567:10"

Client = TestClient  # type: ignore[type-arg]


@asynccontextmanager
async def application(db: Database, vault: Vault, site: Site | None = None) -> AsyncIterator[Client]:
    """A client of a running application; redirects are not followed. Every act of its officers has to be on record."""
    app = build_app(Settings(), db, vault, [WebChannel(vault)], role="web", site=site or Site())
    async with TestClient(TestServer(app)) as client:
        yield client
    with suppress(RuntimeError):  # a test may have closed the database
        assert await db.read(_unrecorded) == []


def _unrecorded(session: Session) -> list[str]:
    found = col(AuditEntry.action).startswith(witness.UNNAMED)
    return [f"{row.action} {row.after}" for row in session.exec(select(AuditEntry).where(found))]


async def sign_in(client: Client, db: Database, role: str = "officer", name: str = "สมใจ") -> None:
    """Make an account and sign in with it."""
    await db.write(accounts.add, name, PASSWORD, role)
    answer = await client.post("/sign-in", data={"name": name, "password": PASSWORD}, allow_redirects=False)
    assert answer.status == 303


def draft(session: Session, title: str = "น้ำและถนน", template: str = "needs") -> ConsultationView:
    """A draft of a template that closes in a month."""
    of = cluster(CLUSTER)
    form = fill(template, of)
    new = NewConsultation(
        title=title,
        kind="survey",
        template=template,
        scheme=of.scheme,
        cluster=of.number,
        closes_at=clock.now() + timedelta(days=30),
    )
    return consult.create(session, new, form, "test")


def opened(session: Session, title: str = "น้ำและถนน") -> ConsultationView:
    """An open consultation."""
    return consult.open_now(session, draft(session, title).id, "test")


async def words(answer: ClientResponse) -> str:
    """The words of a page without its markup, spaces single and breaking."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", await answer.text())).split())
