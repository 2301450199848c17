"""One turn to many people on LINE: up to 500 user ids in a request, each reached person counted against the quota.

A retry key makes a repeated request harmless for 24 hours: 409 says that it had been taken. Who has blocked the account
is left out by LINE itself, without a word, and is not counted. Rules: developers.line.biz, "Send multicast message".
"""

from collections.abc import Sequence

from bot.channel import Failed, Outcome, Retry, Sent, WrongAddress
from bot.line import limits
from bot.line.api import Answer, LineApi
from bot.line.render import render, requests
from bot.line.send import LATER, MENDED, SOON, retry_key
from consultation.talk.model import Outgoing

_ABOUT_ADDRESSES = ("'to", "failed to send messages")  # of the messages of error 400


async def multicast(api: LineApi, key: str, addresses: Sequence[str], turn: Sequence[Outgoing]) -> Outcome:
    """Send a turn to users; each part of it under a key of its own, so that all may be repeated together."""
    receipts: list[str] = []
    for part, messages in enumerate(requests(render(turn))):
        answer = await api.multicast(addresses, messages, retry_key(key, part))
        if answer.known != "accepted":
            return _failure(answer, part)
        receipts.append(answer.request_id)
    return Sent(tuple(receipts))


def _failure(answer: Answer, part: int) -> Outcome:
    if answer.known == "doubtful" or part > 0:  # of a turn that has begun the rest is repeated with the first
        return Retry(answer.why, answer.retry_after or LATER, doubtful=True)
    if answer.known == "unreached":
        return Retry(answer.why, LATER)
    if answer.status == 400 and any(words in answer.message.lower() for words in _ABOUT_ADDRESSES):
        return WrongAddress(answer.why)
    if answer.status == 429 and limits.MONTHLY_LIMIT.lower() in answer.message.lower():
        return Failed(answer.why, spent=True)
    if answer.status == 429:
        return Retry(answer.why, answer.retry_after or SOON)
    if answer.status in (401, 403):
        return Retry(answer.why, MENDED)
    return Failed(answer.why)
