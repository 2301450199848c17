"""Signing in with two steps, people, devices and the auditor's page, on a telephone and on a desk, by keyboard."""

from pathlib import Path

import pyotp
import pytest

from admin.accounts import service
from tests.admin.application import PASSWORD
from tests.pages.conftest import DESK, PHONE, Look, Screen, Served


async def seen(screen: Screen, folder: Path, name: str) -> None:
    """A page as it is: whole in its window, and nothing wrong for ears and keyboard."""
    await screen.page.screenshot(path=folder / f"{name}.png", full_page=True)
    assert await screen.sideways() == 0, name
    assert await screen.violations() == [], name


@pytest.mark.parametrize("window", [PHONE, DESK])
async def test_an_administrator_from_the_first_sign_in_to_an_invitation_that_is_taken_up(
    served: Served, look: Look, window: dict[str, int], tmp_path: Path
) -> None:
    await served.db.write(service.add, "อารี ดูแลระบบ", PASSWORD, "SYS AUD")
    await served.db.write(service.add, "สมชาย เจ้าหน้าที่", PASSWORD, "STR ADM@2567:10")
    screen = await look(window)
    page = screen.page
    await page.goto("/sign-in")
    await page.locator("#name:focus").wait_for()  # nothing has to be clicked
    await page.keyboard.type("อารี ดูแลระบบ")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="การยืนยันสองขั้น").wait_for()
    await seen(screen, tmp_path, "code")
    await page.get_by_text("สแกนไม่ได้").press("Enter")
    secret = await page.locator(".secret").inner_text()
    await page.get_by_label("รหัส 6 หลัก").fill(pyotp.TOTP(secret).now())
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="รหัสสำรอง").wait_for()
    await seen(screen, tmp_path, "recovery")
    await page.get_by_role("link", name="จดแล้ว ไปต่อ").press("Enter")
    await page.get_by_role("heading", name="บัญชีของฉัน").wait_for()
    await seen(screen, tmp_path, "own")
    await page.goto("/account/devices")
    await seen(screen, tmp_path, "devices")
    await page.goto("/admin/people")
    await seen(screen, tmp_path, "people")
    await page.get_by_label("ชื่อบัญชี").fill("มานี มีนา")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    for _ in range(4):  # to the role of a provincial office
        await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.get_by_label("ขอบเขตของบทบาทที่เลือก").select_option("TH-42")
    await page.get_by_role("button", name="ทำลิงก์เชิญ").press("Enter")
    link = await page.get_by_label("ลิงก์", exact=True).input_value()
    assert await page.get_by_text("เจ้าหน้าที่สำนักงานจังหวัด").first.is_visible()
    await seen(screen, tmp_path, "person")
    await page.goto("/admin/audit?act=account&check=1")
    await page.get_by_text("ต่อเนื่องครบ").wait_for()
    await seen(screen, tmp_path, "audit")
    guest = await look(window)
    await guest.page.goto(link)
    await seen(guest, tmp_path, "welcome")
    await guest.page.get_by_label("รหัสผ่านใหม่", exact=True).fill("another horse battery")
    await guest.page.get_by_label("พิมพ์รหัสผ่านใหม่อีกครั้ง").fill("another horse battery")
    await guest.page.keyboard.press("Enter")
    await guest.page.get_by_role("link", name="มานี มีนา").wait_for()
    await page.get_by_role("button", name="ออกจากระบบ").first.click()
    await page.goto("/sign-in")
    await page.get_by_label("ชื่อบัญชี").fill("อารี ดูแลระบบ")
    await page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="ยืนยันขั้นที่สอง").wait_for()
    await seen(screen, tmp_path, "sign-in-code")
    assert screen.complaints == [] and guest.complaints == []
