from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import aiohttp
import pytest
import structlog

from bot import calls
from bot.channel import Failed, Retry, Sent, Unknown
from bot.line import LineChannel, api, send
from bot.message import Event
from consultation import clock
from tests.channels.ear import letter, listening
from tests.doubles import Citizen, LineDouble

CONCURRENT = "Too many concurrent operations. Try again later."


@dataclass
class Line:
    """LINE, the channel that speaks to it, a citizen, and what the citizen said last."""

    double: LineDouble
    channel: LineChannel
    citizen: Citizen
    event: Event

    @property
    def operations(self) -> list[str]:
        return [call.operation for call in self.double.calls]

    @property
    def texts(self) -> list[str]:
        return [sent.message["text"] for sent in self.double.sent]


@pytest.fixture
async def line(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    monkeypatch.setattr(send, "REPLY_PAUSES", (0.0, 0.01, 0.02))
    async with LineDouble() as double:
        channel = LineChannel("line", [double.secret], double.token, double.url)
        async with listening(channel) as ear:
            double.webhook = ear.url
            citizen = double.citizen("somchai")
            await citizen.says("สวัสดี")
            yield Line(double, channel, citizen, (await ear.hears())[0])
            await channel.close()
            assert not double.violations


def later(seconds: float) -> object:
    return clock.fixed(clock.now() + timedelta(seconds=seconds))


async def test_l11_a_reply_is_free_and_bears_no_retry_key(line: Line) -> None:
    outcome = await line.channel.send(letter(line.event, "หนึ่ง", "สอง"))
    assert outcome == Sent(tuple(sent.id for sent in line.double.sent))
    assert (line.operations, line.texts, line.double.quota_used) == (["reply"], ["หนึ่ง", "สอง"], 0)


async def test_more_than_five_messages_go_on_as_pushes(line: Line) -> None:
    outcome = await line.channel.send(letter(line.event, *map(str, range(12))))
    assert isinstance(outcome, Sent) and len(outcome.receipts) == 12
    assert (line.operations, line.texts) == (["reply", "push", "push"], [str(n) for n in range(12)])
    keys = [call.headers.get("x-line-retry-key") for call in line.double.calls]
    assert keys[0] is None and len({*keys[1:]}) == 2


async def test_l5_a_token_older_than_55_seconds_is_not_tried(line: Line) -> None:
    with later(56):
        assert isinstance(await line.channel.send(letter(line.event)), Sent)
    assert line.operations == ["push"]


async def test_l6_a_refused_token_falls_back_to_one_push(line: Line) -> None:
    line.double.clock.advance(61)
    assert isinstance(await line.channel.send(letter(line.event)), Sent)
    assert (line.operations, len(line.texts)) == (["reply", "push"], 1)


async def test_l6_who_slept_beyond_the_lease_pushes_nothing_where_another_used_the_token(line: Line) -> None:
    async def taken_over(_parts: int, _receipts: Sequence[str]) -> bool:
        return False

    await line.channel.send(letter(line.event, interrupted=True))  # the other, which claimed it as cut off
    assert isinstance(await line.channel.send(replace(letter(line.event), arrived=taken_over)), Retry)
    assert (line.operations, len(line.texts)) == (["reply", "reply"], 1)


async def test_without_a_token_it_is_pushed(line: Line) -> None:
    assert isinstance(await line.channel.send(replace(letter(line.event), reply=None)), Sent)
    assert line.operations == ["push"]


async def test_a_reply_that_arrived_although_the_line_broke_is_not_said_again(line: Line) -> None:
    line.double.fail_next("reply", drop=True)
    assert await line.channel.send(letter(line.event)) == Sent()
    assert (line.operations, len(line.texts)) == (["reply", "reply"], 1)


async def test_a_reply_that_failed_is_tried_again_in_place(line: Line) -> None:
    line.double.fail_next("reply", status=500, accepted=False)
    assert isinstance(await line.channel.send(letter(line.event)), Sent)
    assert (line.operations, len(line.texts)) == (["reply", "reply"], 1)


async def test_a_reply_in_doubt_is_tried_again_while_its_token_can_tell(line: Line) -> None:
    line.double.fail_next("reply", status=500, accepted=True, times=1)
    line.double.fail_next("reply", status=500, accepted=False, times=2)
    outcome = await line.channel.send(letter(line.event))
    assert isinstance(outcome, Retry) and outcome.doubtful and outcome.uncounted
    assert await line.channel.send(letter(line.event, interrupted=True)) == Sent()
    assert (set(line.operations), len(line.texts)) == ({"reply"}, 1)


async def test_a_reply_that_stays_in_doubt_is_unknown(line: Line) -> None:
    line.double.fail_next("reply", status=500, accepted=False, times=9)
    assert isinstance(await line.channel.send(letter(line.event)), Retry)
    with later(56):
        assert isinstance(await line.channel.send(letter(line.event, interrupted=True)), Unknown)
    assert set(line.operations) == {"reply"}


async def test_after_a_crash_a_young_token_tells_whether_it_was_said(line: Line) -> None:
    interrupted = letter(line.event, interrupted=True)
    assert isinstance(await line.channel.send(interrupted), Sent)  # had not been said
    assert await line.channel.send(interrupted) == Sent()  # had been said: the token is used
    assert (line.operations, len(line.texts)) == (["reply", "reply"], 1)


async def test_after_a_crash_an_old_token_tells_nothing(line: Line) -> None:
    with later(56):
        assert isinstance(await line.channel.send(letter(line.event, interrupted=True)), Unknown)
    assert line.operations == []


async def test_after_a_crash_a_push_is_repeated_under_its_key(line: Line) -> None:
    pushed = replace(letter(line.event), reply=None)
    first = await line.channel.send(pushed)
    assert await line.channel.send(replace(pushed, interrupted=True)) == first
    assert (line.operations, len(line.texts)) == (["push", "push"], 1)
    assert line.double.calls[-1].status == 409


@pytest.mark.parametrize("accepted", [True, False])
async def test_l9_a_push_without_answer_is_repeated_under_its_key(line: Line, accepted: bool) -> None:
    pushed = replace(letter(line.event), reply=None)
    line.double.fail_next("push", status=500, accepted=accepted)
    assert isinstance(await line.channel.send(pushed), Retry)
    assert isinstance(await line.channel.send(pushed), Sent)
    assert len(line.texts) == 1


async def test_l9_a_timeout_and_then_409_counts_as_sent(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "TIMEOUT", aiohttp.ClientTimeout(total=0.2))
    pushed = replace(letter(line.event), reply=None)
    line.double.fail_next("push", hang=1.0)
    with calls.noted() as made:
        outcome = await line.channel.send(pushed)
        assert isinstance(outcome, Retry) and outcome.doubtful
        assert await line.channel.send(pushed) == Sent(tuple(sent.id for sent in line.double.sent))
    first, second = made.calls
    assert (first.status, second.status, made.counted) == (0, 409, 0)
    assert second.accepted_id and len(line.texts) == 1


async def test_l9_without_ids_of_messages_the_accepted_request_is_the_receipt(line: Line) -> None:
    pushed = replace(letter(line.event), reply=None)
    await line.channel.send(pushed)
    for key, kept in line.double.retry_keys.items():
        line.double.retry_keys[key] = replace(kept, answer={})
        accepted = kept.request_id
    assert await line.channel.send(pushed) == Sent((accepted,))


async def test_l2_a_dummy_token_is_never_replied_to(line: Line) -> None:
    for dummy in ("0" * 32, "f" * 32):
        until = line.event.reply["until"] if line.event.reply else ""
        dead = replace(letter(line.event), reply={"token": dummy, "until": until})
        assert isinstance(await line.channel.send(dead), Failed)
    assert line.operations == []


async def test_a_body_that_is_too_large_is_final(line: Line) -> None:
    line.double.fail_next("push", status=413, accepted=False, message="Request entity too large")
    outcome = await line.channel.send(replace(letter(line.event), reply=None))
    assert outcome == Failed("LINE 413: Request entity too large")


async def test_when_the_quota_is_spent_only_the_reply_goes(line: Line) -> None:
    full = replace(letter(line.event, *map(str, range(7))), answers_only=True)
    outcome = await line.channel.send(full)
    assert isinstance(outcome, Failed) and (outcome.spent, outcome.parts) == (True, 1)
    assert (line.operations, len(line.texts)) == (["reply"], 5)


async def test_l17_a_push_to_who_is_no_friend_arrives_for_seven_days(line: Line) -> None:
    line.citizen.friend = False  # has spoken, and never added the account
    assert isinstance(await line.channel.send(replace(letter(line.event), key="1", reply=None)), Sent)
    line.double.clock.advance(7 * 24 * 3600 + 60)
    assert isinstance(await line.channel.send(replace(letter(line.event), key="2", reply=None)), Sent)
    assert [sent.delivered for sent in line.double.sent] == [True, False]  # 200 says nothing of the arrival


async def test_each_part_is_written_down_before_the_next_and_nothing_more_goes_when_it_cannot_be(line: Line) -> None:
    heard: list[int] = []

    async def arrived(parts: int, receipts: Sequence[str]) -> bool:
        assert len(receipts) == len(line.texts)
        heard.append(parts)
        return parts < 2

    outcome = await line.channel.send(replace(letter(line.event, *map(str, range(12))), arrived=arrived))
    assert isinstance(outcome, Retry) and (heard, line.operations) == ([1, 2], ["reply", "push"])


async def test_no_more_parts_go_than_the_limits_allow_now(line: Line) -> None:
    outcome = await line.channel.send(replace(letter(line.event, *map(str, range(12))), most=2))
    assert isinstance(outcome, Retry) and (outcome.parts, outcome.after) == (2, timedelta(0))
    assert line.operations == ["reply", "push"]


async def test_the_quota_is_what_line_says(line: Line) -> None:
    assert await line.channel.quota() == (None, 0)
    line.double.quota, line.double.quota_used = 500, 123
    assert await line.channel.quota() == (500, 123)


async def test_a_turn_goes_on_at_the_part_that_failed(line: Line) -> None:
    texts = [str(n) for n in range(12)]
    line.double.fail_next("push", status=429, accepted=False)
    outcome = await line.channel.send(letter(line.event, *texts))
    assert isinstance(outcome, Retry) and outcome.parts == 1
    assert isinstance(await line.channel.send(letter(line.event, *texts, parts=outcome.parts)), Sent)
    assert line.texts == texts


async def test_l7_too_many_requests_wait_as_long_as_asked(line: Line) -> None:
    line.double.fail_next("reply", status=429, accepted=False, retry_after=7)
    outcome = await line.channel.send(letter(line.event))
    assert isinstance(outcome, Retry) and outcome.after == timedelta(seconds=7)
    assert outcome.slows == "answering" and outcome.uncounted


async def test_l7_a_rate_that_is_exceeded_slows_the_endpoint_and_no_turn_is_given_up_for_it(line: Line) -> None:
    line.double.fail_next("push", status=429, accepted=False)
    outcome = await line.channel.send(replace(letter(line.event), reply=None))
    assert isinstance(outcome, Retry) and (outcome.slows, outcome.uncounted) == ("pushing", True)


async def test_l7_too_many_operations_at_once_slow_only_the_turn(line: Line) -> None:
    line.double.fail_next("push", status=429, accepted=False, message=CONCURRENT)
    outcome = await line.channel.send(replace(letter(line.event), reply=None))
    assert isinstance(outcome, Retry) and (outcome.slows, outcome.uncounted) == ("", True)


async def test_l8_a_spent_monthly_quota_is_final(line: Line) -> None:
    line.double.quota = 0
    outcome = await line.channel.send(replace(letter(line.event), reply=None))
    assert outcome == Failed("LINE 429: You have reached your monthly limit.", spent=True)
    assert isinstance(await line.channel.send(letter(line.event)), Sent)  # replies are free


async def test_a_wrong_access_token_waits_for_the_operator(line: Line) -> None:
    channel = LineChannel("line", [line.double.secret], "wrong", line.double.url)
    outcome = await channel.send(letter(line.event))
    await channel.close()
    line.double.violations.clear()
    assert isinstance(outcome, Retry) and outcome.after >= timedelta(minutes=1)


async def test_a_stranger_cannot_be_written_to(line: Line) -> None:
    outcome = await line.channel.send(replace(letter(line.event), reply=None, address="U" + "0" * 32))
    line.double.violations.clear()
    assert outcome == Failed("LINE 400: Failed to send messages")


async def test_when_line_cannot_be_reached_nothing_was_said(line: Line) -> None:
    await line.double.stop()
    outcome = await line.channel.send(letter(line.event))
    assert isinstance(outcome, Retry) and outcome.parts == 0


async def test_nothing_to_say_is_said(line: Line) -> None:
    assert await line.channel.send(letter(line.event, " ")) == Sent()
    assert line.operations == []


async def test_the_log_names_the_request_and_nobody(line: Line) -> None:
    with structlog.testing.capture_logs() as logs:
        await line.channel.send(letter(line.event, "ความลับ"))
    (entry,) = (log for log in logs if log["event"] == "line call")
    assert entry["request_id"] == line.double.calls[-1].request_id
    assert (entry["operation"], entry["status"]) == ("reply", 200)
    assert line.citizen.id not in str(logs) and "ความลับ" not in str(logs)
