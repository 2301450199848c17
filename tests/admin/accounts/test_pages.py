"""Signing in and out by the pages."""

import pytest

from admin.accounts import service, sessions, throttle
from admin.accounts.access import COOKIE
from admin.site import Site
from consultation.db import Database
from consultation.vault import Vault
from tests.admin.application import PASSWORD, Client, application, sign_in, words


async def test_a_page_behind_the_sign_in_leads_there_and_back(client: Client, db: Database) -> None:
    answer = await client.get("/admin/new?q=เลย", allow_redirects=False)
    assert answer.status == 303
    await db.write(service.add, "สมใจ", PASSWORD, "officer")
    form = await (await client.get(answer.headers["Location"])).text()
    assert 'name="next" value="/admin/new?q=' in form
    sent = {"name": "สมใจ", "password": PASSWORD, "next": "/admin/new?q=x"}
    entered = await client.post("/sign-in", data=sent, allow_redirects=False)
    assert entered.headers["Location"] == "/admin/new?q=x"
    cookie = entered.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"]
)
async def test_signing_in_never_leads_to_another_site(client: Client, db: Database, elsewhere: str) -> None:
    await db.write(service.add, "สมใจ", PASSWORD, "planner")
    sent = {"name": "สมใจ", "password": PASSWORD, "next": elsewhere}
    assert (await client.post("/sign-in", data=sent, allow_redirects=False)).headers["Location"] == "/admin/planner"


async def test_a_wrong_password_and_a_wrong_name_are_told_alike(client: Client, db: Database) -> None:
    await db.write(service.add, "สมใจ", PASSWORD, "officer")
    told = set()
    for name in ("สมใจ", "สมหมาย"):
        answer = await client.post("/sign-in", data={"name": name, "password": "wrong horse"})
        assert answer.status == 403
        told.add("ชื่อหรือรหัสผ่านไม่ถูกต้อง" in await words(answer))
        assert COOKIE not in answer.cookies
    assert told == {True}


async def test_too_many_guesses_wait(client: Client, db: Database) -> None:
    await db.write(service.add, "สมใจ", PASSWORD, "officer")
    for _ in range(throttle.FREE["both"]):
        await client.post("/sign-in", data={"name": "สมใจ", "password": "wrong horse"})
    answer = await client.post("/sign-in", data={"name": "สมใจ", "password": PASSWORD}, allow_redirects=False)
    assert answer.status == 429
    assert "โปรดรออีก" in await words(answer)


async def test_signing_out_ends_the_session_itself(client: Client, db: Database) -> None:
    await sign_in(client, db)
    token = client.session.cookie_jar.filter_cookies(client.make_url("/"))[COOKIE].value
    assert (await client.get("/admin", allow_redirects=False)).status == 200
    await client.post("/sign-out", allow_redirects=False)
    assert await db.read(sessions.known, token) is None
    assert (await client.get("/admin", allow_redirects=False)).status == 303


async def test_who_reads_does_not_change_consultations(client: Client, db: Database) -> None:
    await sign_in(client, db, "MON")
    assert (await client.get("/admin")).status == 200
    assert (await client.get("/admin/new")).status == 403
    assert (await client.post("/admin/new")).status == 403


async def test_one_click_entry_is_for_the_demonstration_only(client: Client, db: Database, vault: Vault) -> None:
    assert (await client.post("/demo/enter", data={"role": "officer"})).status == 404
    async with application(db, vault, Site(demo=True)) as demo:
        answer = await demo.post("/demo/enter", data={"role": "officer"}, allow_redirects=False)
        assert answer.headers["Location"] == "/admin"
        assert (await demo.get("/admin", allow_redirects=False)).status == 200
        assert (await demo.post("/demo/enter", data={"role": "admin"})).status == 404
