"""What was sent in a chat is fetched from LINE's and from Telegram's double, byte for byte, or it is said why not."""

import pytest

from bot.channel import Channel
from bot.fetching import fetcher
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from consultation.attachments.fetching import Content, Gone, NotYet, TooLarge
from consultation.talk.model import Media
from tests.channels.test_sending import Stage, stage
from tests.consultation.attachments.photographed import JPEG
from tests.doubles import LineDouble, TelegramDouble

MOST = 100_000

__all__ = ["stage"]


async def sent(stage: Stage, content: bytes = JPEG, **fields: object) -> Media:
    """The citizen sends a photo; how it is understood."""
    before = len(stage.ear.raws)
    kind = "image" if isinstance(stage.double, LineDouble) else "photo"
    await stage.citizen.sends(kind, content=content, **fields)
    incoming = (await stage.ear.hears(before + 1))[-1].incoming
    assert incoming is not None and incoming.media is not None
    return incoming.media


async def test_a_photo_comes_byte_for_byte(stage: Stage) -> None:
    found = await stage.channel.fetch((await sent(stage)).reference, MOST)
    assert isinstance(found, Content) and found.data == JPEG


async def test_as_large_as_may_be_and_one_byte_more(stage: Stage) -> None:
    reference = (await sent(stage, b"\xff\xd8\xff" + b"1" * (MOST - 3))).reference
    assert isinstance(await stage.channel.fetch(reference, MOST), Content)
    assert isinstance(await stage.channel.fetch(reference, MOST - 1), TooLarge)


async def test_what_the_platform_has_deleted_is_gone(stage: Stage) -> None:
    reference = (await sent(stage)).reference
    for held in (getattr(stage.double, "contents", {}), getattr(stage.double, "files", {})):
        held.clear()
    found = await stage.channel.fetch(reference, MOST)
    assert isinstance(found, Gone) and found.why.startswith(("LINE 404", "Telegram"))
    stage.double.violations.clear()  # asking for it is no breach of ours


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"status": 429, "retry_after": 3}, {"status": 503}, {"status": 401}]
)
async def test_what_may_still_be_there_is_asked_for_later(stage: Stage, fault: dict[str, object]) -> None:
    reference = (await sent(stage)).reference
    stage.double.fail_next("content" if isinstance(stage.double, LineDouble) else "getFile", **fault)  # type: ignore[arg-type]
    assert isinstance(await stage.channel.fetch(reference, MOST), NotYet)
    assert isinstance(await stage.channel.fetch(reference, MOST), Content)


async def test_a_film_that_line_is_still_preparing() -> None:
    async with LineDouble() as line:
        channel = LineChannel("line", [line.secret], line.token, line.url)
        line.contents["61"], line.preparing["61"] = ("video/mp4", b"\0\0\0\x18ftypisom"), 2
        found = [await channel.fetch("line:61", MOST) for _ in range(3)]
        await channel.close()
        assert [type(one) for one in found] == [NotYet, NotYet, Content]
        assert isinstance(found[-1], Content) and found[-1].claimed == "video/mp4"


async def test_telegrams_addresses_end_after_an_hour_and_a_new_one_is_asked_for_each_time() -> None:
    async with TelegramDouble() as telegram:
        channel = TelegramChannel("telegram", ["s"], telegram.token, telegram.base_url)
        file = telegram.keep_file("photo", JPEG)
        assert isinstance(await channel.fetch(f"telegram:{file}", MOST), Content)
        telegram.clock.advance(3 * 3600)
        assert isinstance(await channel.fetch(f"telegram:{file}", MOST), Content)
        assert [call.operation for call in telegram.calls] == ["getFile", "getFile"]
        await channel.close()


async def test_telegram_gives_no_more_than_twenty_megabytes() -> None:
    async with TelegramDouble() as telegram:
        channel = TelegramChannel("telegram", ["s"], telegram.token, telegram.base_url)
        file = telegram.keep_file("video", bytes(20 * 1024 * 1024 + 1))
        assert isinstance(await channel.fetch(f"telegram:{file}", 1 << 30), TooLarge)
        await channel.close()


async def test_nobody_listening_is_not_gone() -> None:
    channels: list[Channel] = [
        LineChannel("line", ["s"], "t", "http://127.0.0.1:9"),
        TelegramChannel("telegram", ["s"], "1:t", "http://127.0.0.1:9/bot"),
    ]
    fetch = fetcher(channels)
    for reference in ("line:1", "telegram:1", "carrier-pigeon:1"):
        assert isinstance(await fetch(reference, MOST), NotYet)
    for channel in channels:
        await channel.close()
