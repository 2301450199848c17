"""The administrator's pages of webhooks out."""

import re

from admin.accounts import service as accounts
from admin.accounts import sessions
from admin.accounts.access import COOKIE
from consultation import audit_reading
from consultation.audit_reading import Sought
from consultation.db import Database
from consultation.vault import Vault
from consultation.webhooks import service
from consultation.webhooks.models import EVENTS
from tests.admin.application import PASSWORD, Client, opened, sign_in, words

PAGE = "/admin/webhooks"
HOOK = "https://example.go.th/services/T0SECRET?key=HIDDEN"


async def administrator(client: Client, db: Database) -> None:
    made = await db.write(accounts.add, "ผู้ดูแล", PASSWORD, "SYS")
    token = await db.write(sessions.start, made, "code")
    client.session.cookie_jar.update_cookies({COOKIE: token}, client.make_url("/"))


async def test_an_endpoint_is_added_looked_at_and_ended(client: Client, db: Database, vault: Vault) -> None:
    await administrator(client, db)
    assert "ยังไม่มีปลายทาง" in await words(await client.get(PAGE))
    sent = [("url", HOOK), ("about", "เว็บจังหวัด"), ("scope", "2567:10"), *(("event", each) for each in EVENTS)]
    made = await client.post(PAGE, data=sent)
    shown = re.search(r'value="(whsec_[\w+/=]+)"', await made.text())
    assert shown is not None and made.headers["Cache-Control"] == "no-store"
    again = await client.post(PAGE, data=sent)
    assert again.status == 409 and "อยู่แล้ว" in await words(again)
    (one,) = await db.read(service.listing)
    page = f"{PAGE}/{one.id}"
    assert shown[1] not in await (await client.get(page)).text()
    await db.write(opened)
    assert "รอส่ง" in await words(await client.get(page))
    waiting = await client.post(page, data={"act": "again", "delivery": "1"})
    assert waiting.status == 409
    other = await client.post(page, data={"act": "secret"})
    assert "whsec_" in await other.text() and shown[1] not in await other.text()
    assert (await client.post(page, data={"act": "trial"}, allow_redirects=False)).status == 303
    assert (await client.post(page, data={"act": "end"}, allow_redirects=False)).status == 303
    assert "ยกเลิกแล้ว" in await words(await client.get(PAGE))
    assert (await client.post(page, data={"act": "trial"})).status in (404, 409)
    assert (await client.post(page, data={"act": "nothing"})).status == 400
    record = await db.read(audit_reading.page, Sought())
    acts = {each.action for each in record if each.action.startswith("webhook.")}
    assert acts == {"webhook.add", "webhook.secret", "webhook.trial", "webhook.end"}
    assert not any(secret in str(record) for secret in ("whsec", "T0SECRET", "HIDDEN"))
    added = next(each for each in record if each.action == "webhook.add")
    assert (added.after or {})["host"] == "https://example.go.th" and len((added.after or {})["sha256"]) == 64


async def test_what_is_typed_wrong_is_told_and_kept(client: Client, db: Database) -> None:
    await administrator(client, db)
    for wrong, told in (("http://example.go.th/", "https://"), ("https://10.0.0.1/", "เครือข่ายภายใน"), ("x", "ไม่ถูกต้อง")):
        answer = await client.post(PAGE, data={"url": wrong, "event": EVENTS[0]})
        text = await answer.text()
        assert answer.status == 409 and told in text and f'value="{wrong}"' in text, wrong
    none = await client.post(PAGE, data={"url": HOOK})
    assert none.status == 409 and "เหตุการณ์" in await words(none)
    assert (await client.get(f"{PAGE}/999")).status == 404


async def test_only_an_administrator_comes_in(client: Client, db: Database) -> None:
    await sign_in(client, db, "STR HEAD")
    assert (await client.get(PAGE)).status == 403
    assert (await client.post(PAGE, data={"url": HOOK})).status == 403
