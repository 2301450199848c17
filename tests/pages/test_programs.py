"""Tokens and webhooks in a real browser, on a telephone and a desk."""

import pytest

from admin.accounts import service as accounts
from admin.accounts import sessions
from admin.accounts.access import COOKIE
from consultation.webhooks import service as webhooks
from consultation.webhooks.models import EVENTS, SET_ASIDE, WebhookDelivery
from consultation.webhooks.service import EndpointInput
from tests.admin.application import PASSWORD
from tests.pages.conftest import DESK, PHONE, Look, Served


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_they_fit_and_are_accessible(served: Served, look: Look, size: dict[str, int]) -> None:
    made = await served.db.write(accounts.add, "ผู้ดูแล", PASSWORD, "SYS STR MON@2567:10")
    token = await served.db.write(sessions.start, made, "code")
    given = EndpointInput(url="https://example.go.th/" + "a" * 60, about="เว็บจังหวัด", events=EVENTS)
    endpoint, _ = await served.db.write(webhooks.subscribe, served.vault, given, "ก")
    await served.db.write(webhooks.try_out, endpoint.id, "ก")

    def set_aside(session) -> None:  # type: ignore[no-untyped-def]
        row = session.get_one(WebhookDelivery, 1)
        row.state, row.next_at = SET_ASIDE, None
        row.tries = [{"at": "2026-11-28T09:00:00+00:00", "status": 0, "error": "no answer", "milliseconds": 15000}]
        session.add(row)

    await served.db.write(set_aside)
    screen = await look(size)
    await screen.page.context.add_cookies([{"name": COOKIE, "value": token, "url": served.url}])
    for path in ("/account", "/account/tokens", "/admin/webhooks", f"/admin/webhooks/{endpoint.id}"):
        await screen.page.goto(path)
        for details in await screen.page.locator("details").all():
            await details.evaluate("each => each.open = true")
        assert await screen.sideways() == 0, path
        assert await screen.violations() == [], path
    await screen.page.goto("/account/tokens")
    await screen.page.fill("#name", "แผงข้อมูลจังหวัด")
    await screen.page.check('input[value="STR"]')
    await screen.page.click('button[value="make"]')
    assert (await screen.page.input_value("#secret")).startswith("pk_")
    assert await screen.sideways() == 0 and await screen.violations() == []
    assert screen.complaints == []
