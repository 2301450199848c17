"""The chat for eyes that read large, in the dark, by ear, or on paper; also where it says how to come back."""

import pytest
from playwright.async_api import Page, expect

from consultation.vault import Vault
from tests.bot.web.test_browser import AXE, FAULTS, PHONE, browsing

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("browser")]


async def paused(page: Page, address: str, language: str) -> None:
    """The page of somebody who has begun and stopped."""
    await page.goto(f"{address}?lang={language}")
    await page.locator(".options button").first.click()
    await expect(page.locator(".told")).to_have_count(2)
    await page.fill("#text", "หยุดก่อน")
    await page.click("#say button")
    await expect(page.locator(".later")).to_be_visible()
    await page.locator(".later summary").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["th", "ms-Arab"])
async def test_it_is_accessible_when_paused(language: str, scheme: str, sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault) as (_, context, address):
        assert context.browser is not None
        looks = await context.browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
        page = await looks.new_page()
        await paused(page, address, language)
        await page.evaluate(AXE.read_text(encoding="utf8"))
        found = await page.evaluate(FAULTS)
        assert found == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["th", "ms-Arab"])
async def test_letters_twice_as_large_fit(language: str, sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault) as (_, context, address):
        assert context.browser is not None
        half = {"width": PHONE["width"] // 2, "height": PHONE["height"] // 2}  # what is left of a screen at 200 %
        large = await context.browser.new_context(viewport=half, device_scale_factor=2)  # type: ignore[arg-type]
        page = await large.new_page()
        await paused(page, address, language)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        field = await page.locator("#text").bounding_box()
        assert field is not None and field["width"] > 60


async def test_on_paper_there_is_what_was_said_and_by_whom(sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault) as (_, context, address):
        page = await context.new_page()
        await paused(page, address, "th")
        await page.emulate_media(media="print")
        for hidden in (".bottom", "#choices", ".more"):
            await expect(page.locator(hidden)).to_be_hidden()
        said = page.locator(".turn.said").last
        await expect(said).to_contain_text("หยุดก่อน")
        box = await said.locator(".unseen").bounding_box()
        assert box is not None and box["width"] > 10  # "ท่าน:" can be read
