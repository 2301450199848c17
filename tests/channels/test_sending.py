"""Every channel carries the same turns through its platform's double without breaking one of its rules."""

import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from aiohttp import web

from bot.channel import Channel, Outcome, Sent
from bot.line import LineChannel
from bot.message import Event
from bot.telegram import TelegramChannel
from consultation.talk.model import Button, Outgoing
from tests.channels.ear import Ear, letter, listening
from tests.doubles import Citizen, LineDouble, TelegramDouble

SKIP, BACK = Button(label="ข้าม", data="s|1"), Button(label="ย้อนกลับ", data="b|1")


@dataclass
class Stage:
    """A platform, our channel on it, a citizen who has just said something, and what was heard of it."""

    double: LineDouble | TelegramDouble
    channel: Channel
    citizen: Citizen
    ear: Ear
    event: Event

    async def say(self, *turn: Outgoing) -> Outcome:
        return await self.channel.send(replace(letter(self.event), turn=turn))


def connected(double: LineDouble | TelegramDouble) -> Channel:
    """The channel with the address that the started double has."""
    if isinstance(double, LineDouble):
        return LineChannel("line", [double.secret], double.token, double.url)
    return TelegramChannel("telegram", ["s3cret_-A"], double.token, double.base_url)


@pytest.fixture(params=["line", "telegram"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    double = LineDouble() if request.param == "line" else TelegramDouble(secret="s3cret_-A", time_scale=0.01)
    async with double:
        channel = connected(double)
        async with listening(channel) as ear:
            double.webhook = ear.url
            citizen = double.citizen(77_000_001)
            await citizen.says("สวัสดี")
            yield Stage(double, channel, citizen, ear, (await ear.hears())[0])
            await channel.close()
            assert not double.violations


def choices(count: int, label: str = "ทางเลือก") -> tuple[Button, ...]:
    return tuple(Button(label=f"{label} {n}", data=f"a|1|{n}", number=n) for n in range(1, count + 1))


async def test_a_question_is_asked_and_tapped(stage: Stage) -> None:
    assert isinstance(await stage.say(Outgoing(key="q", text="ข้อ 1", buttons=choices(5), controls=(SKIP, BACK))), Sent)
    *answers, skip, back = stage.citizen.last.labels  # some channels write the number on the button
    assert [label.partition(". ")[2] or label for label in answers] == [f"ทางเลือก {n}" for n in range(1, 6)]
    assert (skip, back) == ("ข้าม", "ย้อนกลับ")
    await stage.citizen.taps(answers[2])
    tapped = (await stage.ear.hears(2))[-1]
    assert tapped.incoming is not None and (tapped.incoming.kind, tapped.incoming.data) == ("tap", "a|1|3")
    assert tapped.address == stage.event.address


@pytest.mark.parametrize("count", [13, 14, 40, 120])
async def test_many_choices_are_all_to_be_seen_or_typed(stage: Stage, count: int) -> None:
    await stage.say(Outgoing(key="q", text="เลือก", buttons=choices(count), controls=(SKIP, BACK)))
    seen = stage.citizen.last.text + "\n".join(stage.citizen.last.labels)
    assert all(f"ทางเลือก {n}" in seen for n in range(1, count + 1))


async def test_long_labels_are_to_be_read_in_full(stage: Stage) -> None:
    long = "การแก้ไขปัญหาน้ำท่วมซ้ำซากในพื้นที่ลุ่มต่ำริมแม่น้ำท่าจีนและคลองสาขา" * 3
    await stage.say(Outgoing(key="q", text="เลือก", buttons=choices(3, long)))
    assert f"2. {long} 2" in stage.citizen.last.text


@pytest.mark.parametrize("text", ["ก" * 12_000, "👨‍👩‍👧‍👦" * 1_200, "น้ำท่วม " * 2_000, "<b>&amp;</b> _*[" * 900])
async def test_a_long_text_arrives_whole(stage: Stage, text: str) -> None:
    assert isinstance(await stage.say(Outgoing(key="n", text=text, controls=(SKIP,))), Sent)
    arrived = "".join(message.text for message in stage.citizen.messages)
    assert "".join(arrived.split()) == "".join(text.split())
    assert stage.citizen.last.labels == ["ข้าม"]


async def test_a_link_arrives(stage: Stage) -> None:
    await stage.say(Outgoing(key="n", text="ประกาศ", link="https://example.org/c/A7KX2M?a=1&b=2"))
    assert "https://example.org/c/A7KX2M?a=1&b=2" in stage.citizen.last.text


@pytest.mark.parametrize("name", ["line", "telegram"])
@pytest.mark.parametrize("answer", ["thanks", "{}", "[1]"])
async def test_l30_an_answer_that_cannot_be_read_is_still_a_yes(name: str, answer: str) -> None:
    async def say_yes(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(text=answer, content_type="application/json")

    asked: list[str] = []
    app = web.Application()
    app.router.add_post("/{any:.*}", say_yes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    channel: Channel = (
        LineChannel("l", ["s"], "t", base) if name == "line" else TelegramChannel("t", ["s"], "1:t", base)
    )
    outcome = await channel.send(letter(Event("77", None), "หนึ่ง", "สอง"))
    await channel.close()
    await runner.cleanup()
    assert outcome == Sent() and len(asked) == (1 if name == "line" else 2)


def test_a_process_that_only_receives_loads_neither_platforms_library() -> None:
    code = "import bot.line, bot.telegram, sys; sys.exit(bool({'telegram', 'linebot'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
