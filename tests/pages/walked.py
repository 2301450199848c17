"""A way through the pages that is counted as it is gone: clicks, fields, screens, and what a person would need for it.

Seconds of a person are reckoned, not measured: the keystroke-level model of Card, Moran and Newell (1980), with slow
typing and with time to read each screen that is new. So the same way takes the same time on every machine.
"""

from dataclasses import dataclass, field

from playwright.async_api import Frame, Locator, Page

KEY = 0.5  # seconds a letter: one who types slowly
POINT, PRESS, THINK = 1.1, 0.2, 1.35
READ = 12.0  # a screen seen for the first time


@dataclass
class Walk:
    """What somebody did on a page so far. steps: in their words, with what was done."""

    page: Page
    clicks: int = 0
    fields: int = 0
    letters: int = 0
    screens: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Count from the screen that stands there."""
        self._arrived(self.page.main_frame)
        self.page.on("framenavigated", self._arrived)

    async def click(self, what: Locator) -> None:
        """Press something once."""
        self.steps.append(await _called(what))
        await what.click()
        self.clicks += 1

    async def fill(self, what: Locator, text: str) -> None:
        """Type into a field."""
        await what.fill(text)
        self.fields += 1
        self.letters += len(text)

    @property
    def seconds(self) -> float:
        """What a person who has never been here would need."""
        acts = self.clicks * (THINK + POINT + PRESS) + self.fields * (THINK + POINT + PRESS)
        return acts + self.letters * KEY + len(self.screens) * READ

    @property
    def told(self) -> str:
        """The figures as the guides write them."""
        minutes = f"{self.seconds / 60:.1f}"
        return f"{self.clicks} คลิก · {self.fields} ช่องที่พิมพ์ · {len(self.screens)} หน้าจอ · ประมาณ {minutes} นาที"

    def _arrived(self, frame: Frame) -> None:
        if frame != self.page.main_frame:
            return
        place = frame.url.split("?")[0].split("#")[0]
        if not self.screens or self.screens[-1] != place:
            self.screens.append(place)


async def _called(what: Locator) -> str:
    name = await what.get_attribute("aria-label") or await what.inner_text() or await what.get_attribute("value")
    return " ".join((name or "").split())
