"""The chat in Jawi in a real browser: where things stand on the screen, and that nobody is locked out."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from consultation.talk.wording import LANGUAGES, say
from consultation.vault import Vault
from tests.bot.web.test_browser import AXE, FAULTS, begun, browsing
from tests.bot.web.test_languages import border

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("browser")]

START = {"th": "เริ่มตอบ", "en": "Start", "ms": "Mula menjawab", "ms-Arab": "مولا منجواب"}


async def box(page: Page, selector: str) -> dict[str, float]:
    found: Any = await page.locator(selector).last.bounding_box()
    assert found is not None
    return dict(found)


def end(place: dict[str, float]) -> float:
    return place["x"] + place["width"]


async def test_in_jawi_the_page_turns_round_and_a_thai_line_keeps_its_way(sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault, border) as (_, context, address):
        page, complaints = await begun(context, f"{address}?lang=ms-Arab")
        told, chip, label = [await box(page, f".{name}") for name in ("told .bubble", "number", "options .label")]
        assert 390 - end(told) < 40 < told["x"], "what we say hangs on the right"
        assert chip["x"] > end(label), "the number stands to the right of its label"
        button, field = await box(page, "#say button"), await box(page, "#text")
        assert end(button) <= field["x"], "the send button is at the left, where a line ends"
        await page.tap(f".options button >> text={START['ms-Arab']}")
        await expect(page.locator(".told").last).to_contain_text("سوءالن 1 درڤد 9")
        said = await box(page, ".said .bubble")
        assert said["x"] < 40 and end(said) < 350, "what the visitor says hangs on the left"
        await page.fill("#text", "ปัตตานี")
        await page.tap("#say button")
        await expect(page.locator(".told").last).to_contain_text("سوءالن 2 درڤد 9")
        directions = "nodes => nodes.map(node => getComputedStyle(node).direction)"
        assert await page.locator(".said .bubble").evaluate_all(directions) == ["rtl", "ltr"]
        assert complaints == []


async def test_choosing_a_language_turns_the_page_and_keeps_what_was_half_typed(sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault, border) as (_, context, address):
        page, complaints = await begun(context, address)
        assert await page.evaluate("document.documentElement.dir") == "ltr"
        await page.fill("#text", "ยังพิมพ์ไม่จบ")
        await page.tap(".controls button >> text=ملايو")
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        await expect(page.locator("#say button")).to_have_text("هنتر")
        assert await page.input_value("#text") == "ยังพิมพ์ไม่จบ"
        await page.reload()
        await expect(page.locator("html")).to_have_attribute("lang", "ms-Arab")
        assert await page.input_value("#text") == "ยังพิมพ์ไม่จบ"
        assert complaints == []


async def test_jawi_is_shown_in_the_font_that_was_brought_for_it(sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault, border) as (_, context, address):
        page, _ = await begun(context, f"{address}?lang=ms-Arab")
        await page.evaluate("document.fonts.ready")
        loaded = await page.evaluate("[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)")
        assert any("Noto Naskh Arabic" in family for family in loaded)
        thai = await context.new_page()
        await thai.goto(address.replace("/chat/", "/static/vendor/").rsplit("/", 1)[0] + "/sarabun.css")
        assert "Naskh" not in await thai.content()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_accessible_and_fits_in_every_language(language: str, sqlite_url: str, vault: Vault) -> None:
    async with browsing(sqlite_url, vault, border) as (_, context, address):
        page, complaints = await begun(context, address if language == "th" else f"{address}?lang={language}")
        await page.tap(f".options button >> text={START[language]}")
        await expect(page.locator(".told").last).to_contain_text(say("progress", language, n=1, count=9))
        await page.fill("#text", "Pattani")
        await page.tap("#say button")
        await expect(page.locator(".told").last).to_contain_text(say("progress", language, n=2, count=9))
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for button in await page.locator("button:visible").all():
            place = await button.bounding_box()
            assert place is not None and place["height"] >= 2.75 * 16
        await page.evaluate(AXE.read_text(encoding="utf8"))
        found = await page.evaluate(FAULTS)
        assert found == [] and complaints == []
