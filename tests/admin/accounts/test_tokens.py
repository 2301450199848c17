"""Tokens of the API: shown once, never more than their maker may, put out by either; and their rate."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from admin.accounts import links, people, service, sessions, tokens
from admin.accounts.access import COOKIE
from admin.accounts.models import ApiToken
from consultation import clock, rights
from consultation.audit import AuditEntry
from consultation.db import Database
from consultation.errors import Refused
from consultation.rights import Grant, Grants, Place
from consultation.settings import settings
from consultation.vault import Vault
from tests.admin.application import PASSWORD, Client, draft, sign_in, words
from tests.engines import on_sqlite

LIST = "/api/v1/consultations"
SCOPES = ("", "2567:10", "2567:1", "2551:9", "TH-42", "TH-50")
GRANTS = st.lists(st.builds(Grant, st.sampled_from(rights.ROLES), st.sampled_from(SCOPES)), max_size=4).map(
    lambda given: Grants(tuple(given))
)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


async def made(client: Client, **sent: str) -> str:
    """A token made by its page."""
    answer = await client.post("/account/tokens", data={"act": "make", "days": "90", **sent})
    text = await answer.text()
    assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store", text[-1500:]
    found = re.search(r'id="secret" readonly value="([^"]+)"', text)
    assert found is not None
    return unescape(found[1])


@given(GRANTS, GRANTS)
def test_what_is_within_others_allows_nothing_that_they_do_not(mine: Grants, others: Grants) -> None:
    kept = mine.within(others)
    for act in rights.rights():
        assert not kept.may(act) or others.may(act)
        for place in (Place("2567", 10), Place("2567", 1), Place("2551", 9)):
            assert not kept.may(act, place) or others.may(act, place)
            theirs, ours = others.provinces(act, place), kept.provinces(act, place)
            if kept.may(act, place) and theirs is not None:
                assert ours is not None and ours <= theirs


async def test_a_token_reads_by_bearer_and_is_known_by_its_beginning(client: Client, db: Database) -> None:
    await sign_in(client, db, "STR")
    of = await db.write(draft)
    secret = await made(client, name="แผงข้อมูล", grant="STR")
    assert re.fullmatch(r"pk_[2-9A-Z]{8}_[\w-]{43}", secret)
    client.session.cookie_jar.clear()
    answer = await client.get(LIST, headers=bearer(secret))
    assert [each["id"] for each in (await answer.json())["consultations"]] == [of.id]
    assert (await client.get(LIST, headers=bearer(secret[:-1]))).status == 401
    assert (await client.get(LIST, headers=bearer(""))).status == 401
    row = await db.read(lambda session: session.exec(select(ApiToken)).one())
    assert secret not in row.token_hash and row.prefix == secret[:11] and row.used_at is not None
    await sign_in(client, db, "STR", "อีกคน")
    assert "pk_" not in await words(await client.get("/account/tokens"))


async def test_it_is_narrowed_to_a_cluster_and_never_more_than_its_maker(client: Client, db: Database) -> None:
    await sign_in(client, db, "MON AUD@2567:1")
    of = await db.write(draft)
    secret = await made(client, name="ก", grant="MON", scope="2567:1")
    seen = await client.get(LIST, headers=bearer(secret))
    assert (await seen.json())["consultations"] == [], "the session beside it does not widen it"
    assert (await client.get(f"{LIST}/{of.id}", headers=bearer(secret))).status == 404
    for more in ({"grant": "STR"}, {"grant": "AUD"}, {"grant": "MON@2567:10", "scope": "2551:1"}):
        refused = await client.post("/account/tokens", data={"act": "make", "name": "ข", "days": "90", **more})
        assert refused.status == (409 if more["grant"] != "MON@2567:10" else 200), more
    nothing = await client.post("/account/tokens", data={"act": "make", "name": "ข", "days": "90"})
    assert nothing.status == 409
    odd = await client.post("/account/tokens", data={"act": "make", "name": "ข", "days": "9999", "grant": "MON"})
    assert odd.status == 409 and "วัน" in await words(odd)


async def test_a_role_that_is_lost_is_lost_to_the_token(client: Client, db: Database, vault: Vault) -> None:
    me = await db.write(service.add, "ก", PASSWORD, "STR HEAD")
    _, secret = await db.write(tokens.make, vault, me, "ก", (Grant("STR"), Grant("HEAD")), 90)
    of = await db.write(draft)
    assert (await client.get(f"{LIST}/{of.id}/exports", headers=bearer(secret))).status == 200
    await db.write(service.set_roles, me.id, (Grant("HEAD"),), "ข")
    assert (await client.get(f"{LIST}/{of.id}/exports", headers=bearer(secret))).status == 403
    await db.write(people.disable, me.id, "ข")
    assert (await client.get(LIST, headers=bearer(secret))).status == 401


async def test_its_owner_and_an_administrator_put_it_out(client: Client, db: Database, vault: Vault) -> None:
    await sign_in(client, db, "STR")
    secret = await made(client, name="ก", grant="STR")
    row = await db.read(lambda session: session.exec(select(ApiToken)).one())
    assert "แผงข้อมูล" not in await words(await client.get("/account"))
    ended = await client.post("/account/tokens", data={"act": "end", "token": str(row.id)}, allow_redirects=False)
    assert ended.status == 303 and (await client.get(LIST, headers=bearer(secret))).status == 401
    other = await db.write(service.add, "คนอื่น", PASSWORD, "STR")
    one, theirs = await db.write(tokens.make, vault, other, "ข", (Grant("STR"),), 30)
    foreign = await client.post("/account/tokens", data={"act": "end", "token": str(one.id)})
    assert foreign.status == 404 and (await client.get(LIST, headers=bearer(theirs))).status == 200
    boss = await db.write(service.add, "ผู้ดูแล", PASSWORD, "SYS")
    await db.write(tokens.end, other.id, one.id, boss.name)
    assert (await client.get(LIST, headers=bearer(theirs))).status == 401
    acts = await db.read(lambda session: session.exec(select(AuditEntry.action)).all())
    assert acts.count("account.token") == 2 and acts.count("account.token_end") == 2


async def test_what_ends_the_sessions_of_a_thief_ends_the_tokens_too(
    client: Client, db: Database, vault: Vault
) -> None:
    boss = await db.write(service.add, "ผู้ดูแล", PASSWORD, "SYS")
    me = await db.write(service.add, "ก", PASSWORD, "STR")
    cookies = {name: await db.write(sessions.start, of, "code") for name, of in (("boss", boss), ("me", me))}

    async def ended_by(who: str, page: str, **sent: str) -> bool:
        """Whether a token that worked before does not after somebody pressed a button."""
        _, secret = await db.write(tokens.make, vault, me, "ก", (Grant("STR"),), 30)
        assert (await client.get(LIST, headers=bearer(secret))).status == 200
        client.session.cookie_jar.update_cookies({COOKIE: cookies[who]}, client.make_url("/"))
        answer = await client.post(page, data=sent, allow_redirects=False)
        assert answer.status == 303, await answer.text()
        client.session.cookie_jar.clear()
        return (await client.get(LIST, headers=bearer(secret))).status == 401

    new = PASSWORD + " again"
    assert await ended_by("me", "/account/password", old=PASSWORD, new=new, again=new)
    for act in ("sessions", "code", "disable"):
        assert await ended_by("boss", f"/admin/people/{me.id}", act=act), act
    await db.write(people.enable, me.id, boss.name)
    rows = await db.read(lambda session: [each.works for each in tokens.listing(session, me.id)])
    assert rows == [False] * 4, "who is let in again makes them anew"
    link = await db.write(links.renew, me.id, boss.name)
    _, secret = await db.write(tokens.make, vault, me, "ก", (Grant("STR"),), 30)
    await db.write(links.use, link.token, new, "hash")
    assert (await client.get(LIST, headers=bearer(secret))).status == 401
    acts = await db.read(lambda session: session.exec(select(AuditEntry.action)).all())
    assert acts.count("account.token_end") == 5


@pytest.mark.usefixtures("fixed_clock")
@on_sqlite
async def test_it_ends_by_itself(db: Database, vault: Vault, fixed_clock: datetime) -> None:
    me = await db.write(service.add, "ก", PASSWORD, "STR")
    _, secret = await db.write(tokens.make, vault, me, "ก", (Grant("STR"),), 30)
    with clock.fixed(fixed_clock + timedelta(days=29)):
        assert await db.write(tokens.caller, vault, secret) is not None
    with clock.fixed(fixed_clock + timedelta(days=30)):
        assert await db.write(tokens.caller, vault, secret) is None


async def test_beyond_its_rate_it_waits(
    client: Client, db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRACHAKHOM_API_PER_MINUTE", "3")
    settings.cache_clear()
    me = await db.write(service.add, "ก", PASSWORD, "STR")
    _, secret = await db.write(tokens.make, vault, me, "ก", (Grant("STR"),), 30)
    answers = [await client.get(LIST, headers=bearer(secret)) for _ in range(4)]
    assert [each.status for each in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 20
    assert (await answers[-1].json(content_type="application/problem+json"))["status"] == 429
    _, another = await db.write(tokens.make, vault, me, "ข", (Grant("STR"),), 30)
    assert (await client.get(LIST, headers=bearer(another))).status == 200, "each token has a rate of its own"


@on_sqlite
async def test_so_many_and_no_more(db: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST", 2)
    me = await db.write(service.add, "ก", PASSWORD, "STR")

    def make(session: Session) -> None:
        tokens.make(session, vault, me, "ก", (Grant("STR"),), 30)

    await db.write(make)
    await db.write(make)
    with pytest.raises(Refused):
        await db.write(make)


async def test_the_page_of_a_person_ends_a_token(client: Client, db: Database, vault: Vault) -> None:
    boss = await db.write(service.add, "ผู้ดูแล", PASSWORD, "SYS")
    session = await db.write(sessions.start, boss, "code")
    client.session.cookie_jar.update_cookies({COOKIE: session}, client.make_url("/"))
    me = await db.write(service.add, "ก", PASSWORD, "STR")
    made_of, secret = await db.write(tokens.make, vault, me, "แผงข้อมูล", (Grant("STR"),), 30)
    page = await words(await client.get(f"/admin/people/{me.id}"))
    assert "แผงข้อมูล" in page and made_of.prefix in page and secret not in page
    sent = {"act": "token", "token": str(made_of.id)}
    assert (await client.post(f"/admin/people/{me.id}", data=sent, allow_redirects=False)).status == 303
    assert "ยกเลิกเมื่อ" in await words(await client.get(f"/admin/people/{me.id}"))
    assert (await client.get(LIST, headers=bearer(secret))).status == 401


async def test_who_has_still_to_prove_a_second_step_makes_none(client: Client, db: Database) -> None:
    await sign_in(client, db, "SYS")
    answer = await client.post(
        "/account/tokens", data={"act": "make", "name": "ก", "days": "30", "grant": "SYS"}, allow_redirects=False
    )
    assert (answer.status, answer.headers["Location"]) == (303, "/account/code")
