"""Signing in at a real provider on this machine: who is let in, and every way in which its answer is refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session

from admin.accounts import links, oidc, people, service
from admin.accounts.access import COOKIE
from admin.app import build_app
from admin.site import Site
from bot.web import WebChannel
from consultation import audit, clock
from consultation.db import Database
from consultation.settings import Settings, settings
from consultation.vault import Vault
from tests.admin.application import Client, words
from tests.doubles import provider as double
from tests.doubles.provider import CLIENT, SECRET, Provider

BASE = "http://prachakhom.example"
BACK = f"{BASE}/sign-in/provider/back"
PERSON = {"sub": "248289761001", "name": "สมใจ ใจดี", "email": "Somjai@Office.example", "email_verified": True}


@asynccontextmanager
async def at_provider(db: Database, vault: Vault, of: Provider, **more: Any) -> AsyncIterator[Client]:
    given = Settings(base_url=BASE, oidc_issuer=of.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET, **more)  # type: ignore[arg-type]
    app = build_app(given, db, vault, [WebChannel(vault)], role="web", site=Site())
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with double.running(BACK) as made:
        made.person = dict(PERSON)
        yield made


async def go_there(client: Client, next_page: str = "") -> str:
    """Begin in the browser, let the provider answer; the path that it sends the browser back to."""
    begun = await client.get("/sign-in/provider", params={"next": next_page}, allow_redirects=False)
    assert begun.status == 303
    async with (
        ClientSession() as elsewhere,
        elsewhere.get(begun.headers["Location"], allow_redirects=False) as answer,
    ):
        assert answer.status == 302, await answer.text()
        back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == BASE
    return f"{back.path}?{back.query}"


async def enter(client: Client, next_page: str = "") -> tuple[int, str]:
    """The whole way; the status, and where it leads or what is said."""
    answer = await client.get(await go_there(client, next_page), allow_redirects=False)
    return answer.status, answer.headers.get("Location") or await words(answer)


def invited(session: Session) -> int:
    return links.invite(session, "สมใจ", " somjai@office.EXAMPLE ", service.parsed("STR"), "test").account.id


async def test_who_was_invited_is_known_by_a_verified_address_once_and_then_by_the_subject(
    db: Database, vault: Vault, provider: Provider
) -> None:
    id = await db.write(invited)
    async with at_provider(db, vault, provider) as client:
        page = await words(await client.get("/sign-in"))
        assert "เข้าสู่ระบบด้วยบัญชีของหน่วยงาน" in page
        assert await enter(client, "/admin/calendar") == (303, "/admin/calendar")
        assert (await client.get("/admin", allow_redirects=False)).status == 200
        provider.person = {**PERSON, "email": "another@office.example", "email_verified": False}
        assert (await enter(client))[0] == 303
        provider.person = {**PERSON, "sub": "somebody else"}
        assert (await enter(client))[0] == 403, "the address was spent with the first subject"
        provider.person = dict(PERSON)
        await db.write(people.disable, id, "test")
        assert (await enter(client))[0] == 403
    assert await db.read(audit.verify) > 3


@pytest.mark.parametrize(
    "person",
    [
        {**PERSON, "email_verified": False},
        {**PERSON, "email_verified": "true"},
        {**PERSON, "email": "stranger@office.example"},
        {"sub": "1"},
    ],
)
async def test_nobody_is_made_an_account_of_by_coming(
    db: Database, vault: Vault, provider: Provider, person: dict[str, Any]
) -> None:
    await db.write(invited)
    provider.person = person
    async with at_provider(db, vault, provider) as client:
        status, said = await enter(client)
    assert (status, "ยังไม่มีสิทธิ์" in said) == (403, True)
    assert len(await db.read(people.listing)) == 1


async def test_new_accounts_only_with_the_roles_of_the_setting(
    db: Database, vault: Vault, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRACHAKHOM_OIDC_NEW_ACCOUNTS", "MON, AUD")
    settings.cache_clear()
    async with at_provider(db, vault, provider) as client:
        assert await enter(client) == (303, "/admin")
        provider.person = {**PERSON, "sub": "2", "email": "two@office.example"}
        assert (await enter(client))[0] == 403, "a name that is there is not shared"
    assert [(person.name, str(person.grants)) for person in await db.read(people.listing)] == [("สมใจ ใจดี", "MON AUD")]


LIES: list[dict[str, Any]] = [
    {"aud": "another client"},
    {"aud": [CLIENT, "another"]},
    {"azp": "another"},
    {"iss": "https://elsewhere.example"},
    {"nonce": "of another attempt"},
    {"nonce": None},
    {"exp": 1},
    {"exp": None},
    {"iat": 99999999999},
    {"nbf": 99999999999},
    {"sub": ""},
    {"sub": 7},
]


@pytest.mark.parametrize("lie", LIES, ids=str)
async def test_an_id_token_that_is_not_for_us_now_opens_nothing(
    db: Database, vault: Vault, provider: Provider, lie: dict[str, Any]
) -> None:
    await db.write(invited)
    provider.lies = lie
    async with at_provider(db, vault, provider) as client:
        status, said = await enter(client)
        assert (status, "ติดต่อระบบ" in said) == (502, True)
        assert (await client.get("/admin", allow_redirects=False)).status == 303


@pytest.mark.parametrize("how", ["another key", "none", "HS256"])
async def test_a_signature_that_is_not_the_providers_opens_nothing(
    db: Database, vault: Vault, provider: Provider, how: str
) -> None:
    await db.write(invited)
    if how == "another key":
        provider.signs_with = double.new_key("1")
    else:
        provider.forged = how
    async with at_provider(db, vault, provider) as client:
        assert (await enter(client))[0] == 502


async def test_keys_that_were_changed_are_asked_for_again(db: Database, vault: Vault, provider: Provider) -> None:
    await db.write(invited)
    async with at_provider(db, vault, provider) as client:
        assert (await enter(client))[0] == 303
        provider.key = double.new_key("2")
        assert (await enter(client))[0] == 303
    assert provider.asked.count("discovery") == 1 and provider.asked.count("keys") == 2


async def test_a_client_that_sends_its_secret_in_the_form(db: Database, vault: Vault, provider: Provider) -> None:
    await db.write(invited)
    provider.public_only = True
    async with at_provider(db, vault, provider) as client:
        assert (await enter(client))[0] == 303


async def test_only_the_browser_that_began_may_finish_once_and_in_time(
    db: Database, vault: Vault, provider: Provider
) -> None:
    await db.write(invited)
    async with at_provider(db, vault, provider) as client:
        back = await go_there(client)
        jar = client.session.cookie_jar
        async with (
            ClientSession() as victim,  # is sent a link that somebody else began
            victim.get(client.make_url(back), allow_redirects=False) as answer,
        ):
            assert answer.status == 403 and COOKIE not in answer.cookies
        wrong = back.replace("state=", "state=x")
        assert (await client.get(wrong, allow_redirects=False)).status == 403
        assert (await client.get(back, allow_redirects=False)).status == 403, "the attempt was spent"
        back = await go_there(client)
        with clock.fixed(clock.now() + oidc.LASTS * 2):
            assert (await client.get(back, allow_redirects=False)).status == 403
        assert not any(cookie.key == COOKIE for cookie in jar)


async def test_a_provider_that_refuses_lies_of_itself_or_is_gone(
    db: Database, vault: Vault, provider: Provider
) -> None:
    provider.person = None
    async with at_provider(db, vault, provider) as client:
        assert (await enter(client))[0] == 403
    provider.lies = {"issuer": "https://elsewhere.example"}
    async with at_provider(db, vault, provider) as client:
        assert (await client.get("/sign-in/provider", allow_redirects=False)).status == 502
    provider.issuer = "http://127.0.0.1:9"
    async with at_provider(db, vault, provider) as client:
        answer = await client.get("/sign-in/provider", allow_redirects=False)
        assert answer.status == 502 and "รหัสผ่าน" in await words(answer)


async def test_without_a_provider_there_is_no_such_page(client: Client) -> None:
    assert (await client.get("/sign-in/provider", allow_redirects=False)).status == 404
    assert "บัญชีของหน่วยงาน" not in await words(await client.get("/sign-in"))
