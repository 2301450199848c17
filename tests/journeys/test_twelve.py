"""Twelve questions drawn up in Excel, answered in four languages on LINE, Telegram and in the web chat, and exported.

Real processes on both databases, which share the twelve households: each has every language and every channel. Each
citizen reads the questions in the chosen language, answers all of them (a condition, a cascade, a repeat), and what is
stored is what was meant; the workbook that comes out is the one that went in.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session, select

from consultation import clock
from consultation.consult.service import find_code
from consultation.db import open_database
from consultation.forms.logic import Scene, Slot
from consultation.responses.models import Answer, Response
from consultation.talk.wording import button, own_name
from tests.consultation.forms import twelve
from tests.doubles import Citizen, LineDouble, Shown
from tests.journeys.browser import Browser
from tests.journeys.installation import Installation
from tests.journeys.respondent import RECEIPT
from tests.journeys.test_telegram_kill9 import telegram_of

PATIENCE = 60.0
DATES = {"th": "๒๘ ต.ค. ๒๕๖๙", "en": "28 October 2026", "ms": "28 Oktober 2026", "ms-Arab": "28/10/2026"}
Act = Callable[[str, bool], Awaitable[Shown]]  # a label to tap or a text to type; what was said then, with its buttons


@dataclass
class Household:
    """One citizen who answers as `twelve.ANSWERS` says, in one language. act: how the channel is used."""

    language: str
    act: Act
    given: dict[str, str | None] = field(default_factory=dict)

    async def answers(self, shown: Shown) -> str:
        """From the welcome to the receipt, which is given back."""
        if self.language != "th":
            shown = await self.act(own_name(self.language), True)
        shown = await self.act(button("start", self.language), True)
        while (slot := self._next()) is not None:
            self._must_ask(slot, shown)
            label, text = self._reply(slot, shown)
            self.given[slot.key] = twelve.ANSWERS[slot.key]
            shown = await self.act(label or text, bool(label))
        shown = await self.act(button("send", self.language), True)
        found = RECEIPT.search(shown.text)
        assert found, shown.text
        return found[0]

    def _next(self) -> Slot | None:
        return self._scene().following()

    def _scene(self) -> Scene:
        return Scene(twelve.form(), self.given, now=clock.now(), language=self.language)

    def _must_ask(self, slot: Slot, shown: Shown) -> None:
        """The question is asked in the citizen's language, and in no other."""
        if slot.more:
            return
        label = self._scene().text(slot.question.label, slot)
        assert label in plain(shown.text), (self.language, slot.key, shown.text)

    def _reply(self, slot: Slot, shown: Shown) -> tuple[str, str]:
        """A label to tap, or a text to type."""
        value = twelve.ANSWERS[slot.key] or ""
        if slot.more:
            yes, no = ("more_first", "none") if slot.numbers[-1] == 0 else ("more", "no_more")
            return button(yes if value == "yes" else no, self.language), ""
        if slot.question.type == "date":
            return "", DATES[self.language]
        choices = [choice.name for choice in self._scene().offered(slot)]
        if slot.question.type == "select_one":
            return "", str(choices.index(value) + 1)
        if choices:
            return "", " ".join(str(choices.index(name) + 1) for name in value.split())
        return "", value


def plain(text: str) -> str:
    """A text without the signs that only lay it out."""
    return text.translate(dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069"), None))


async def on_a_double(citizen: Citizen, code: str, language: str) -> str:
    """Answer on LINE or Telegram; a turn has come when a message with something to press, or the receipt, has."""

    def turn(shown: Shown) -> bool:
        return bool(shown.buttons) or RECEIPT.search(shown.text) is not None

    async def act(words: str, tap: bool) -> Shown:
        await (citizen.taps(words) if tap else citizen.says(words))
        return await citizen.wait_for(turn, PATIENCE)

    await citizen.says(code)
    return await Household(language, act).answers(await citizen.wait_for(turn, PATIENCE))


async def in_the_browser(base: str, code: str, language: str) -> str:
    """Answer in the web chat without a script."""
    async with Browser(base, code) as browser:
        seen = [await browser.opens()]

        async def act(words: str, tap: bool) -> Shown:
            seen.append(await (browser.taps(seen[-1], words) if tap else browser.says(words)))
            return seen[-1]

        return await Household(language, act).answers(seen[0])


def households(second: bool) -> list[tuple[str, str]]:
    """Channels and languages: of all pairs those of the first database, or those of the second."""
    pairs = [
        (channel, language)
        for one, channel in enumerate(("line", "telegram", "web"))
        for two, language in enumerate(twelve.LANGUAGES)
        if (one + two) % 2 == second
    ]
    assert len({channel for channel, _ in pairs}) == 3 and {language for _, language in pairs} == {*twelve.LANGUAGES}
    return pairs


def stored(session: Session, code: str) -> dict[str, tuple[str, str, dict[str, str | None]]]:
    """By receipt: the channel, the language and the answers of every sent response."""
    found = find_code(session, code)
    assert found is not None
    rows = session.exec(select(Response).where(Response.consultation_id == found.id, Response.state == "submitted"))
    return {
        row.receipt: (
            row.channel,
            row.language,
            {one.question: one.value for one in session.exec(select(Answer).where(Answer.response_id == row.id))},
        )
        for row in rows
    }


async def test_from_excel_through_every_channel_in_four_languages_and_back(
    installation: Installation, url: str, tmp_path: Path
) -> None:
    file = tmp_path / "twelve.xlsx"
    file.write_bytes(twelve.book())
    made = await installation.ask("consultation", "create", "--form", file, "--cluster", "current:7", "--open")
    code = made["code"]
    line = LineDouble(f"{installation.url}/webhook/line")
    async with line, telegram_of(installation) as telegram:
        installation.environment |= {
            "PRACHAKHOM_LINE_CHANNEL_SECRET": line.secret,
            "PRACHAKHOM_LINE_CHANNEL_ACCESS_TOKEN": line.token,
            "PRACHAKHOM_LINE_API_BASE": line.url,
            "PRACHAKHOM_TELEGRAM_API_BASE": telegram.url,
        }
        await installation.start()
        receipts: dict[str, tuple[str, str]] = {}

        async def answers(channel: str, language: str, receipt: Awaitable[str]) -> None:
            receipts[await receipt] = (channel, language)

        async with asyncio.TaskGroup() as group:
            for number, (channel, language) in enumerate(households("postgresql" in url)):
                if channel == "web":
                    receipt = in_the_browser(installation.url, code, language)
                else:
                    there = (
                        line.citizen(f"household {number}") if channel == "line" else telegram.citizen(9_000 + number)
                    )
                    receipt = on_a_double(there, code, language)
                group.create_task(answers(channel, language, receipt))
        assert (line.violations, telegram.violations) == ([], [])
    db = open_database(url)
    found = await db.read(stored, code)
    await db.close()
    assert {receipt: (channel, language) for receipt, (channel, language, _) in found.items()} == receipts
    for channel, language, given in found.values():
        assert given == {**twelve.ANSWERS, "people": "2"}, (channel, language)
    out = tmp_path / "out.xlsx"
    await asyncio.to_thread(installation.run, "form", "export", out, "--consultation", code)
    assert twelve.lost(file.read_bytes(), out.read_bytes()) == []
