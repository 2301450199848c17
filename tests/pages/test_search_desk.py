"""The planner's desk in a browser: search, population, who answered, rounds; on desk and phone, for all readers."""

import os
from pathlib import Path

from playwright.async_api import expect

from consultation.consult.models import Consultation
from consultation.population import service
from consultation.search import fill
from tests.consultation.population.test_standing import ORIGIN, answers, asks, people
from tests.consultation.themes.grouped import grouped, run_handlers
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_planner import enter

PICTURES = os.environ.get("DESK_PICTURES", "")  # a folder to look at them in


async def test_the_desk_can_be_used_and_read_by_all(look: Look, served: Served) -> None:
    first, _ = await grouped(served.db, 60, 5)
    await served.db.write(fill.begin)
    await run_handlers(served.db, fill.FILL_JOB, fill.handlers(served.db))
    one, two = await served.db.write(asks), await served.db.write(asks)
    await served.db.write(service.bring, ORIGIN, people(), "a")
    await served.db.write(lambda session: setattr(session.get_one(Consultation, two), "title", "ความต้องการ รอบสอง"))
    for id in (one, two):
        await served.db.write(answers, id, 240, "m")
        await served.db.write(answers, id, 120, "w")
    for size, scheme in ((DESK, "dark"), (PHONE, "light")):
        screen = await look(size, scheme)
        page = screen.page
        await enter(page)
        await page.goto("/admin/planner/search")
        await page.locator("#q").fill("น้ำ*")
        await page.get_by_role("button", name="ค้นหา").click()
        await expect(page.locator(".hit mark").first).to_be_visible()
        if size == DESK:
            await page.locator("#name").fill("น้ำ")
            await page.get_by_role("button", name="เก็บ", exact=True).click()
            await expect(page.get_by_role("status").first).to_contain_text("เก็บการค้นหาแล้ว")
        for place in (
            f"search?q=%E0%B8%99%E0%B9%89%E0%B8%B3%2A&consultation={first}",
            "search?q=xyz",
            "population",
            f"consultations/{one}/representativeness",
            "rounds",
            f"rounds?c={one}&c={two}",
            f"rounds?c={one}&c={two}&by=urgency",
            "",
        ):
            await page.goto(f"/admin/planner/{place}".rstrip("/"))
            if PICTURES:
                name = f"{size['width']}-{place.partition('?')[0].replace('/', '-')}{len(place)}.png"
                await page.screenshot(path=str(Path(PICTURES) / name), full_page=True)
            assert await screen.sideways() == 0, (place, size)
            assert await screen.violations() == [], (place, size)
        assert screen.complaints == []
