"""LINE's sending endpoints: reply, push, multicast, broadcast, narrowcast, and what each of them refuses."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.doubles.line_rules import message_problems
from tests.doubles.records import Answer, Asked, Refused, Violation

if TYPE_CHECKING:
    from tests.doubles.line import LineDouble

Json = dict[str, Any]
UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
TARGET = re.compile(r"[UCR][0-9a-f]{32}")
MAX_TARGETS = 500
RETRY_KEY_LIFE = 24 * 3600.0
QUOTABLE = ("text", "textV2", "sticker", "image", "video", "template", "flex")


@dataclass(frozen=True)
class Kept:
    """An accepted request with a retry key. print: digest of its body."""

    at: float
    request_id: str
    print: str
    answer: Json


async def reply(line: "LineDouble", asked: Asked) -> Answer:
    """Answer an event by its reply token; free of charge."""
    if "x-line-retry-key" in asked.headers:
        # LINE publishes the status for this, not the wording.
        raise Refused(400, "The retry key is not allowed for this endpoint", rule="retry-key-on-reply")
    checked(asked.body)
    to = line.tokens.use(asked.body.get("replyToken"), line.clock.now())
    return Answer({"sentMessages": line.show(to, asked, counted=False)})


async def push(line: "LineDouble", asked: Asked) -> Answer:
    """Send to one user or group at any time; counted against the quota."""
    if repeated := _repeated(line, asked):
        return repeated
    checked(asked.body)
    to = asked.body.get("to")
    if not isinstance(to, str) or not TARGET.fullmatch(to):
        raise Refused(400, "The property, 'to', in the request body is invalid (line: -, column: -)", rule="target")
    if not line.knows(to):
        raise Refused(400, "Failed to send messages", rule="target-unknown", to=to)
    line.charge(line.reached([to]))
    return _accepted(line, asked, {"sentMessages": line.show(to, asked)})


async def multicast(line: "LineDouble", asked: Asked) -> Answer:
    """Send to up to 500 users."""
    if repeated := _repeated(line, asked):
        return repeated
    checked(asked.body)
    to = asked.body.get("to")
    if not isinstance(to, list) or not 1 <= len(to) <= MAX_TARGETS:
        raise _invalid([("to", f"Size must be between 1 and {MAX_TARGETS}")], "targets-count")
    if any(not isinstance(one, str) or not TARGET.fullmatch(one) or one[0] != "U" for one in to):
        raise Refused(400, "The property, 'to', in the request body is invalid (line: -, column: -)", rule="target")
    people = [one for one in dict.fromkeys(to) if line.knows(one)]
    line.charge(line.reached(people))
    for one in people:
        line.show(one, asked)
    return _accepted(line, asked, {})


async def broadcast(line: "LineDouble", asked: Asked) -> Answer:
    """Send to every friend."""
    if repeated := _repeated(line, asked):
        return repeated
    checked(asked.body)
    people = [citizen.id for citizen in line.citizens.values() if citizen.friend]
    line.charge(line.reached(people))
    for one in people:
        line.show(one, asked)
    return _accepted(line, asked, {})


async def narrowcast(line: "LineDouble", asked: Asked) -> Answer:
    """Send to every friend, accepted for later as narrowcasts are."""
    answer = await broadcast(line, asked)
    return answer if answer.status != 200 else Answer(answer.body, 202, answer.headers)


async def validate(_line: "LineDouble", asked: Asked) -> Answer:
    """Check message objects without sending them."""
    checked(asked.body)
    return Answer()


async def loading(line: "LineDouble", asked: Asked) -> Answer:
    """Show the loading animation in a private chat."""
    seconds = asked.body.get("loadingSeconds", 20)
    if not isinstance(seconds, int) or seconds not in range(5, 61, 5):
        raise _invalid([("loadingSeconds", "Must be a multiple of 5 between 5 and 60")], "loading-seconds")
    if not str(asked.body.get("chatId", "")).startswith("U") or not line.knows(asked.body["chatId"]):
        raise Refused(400, "Invalid chat ID", rule="target")
    return Answer({}, 202)


def checked(body: Json) -> list[Json]:
    """Return the message objects of a body that LINE would accept, else raise Refused with every problem."""
    problems = message_problems(body.get("messages"))
    if problems:
        raise _invalid([(p.place, p.message) for p in problems], problems[0].rule)
    messages: list[Json] = body["messages"]
    return messages


def _invalid(problems: list[tuple[str, str]], rule: str) -> Refused:
    details = [{"message": message, "property": place} for place, message in problems]
    count = len(details)
    words = f"The request body has {count} error{'s' if count > 1 else ''}"
    return Refused(400, words, rule=rule, detail=json.dumps(details, ensure_ascii=False), details=details)


def _repeated(line: "LineDouble", asked: Asked) -> Answer | None:
    """Return 409 for a retry key that was accepted within 24 h; None for a first request."""
    key = asked.headers.get("x-line-retry-key")
    if key is None:
        return None
    if not UUID.fullmatch(key):
        raise _invalid([("X-Line-Retry-Key", "Must be a UUID")], "retry-key-shape")
    kept = line.retry_keys.get(key.lower())
    if kept is None:
        return None
    if line.clock.now() - kept.at > RETRY_KEY_LIFE:
        line.record(Violation("retry-key-after-24-hours", key, asked.operation))
        return None
    if kept.print != digest(asked.raw):
        line.record(Violation("retry-key-other-body", key, asked.operation))
    body = {"message": "The retry key is already accepted", **kept.answer}
    return Answer(body, 409, {"x-line-accepted-request-id": kept.request_id})


def _accepted(line: "LineDouble", asked: Asked, answer: Json) -> Answer:
    request_id = line.next_request_id()
    if key := asked.headers.get("x-line-retry-key"):
        line.retry_keys[key.lower()] = Kept(line.clock.now(), request_id, digest(asked.raw), answer)
    return Answer(answer, 200, {"x-line-request-id": request_id})


def digest(raw: bytes) -> str:
    """Return a fingerprint of a body that ignores how its JSON was spaced or ordered."""
    return hashlib.sha256(json.dumps(json.loads(raw), sort_keys=True).encode()).hexdigest()
