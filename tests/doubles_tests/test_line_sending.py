"""The LINE double as the real SDK meets it: tokens, messages, retry keys, quota, rates, faults."""

import uuid
from collections.abc import AsyncIterator

import pytest
from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    BroadcastRequest,
    Configuration,
    MessageAction,
    MulticastRequest,
    PostbackAction,
    PushMessageRequest,
    QuickReply,
    QuickReplyItem,
    ReplyMessageRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
)

from tests.doubles import LINE_RATES, Clock, LineDouble


@pytest.fixture
async def line() -> AsyncIterator[LineDouble]:
    async with LineDouble(clock=Clock(1_790_000_000)) as double:
        yield double


@pytest.fixture
async def api(line: LineDouble) -> AsyncIterator[AsyncMessagingApi]:
    async with AsyncApiClient(Configuration(host=line.url, access_token=line.token)) as client:
        yield AsyncMessagingApi(client)


def text(words: str = "สวัสดี") -> list[TextMessage]:
    return [TextMessage(text=words)]


def received(line: LineDouble, name: str = "somchai") -> str:
    """A reply token as the bot would hold it after receiving a message."""
    event = line.event("message", line.citizen(name), message={"type": "text", "id": "1", "text": "x"})
    line.tokens.received(event, line.clock.now())
    return str(event["replyToken"])


def refused(error: pytest.ExceptionInfo[ApiException]) -> tuple[int, str]:
    return error.value.status, error.value.body


async def test_reply_reaches_the_citizen_once(line: LineDouble, api: AsyncMessagingApi) -> None:
    token = received(line)
    answer = await api.reply_message(ReplyMessageRequest(reply_token=token, messages=text()))
    assert len(answer.sent_messages) == 1
    assert line.citizen("somchai").last.text == "สวัสดี"
    with pytest.raises(ApiException) as error:
        await api.reply_message(ReplyMessageRequest(reply_token=token, messages=text()))
    assert refused(error) == (400, '{"message": "Invalid reply token"}')
    assert len(line.sent) == 1 and line.refusals[0].operation == "reply" and not line.violations


async def test_reply_token_lives_a_minute(line: LineDouble, api: AsyncMessagingApi) -> None:
    early, late = received(line), received(line)
    line.clock.advance(59)
    await api.reply_message(ReplyMessageRequest(reply_token=early, messages=text()))
    line.clock.advance(2)
    with pytest.raises(ApiException) as error:
        await api.reply_message(ReplyMessageRequest(reply_token=late, messages=text()))
    assert "Invalid reply token" in error.value.body


async def test_redelivery_renews_the_token_for_twenty_minutes(line: LineDouble, api: AsyncMessagingApi) -> None:
    event = line.event("follow", line.citizen("somchai"))
    again = {**event, "deliveryContext": {"isRedelivery": True}}
    line.tokens.received(event, line.clock.now())
    line.clock.advance(600)
    line.tokens.received(again, line.clock.now())
    await api.reply_message(ReplyMessageRequest(reply_token=event["replyToken"], messages=text()))
    old = line.event("follow", line.citizen("somchai"))
    line.tokens.received(old, line.clock.now())
    line.clock.advance(1201)
    line.tokens.received({**old, "deliveryContext": {"isRedelivery": True}}, line.clock.now())
    with pytest.raises(ApiException, match="Invalid reply token"):
        await api.reply_message(ReplyMessageRequest(reply_token=old["replyToken"], messages=text()))


async def test_retry_key_is_refused_on_reply(line: LineDouble) -> None:
    body = {"replyToken": received(line), "messages": [{"type": "text", "text": "a"}]}
    headers = {"Authorization": f"Bearer {line.token}", "X-Line-Retry-Key": str(uuid.uuid4())}
    async with line.http.post(f"{line.url}/v2/bot/message/reply", json=body, headers=headers) as answer:
        assert answer.status == 400 and answer.headers["x-line-request-id"]
    assert line.violations[0].rule == "retry-key-on-reply"


async def test_repeated_retry_key_is_409_with_what_was_sent(line: LineDouble, api: AsyncMessagingApi) -> None:
    somchai, key = line.citizen("somchai"), str(uuid.uuid4())
    await somchai.follow()
    request = PushMessageRequest(to=somchai.id, messages=text())
    first = await api.push_message_with_http_info(request, x_line_retry_key=key)
    with pytest.raises(ApiException) as error:
        await api.push_message(request, x_line_retry_key=key)
    assert error.value.status == 409
    assert error.value.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert first.data.sent_messages[0].id in error.value.body
    assert len(somchai.messages) == 1 and line.quota_used == 1 and not line.violations


async def test_retry_key_after_a_day_sends_again_and_is_noted(line: LineDouble, api: AsyncMessagingApi) -> None:
    somchai, key = line.citizen("somchai"), str(uuid.uuid4())
    await somchai.follow()
    await api.push_message(PushMessageRequest(to=somchai.id, messages=text()), x_line_retry_key=key)
    line.clock.advance(24 * 3600 + 1)
    await api.push_message(PushMessageRequest(to=somchai.id, messages=text()), x_line_retry_key=key)
    assert len(somchai.messages) == 2 and line.violations[0].rule == "retry-key-after-24-hours"


async def test_retry_key_must_be_a_uuid(line: LineDouble, api: AsyncMessagingApi) -> None:
    await line.citizen("somchai").follow()
    with pytest.raises(ApiException) as error:
        await api.push_message(
            PushMessageRequest(to=line.citizen("somchai").id, messages=text()), x_line_retry_key="abc"
        )
    assert error.value.status == 400 and line.violations[0].rule == "retry-key-shape"


async def test_blocked_is_200_and_never_arrives(line: LineDouble, api: AsyncMessagingApi) -> None:
    somchai = line.citizen("somchai")
    await somchai.follow()
    await somchai.block()
    await api.push_message(PushMessageRequest(to=somchai.id, messages=text()))
    assert not somchai.messages and not line.sent[0].delivered and line.quota_used == 0
    with pytest.raises(ApiException) as error:
        await api.get_profile(somchai.id)
    assert error.value.status == 404


async def test_push_to_strangers_is_refused(line: LineDouble, api: AsyncMessagingApi) -> None:
    for to, rule in (("U123", "target"), (line.citizen("never-seen").id, "target-unknown")):
        with pytest.raises(ApiException) as error:
            await api.push_message(PushMessageRequest(to=to, messages=text()))
        assert error.value.status == 400 and line.violations[-1].rule == rule


async def test_monthly_quota_and_rate_have_their_own_429(api: AsyncMessagingApi, line: LineDouble) -> None:
    somchai = line.citizen("somchai")
    await somchai.follow()
    line.quota = 1
    await api.push_message(PushMessageRequest(to=somchai.id, messages=text()))
    with pytest.raises(ApiException) as error:
        await api.push_message(PushMessageRequest(to=somchai.id, messages=text()))
    assert refused(error) == (429, '{"message": "You have reached your monthly limit."}')
    await api.reply_message(ReplyMessageRequest(reply_token=received(line), messages=text()))
    assert (await api.get_message_quota()).value == 1
    assert (await api.get_message_quota_consumption()).total_usage == 1
    assert not line.violations


async def test_rate_is_a_token_bucket() -> None:
    rates = LINE_RATES | {"push": 2.0}
    async with (
        LineDouble(clock=Clock(1_790_000_000), rates=rates) as line,
        AsyncApiClient(Configuration(host=line.url, access_token=line.token)) as client,
    ):
        api, somchai = AsyncMessagingApi(client), line.citizen("somchai")
        await somchai.follow()
        request = PushMessageRequest(to=somchai.id, messages=text())
        await api.push_message(request)
        await api.push_message(request)
        with pytest.raises(ApiException) as error:
            await api.push_message(request)
        assert refused(error) == (429, '{"message": "The API rate limit has been exceeded. Try again later."}')
        line.clock.advance(0.5)
        await api.push_message(request)


async def test_multicast_and_broadcast_reach_friends(line: LineDouble, api: AsyncMessagingApi) -> None:
    people = [line.citizen(name) for name in ("a", "b", "c")]
    for one in people:
        await one.follow()
    await people[2].block()
    await api.multicast(MulticastRequest(to=[one.id for one in people], messages=text("หนึ่ง")))
    await api.broadcast(BroadcastRequest(messages=text("สอง")))
    assert [len(one.messages) for one in people] == [2, 2, 0] and line.quota_used == 4


async def test_quick_replies_show_under_the_last_message_only(line: LineDouble, api: AsyncMessagingApi) -> None:
    somchai = line.citizen("somchai")
    await somchai.follow()
    quick = QuickReply(items=[QuickReplyItem(action=MessageAction(label="ใช่", text="ใช่ครับ"))])
    await api.push_message(
        PushMessageRequest(to=somchai.id, messages=[TextMessage(text="1", quickReply=quick), *text()])
    )
    assert not somchai.buttons and line.violations[0].rule == "quick-reply-not-last"
    tap = QuickReplyItem(action=PostbackAction(label="ไม่", data="n", displayText="ไม่ครับ"))
    await api.push_message(
        PushMessageRequest(to=somchai.id, messages=[TextMessage(text="2", quickReply=QuickReply(items=[tap]))])
    )
    assert somchai.last.labels == ["ไม่"]
    await somchai.taps("ไม่")
    assert somchai.screen[-1].text == "ไม่ครับ"


async def test_loading_seconds_are_multiples_of_five(line: LineDouble, api: AsyncMessagingApi) -> None:
    await line.citizen("somchai").follow()
    await api.show_loading_animation(ShowLoadingAnimationRequest(chatId=line.citizen("somchai").id, loadingSeconds=20))
    with pytest.raises(ApiException) as error:
        await api.show_loading_animation(
            ShowLoadingAnimationRequest(chatId=line.citizen("somchai").id, loadingSeconds=7)
        )
    assert error.value.status == 400


async def test_wrong_access_token(line: LineDouble) -> None:
    async with AsyncApiClient(Configuration(host=line.url, access_token="other")) as client:
        with pytest.raises(ApiException) as error:
            await AsyncMessagingApi(client).get_bot_info()
    assert error.value.status == 401 and error.value.headers["x-line-request-id"]


async def test_faults_before_and_after_the_deed(line: LineDouble, api: AsyncMessagingApi) -> None:
    somchai, key = line.citizen("somchai"), str(uuid.uuid4())
    await somchai.follow()
    request = PushMessageRequest(to=somchai.id, messages=text())
    line.fail_next("push", status=500)
    with pytest.raises(ApiException) as error:
        await api.push_message(request, x_line_retry_key=key)
    assert error.value.status == 500 and not somchai.messages
    line.fail_next("push", drop=True)
    with pytest.raises(Exception, match=r"isconnected|closed"):
        await api.push_message(request, x_line_retry_key=key)
    assert len(somchai.messages) == 1 and line.calls[-1].dropped
    with pytest.raises(ApiException) as error:
        await api.push_message(request, x_line_retry_key=key)
    assert error.value.status == 409 and len(somchai.messages) == 1
    line.fail_next("push", hang=5)
    with pytest.raises(TimeoutError):
        await api.push_message(request, _request_timeout=0.5)
    assert await line.wait_until(lambda: len(somchai.messages) == 2, 60)


async def test_standby_events_have_no_token_and_sending_is_a_breach(line: LineDouble, api: AsyncMessagingApi) -> None:
    line.standby = True
    event = line.event("message", line.citizen("somchai"), message={"type": "text", "id": "1", "text": "x"})
    assert event["mode"] == "standby" and "replyToken" not in event
    await api.push_message(PushMessageRequest(to=line.citizen("somchai").id, messages=text()))
    assert line.violations[0].rule == "sent-in-standby"
