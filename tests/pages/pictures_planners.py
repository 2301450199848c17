"""The pictures of docs/planners: the hearing of the demonstration, read, signed off, on its way to the plan.

Goes on from `themes_and_document`, which signed the themes off and made the first findings.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, Page

DESK = {"width": 1280, "height": 900}

Open = Callable[[Browser, str, dict[str, int]], Awaitable[Page]]

HEARING, SURVEY, THEMES = 1, 2, 1
PLANNERS = {
    "planners-theme": f"/admin/planner/sets/{THEMES}/themes/1",
    "planners-provinces": f"/admin/planner/sets/{THEMES}/provinces",
    "planners-voices": f"/admin/planner/consultations/{HEARING}/voices",
    "planners-opinion": f"/admin/planner/consultations/{SURVEY}/opinion",
    "planners-findings": f"/admin/planner/strategy/{HEARING}",
    "planners-finding": f"/admin/planner/strategy/{HEARING}/findings/1",
    "planners-plan": "/admin/planner/plans/1",
    "planners-search": "/admin/planner/search?q=น้ำท่วม",
    "planners-representativeness": f"/admin/planner/consultations/{HEARING}/representativeness",
    "planners-rounds": f"/admin/planner/rounds?c={HEARING}&c={SURVEY}",
}


async def planners(browser: Browser, url: str, folder: Path, open_: Open) -> None:
    """Take every picture of these pages."""
    page = await open_(browser, url, DESK)
    await page.get_by_role("button", name="เข้าเป็นนักวิเคราะห์แผน").click()
    for name, address in PLANNERS.items():
        answer = await page.goto(address)
        assert answer is not None and answer.status == 200, (name, answer and answer.status)
        await page.wait_for_timeout(300)
        (folder / f"{name}.png").write_bytes(await page.screenshot())
