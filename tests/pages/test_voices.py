"""The planner's page of repeated messages and the panel of traits, in a real browser on desk and phone."""

import os
from pathlib import Path

import pytest

from tests.consultation.traits.crowd import QUESTION, read
from tests.consultation.traits.test_voices import crowded
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_planner import enter


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_marking_a_message_and_correcting_a_comment(
    look: Look, served: Served, size: dict[str, int], tmp_path: Path
) -> None:
    from consultation import clock
    from consultation.traits import voices

    id = await served.db.write(crowded, clock.now())
    await read(served.db, id)
    screen = await look(size)
    page = screen.page
    await enter(page)
    await page.goto(f"/admin/planner/consultations/{id}/voices?question={QUESTION}")
    await page.locator(".voice summary", has_text="ระบุว่าเป็นการรณรงค์").click()
    await page.get_by_label("เหตุผล").fill("ผู้นำชุมชนแจกข้อความให้ส่ง")
    await page.screenshot(path=_shot(tmp_path, f"voices-{size['width']}"), full_page=True)
    assert await screen.sideways() == 0
    await page.get_by_role("button", name="เป็นการรณรงค์").press("Enter")
    assert await screen.violations() == []
    comment = (await served.db.read(voices.page, id, QUESTION)).voices[0].comment_id
    await page.goto(f"/admin/planner/comments/{comment}")
    await page.get_by_label("ประเภท", exact=True).select_option("proposal")
    await page.screenshot(path=_shot(tmp_path, f"traits-{size['width']}"), full_page=True)
    await page.get_by_role("button", name="บันทึก", exact=True).press("Enter")
    assert "ตัดสินโดย" in await page.locator("#traits").inner_text()
    assert await screen.sideways() == 0
    assert await screen.violations() == []
    assert screen.complaints == []


def _shot(folder: Path, name: str) -> Path:
    """Where a picture goes: SHOTS names a folder to look at them in."""
    return Path(os.environ.get("SHOTS", folder)) / f"{name}.png"
