"""Reading, checking and teaching in a real browser: by keys, while typing, on desk and phone."""

import re

from playwright.async_api import Page, expect
from sqlmodel import Session

from consultation.themes import service as themes
from consultation.themes.filters import Filter
from consultation.themes.learning import relearning
from consultation.themes.learning import service as learning
from consultation.themes.learning.models import ThemeCheckSample
from tests.consultation.themes.grouped import grouped, run_handlers
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_planner import enter


async def test_a_theme_is_read_and_sorted_by_keys_alone(look: Look, served: Served) -> None:
    _, set_id = await grouped(served.db, 60, 5)
    one, two = (await served.db.read(themes.view, set_id)).themes[:2]
    members = (await served.db.read(themes.page, set_id, one.number, Filter(order="newest"))).comments
    screen = await look(DESK)
    page = screen.page
    await enter(page)
    await page.goto(f"/admin/planner/sets/{set_id}/themes/{one.number}?order=newest")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("s")
    await expect(page.locator(f"#c{members[1].id} [data-mark=star]")).to_be_visible()
    await expect(page.locator(f"#c{members[1].id} input")).to_be_focused()  # one reads on where one was
    await page.keyboard.press("m")
    await page.keyboard.insert_text(str(two.number))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("ย้ายความคิดเห็นแล้ว")
    await expect(page.locator(f"#c{members[1].id}")).to_have_count(0)
    await expect(page.locator(f"#c{members[2].id} input")).to_be_focused()
    assert "order=newest" in page.url
    await page.keyboard.press("u")
    await expect(page.locator(f"#c{members[1].id}")).to_be_visible()
    await find_while_typing(page)
    assert screen.complaints == []


async def find_while_typing(page: Page) -> None:
    """The list follows what is typed, before the word is whole; the address keeps it."""
    before = await page.locator(".comment").count()
    await page.keyboard.press("/")
    await expect(page.locator("#q")).to_be_focused()
    await page.keyboard.insert_text("น้")
    await expect(page).to_have_url(re.compile("q=%E0%B8%99%E0%B9%89"))
    assert 0 <= await page.locator(".comment").count() <= before
    await page.locator("#q").fill("ไม่มีคำนี้แน่นอน")
    await expect(page.locator(".empty")).to_contain_text("ตัวอักษรที่อยู่ในคำอื่น")


async def test_checking_goes_by_one_key_a_comment(look: Look, served: Served) -> None:
    _, set_id = await grouped(served.db, 60, 5)
    screen = await look(PHONE)
    page = screen.page
    await enter(page)
    await page.goto(f"/admin/planner/sets/{set_id}/check")
    await page.get_by_role("button", name="สุ่มชุดใหม่").click()
    for place, key in enumerate(("1", "3", "1"), 1):
        await expect(page.get_by_text(f"ข้อที่ {place} จาก 50")).to_be_visible()
        await expect(page.locator("[data-keys]")).to_be_visible()  # the script has come
        await page.keyboard.press(key)
    await expect(page.get_by_text("ข้อที่ 4 จาก 50")).to_be_visible()
    await expect(page.locator("[data-keys]")).to_be_visible()
    await page.keyboard.press("2")
    await expect(page.locator("#to")).to_be_focused()
    await page.locator("#to").select_option("none")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("ข้อที่ 5 จาก 50")).to_be_visible()
    (sample,) = await served.db.read(learning.samples, set_id)
    assert (sample.estimate.right, sample.estimate.base, sample.estimate.unsure) == (2, 3, 1)
    assert screen.complaints == []


async def test_the_pages_fit_and_can_be_read_by_all(look: Look, served: Served) -> None:
    _, set_id = await grouped(served.db, 60, 5)
    sample = await served.db.write(learning.draw, set_id, "สมศรี", seed=1)
    for one, answer in zip((await served.db.read(_dealt, sample))[:12], ("right", "right", "unsure") * 4, strict=True):
        await served.db.write(learning.answer, sample, one, "สมศรี", answer)
    await served.db.write(learning.ask, set_id, "สมศรี")
    await run_handlers(served.db, learning.RELEARN_JOB, relearning.handlers(served.db))
    for size, scheme in ((PHONE, "light"), (DESK, "dark")):
        screen = await look(size, scheme)
        await enter(screen.page)
        here = f"/admin/planner/sets/{set_id}"
        for place in (
            f"{here}/themes/1?q=%E0%B8%99%E0%B9%89%E0%B8%B3%2A&by=machine",
            f"{here}/comments",
            f"{here}/words?q=%E0%B8%99%E0%B9%89%E0%B8%B3%2A",
            f"{here}/check",
            f"{here}/check/{sample}",
            f"{here}/learn",
        ):
            await screen.page.goto(place)
            assert await screen.sideways() == 0, (place, size)
            assert await screen.violations() == [], (place, size)
        assert screen.complaints == []


def _dealt(session: Session, sample: int) -> list[int]:
    return [place for place, _, _ in session.get_one(ThemeCheckSample, sample).dealt]
