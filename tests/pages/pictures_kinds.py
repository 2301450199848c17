"""The pictures of docs/officers/kinds.md and its sisters: three kinds on their way."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from playwright.async_api import Browser, Page, expect

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SUMMARY = "ผู้ตอบพูดเรื่องน้ำแล้งมากที่สุด รองลงมาคือถนน (ข้อความตัวอย่าง)"
LIMITS = "ผู้ตอบส่วนใหญ่ใช้โทรศัพท์ จึงเข้าไม่ถึงผู้สูงอายุที่ไม่ใช้ LINE (ข้อความตัวอย่าง)"
ANSWER = "เรื่องคลองอยู่ในแผนปีหน้า เรื่องถนนส่งต่อองค์การบริหารส่วนจังหวัดแล้ว (ข้อความตัวอย่าง)"

Open = Callable[[Browser, str, dict[str, int]], Awaitable[Page]]


async def kinds(browser: Browser, url: str, folder: Path, open_: Open) -> None:
    """Take every picture of the pages about kinds."""
    officer, head = await open_(browser, url, DESK), await open_(browser, url, DESK)
    await officer.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await head.get_by_role("button", name="เข้าเป็นหัวหน้า").click()
    await _plan(officer, head, folder)
    survey = await _survey(officer, folder)
    await _evaluation(officer, folder)
    phone = await open_(browser, url, PHONE)
    await phone.goto(survey)
    await _save(phone, folder, "kinds-public")


async def _plan(officer: Page, head: Page, folder: Path) -> None:
    one = await _made(officer, "draft-plan", "รับฟังร่างแผนพัฒนากลุ่มจังหวัด (ตัวอย่าง)")
    await officer.goto(f"{one}/steps")
    await _save(officer, folder, "kinds-missing")
    opens = datetime.now().replace(hour=8, minute=30) + timedelta(days=20)
    await officer.goto(f"{one}/window")
    await officer.locator("#opens_at").fill(opens.strftime("%Y-%m-%dT%H:%M"))
    await officer.locator("#closes_at").fill((opens + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M"))
    await officer.get_by_role("button", name="บันทึกช่วงเวลา").click()
    await head.goto(f"{one}/steps")
    await _save(head, folder, "kinds-approve")
    await head.get_by_role("button", name="อนุมัติ", exact=True).click()
    await officer.goto(f"{one}/steps")
    await officer.get_by_role("button", name="ประกาศ", exact=True).click()
    await expect(officer.get_by_role("status")).to_contain_text("ประกาศแล้ว")
    await _save(officer, folder, "kinds-announced")


async def _survey(officer: Page, folder: Path) -> str:
    """A survey from its draft to the office's answer; the address of its public page."""
    one = await _made(officer, "needs", "สำรวจน้ำและถนน (ตัวอย่าง)")
    await officer.goto(f"{one}/window")
    await officer.locator("[data-days='30']").click()
    await officer.get_by_role("button", name="เปิดรับความเห็นเดี๋ยวนี้").click()
    await officer.goto(f"{one}/steps")
    await _save(officer, folder, "kinds-survey")
    await officer.goto(f"{one}/close")
    await officer.get_by_role("button", name="ปิดรับความเห็นเดี๋ยวนี้").click()
    await officer.goto(f"{one}/steps")
    await officer.get_by_role("button", name="ยืนยันว่าวิเคราะห์เสร็จ").click()
    await officer.goto(f"{one}/publish")
    await officer.get_by_label("สรุปผล").fill(SUMMARY)
    await officer.get_by_label("ข้อจำกัดของผล").fill(LIMITS)
    await _save(officer, folder, "kinds-publish")
    await officer.get_by_role("button", name="เผยแพร่ผล").click()
    await officer.get_by_label("คำตอบจากหน่วยงาน").fill(ANSWER)
    await officer.get_by_role("button", name="เผยแพร่คำตอบ").click()
    code = await officer.locator(".consult-head .code").inner_text()
    return f"/c/{code}"


async def _evaluation(officer: Page, folder: Path) -> None:
    one = await _made(officer, "after-meeting", "ประเมินหลังเวทีรับฟังร่างแผน (ตัวอย่าง)")
    await officer.goto(f"{one}/steps")
    await officer.locator("#evaluates").select_option(index=1)
    await officer.get_by_label("เฉพาะผู้ที่ได้รับเชิญ").check()
    await officer.get_by_role("button", name="บันทึกข้อมูล").click()
    await expect(officer.get_by_role("status")).to_contain_text("บันทึกข้อมูล")
    await _save(officer, folder, "kinds-evaluation")


async def _made(officer: Page, template: str, title: str) -> str:
    """A draft of a template; the address of its pages."""
    await officer.goto("/admin/new?cluster=2567:10")
    await officer.locator(f"input[name=template][value={template}]").check()
    await officer.get_by_label("ชื่อการรับฟัง").fill(title)
    await officer.get_by_role("button", name="สร้างร่าง").click()
    await expect(officer.locator(".question").first).to_be_visible()
    return officer.url.partition("/questions")[0]


async def _save(page: Page, folder: Path, name: str) -> None:
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(300)
    (folder / f"{name}.png").write_bytes(await page.screenshot(full_page=True))
