"""The public pages in four languages on a telephone and a desk: nothing overflows, nobody is locked out, Jawi turns."""

import pytest

from consultation.talk.wording import LANGUAGES
from tests.bot.web.test_languages import border
from tests.pages.conftest import DESK, PHONE, Look, Served


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_public_pages_fit_and_are_accessible(
    served: Served, look: Look, language: str, size: dict[str, int]
) -> None:
    view = await served.db.write(border)
    screen = await look(size)
    for path in (f"/c/{view.code}", f"/c/{view.code}/privacy"):
        await screen.page.goto(f"{path}?lang={language}")
        assert await screen.sideways() == 0
        assert await screen.violations() == []
    assert screen.complaints == []


async def test_in_jawi_the_page_begins_at_the_right(served: Served, look: Look) -> None:
    view = await served.db.write(border)
    screen = await look(DESK)
    await screen.page.goto(f"/c/{view.code}?lang=ms-Arab")
    brand = await screen.page.locator(".brand").bounding_box()
    main = await screen.page.locator(".public-split > .stack.loose").bounding_box()
    aside = await screen.page.locator(".public-split > aside").bounding_box()
    assert brand and main and aside
    assert brand["x"] > DESK["width"] / 2 and main["x"] > aside["x"] + aside["width"]
    heading = await screen.page.locator("h1").evaluate("h => parseFloat(getComputedStyle(h).fontSize)")
    assert heading > 24, "a heading keeps its size in every language"
