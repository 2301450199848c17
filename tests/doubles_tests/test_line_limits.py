"""What the LINE double refuses in message objects: every limit at its border, through the real SDK or as raw JSON."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    FlexContainer,
    FlexMessage,
    MessageAction,
    PushMessageRequest,
    QuickReply,
    QuickReplyItem,
    TextMessage,
)

from tests.doubles import LineDouble
from tests.doubles.line_count import graphemes, json_bytes, utf16
from tests.doubles.line_rules import message_problems


@pytest.fixture
async def line() -> AsyncIterator[LineDouble]:
    async with LineDouble() as double:
        await double.citizen("somchai").follow()
        yield double


def rules(message: dict[str, Any]) -> list[str]:
    return [problem.rule for problem in message_problems([message])]


def quick(*actions: dict[str, Any]) -> dict[str, Any]:
    items = [{"type": "action", "action": action} for action in actions]
    return {"type": "text", "text": "ถาม", "quickReply": {"items": items}}


def bubble(size: int) -> dict[str, Any]:
    """A bubble of exactly so many bytes as it is sent."""
    made: dict[str, Any] = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "x"}]},
    }
    made["body"]["contents"][0]["text"] = "x" * (size - json_bytes(made) + 1)
    return made


def flex(contents: dict[str, Any], alt: str = "alt") -> dict[str, Any]:
    return {"type": "flex", "altText": alt, "contents": contents}


def test_counting_as_line_counts() -> None:
    assert (graphemes("น้ำ"), utf16("น้ำ")) == (1, 3)
    assert (graphemes("เห็นด้วยอย่างยิ่ง"), utf16("เห็นด้วยอย่างยิ่ง")) == (12, 17)
    assert (graphemes("👨‍👩‍👧‍👦"), utf16("👨‍👩‍👧‍👦")) == (1, 11)


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ({"type": "text", "text": "ก" * 5000}, []),
        ({"type": "text", "text": "ก" * 5001}, ["text-length"]),
        ({"type": "text", "text": "😀" * 2500}, []),
        ({"type": "text", "text": "😀" * 2501}, ["text-length"]),
        ({"type": "text", "text": ""}, ["empty"]),
        ({"type": "banner"}, ["unknown-type"]),
        (quick(*[{"type": "message", "label": "a", "text": "a"}] * 13), []),
        (quick(*[{"type": "message", "label": "a", "text": "a"}] * 14), ["quick-reply-items"]),
        (quick({"type": "message", "label": "ยิ่" * 20, "text": "a"}), []),
        (quick({"type": "message", "label": "ยิ่" * 21, "text": "a"}), ["label-length"]),
        (quick({"type": "postback", "label": "a", "data": "d" * 300, "displayText": "น้ำ" * 300}), []),
        (quick({"type": "postback", "label": "a", "data": "d" * 301}), ["postback-data-length"]),
        (quick({"type": "postback", "label": "a", "data": "d", "displayText": "ก" * 301}), ["display-text-length"]),
        (quick({"type": "uri", "label": "a", "uri": "javascript:1"}), ["uri-scheme"]),
        (quick({"type": "richmenuswitch", "label": "a", "richMenuAliasId": "a", "data": "d"}), ["quick-reply-action"]),
        (quick({"type": "datetimepicker", "label": "a", "data": "d", "mode": "week"}), ["picker-mode"]),
        (flex(bubble(30 * 1024)), []),
        (flex(bubble(30 * 1024 + 1)), ["flex-bubble-size"]),
        (flex({"type": "carousel", "contents": [bubble(20_000), bubble(20_000)]}), []),
        (flex({"type": "carousel", "contents": [bubble(26_000), bubble(26_000)]}), ["flex-carousel-size"]),
        (flex({"type": "carousel", "contents": [bubble(200)] * 13}), ["flex-bubbles"]),
        (flex(bubble(200), alt="ก" * 1500), []),
        (flex(bubble(200), alt="ก" * 1501), ["alt-text-length"]),
        (flex(bubble(200), alt=""), ["empty"]),
        (flex({"type": "bubble", "body": {"type": "grid"}}), ["flex-component"]),
        (
            flex({"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [{"type": "text"}]}}),
            ["flex-empty-text"],
        ),
        (
            flex(
                {
                    "type": "bubble",
                    "footer": {"type": "button", "action": {"type": "message", "label": "ก" * 41, "text": "a"}},
                }
            ),
            ["label-length"],
        ),
        (
            {
                "type": "template",
                "altText": "a",
                "template": {
                    "type": "confirm",
                    "text": "ก" * 241,
                    "actions": [{"type": "message", "label": "a", "text": "a"}] * 2,
                },
            },
            ["template-text-length"],
        ),
        (
            {
                "type": "template",
                "altText": "a",
                "template": {
                    "type": "buttons",
                    "text": "a",
                    "title": "t" * 41,
                    "actions": [{"type": "message", "label": "a", "text": "a"}],
                },
            },
            ["template-title-length"],
        ),
        (
            {
                "type": "template",
                "altText": "a",
                "template": {
                    "type": "buttons",
                    "text": "a",
                    "actions": [{"type": "message", "label": "a", "text": "a"}] * 5,
                },
            },
            ["template-actions"],
        ),
    ],
)
def test_limits_at_their_borders(message: dict[str, Any], wanted: list[str]) -> None:
    assert rules(message) == wanted


@pytest.mark.parametrize("count", [0, 6])
async def test_one_to_five_messages(line: LineDouble, count: int) -> None:
    body = {"to": line.citizen("somchai").id, "messages": [{"type": "text", "text": "a"}] * count}
    status, answer = await post(line, "push", body)
    assert status == 400 and answer["details"][0]["property"] == "messages"
    assert line.violations[0].rule == "messages-count"


async def test_the_sdk_meets_the_same_limits(line: LineDouble) -> None:
    async with AsyncApiClient(Configuration(host=line.url, access_token=line.token)) as client:
        api, to = AsyncMessagingApi(client), line.citizen("somchai").id
        item = QuickReplyItem(action=MessageAction(label="ก" * 21, text="a"))
        for message in (TextMessage(text="ก" * 5001), TextMessage(text="a", quickReply=QuickReply(items=[item]))):
            with pytest.raises(ApiException) as error:
                await api.push_message(PushMessageRequest(to=to, messages=[message]))
            assert error.value.status == 400
        contents = FlexContainer.from_dict(bubble(31 * 1024))
        with pytest.raises(ApiException):
            await api.push_message(PushMessageRequest(to=to, messages=[FlexMessage(altText="a", contents=contents)]))
        await api.push_message(
            PushMessageRequest(
                to=to, messages=[FlexMessage(altText="a", contents=FlexContainer.from_dict(bubble(300)))]
            )
        )
    assert [v.rule for v in line.violations] == ["text-length", "label-length", "flex-bubble-size"]
    assert line.citizen("somchai").last.text.startswith("xxx")


async def test_two_megabytes_and_broken_json(line: LineDouble) -> None:
    status, _ = await post(line, "push", b'{"a":"' + b"x" * (2 * 1024 * 1024) + b'"}')
    assert status == 413
    for raw in (b"{", b"[]", b"null", b"\xff"):
        status, answer = await post(line, "push", raw)
        assert status == 400 and "could not be parsed" in answer["message"]
    assert {v.rule for v in line.violations} == {"body-size", "json"}


async def test_unknown_address_is_404(line: LineDouble) -> None:
    status, answer = await post(line, "pushh", {})
    assert (status, answer["message"]) == (404, "Not found")


async def post(line: LineDouble, operation: str, body: Any) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {line.token}", "Content-Type": "application/json"}
    sent = {"data": body} if isinstance(body, bytes) else {"json": body}
    async with line.http.post(f"{line.url}/v2/bot/message/{operation}", headers=headers, **sent) as answer:
        assert answer.headers["x-line-request-id"]
        return answer.status, await answer.json()
