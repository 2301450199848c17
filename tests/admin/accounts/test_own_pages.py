"""Second step, invitations, password, devices, people and the auditor's page, as browsers use them."""

import re
from datetime import datetime, timedelta
from html import unescape

import pyotp
import pytest
from aiohttp import BasicAuth
from sqlmodel import Session, select

from admin.accounts import codes, links, people, service, sessions, throttle
from admin.accounts.access import COOKIE
from admin.accounts.models import Account, AccountLink, AccountSession, RecoveryCode
from consultation import audit, audit_reading, clock
from consultation.audit import AuditEntry
from consultation.audit_reading import Sought
from consultation.db import Database
from consultation.vault import Vault
from tests.admin.application import PASSWORD, Client, application, sign_in, words

NEW = "another horse battery"


def code_of(secret: str) -> str:
    return pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // codes.STEP)


async def enrolled(client: Client) -> tuple[str, list[str]]:
    """Set the second step up by its page; the secret and the recovery codes."""
    page = await (await client.get("/account/code")).text()
    assert 'class="qr"' in page
    secret = re.search(r'class="secret">([A-Z2-7]{32})<', page)
    assert secret is not None
    wrong = await client.post("/account/code", data={"act": "confirm", "code": "000000"})
    assert wrong.status == 409
    done = await client.post("/account/code", data={"act": "confirm", "code": code_of(secret[1])})
    assert done.status == 200 and done.headers["Cache-Control"] == "no-store"
    made = re.findall(r"<code>([2-9A-Z]{5}-[2-9A-Z]{5})</code>", await done.text())
    assert len(set(made)) == codes.RECOVERY_CODES
    return secret[1], made


async def give(client: Client, password: str = PASSWORD, name: str = "สมใจ") -> tuple[int, str]:
    answer = await client.post("/sign-in", data={"name": name, "password": password}, allow_redirects=False)
    return answer.status, answer.headers.get("Location", "")


async def give_code(client: Client, code: str) -> int:
    return (await client.post("/sign-in/code", data={"code": code}, allow_redirects=False)).status


async def test_a_role_that_wants_a_second_step_sets_it_up_before_anything_else(
    client: Client, db: Database, fixed_clock: datetime
) -> None:
    await sign_in(client, db, "SYS")
    led = await client.get("/admin/people", allow_redirects=False)
    assert (led.status, led.headers["Location"]) == (303, "/account/code")
    _, spare = await enrolled(client)
    assert (await client.get("/admin/people", allow_redirects=False)).status == 200
    await client.post("/sign-out")
    assert await give(client) == (303, "/sign-in/code")
    assert (await client.get("/admin/people", allow_redirects=False)).status == 303, "half a session opens nothing"
    assert await give_code(client, spare[0]) == 303
    assert (await client.get("/admin/people", allow_redirects=False)).status == 200


async def test_a_code_is_taken_once_and_only_in_its_time(client: Client, db: Database, fixed_clock: datetime) -> None:
    await sign_in(client, db, "STR")
    secret, spare = await enrolled(client)
    assert not await db.read(_kept, secret) and not await db.read(_kept, spare[0].replace("-", ""))
    used = code_of(secret)
    for moment, code, wanted in (
        (0, used, 403),  # it set the second step up
        (30, used, 403),
        (60, code_of(secret), 403),  # too old by then
    ):
        with clock.fixed(fixed_clock + timedelta(seconds=moment)):
            await give(client)
            assert await give_code(client, code) == wanted, moment
    with clock.fixed(fixed_clock + timedelta(seconds=90)):
        code = code_of(secret)
        assert await give_code(client, code) == 303
        await give(client)
        assert await give_code(client, code) == 403
        assert await give_code(client, spare[1].lower()) == 303
        await give(client)
        assert await give_code(client, spare[1]) == 403


async def test_guessing_codes_is_slowed_down_wherever_it_comes_from(
    client: Client, db: Database, vault: Vault, fixed_clock: datetime
) -> None:
    await sign_in(client, db, "STR")
    secret, _ = await enrolled(client)
    await give(client)
    answers = [await give_code(client, "123456") for _ in range(throttle.FREE_CODES["both"] + 1)]
    assert answers == [403] * throttle.FREE_CODES["both"] + [429]
    with clock.fixed(fixed_clock + timedelta(seconds=5)):
        assert await give_code(client, code_of(secret)) == 429
    one = await db.read(service.by_name, "สมใจ")
    assert one is not None
    waits = [
        await db.write(throttle.reserve, f"{throttle.CODES}{one.id}", f"192.0.2.{n}")
        for n in range(throttle.FREE_CODES["name"])
    ]
    assert waits[-1] is not None and waits[0] is None


async def test_half_a_session_ends_soon_and_is_no_session(client: Client, db: Database, fixed_clock: datetime) -> None:
    await sign_in(client, db, "STR")
    secret, _ = await enrolled(client)
    await give(client)
    token = client.session.cookie_jar.filter_cookies(client.make_url("/"))[COOKIE].value
    assert await db.read(sessions.known, token) is None and await db.read(sessions.half, token) is not None
    with clock.fixed(fixed_clock + sessions.HALF + timedelta(seconds=1)):
        assert await db.read(sessions.half, token) is None
        await client.post("/sign-in/code", data={"code": code_of(secret)}, allow_redirects=False)
        assert (await client.get("/admin", allow_redirects=False)).status == 303


async def test_a_password_alone_does_not_read_the_api_where_a_code_is_wanted(client: Client, db: Database) -> None:
    await sign_in(client, db, "STR")
    auth = BasicAuth("สมใจ", PASSWORD, encoding="utf8")
    await enrolled(client)
    client.session.cookie_jar.clear()
    assert (await client.get("/api/v1/consultations", auth=auth)).status == 401
    await db.write(service.add, "ระบบ", PASSWORD, "SYS")
    auth = BasicAuth("ระบบ", PASSWORD, encoding="utf8")
    assert (await client.get("/api/v1/consultations", auth=auth)).status == 401


async def test_the_second_step_is_taken_away_with_a_code_alone(
    client: Client, db: Database, fixed_clock: datetime
) -> None:
    await sign_in(client, db, "STR")
    secret, _ = await enrolled(client)
    assert (await client.post("/account/code", data={"act": "stop", "code": "111111"})).status == 409
    with clock.fixed(fixed_clock + timedelta(seconds=60)):
        renewed = await client.post("/account/code", data={"act": "renew", "code": code_of(secret)})
        assert renewed.status == 200
    with clock.fixed(fixed_clock + timedelta(seconds=120)):
        sent = {"act": "stop", "code": code_of(secret)}
        assert "เลิกใช้การยืนยันสองขั้นแล้ว" in await words(await client.post("/account/code", data=sent))
    assert await db.read(_codes) == 0
    assert await give(client) == (303, "/admin/planner")


async def test_another_password_ends_the_other_browsers(client: Client, db: Database, vault: Vault) -> None:
    await sign_in(client, db, "ADM")
    async with application(db, vault) as elsewhere:
        await give(elsewhere)
        for sent, said in (
            ({"old": "wrong", "new": NEW, "again": NEW}, "รหัสผ่านเดิมไม่ถูกต้อง"),
            ({"old": PASSWORD, "new": "short", "again": "short"}, "รหัสผ่านต้องมี"),
            ({"old": PASSWORD, "new": NEW, "again": NEW + "x"}, "ไม่ตรงกัน"),
        ):
            answer = await client.post("/account/password", data=sent)
            assert answer.status == 409 and said in await words(answer)
        await client.post("/account/password", data={"old": PASSWORD, "new": NEW, "again": NEW})
        assert (await client.get("/admin", allow_redirects=False)).status == 200
        assert (await elsewhere.get("/admin", allow_redirects=False)).status == 303
    assert (await give(client))[0] == 403 and (await give(client, NEW))[0] == 303


async def test_browsers_are_listed_and_ended_one_by_one_or_all_but_this(
    client: Client, db: Database, vault: Vault
) -> None:
    await sign_in(client, db, "ADM")
    agents = (
        "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140",
        "Mozilla/5.0 (iPhone) Version/18 Safari/604",
    )
    for agent in agents:
        data = {"name": "สมใจ", "password": PASSWORD}
        async with application(db, vault) as one:
            await one.post("/sign-in", data=data, headers={"User-Agent": agent}, allow_redirects=False)
    page = await (await client.get("/account/devices")).text()
    assert "Edge · Windows" in page and "Safari · iPhone" in page and page.count("เครื่องนี้") == 1
    mine = [int(id) for id in re.findall(r'name="device" value="(\d+)"', page)]
    assert len(mine) == 2
    stranger = await db.write(service.add, "สมหมาย", PASSWORD, "ADM")
    await db.write(sessions.start, stranger, "password")
    other = (await db.read(sessions.listing, stranger.id))[0].id
    await client.post("/account/devices", data={"device": str(other)})
    assert len(await db.read(sessions.listing, stranger.id)) == 1, "not one's own"
    await client.post("/account/devices", data={"device": str(mine[0])})
    assert len(re.findall(r'value="\d+"', await (await client.get("/account/devices")).text())) == 1
    await client.post("/account/devices", data={"device": "others"})
    assert "value=" not in re.sub(r".*<main", "", await (await client.get("/account/devices")).text(), flags=re.S)


async def administrator(client: Client, db: Database, name: str = "ผู้ดูแล") -> None:
    """Somebody who administers, signed in with both steps."""
    made = await db.write(service.add, name, PASSWORD, "SYS")
    token = await db.write(sessions.start, made, "code")
    client.session.cookie_jar.update_cookies({COOKIE: token}, client.make_url("/"))


def link_in(page: str) -> str:
    found = re.search(r'value="[^"]*(/welcome/[A-Za-z0-9_-]+)"', unescape(page))
    assert found is not None
    return found[1]


async def test_an_invitation_by_link_works_once(client: Client, db: Database, vault: Vault) -> None:
    await administrator(client, db)
    sent = [("name", " มานี  มีนา "), ("email", "manee@office.example"), ("role", "PROV"), ("scope", "TH-42")]
    answer = await client.post("/admin/people", data=sent)
    assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store"
    link = link_in(await answer.text())
    assert not await db.read(_kept, link.rpartition("/")[2])
    async with application(db, vault) as guest:
        page = await guest.get(link)
        assert "มานี มีนา" in await words(page) and page.headers["Referrer-Policy"] == "no-referrer"
        assert (await guest.post(link, data={"new": "short", "again": "short"})).status == 409
        entered = await guest.post(link, data={"new": NEW, "again": NEW}, allow_redirects=False)
        assert (entered.status, entered.headers["Location"]) == (303, "/admin")
        assert (await guest.get("/admin")).status == 200
        for again in (await guest.get(link), await guest.post(link, data={"new": PASSWORD, "again": PASSWORD})):
            assert again.status == 410 and "มานี" not in (await again.text()).partition("<main")[2]
    person = await db.read(people.named, "มานี มีนา")
    assert str(person.grants) == "PROV@TH-42" and person.entered


async def test_a_link_ends_and_another_puts_it_out(client: Client, db: Database, fixed_clock: datetime) -> None:
    made = await db.write(links.invite, "มานี", "", service.parsed("ADM"), "test")
    with clock.fixed(fixed_clock + timedelta(hours=71)):
        assert await db.read(links.standing, made.token) is not None
    with clock.fixed(fixed_clock + timedelta(hours=72)):
        assert await db.read(links.standing, made.token) is None
        assert (await client.post(f"/welcome/{made.token}", data={"new": NEW, "again": NEW})).status == 410
    again = await db.write(links.renew, made.account.id, "test")
    assert again.kind == "invite"
    assert await db.read(links.standing, made.token) is None and await db.read(links.standing, again.token) is not None
    await db.write(people.disable, made.account.id, "test")
    assert await db.read(links.standing, again.token) is None


async def test_a_reset_ends_every_session_and_keeps_the_second_step(
    client: Client, db: Database, vault: Vault, fixed_clock: datetime
) -> None:
    async with application(db, vault) as owner:
        await sign_in(owner, db, "STR")
        await enrolled(owner)
        await administrator(client, db)
        person = await db.read(people.named, "สมใจ")
        page = await (await client.post(f"/admin/people/{person.id}", data={"act": "link"})).text()
        async with application(db, vault) as elsewhere:
            sent = {"new": NEW, "again": NEW}
            answer = await elsewhere.post(link_in(page), data=sent, allow_redirects=False)
            assert answer.headers["Location"] == "/sign-in/code"
            assert (await elsewhere.get("/admin", allow_redirects=False)).status == 303
        assert (await owner.get("/admin", allow_redirects=False)).status == 303


async def test_roles_are_given_and_taken_at_once_and_an_administrator_stays(
    client: Client, db: Database, vault: Vault
) -> None:
    await administrator(client, db)
    async with application(db, vault) as officer:
        await sign_in(officer, db, "officer")
        person = await db.read(people.named, "สมใจ")
        at = f"/admin/people/{person.id}"
        sent = [("act", "roles"), ("grant", "ADM"), ("role", "HEAD"), ("scope", "2567:10")]
        assert "บันทึกบทบาทแล้ว" in await words(await client.post(at, data=sent))
        assert str((await db.read(people.one, person.id)).grants) == "ADM HEAD@2567:10"
        assert (await officer.get("/admin/new")).status == 403
        for wrong in (
            [("act", "roles")],
            [("act", "roles"), ("grant", "KING")],
            [("act", "roles"), ("role", "STR"), ("scope", "9:9")],
        ):
            assert (await client.post(at, data=wrong)).status == 409
        assert (await client.post(at, data={"act": "everything"})).status == 400
        await client.post(at, data={"act": "disable"})
        assert (await officer.get("/admin", allow_redirects=False)).status == 303
        assert (await give(officer))[0] == 403
        await client.post(at, data={"act": "enable"})
        assert (await give(officer))[0] == 303
    me = await db.read(people.named, "ผู้ดูแล")
    last = await client.post(f"/admin/people/{me.id}", data={"act": "roles", "grant": "SYS@2567:10"})
    assert last.status == 409 and "อย่างน้อยหนึ่งคน" in await words(last)
    assert (await client.post(f"/admin/people/{me.id}", data={"act": "disable"})).status == 409
    acts = {entry.action for entry in await db.read(audit_reading.page, Sought(actor="ผู้ดูแล"))}
    assert {"account.roles", "account.disable", "account.enable", "account.sessions_end"} <= acts


async def test_the_auditor_finds_acts_checks_the_chain_and_takes_a_file(client: Client, db: Database) -> None:
    await sign_in(client, db, "AUD", "=ตรวจ")
    await db.write(service.add, "มานี", PASSWORD, "STR")
    page = await words(await client.get("/admin/audit?act=account&check=1"))
    assert "ตรวจแล้ว 3 รายการ ต่อเนื่องครบ" in page and "account.add" in page
    page = await words(await client.get("/admin/audit?actor=%3Dตรวจ"))
    assert "พบ 1 รายการ" in page and "account.sign_in" in page
    assert "พบ 0 รายการ" in await words(await client.get("/admin/audit?since=2999-01-01&subject=account:1"))
    taken = await client.get("/admin/audit/export.csv?act=account")
    rows = (await taken.read()).decode("utf-8-sig").splitlines()
    assert len(rows) == 4 and "'=ตรวจ" in rows[2] and "account.add" in rows[3]
    assert (await db.read(audit_reading.page, Sought(act="audit.export")))[0].after["rows"] == 3  # type: ignore[index]
    await db.write(_forge)
    assert "ห่วงโซ่ไม่ต่อเนื่อง" in await words(await client.get("/admin/audit?check=1"))
    for nonsense in ("since=x", "before=x", "until=9999-12-31", "act=%25&subject=%00"):
        assert (await client.get(f"/admin/audit?{nonsense}")).status == 200


@pytest.mark.parametrize("role", ["STR", "HEAD"])
async def test_others_neither_administer_nor_audit(client: Client, db: Database, role: str) -> None:
    await sign_in(client, db, role)
    for page in ("/admin/people", "/admin/people/1", "/admin/audit", "/admin/audit/export.csv"):
        assert (await client.get(page)).status == 403


async def test_what_is_checked_takes_as_long_for_nobody(db: Database) -> None:
    """An account without a password, a disabled one and none give the same hash to be checked: the one of nobody."""
    made = await db.write(links.invite, "มานี", "", service.parsed("ADM"), "test")
    gone = await db.write(service.add, "สมใจ", PASSWORD, "ADM")
    await db.write(people.disable, gone.id, "test")
    assert {await db.read(service.password_hash, name) for name in (made.account.name, "สมใจ", "ใครก็ไม่รู้")} == {""}


def _kept(session: Session, secret: str) -> bool:
    """Whether a secret stands anywhere as it is."""
    found = [str(row.model_dump()) for table in (Account, AccountLink, AccountSession, RecoveryCode, AuditEntry)
             for row in session.exec(select(table))]  # fmt: skip
    return any(secret in row for row in found)


def _codes(session: Session) -> int:
    return len(session.exec(select(RecoveryCode)).all())


def _forge(session: Session) -> None:
    row = session.exec(select(AuditEntry)).first()
    assert row is not None
    row.actor = "ไม่ใช่ใคร"
    session.add(row)
    assert audit is not None
