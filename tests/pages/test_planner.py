"""The planner's pages in a real browser: from starting a grouping to the document in hand, on desk and phone."""

from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
from playwright.async_api import Page, expect

from consultation.themes import service as themes
from tests.consultation.themes.grouped import grouped, run_jobs
from tests.consultation.themes.hearing import hold
from tests.pages.conftest import DESK, PHONE, Look, Served

STATEMENT = "น้ำไม่พอใช้ในฤดูแล้งและท่วมซ้ำที่เดิมทั้งห้าจังหวัด"


async def enter(page: Page) -> None:
    await page.goto("/")
    await page.get_by_role("button", name="เข้าเป็นนักวิเคราะห์แผน").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("กลุ่มประเด็น")


async def group(page: Page) -> None:
    change = page.locator(".asked", has_text="ควรเพิ่ม แก้ไข หรือตัด")
    await change.get_by_label("จำนวนกลุ่ม").fill("6")
    await change.get_by_role("button", name="จัดกลุ่ม").click()
    await expect(page.get_by_role("progressbar", name="ความคืบหน้าการจัดกลุ่ม")).to_be_visible()
    await expect(page.locator(".theme").first).to_be_visible(timeout=60_000)


async def rename_first(page: Page, label: str) -> None:
    await page.locator(".theme h2 a").first.click()
    await page.locator("summary", has_text="แก้ชื่อหรือคำอธิบาย").click()
    await page.get_by_label("ชื่อกลุ่ม", exact=True).fill(label)
    await page.get_by_role("button", name="บันทึกชื่อ").click()
    await expect(page.get_by_role("status")).to_have_text("บันทึกชื่อและคำอธิบายแล้ว")
    await expect(page.get_by_role("heading", level=2, name=label)).to_be_visible()
    await page.get_by_role("link", name="กลุ่มประเด็น", exact=False).nth(2).click()


async def merge_first_two(page: Page) -> None:
    boxes = page.locator(".theme input[type=checkbox]")
    count = await page.locator(".theme").count()
    await boxes.nth(0).check()
    await boxes.nth(1).check()
    await expect(page.locator("[data-count]")).to_have_text("เลือกแล้ว 2 กลุ่ม")
    await page.get_by_role("button", name="รวมกลุ่ม", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("รวมกลุ่มแล้ว")
    await expect(page.locator(".theme")).to_have_count(count - 1)


async def split_two_by_keyboard(page: Page, label: str) -> None:
    """Choose two comments and make a theme of them without touching the mouse."""
    await page.locator(".theme h2 a").first.click()
    await expect(page.locator(".keys")).to_be_visible()
    for key in ("j", "Space", "j", "Space", "n"):
        await page.keyboard.press(key)
    await expect(page.locator("[data-count]")).to_have_text("เลือกแล้ว 2 ข้อ")
    await expect(page.get_by_label("ชื่อกลุ่มใหม่")).to_be_focused()
    await page.keyboard.insert_text(label)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=2, name=label)).to_be_visible()
    await expect(page.locator(".comment")).to_have_count(2)


async def move_one_back(page: Page) -> None:
    await page.locator(".comment input").first.check()
    await page.get_by_label("ย้ายไป", exact=True).select_option(index=3)
    await page.get_by_role("button", name="ย้าย", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("ย้ายความคิดเห็นแล้ว")
    await expect(page.locator(".comment")).to_have_count(1)


async def undo_and_sign_off(page: Page) -> None:
    await page.get_by_role("link", name="ประวัติการแก้ไข").click()
    await page.get_by_role("button", name="เลิกทำการแก้ไขล่าสุดของฉัน").click()
    await expect(page.get_by_role("status")).to_contain_text("เลิกทำแล้ว")
    await page.locator(".history .undone").get_by_role("button", name="ทำซ้ำ").click()
    await expect(page.get_by_role("status")).to_contain_text("ทำซ้ำแล้ว")
    await page.get_by_role("button", name="เลิกทำการแก้ไขล่าสุดของฉัน").click()
    await expect(page.locator(".history .undone")).to_have_count(1)
    await page.locator(".tabs a").first.click()
    await page.get_by_role("link", name="ตรวจทานเสร็จ รับรอง…").click()
    await page.get_by_role("button", name="รับรอง").click()
    await expect(page.get_by_role("status")).to_contain_text("รับรองชุดกลุ่มประเด็นแล้ว")
    await expect(page.locator(".action-bar")).to_have_count(0)


async def write_finding(page: Page) -> None:
    await page.get_by_role("link", name="ข้อค้นพบ →").click()
    first = page.locator("form.finding").first
    await first.get_by_label("ข้อค้นพบ", exact=True).fill(STATEMENT)
    await first.get_by_label("ประเด็นการพัฒนา").select_option(index=1)
    await first.get_by_role("button", name="เพิ่มเป็นข้อค้นพบ").click()
    await expect(page.get_by_role("status")).to_have_text("เพิ่มข้อค้นพบแล้ว")
    await expect(page.locator("article.finding")).to_contain_text("ข-๐๑")


async def download(page: Page, name: str) -> bytes:
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name=name).click()
    path = await (await waiting.value).path()
    return Path(path).read_bytes()


async def test_a_planner_goes_from_comments_to_the_document(look: Look, served: Served) -> None:
    await served.db.write(hold, 120)
    screen = await look(DESK)
    page = screen.page
    await enter(page)
    await group(page)
    await rename_first(page, "น้ำแล้งและน้ำท่วม")
    await merge_first_two(page)
    await split_two_by_keyboard(page, "เรื่องที่แยกออกมา")
    await move_one_back(page)
    await undo_and_sign_off(page)
    await write_finding(page)
    text = "\n".join(p.text for p in docx.Document(BytesIO(await download(page, "เอกสาร DOCX"))).paragraphs)
    assert STATEMENT in text and "ข-๐๑" in text
    assert len(pypdfium2.PdfDocument(await download(page, "PDF"))) >= 2
    await page.locator("summary", has_text="ที่มา:").click()
    await page.locator(".trace a").first.click()
    await expect(page.locator("main")).to_contain_text(STATEMENT)
    assert screen.complaints == []


async def test_every_screen_fits_and_can_be_read_by_all(look: Look, served: Served) -> None:
    consultation_id, set_id = await grouped(served.db, 60, 5)
    again = await served.db.write(themes.start, consultation_id, "change", "สมศรี", 6, previous=set_id)
    await run_jobs(served.db, themes.GROUP_JOB)
    assert again != set_id
    for size, scheme in ((PHONE, "light"), (DESK, "dark")):
        screen = await look(size, scheme)
        await enter(screen.page)
        here = f"/admin/planner/sets/{set_id}"
        for place in (
            "/admin/planner",
            here,
            f"{here}?view=list",
            f"{here}/provinces",
            f"{here}/provinces?by=ages",
            f"{here}/compare",
            f"{here}/themes/1",
            f"{here}/history",
            f"{here}/sign-off",
            "/admin/planner/comments/1",
            f"/admin/planner/strategy/{consultation_id}",
        ):
            await screen.page.goto(place)
            assert await screen.sideways() == 0, (place, size)
            assert await screen.violations() == [], (place, size)
        assert screen.complaints == []


async def test_two_planners_see_each_others_acts_and_keep_what_they_type(look: Look, served: Served) -> None:
    _, set_id = await grouped(served.db, 60, 5)
    one, two, three = (await served.db.read(themes.view, set_id)).themes[:3]
    mine, hers = (await look(DESK)), (await look(PHONE))
    for screen in (mine, hers):
        await enter(screen.page)
        await screen.page.goto(f"/admin/planner/sets/{set_id}")
    await hers.page.locator(f"#theme-{three.number} .manage summary").click()
    await hers.page.get_by_label(f"ชื่อใหม่ของ {three.label}").fill("พิมพ์ค้างไว้")
    await served.db.write(themes.rename, set_id, one.number, "ชื่อที่คนอื่นตั้ง", one.description, "สมศรี", 0)
    await expect(mine.page.locator(f"#theme-{one.number} h2")).to_have_text("ชื่อที่คนอื่นตั้ง")
    await expect(mine.page.locator("[data-changes]")).to_contain_text("สมศรี")
    await expect(hers.page.locator("[data-changes]")).to_contain_text("ชื่อที่คนอื่นตั้ง")
    await expect(hers.page.get_by_label(f"ชื่อใหม่ของ {three.label}")).to_have_value("พิมพ์ค้างไว้")
    await hers.page.keyboard.press("Enter")  # sent from the older page: it touches another theme
    await expect(hers.page.locator(f"#theme-{three.number} h2")).to_have_text("พิมพ์ค้างไว้")
    await expect(mine.page.locator(f"#theme-{three.number} h2")).to_have_text("พิมพ์ค้างไว้")
    await drag_together(mine.page, one.number, two.number)
    await mine.page.get_by_role("button", name="ให้เป็นกลุ่มย่อย").click()
    await expect(mine.page.locator(f"#theme-{two.number} .subs")).to_contain_text("ชื่อที่คนอื่นตั้ง")
    await expect(hers.page.locator(f"#theme-{two.number} .subs")).to_contain_text("ชื่อที่คนอื่นตั้ง")
    await merge_by_keyboard(mine.page, three.number, two.number)
    await expect(mine.page.locator(f"#theme-{three.number}")).to_have_count(0)
    assert mine.complaints == [] and hers.complaints == []


async def drag_together(page: Page, number: int, onto: int) -> None:
    """Drag a theme onto another; a dialog asks what is meant."""
    handle = page.locator(f"#theme-{number} .theme-head [data-drag]")
    target = page.locator(f"#theme-{onto} h2")
    await handle.scroll_into_view_if_needed()
    start, end = await handle.bounding_box(), await target.bounding_box()
    assert start is not None and end is not None
    await page.mouse.move(start["x"] + 10, start["y"] + 10)
    await page.mouse.down()
    await page.mouse.move(end["x"] + 5, end["y"] + 5, steps=6)
    await page.mouse.up()
    await expect(page.locator("#drop-into")).to_have_value(str(onto))


async def merge_by_keyboard(page: Page, number: int, into: int) -> None:
    """The same without a drag: the handle opens the same dialog."""
    await page.locator(f"#theme-{number} .theme-head [data-drag]").focus()
    await page.keyboard.press("Enter")
    await page.locator("#drop-into").select_option(str(into))
    await page.locator("#drop-into").focus()
    for key in ("Tab", "Enter"):
        await page.keyboard.press(key)
