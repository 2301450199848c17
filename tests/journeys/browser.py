"""A citizen at the web chat without a script: opens the page, presses its buttons, sends its form. Keeps the cookie."""

import asyncio
import html
import re
import uuid
from types import TracebackType

import aiohttp

from tests.doubles import Button, Shown

_CHOICES = re.compile(r'<form class="choices".*?</form>', re.S)
_BUTTON = re.compile(r'<button[^>]*name="tap" value="([^"]+)"[^>]*>(.*?)</button>', re.S)
_LABEL = re.compile(r'<span class="label"[^>]*>(.*?)</span>', re.S)
_BUBBLE = re.compile(r'<p class="bubble"[^>]*>(.*?)</p>', re.S)
_WORKED = 'data-pending="false"'
_TAGS = re.compile(r"<[^>]+>")


class Browser:
    """One visitor of one consultation's chat."""

    def __init__(self, base: str, code: str) -> None:
        self._base, self._chat = base, f"{base}/chat/{code}"
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.said = 0

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        await self._http.close()

    async def opens(self) -> Shown:
        """The page, once what was said has been answered."""
        return _seen(await self._worked(""))

    async def says(self, text: str, times: int = 1) -> Shown:
        """Type and send; more than once as an impatient person does."""
        return await self._sends({"text": text}, times)

    async def taps(self, shown: Shown, label: str, times: int = 1) -> Shown:
        """Press a button of the page."""
        there = {button.label: button.data for button in shown.buttons}
        assert label in there, f"{label!r} is not among {[*there]} of {shown.text!r}"
        data = there[label]
        return await self._sends({"tap": data}, times)

    async def _sends(self, fields: dict[str, str], times: int) -> Shown:
        form = {"event": uuid.uuid4().hex[:16], **fields}
        for _ in range(times):  # the same form again: the browser's "send once more?"
            self.said += 1
            async with self._http.post(f"{self._chat}/say", data=form, headers={"Origin": self._base}) as answer:
                assert answer.status == 200, (answer.status, await answer.text())
                page = await answer.text()
        return _seen(await self._worked(page))

    async def _worked(self, page: str) -> str:
        """The page when nothing on it waits for an answer any more; it is asked for again until then."""
        for _ in range(300):
            if _WORKED in page:
                break
            async with self._http.get(self._chat) as answer:
                page = await answer.text()
                assert answer.status == 200, page
            await asyncio.sleep(0.2 if _WORKED not in page else 0)
        return page


def _seen(page: str) -> Shown:
    """What a person sees last: the turn they were told last, and the buttons that can be pressed now."""
    choices = _CHOICES.search(page)
    buttons = [
        Button(_plain(label[1]), "postback", html.unescape(data))
        for data, inside in _BUTTON.findall(choices[0] if choices else "")
        if (label := _LABEL.search(inside))
    ]
    bubbles = _BUBBLE.findall(page.split('<div class="turn told"')[-1].split('<div class="turn said"')[0])
    return Shown("page", "\n".join(map(_plain, bubbles)), tuple(buttons))


def _plain(text: str) -> str:
    return html.unescape(_TAGS.sub("", text)).strip()
