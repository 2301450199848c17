"""Sending a photo with the page's script: at once or not at all, and the page says which."""

import io

import pytest
from PIL import Image
from playwright.async_api import expect

from consultation.vault import Vault
from tests.bot.web.test_browser import begun, browsing
from tests.consultation.attachments.photographed import JPEG, attachments, bytes_of, photos

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("browser")]


async def test_a_photo_that_could_not_be_sent_is_said_not_to_be_kept_and_goes_at_the_second_try(
    sqlite_url: str, vault: Vault
) -> None:
    async with browsing(sqlite_url, vault, photos) as (served, context, address):
        page, _ = await begun(context, address)
        await page.tap(".options button >> text=เริ่มตอบ")
        form = page.locator("form.files")
        await expect(form.locator("input[capture]")).to_have_attribute("accept", "image/*")
        await form.locator("button").tap()
        await expect(form.locator(".problem")).to_contain_text("ยังไม่ได้เลือกไฟล์")
        photo = {"name": "น้ำท่วม.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
        await form.locator("input[type=file]").last.set_input_files(photo)  # type: ignore[arg-type]
        served.fails = 1
        await form.locator("button").tap()
        await expect(form.locator(".problem")).to_contain_text("ไฟล์ยังไม่ถูกเก็บไว้")
        await expect(page.locator(".unsent")).to_have_count(0)
        await form.locator("button").tap()
        await expect(page.locator(".told").last).to_contain_text("มีเอกสารประกอบไหม", timeout=20_000)
        await expect(page.locator(".said .bubble").last).to_have_text("ส่งรูปภาพแล้ว")
        (row,) = await served.db.read(attachments)
        assert (row.name, row.state) == ("น้ำท่วม.jpg", "kept")
        assert list((await served.db.read(bytes_of, vault)).values()) == [JPEG]


async def test_a_heavy_photo_is_made_lighter_before_it_is_sent(sqlite_url: str, vault: Vault) -> None:
    made = io.BytesIO()
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(made, "JPEG", quality=95)
    async with browsing(sqlite_url, vault, photos) as (served, context, address):
        page, _ = await begun(context, address)
        await page.tap(".options button >> text=เริ่มตอบ")
        form = page.locator("form.files")
        photo = {"name": "คลอง.heavy.jpeg", "mimeType": "image/jpeg", "buffer": made.getvalue()}
        await form.locator("input[type=file]").last.set_input_files(photo)  # type: ignore[arg-type]
        await form.locator("button").tap()
        await expect(page.locator(".told").last).to_contain_text("มีเอกสารประกอบไหม", timeout=20_000)
        (row,) = await served.db.read(attachments)
        assert row.name == "คลอง.heavy.jpg" and row.size is not None and row.size < len(made.getvalue()) / 2
        (data,) = (await served.db.read(bytes_of, vault)).values()
        assert Image.open(io.BytesIO(data)).size == (2048, 1365)
