"""What we send is what LINE's OpenAPI and Telegram's Bot API description allow; and the reader of each can object."""

from pathlib import Path
from typing import Any

import pytest

from tests.conformance import botapi, held_against, openapi, sources, wire
from tests.doubles import Call

# The YAML reader comes with Prism.
LINE = sources.described("line/messaging-api.yml") if sources.fetched(sources.PRISM) else None
TELEGRAM = sources.described("telegram/bot-api-*.json")


@pytest.fixture(scope="module")
def said() -> list[wire.Turn]:
    return list(wire.turns())


def test_there_is_much_to_be_held_against_them(said: list[wire.Turn]) -> None:
    assert len(said) > 500
    assert {"th", "en", "ms", "ms-Arab"} <= {one.language for turn in said for one in turn}


@pytest.mark.skipif(LINE is None, reason=f"{sources.NO_DATA}; or {sources.NO_SERVERS}")
async def test_what_we_send_to_line_is_described(said: list[wire.Turn]) -> None:
    assert LINE is not None
    calls, objections = await wire.on_line(said)
    assert objections == []
    assert {call.operation for call in calls} >= {"reply", "push"}
    assert held_against.line(calls, LINE) == []


@pytest.mark.skipif(TELEGRAM is None, reason=sources.NO_DATA)
async def test_what_we_send_to_telegram_is_described(said: list[wire.Turn]) -> None:
    assert TELEGRAM is not None
    calls, objections = await wire.on_telegram(said)
    assert objections == []
    assert {call.operation for call in calls} >= {"sendMessage", "answerCallbackQuery"}
    assert held_against.telegram(calls, TELEGRAM) == []


SMALL: dict[str, Any] = {
    "components": {
        "schemas": {
            "Message": {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"type": "string"}},
                "discriminator": {"propertyName": "type", "mapping": {"text": "#/components/schemas/Text"}},
            },
            "Text": {
                "allOf": [
                    {"$ref": "#/components/schemas/Message"},
                    {
                        "type": "object",
                        "required": ["text"],
                        "properties": {"text": {"type": "string", "maxLength": 3}, "link": {"type": "string"}},
                    },
                ]
            },
        }
    }
}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"type": "text", "text": "น้ำ"}, None),
        ({"type": "text", "text": "น้ำไหล"}, ".text: 6 is above 3 (maxLength)"),
        ({"type": "text"}, ".text is missing"),
        ({"type": "text", "text": 3}, ".text: string expected, not 3"),
        ({"type": "text", "text": "ก", "lnik": "x"}, ".lnik is not described"),
        ({"text": "ก"}, ".type is missing"),
    ],
)
def test_the_reader_of_openapi_objects(value: Any, problem: str | None) -> None:
    read = openapi.Description(SMALL)
    problems = read.problems(read.schema("Message"), value)
    assert problems == [] if problem is None else problem in problems


BOT: dict[str, Any] = {
    "methods": {
        "sendMessage": {
            "fields": [
                {"name": "chat_id", "types": ["Integer", "String"], "required": True, "description": ""},
                {"name": "text", "types": ["String"], "required": True, "description": "1-5 characters"},
                {"name": "reply_markup", "types": ["Markup"], "required": False, "description": ""},
            ]
        }
    },
    "types": {"Markup": {"fields": [{"name": "rows", "types": ["Array of Array of String"], "required": True}]}},
}


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        ({"chat_id": "5", "text": "น้ำ", "reply_markup": '{"rows": [["ก"]]}'}, None),
        ({"chat_id": "5"}, "sendMessage.text is missing"),
        ({"chat_id": "5", "text": "น้ำไหล"}, "sendMessage.text: 6, allowed are 1-5 characters"),
        ({"chat_id": "5", "text": "ก", "reply_markup": '{"row": []}'}, "sendMessage.reply_markup.row is not described"),
        ({"chat_id": True, "text": "ก"}, "sendMessage.chat_id: True is none of ['Integer', 'String']"),
    ],
)
def test_the_reader_of_the_bot_api_objects(parameters: dict[str, Any], problem: str | None) -> None:
    problems = botapi.Description(BOT).problems("sendMessage", parameters)
    assert problems == [] if problem is None else problem in problems


@pytest.mark.skipif(LINE is None, reason=f"{sources.NO_DATA}; or {sources.NO_SERVERS}")
def test_a_broken_message_is_seen(tmp_path: Path) -> None:
    assert LINE is not None
    body = {"to": "U1", "messages": [{"type": "text", "text": "ก", "quickReply": {"items": [{}] * 14}}]}
    problems = held_against.line([Call(1, 0.0, "push", body, 200, {}, {"x-line-retry-key": "no"}, "")], LINE)
    assert any("above 13" in problem for problem in problems) and any("no retry key" in p for p in problems)
