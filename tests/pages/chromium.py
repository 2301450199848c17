"""The Chromium of this machine, whatever the system calls it, and the one that all tests share.

To start one and its driver is a second of a processor; a window of its own costs a quarter of that, and shares nothing
with other windows: no cookie, no storage, no cache.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]

_shared: dict[asyncio.AbstractEventLoop, Browser] = {}


def executable() -> str | None:
    """The path of the machine's own Chromium, or None: then playwright looks for one that it installed itself."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A Chromium for everybody who works in this event loop, until the block ends."""
    loop = asyncio.get_running_loop()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        _shared[loop] = browser
        try:
            yield browser
        finally:
            del _shared[loop]
            await browser.close()


@asynccontextmanager
async def at_hand() -> AsyncIterator[Browser]:
    """The Chromium of this event loop, or one for this block alone. Who opens a window closes it."""
    if (browser := _shared.get(asyncio.get_running_loop())) is not None:
        yield browser
        return
    async with launched() as browser:
        yield browser
