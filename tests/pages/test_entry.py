"""Typing papers in with a real browser: by keyboard alone, with and without scripts, readable by everybody."""

import re

import pytest
from playwright.async_api import Page, expect

from consultation.entry import batches, service, work
from consultation.entry.template import filled
from consultation.responses import service as responses
from tests.consultation.entry.test_reading import GOOD
from tests.consultation.talk.citizens import NEEDS, consultation
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_officer import _faults, enter


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
async def test_the_pages_fit_and_can_be_read_by_all(
    look: Look, served: Served, size: dict[str, int], scheme: str
) -> None:
    id = (await served.db.write(consultation)).id
    made = await served.db.write(service.enter, id, {**GOOD, "_number": "ก-1"}, "officer")
    rows = [{"_number": "2", **GOOD}, {"_number": "3", **GOOD, "province": "ฮ่องกง"}]
    content = filled(NEEDS, rows)
    batch = await served.db.write(batches.bring, served.vault, id, "กระดาษ.xlsx", content, "officer")
    await work.work(served.db, served.vault, batch)
    screen = await look(size, scheme)
    await enter(screen.page)
    at = f"/admin/consultations/{id}"
    found: dict[str, object] = {}
    pages = ("entry", f"entry?saved={made.receipt}", f"entry/{made.receipt}", "imports", f"imports/{batch}")
    for page in pages:
        found |= await _faults(screen, f"{at}/{page}")
    await screen.page.goto(f"{at}/entry")
    await screen.page.get_by_role("button", name="บันทึก แล้วขึ้นใบใหม่").click()
    await expect(screen.page.get_by_role("alert")).to_contain_text("จังหวัด")
    found["faulty"] = [*await screen.violations(), *([] if not await screen.sideways() else ["too wide"])]
    assert {path: faults for path, faults in found.items() if faults} == {}
    screen.complaints[:] = [one for one in screen.complaints if "409" not in one]
    assert screen.complaints == []


async def test_a_stack_is_typed_in_by_keyboard_alone(look: Look, served: Served) -> None:
    id = (await served.db.write(consultation)).id
    screen = await look(DESK)
    page = screen.page
    await enter(page)
    await page.goto(f"/admin/consultations/{id}/entry")
    await expect(page.get_by_label("เลขที่บนกระดาษ", exact=True)).to_be_focused()
    await page.keyboard.type("A1")
    await _to(page, "province")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator('[name="q:district"]')).not_to_have_count(0)
    await _to(page, "problem")
    await page.keyboard.type("น้ำไม่พอทำนา")
    await page.keyboard.press("Tab")
    await page.get_by_role("button", name="บันทึก แล้วขึ้นใบใหม่").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text(re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}"))
    await expect(page.get_by_label("เลขที่บนกระดาษ", exact=True)).to_be_focused()
    kept = page.locator('[name="q:province"]:checked, select[name="q:province"] option:checked')
    await expect(kept).not_to_have_value("")
    assert [one.text for one in await served.db.read(responses.comments, id)] == ["น้ำไม่พอทำนา"]


async def _to(page: Page, question: str) -> None:
    """Press Tab until the question is reached."""
    for _ in range(60):
        if await page.evaluate("document.activeElement.name") == f"q:{question}":
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {question}")
