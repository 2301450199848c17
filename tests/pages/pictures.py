"""`make docs`: the pictures of README.md and docs/officers, taken from the demonstration: they show what there is.

Fills the demonstration in a temporary folder, walks it as a citizen, an officer and a planner, and writes
`docs/pictures/`. Wants Chromium and about two minutes.
"""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pypdfium2
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.pages.chromium import executable
from tests.pages.pictures_documents import documents, drafts
from tests.pages.pictures_forms import forms
from tests.pages.pictures_hall import halls
from tests.pages.pictures_kinds import kinds
from tests.pages.pictures_law import law
from tests.pages.pictures_paper import paper
from tests.pages.pictures_planners import planners

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
DOCUMENT_PAGE = 2  # the first page of findings, counted from 0
READY_WITHIN = 240  # seconds
expect.set_options(timeout=30_000)  # a machine may be busy


async def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with demonstration(Path(folder)) as url, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
            await chat(browser, url)
            await launch(browser, url)
            await themes_and_document(browser, url)
            await planners(browser, url, PICTURES, _page)
            await forms(browser, url, PICTURES, _page)
            await kinds(browser, url, PICTURES, _page)
            await law(browser, url, PICTURES, _page)
            await halls(browser, url, PICTURES, _page)
            await paper(browser, url, PICTURES, _page)
            await documents(browser, url, PICTURES, _page)
            await drafts(browser, url, PICTURES, _page)
            await overview(browser)
            await browser.close()


@asynccontextmanager
async def demonstration(folder: Path) -> AsyncIterator[str]:
    """The demonstration as a process of its own, filled and taking requests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ("prachakhom", "demo", "--port", str(port), "--folder", str(folder))
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    process = await asyncio.create_subprocess_exec(*command, env=environment)
    try:
        await _answering("127.0.0.1", port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def _answering(host: str, port: int) -> None:
    async with asyncio.timeout(READY_WITHIN):
        while True:
            try:
                _, writer = await asyncio.open_connection(host, port)
            except OSError:
                await asyncio.sleep(0.5)
            else:
                writer.close()
                return


async def chat(browser: Browser, url: str) -> None:
    """A citizen in the middle of the needs survey."""
    page = await _page(browser, url, PHONE)
    await page.get_by_role("link", name="เริ่มตอบ").first.click()
    for said in ("เริ่มตอบ", "อุดร", "กุมภวาปี", "ข้อ ๑", "๖"):
        await page.get_by_label("พิมพ์คำตอบ").fill(said)
        await page.get_by_role("button", name="ส่ง", exact=True).click()
        await expect(page.get_by_label("พิมพ์คำตอบ")).to_have_value("")
        await page.wait_for_timeout(900)
    await _shoot(page, "chat")


async def launch(browser: Browser, url: str) -> None:
    """The officer's page with links, codes and QR."""
    page = await _page(browser, url, DESK)
    await page.get_by_role("button", name="เข้าเป็นเจ้าหน้าที่").click()
    await page.get_by_role("link", name="ปัญหาและความต้องการ").first.click()
    await page.get_by_role("link", name="รับฟัง", exact=True).click()
    await page.get_by_role("link", name="เผยแพร่", exact=True).click()
    await _shoot(page, "launch")


async def themes_and_document(browser: Browser, url: str) -> None:
    """The planner's board, then a finding for each of the first themes, and the document made of them."""
    page = await _page(browser, url, DESK)
    await page.get_by_role("button", name="เข้าเป็นนักวิเคราะห์แผน").click()
    await page.get_by_role("link", name="กลุ่ม").last.click()
    await expect(page.locator(".theme").first).to_be_visible()
    await _shoot(page, "themes")
    await page.get_by_role("link", name="ตรวจทานเสร็จ รับรอง…").click()
    await page.get_by_role("button", name="รับรอง").click()
    await page.get_by_role("link", name="ข้อค้นพบ →").click()
    for issue in (1, 3, 2, 1, 3):
        first = page.locator("form.finding").first
        await first.get_by_label("ประเด็นการพัฒนา").select_option(index=issue)
        await first.get_by_role("button", name="เพิ่มเป็นข้อค้นพบ").click()
        await expect(page.get_by_role("status")).to_have_text("เพิ่มข้อค้นพบแล้ว")
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="PDF").click()
    document = pypdfium2.PdfDocument(Path(await (await waiting.value).path()).read_bytes())
    document[min(DOCUMENT_PAGE, len(document) - 1)].render(scale=1.4).to_pil().save(PICTURES / "document.png")


async def overview(browser: Browser) -> None:
    """Chat, themes and document side by side."""
    page = await browser.new_page(viewport={"width": 1400, "height": 700})
    images = "".join(f'<img src="data:image/png;base64,{_encoded(name)}">' for name in ("chat", "themes", "document"))
    style = "body{margin:0;padding:24px;display:flex;gap:24px;background:#eef2f4;align-items:center}"
    style += (
        "img{height:652px;border-radius:10px;box-shadow:0 2px 14px #0003;object-fit:cover;object-position:top left}"
    )
    style += "img:nth-child(2){flex:1;min-width:0}"
    await page.set_content(f"<style>{style}</style>{images}")
    await _shoot(page, "overview")


def _encoded(name: str) -> str:
    import base64

    return base64.b64encode((PICTURES / f"{name}.png").read_bytes()).decode()


async def _page(browser: Browser, url: str, size: dict[str, int]) -> Page:
    context = await browser.new_context(base_url=url, locale="th-TH", color_scheme="light")
    page = await context.new_page()
    await page.set_viewport_size({"width": size["width"], "height": size["height"]})
    await page.goto("/")
    return page


async def _shoot(page: Page, name: str) -> None:
    await page.wait_for_timeout(400)
    (PICTURES / f"{name}.png").write_bytes(await page.screenshot())


if __name__ == "__main__":
    asyncio.run(main())
