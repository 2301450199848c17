"""The list of attachments in a real browser: photos are seen small, upright, and by whoever reads with the ears."""

from functools import partial

import pytest
from playwright.async_api import expect
from sqlmodel import Session, select

from consultation.attachments import service
from consultation.attachments.content import Sealed, ready
from consultation.consult.service import ConsultationView
from consultation.responses.models import Response
from consultation.vault import Vault
from tests.admin.officer.test_live import answer
from tests.consultation.attachments.photographed import photos, picture
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_officer import enter


def photographed(session: Session, vault: Vault) -> ConsultationView:
    """A sent response with an upright photo, one that lies on its side, and a letter."""
    about = photos(session)
    answer(session, about.id, "R-1", "น้ำท่วม")
    response = session.exec(select(Response.id)).one() or 0
    given = {
        "ถนน.jpg": picture(placed=True, size=(1200, 900)),
        "คลอง.jpg": picture(placed=True, turned=6, size=(1600, 900)),
        "หนังสือ.pdf": b"%PDF-1.7\n",
    }
    for name, data in given.items():
        made = ready(vault, data, "somebody", name=name)
        assert isinstance(made, Sealed)
        service.upload(session, about.id, f"web:{name}", "image", made)
        service.want(session, about.id, response, "spot", "image", f"web:{name}", "")
    return about


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
async def test_photos_are_seen_small(served: Served, look: Look, size: dict[str, int], scheme: str) -> None:
    about = await served.db.write(partial(photographed, vault=served.vault))
    screen = await look(size, scheme)
    await enter(screen.page)
    await screen.page.goto(f"/admin/consultations/{about.id}/attachments")
    images = screen.page.locator("table img")
    await expect(images).to_have_count(2)
    for number, upright in ((0, True), (1, False)):
        await images.nth(number).scroll_into_view_if_needed()
        drawn = await images.nth(number).evaluate_handle("one => one.decode().then(() => one)")
        wide, high = await drawn.evaluate("one => [one.naturalWidth, one.naturalHeight]")
        assert (high > wide) == upright and max(wide, high) == 320
    assert await screen.sideways() == 0 and await screen.violations() == []
    assert screen.complaints == []
