"""The page of what was said to citizens, on a telephone and on a desk."""

import pytest

from tests.consultation.outbox.test_review import ended
from tests.pages.conftest import DESK, PHONE, Look, Served
from tests.pages.test_officer import enter


@pytest.mark.parametrize("window", [PHONE, DESK])
async def test_what_was_said_is_to_be_read_and_decided_on(served: Served, look: Look, window: dict[str, int]) -> None:
    about, _ = await served.db.write(ended, served.vault, "sent", "unknown", "failed", "sent")
    screen = await look(window)
    await enter(screen.page)
    await screen.page.goto(f"/admin/consultations/{about}/sending")
    await screen.page.screenshot(path=f"/tmp/sending-{window['width']}.png", full_page=True)
    assert await screen.sideways() == 0
    assert not await screen.violations()
    await screen.page.get_by_role("checkbox").first.check()
    await screen.page.get_by_role("button", name="ส่งซ้ำรายการที่เลือก").click()
    await screen.page.get_by_text("ใส่คิวส่งซ้ำแล้ว 1 รายการ").wait_for()
    assert not screen.complaints
