"""Sending a turn on LINE: the free reply first, then pushes that a retry key makes safe to repeat.

A reply cannot carry a retry key, but its token works once. So after a reply whose fate is unknown we reply again: if
LINE then refuses the token while it is still young, the first one had arrived. Rules: developers.line.biz, "Send reply
message", "Retry a failed API request".
"""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.channel import Failed, Letter, Outcome, Retry, Sent, Unknown
from bot.line import limits
from bot.line.api import Answer, LineApi
from bot.line.render import Message, render, requests
from consultation import clock

_KEYS = uuid.UUID("6f1c9f0e-6d0c-5b6e-9a53-7d3b1f4f2a10")  # ours, so that no other program makes the same keys

REPLY_PAUSES = (0.0, 0.3, 1.0, 3.0)  # seconds before each try of a reply; a token lives for a minute
SOON = timedelta(seconds=2)  # after "too many requests"
LATER = timedelta(seconds=5)  # after a server error or a lost connection
MENDED = timedelta(minutes=5)  # after a refusal that only the operator can mend (access token)


async def send(api: LineApi, letter: Letter) -> Outcome:
    """Send what of the letter has not arrived yet and say what became of it."""
    parts = requests(render(letter.turn))
    done, receipts = letter.parts, []
    if done == 0 and parts and letter.reply:
        first = await _reply(api, letter, parts[0])
        if first is not None and not isinstance(first, Sent):
            return first
        if first is not None:
            done, receipts = 1, list(first.receipts)
    for index in range(done, len(parts)):
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
        if answer.known == "refused" and answer.status != 429:
            break
        doubtful = doubtful or answer.known == "doubtful"
        if not doubtful:
            break
    return _reply_failure(answer, doubtful)


def _token_refused(answer: Answer) -> bool:
    return answer.status == 400 and limits.INVALID_REPLY_TOKEN.lower() in answer.message.lower()


def _after_refused_token(doubtful: bool, until: datetime) -> Outcome | None:
    if not doubtful:
        return None
    return Sent() if clock.now() < until else Unknown("no answer to the reply, and its token has expired since")


def _reply_failure(answer: Answer, doubtful: bool) -> Outcome:
    if doubtful:
        return Unknown(answer.why)
    if answer.known == "unreached":
        return Retry(answer.why, LATER)
    return _refused(answer, parts=0)


def _push_failure(answer: Answer, parts: int) -> Outcome:
    """A push may be repeated under its key whenever it may not have arrived."""
    if answer.known == "refused":
        return _refused(answer, parts)
    return Retry(answer.why, LATER, parts)


def _refused(answer: Answer, parts: int) -> Outcome:
    """Error 429 has several meanings: the month's quota is spent, which waiting does not mend, or too much at once."""
    if answer.status in (401, 403):
        return Retry(answer.why, MENDED, parts)
    if answer.status == 429 and limits.MONTHLY_LIMIT.lower() not in answer.message.lower():
        return Retry(answer.why, answer.retry_after or SOON, parts)
    return Failed(answer.why)


def _moment(value: object) -> datetime:
    """The moment until which the token is young; without one it is taken as expired."""
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return datetime.fromisoformat("1970-01-01T00:00:00+00:00")
