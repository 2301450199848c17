"""The synthetic payloads through our receiving: each becomes what it should, and only people's answers are answers."""

import json
from typing import Any

import pytest

from bot.channel import Channel
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from tests.conformance import sources
from tests.conformance.between import HEADER

LINE = sources.described("line/synthetic-webhooks.json")
TELEGRAM = sources.described("telegram/synthetic-updates.json")
SECRET = "payloads"
ANSWERS = {"text", "tap", "media", "place"}
NOBODY: list[str] = []  # nothing that could count as a person's answer

# What may count, in order; what comes and goes (hello, farewell) and what only changes an earlier message is left out.
ON_LINE: dict[str, list[str]] = {
    "verify": NOBODY,
    "text": ["text"],
    "text-redelivered": ["text"],
    "postback": ["tap"],
    "double-tap": ["tap", "tap"],
    "datetimepicker": ["tap"],
    "two-users-one-body": ["text"],
    "unsend": NOBODY,
    "unsend-before-message": ["text"],
    "edited-group": NOBODY,
    "group-no-userid": NOBODY,
    "group-mention-self": NOBODY,
    "line-emoji": ["text"],
    "astral": ["text"],
    "sticker": ["media"],
    "location": ["place"],
    "image-set": ["media"],
    "standby": NOBODY,
    "accountlink-failed": NOBODY,
    "unknown-event": NOBODY,
    "unknown-enum-in-batch": ["text", "text"],
}
ON_TELEGRAM: dict[str, list[str]] = {
    "text": ["text"],
    "text-repeated": ["text"],
    "callback": ["tap"],
    "callback-double-tap": ["tap"],
    "callback-inaccessible": ["tap"],
    "callback-no-data-message": ["tap"],
    "poll-answer": NOBODY,
    "poll-answer-retracted": NOBODY,
    "blocked": NOBODY,
    "unblocked": NOBODY,
    "group-migrate": NOBODY,
    "group-anon-admin": NOBODY,
    "channel-post-autoforward": NOBODY,
    "other-bot": NOBODY,
    "command-other-bot": NOBODY,
    "sticker": ["media"],
    "location": ["place"],
    "album-1": ["media"],
    "astral": ["text"],
    "unknown": NOBODY,
}


def counted(channel: Channel, body: bytes) -> tuple[list[str], list[str]]:
    """The ids of a body's events, and the kinds of those that may count."""
    events = channel.split(body)
    heard = [channel.parse(event.raw).incoming for event in events]
    return [event.id for event in events], [one.kind for one in heard if one is not None and one.kind in ANSWERS]


@pytest.mark.skipif(LINE is None, reason=sources.NO_DATA)
def test_lines_payloads_become_what_they_should() -> None:
    assert LINE is not None
    payloads = json.loads(LINE.read_text(encoding="utf-8"))
    channel = LineChannel("line", [payloads["channel_secret"]], "token")
    found: dict[str, list[str]] = {}
    ids: dict[str, list[str]] = {}
    for case in payloads["cases"]:
        body = case["raw"].encode()
        assert channel.genuine({"x-line-signature": case["x-line-signature"]}, body), case["name"]
        assert not channel.genuine({"x-line-signature": case["x-line-signature"]}, body + b" "), case["name"]
        ids[case["name"]], found[case["name"]] = counted(channel, body)
    assert {name: found[name] for name in ON_LINE} == ON_LINE
    assert set(found) - set(ON_LINE) <= {"unknown-message"}
    assert ids["text"] == ids["text-redelivered"] and len(set(ids["double-tap"])) == 2
    assert len(ids["unknown-enum-in-batch"]) == 3


@pytest.mark.skipif(TELEGRAM is None, reason=sources.NO_DATA)
def test_telegrams_payloads_become_what_they_should() -> None:
    assert TELEGRAM is not None
    channel = TelegramChannel("telegram", [SECRET], "1:token", bot_name="prachakhom_bot")
    found: dict[str, list[str]] = {}
    ids: dict[str, Any] = {}
    for case in json.loads(TELEGRAM.read_text(encoding="utf-8"))["updates"]:
        body = json.dumps(case["update"]).encode()
        assert channel.genuine({HEADER: SECRET}, body) and not channel.genuine({HEADER: "no"}, body)
        ids[case["name"]], found[case["name"]] = counted(channel, body)
    assert {name: found[name] for name in ON_TELEGRAM} == ON_TELEGRAM
    # A code, an edit, a contact and a form of a mini app are the talk's business; none makes more than one answer.
    assert all(len(kinds) <= 1 for kinds in found.values())
    assert ids["text"] == ids["text-repeated"]
