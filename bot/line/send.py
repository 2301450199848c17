"""Sending a turn on LINE: the free reply first, then pushes that a retry key makes safe to repeat.

A reply cannot carry a retry key, but its token works once. So after a reply whose fate is unknown we reply again: if
LINE then refuses the token while it is still young, the first one had arrived. Rules: developers.line.biz, "Send reply
message", "Retry a failed API request", "Handle HTTP status code 429 errors".
"""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from bot.channel import Failed, Letter, Outcome, Retry, Sent, Unknown
from bot.line import limits
from bot.line.api import Answer, LineApi
from bot.line.render import Message, render, requests
from consultation import clock

_KEYS = uuid.UUID("6f1c9f0e-6d0c-5b6e-9a53-7d3b1f4f2a10")  # ours, so that no other program makes the same keys

REPLY_PAUSES = (0.0, 0.3, 1.0)  # seconds before each try of a reply in place; a token lives for a minute
SOON = timedelta(seconds=2)  # after "too many requests"
LATER = timedelta(seconds=5)  # after a server error or a lost connection
MENDED = timedelta(minutes=5)  # after a refusal that only the operator can mend (access token)
SPENT = "LINE: the month's messages are used up, and this is no reply"
TAKEN_OVER = "another has this turn now"

Way = Literal["answering", "pushing"]


async def send(api: LineApi, letter: Letter) -> Outcome:
    """Send what of the letter has not arrived yet and say what became of it."""
    if letter.reply and letter.reply.get("token") in limits.REPLY_CANNOT_USE:
        return Failed("LINE: an event of the console's test")
    parts = requests(render(letter.turn))
    done = letter.parts
    receipts: list[str] = []
    if done == 0 and parts and letter.reply:
        first = await _reply(api, letter, parts[0])
        if first is not None and not isinstance(first, Sent):
            return first
        if first is None and not await letter.arrived(0, receipts):
            return Retry(TAKEN_OVER, LATER)  # another may have used the token: a push would say it twice
        if first is not None:
            done, receipts = 1, list(first.receipts)
    return await _push(api, letter, parts, done, receipts)


async def _push(
    api: LineApi, letter: Letter, parts: Sequence[list[Message]], done: int, receipts: list[str]
) -> Outcome:
    for index in range(done, len(parts)):
        if letter.answers_only:
            return Failed(SPENT, spent=True, parts=index)
        if index > letter.parts:
            if not await letter.arrived(index, receipts):
                return Retry(TAKEN_OVER, LATER, index)
            if (paced := letter.paced(index)) is not None:
                return paced
        answer = await api.push(letter.address, parts[index], retry_key(letter.key, index))
        if answer.known != "accepted":
            return _push_failure(answer, parts=index)
        receipts += answer.receipts
    return Sent(tuple(receipts))


def retry_key(key: str, part: int) -> uuid.UUID:
    """The retry key of a part of a turn: the same after a crash, different for every part."""
    return uuid.uuid5(_KEYS, f"{key}:{part}")


async def _reply(api: LineApi, letter: Letter, messages: Sequence[Message]) -> Outcome | None:
    """Reply with the event's token; None when the turn must be pushed, and may be pushed without being said twice."""
    assert letter.reply is not None
    token, until = str(letter.reply.get("token", "")), _moment(letter.reply.get("until"))
    if not token or clock.now() >= until:
        # An earlier try that was cut off may have used the token while it was young; nothing can tell.
        return Unknown("interrupted, and the reply token has expired since") if letter.interrupted and token else None
    doubtful = letter.interrupted
    answer = Answer("unreached")
    for pause in REPLY_PAUSES:
        await asyncio.sleep(pause)
        answer = await api.reply(token, messages)
        if answer.known == "accepted":
            return Sent(answer.receipts)
        if _token_refused(answer):
            return _after_refused_token(doubtful, until)
        doubtful = doubtful or answer.known == "doubtful"
        if answer.known == "refused" or not doubtful:
            break
    return _reply_failure(answer, doubtful, until)


def _token_refused(answer: Answer) -> bool:
    return answer.status == 400 and limits.INVALID_REPLY_TOKEN.lower() in answer.message.lower()


def _after_refused_token(doubtful: bool, until: datetime) -> Outcome | None:
    if not doubtful:
        return None
    return Sent() if clock.now() < until else Unknown("no answer to the reply, and its token has expired since")


def _reply_failure(answer: Answer, doubtful: bool, until: datetime) -> Outcome:
    """While the token is young, another try tells whether the reply had arrived; afterwards nobody can."""
    if answer.known == "refused" and not doubtful:
        return _refused(answer, 0, "answering")
    if doubtful and clock.now() >= until:
        return Unknown(answer.why)
    return Retry(answer.why, SOON if doubtful else LATER, doubtful=doubtful, uncounted=True)


def _push_failure(answer: Answer, parts: int) -> Outcome:
    """A push may be repeated under its key whenever it may not have arrived."""
    if answer.known == "refused":
        return _refused(answer, parts, "pushing")
    return Retry(answer.why, LATER, parts, doubtful=answer.known == "doubtful", uncounted=True)


def _refused(answer: Answer, parts: int, way: Way) -> Outcome:
    """Error 429 has several meanings: the month's quota is spent, which waiting does not mend; too many requests a
    second, which slows the endpoint; anything else (too many operations at once) slows this turn.
    """
    if answer.status in (401, 403):
        return Retry(answer.why, MENDED, parts, uncounted=True)
    if answer.status != 429:
        return Failed(answer.why, parts=parts)
    if limits.MONTHLY_LIMIT.lower().rstrip(".") in answer.message.lower():
        return Failed(answer.why, spent=True, parts=parts)
    rate = limits.RATE_LIMIT.lower() in answer.message.lower()
    return Retry(answer.why, answer.retry_after or SOON, parts, slows=way if rate else "", uncounted=True)


def _moment(value: object) -> datetime:
    """The moment until which the token is young; without one it is taken as expired."""
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return datetime.fromisoformat("1970-01-01T00:00:00+00:00")
