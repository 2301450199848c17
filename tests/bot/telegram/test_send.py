from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import structlog

from bot.channel import Failed, Retry, Sent, Unknown
from bot.message import Event
from bot.telegram import TelegramChannel
from consultation.talk.model import Button, Outgoing
from tests.channels.ear import Ear, letter, listening
from tests.doubles import Citizen, TelegramDouble

ASKED = Outgoing(key="q", text="เห็นด้วยหรือไม่ <b>", buttons=(Button(label="เห็นด้วย", data="a|1|1", number=1),))


@dataclass
class Telegram:
    """Telegram, the channel that speaks to it, a citizen, and what the citizen said last."""

    double: TelegramDouble
    channel: TelegramChannel
    citizen: Citizen
    ear: Ear
    event: Event

    @property
    def operations(self) -> list[str]:
        return [call.operation for call in self.double.calls]

    @property
    def texts(self) -> list[str]:
        return [sent.message["text"] for sent in self.double.sent]


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with TelegramDouble(secret="s3cret_-A", time_scale=0.01) as double:
        channel = TelegramChannel("telegram", ["s3cret_-A"], double.token, double.base_url)
        async with listening(channel) as ear:
            double.webhook = ear.url
            citizen = double.citizen(77_000_001)
            await citizen.says("สวัสดี")
            yield Telegram(double, channel, citizen, ear, (await ear.hears())[0])
            await channel.close()
            assert not double.violations


async def test_messages_come_in_order_with_their_buttons(telegram: Telegram) -> None:
    turn = [Outgoing(key="n", text="สวัสดีค่ะ"), ASKED]
    outcome = await telegram.channel.send(replace(letter(telegram.event), turn=turn))
    assert outcome == Sent(tuple(sent.id for sent in telegram.double.sent))
    assert telegram.texts == ["สวัสดีค่ะ", "เห็นด้วยหรือไม่ <b>"]
    assert telegram.citizen.last.labels == ["เห็นด้วย"]


async def test_a_tap_is_acknowledged_before_the_answer(telegram: Telegram) -> None:
    await telegram.channel.send(replace(letter(telegram.event), turn=[ASKED]))
    await telegram.citizen.taps("เห็นด้วย")
    tapped = (await telegram.ear.hears(2))[-1]
    assert tapped.incoming is not None and tapped.incoming.data == "a|1|1"
    assert isinstance(await telegram.channel.send(letter(tapped)), Sent)
    assert telegram.operations[-2:] == ["answerCallbackQuery", "sendMessage"]


async def test_t7_a_tap_answered_too_late_is_answered_all_the_same(telegram: Telegram) -> None:
    await telegram.channel.send(replace(letter(telegram.event), turn=[ASKED]))
    await telegram.citizen.taps("เห็นด้วย")
    tapped = (await telegram.ear.hears(2))[-1]
    telegram.double.clock.advance(3600)
    assert isinstance(await telegram.channel.send(letter(tapped)), Sent)
    assert telegram.double.refusals[-1].operation == "answerCallbackQuery"
    assert telegram.texts[-1] == "ขอบคุณ"


async def test_t12_too_many_requests_wait_as_long_as_asked_and_go_on_at_the_part(telegram: Telegram) -> None:
    first = await telegram.channel.send(letter(telegram.event, "1"))
    assert isinstance(first, Sent)
    telegram.double.fail_next("sendMessage", status=429, accepted=False, retry_after=30)
    outcome = await telegram.channel.send(letter(telegram.event, "1", "2", "3", parts=1))
    assert isinstance(outcome, Retry) and (outcome.after, outcome.parts) == (timedelta(seconds=30), 1)
    assert (outcome.slows, outcome.exact) == ("chat", True)
    assert isinstance(await telegram.channel.send(letter(telegram.event, "1", "2", "3", parts=outcome.parts)), Sent)
    assert telegram.texts == ["1", "2", "3"]


async def test_t11_who_has_blocked_us_is_not_written_to_again(telegram: Telegram) -> None:
    await telegram.citizen.block()
    assert (await telegram.ear.hears(2))[-1].incoming is not None
    outcome = await telegram.channel.send(letter(telegram.event))
    assert isinstance(outcome, Failed) and outcome.blocked and "blocked" in outcome.why


async def test_an_unknown_chat_fails_without_blocking(telegram: Telegram) -> None:
    telegram.double.fail_next("sendMessage", status=400, accepted=False, message="Bad Request: chat not found")
    outcome = await telegram.channel.send(letter(telegram.event))
    assert isinstance(outcome, Failed) and not outcome.blocked and "hat not found" in outcome.why


@pytest.mark.parametrize("words", ["user is deactivated", "bot can't initiate conversation with a user"])
async def test_t11_every_403_stops_the_contact(telegram: Telegram, words: str) -> None:
    telegram.double.fail_next("sendMessage", status=403, accepted=False, message=f"Forbidden: {words}")
    outcome = await telegram.channel.send(letter(telegram.event))
    assert isinstance(outcome, Failed) and outcome.blocked and words in outcome.why


async def test_t13_a_reply_that_may_have_arrived_is_repeated_once_and_called_unknown(telegram: Telegram) -> None:
    telegram.double.fail_next("sendMessage", drop=True)
    first = await telegram.channel.send(letter(telegram.event))
    assert isinstance(first, Retry) and first.doubtful
    second = await telegram.channel.send(letter(telegram.event, interrupted=True))
    assert isinstance(second, Unknown) and second.twice
    assert telegram.texts == ["ขอบคุณ"] * 2
    telegram.double.fail_next("sendMessage", drop=True)
    third = await telegram.channel.send(letter(telegram.event, interrupted=True))
    assert isinstance(third, Unknown) and not third.twice


@pytest.mark.parametrize("lane", ["reminder", "broadcast"])
async def test_t13_what_we_say_of_our_own_accord_is_never_repeated(telegram: Telegram, lane: str) -> None:
    said = replace(letter(telegram.event), lane=lane)
    telegram.double.fail_next("sendMessage", drop=True)
    assert isinstance(await telegram.channel.send(said), Unknown)
    assert isinstance(await telegram.channel.send(replace(said, interrupted=True)), Unknown)
    assert telegram.texts == ["ขอบคุณ"]


async def test_t14_a_group_that_has_moved_is_written_to_at_its_new_address(telegram: Telegram) -> None:
    group = telegram.double.group("ประชาคม", telegram.citizen)["id"]
    new = telegram.double.migrate(group)
    outcome = await telegram.channel.send(replace(letter(telegram.event), address=str(group), reply=None))
    assert isinstance(outcome, Retry) and (outcome.moved, outcome.after) == (str(new), timedelta(0))


async def test_no_more_parts_go_than_the_limits_allow_now(telegram: Telegram) -> None:
    outcome = await telegram.channel.send(replace(letter(telegram.event, "1", "2", "3"), most=2))
    assert isinstance(outcome, Retry) and (outcome.parts, outcome.uncounted) == (2, True)
    assert telegram.texts == ["1", "2"]


async def test_what_telegram_itself_failed_to_do_is_tried_again(telegram: Telegram) -> None:
    telegram.double.fail_next("sendMessage", status=500, accepted=False)
    outcome = await telegram.channel.send(letter(telegram.event))
    assert isinstance(outcome, Retry) and telegram.texts == []


async def test_t13_an_error_of_a_gateway_leaves_it_in_doubt(telegram: Telegram) -> None:
    telegram.double.fail_next("sendMessage", status=502, accepted=True)
    assert isinstance(await telegram.channel.send(letter(telegram.event, interrupted=True)), Unknown)


async def test_when_telegram_cannot_be_reached_nothing_was_said(telegram: Telegram) -> None:
    await telegram.double.stop()
    outcome = await telegram.channel.send(letter(telegram.event))
    assert isinstance(outcome, Retry) and outcome.parts == 0


async def test_t13_after_a_crash_a_reply_is_sent_and_reported_as_perhaps_twice(telegram: Telegram) -> None:
    outcome = await telegram.channel.send(letter(telegram.event, interrupted=True))
    assert isinstance(outcome, Unknown) and telegram.texts == ["ขอบคุณ"]


async def test_a_wrong_token_waits_for_the_operator(telegram: Telegram) -> None:
    channel = TelegramChannel("telegram", ["s"], "1:wrong", telegram.double.base_url)
    outcome = await channel.send(letter(telegram.event))
    await channel.close()
    telegram.double.violations.clear()
    assert isinstance(outcome, Retry) and outcome.after >= timedelta(minutes=1)


async def test_the_log_names_the_call_and_nobody(telegram: Telegram) -> None:
    with structlog.testing.capture_logs() as logs:
        await telegram.channel.send(letter(telegram.event, "ความลับ"))
    (entry,) = (log for log in logs if log["event"] == "telegram call")
    assert (entry["operation"], entry["status"]) == ("sendMessage", 200)
    assert "77000001" not in str(logs) and "ความลับ" not in str(logs) and telegram.double.token not in str(logs)
