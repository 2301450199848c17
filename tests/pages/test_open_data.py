"""Results, open data and the frame for other sites in a real browser: light, fitting, for everybody, without script."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page

from consultation.consult import service as consult
from consultation.talk.wording import LANGUAGES
from tests.admin.public.results import published
from tests.pages.conftest import DESK, PHONE, Look, Served

LIGHTEST = 100_000  # bytes of a first load, without fonts


async def code_of(served: Served) -> str:
    return (await served.db.read(consult.view, await published(served.db))).code


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_they_fit_and_are_accessible(served: Served, look: Look, language: str, size: dict[str, int]) -> None:
    code, screen = await code_of(served), await look(size)
    for path in (f"/c/{code}", f"/c/{code}/data", f"/c/{code}/embed"):
        await screen.page.goto(f"{path}?lang={language}")
        for details in await screen.page.locator("details").all():
            await details.evaluate("each => each.open = true")
        assert await screen.sideways() == 0, path
        assert await screen.violations() == [], path
    assert screen.complaints == []


@pytest.mark.parametrize("width", [DESK["width"] // 2, DESK["width"] // 4], ids=["200 %", "400 %"])
async def test_enlarged_nothing_is_scrolled_sideways(served: Served, look: Look, width: int) -> None:
    code, screen = await code_of(served), await look({"width": width, "height": 450})
    for path in (f"/c/{code}", f"/c/{code}/data", f"/c/{code}/embed"):
        await screen.page.goto(path)
        assert await screen.sideways() == 0, path


async def test_in_the_dark(served: Served, look: Look) -> None:
    code, screen = await code_of(served), await look(PHONE, "dark")
    for path in (f"/c/{code}", f"/c/{code}/data", f"/c/{code}/embed"):
        await screen.page.goto(path)
        assert await screen.violations() == [], path


async def test_a_first_load_is_light(served: Served, look: Look) -> None:
    code = await code_of(served)
    for path in (f"/c/{code}", f"/c/{code}/data", f"/c/{code}/embed", "/"):
        screen = await look(PHONE)
        kinds: dict[str, int] = {}

        async def weigh(response: Any, kinds: dict[str, int] = kinds) -> None:
            kind = response.request.resource_type
            kinds[kind] = kinds.get(kind, 0) + len(await response.body())

        screen.page.on("response", weigh)
        await screen.page.goto(path, wait_until="networkidle")
        assert sum(size for kind, size in kinds.items() if kind != "font") < LIGHTEST, (path, kinds)


async def test_without_script_everything_is_there(served: Served, browser: Browser) -> None:
    code = await code_of(served)
    context = await browser.new_context(base_url=served.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"/c/{code}")
    assert await page.locator("#themes h3").count() > 0 and await page.locator("#themes .quote").count() > 0
    await page.locator('a[href$="/data"]').click()
    async with page.expect_download() as waiting:
        await page.locator('a[href$="responses.csv"]').click()
    file = await (await waiting.value).path()
    assert file.read_bytes().startswith("\ufeffprovince,sector,age".encode())
    await context.close()


async def test_the_keyboard_alone_reaches_a_file_and_the_snippet(served: Served, look: Look) -> None:
    code, screen = await code_of(served), await look(DESK)
    await screen.page.goto(f"/c/{code}/data")
    seen = [await _next(screen.page) for _ in range(30)]
    assert any("everything.zip" in each for each in seen) and "snippet" in seen
    assert any(each.endswith("feed.atom") for each in seen)


async def _next(page: Page) -> str:
    await page.keyboard.press("Tab")
    return str(await page.evaluate("document.activeElement.href || document.activeElement.id"))


async def test_another_site_may_frame_the_embedded_page_and_no_other(served: Served, look: Look) -> None:
    code, screen = await code_of(served), await look(DESK)

    async def outside(request: web.Request) -> web.Response:
        frames = "".join(f'<iframe src="{served.url}/c/{code}{path}"></iframe>' for path in ("/embed", ""))
        return web.Response(text=f"<!doctype html><title>x</title>{frames}", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", outside)
    async with TestServer(app) as other:
        await screen.page.goto(str(other.make_url("/")).replace("127.0.0.1", "localhost"))
        framed = screen.page.frame_locator("iframe").nth(0)
        assert await framed.locator("h1").inner_text()
        assert await framed.locator("script, form").count() == 0
        assert await screen.page.frame_locator("iframe").nth(1).locator(".brand").count() == 0
    assert any("frame-ancestors" in each for each in screen.complaints)
