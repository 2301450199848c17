"""Sending a turn on Telegram, which has no key that would make a repeated request harmless.

A message that may have arrived is not repeated: the outcome is Unknown. One exception is for the citizen's sake: a
letter that was interrupted by a crash had most likely not been sent at all, and a question that never comes ends the
talk. It is sent, and still reported as Unknown, because it may be there twice. (Its buttons carry their turn, so that
a question seen twice is answered once.) Rules: core.telegram.org/bots/api, "Making requests", "sendMessage".
"""

from collections.abc import Sequence
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channel import Failed, Letter, Outcome, Retry, Sent, Unknown
from bot.telegram import edit
from bot.telegram.api import TelegramApi
from bot.telegram.render import Message, render
from bot.telegram.transport import Accepted, NotTaken

SOON = timedelta(seconds=2)  # "too many requests" without a time
LATER = timedelta(seconds=5)  # no connection, or Telegram's own failure
MENDED = timedelta(minutes=5)  # what only the operator can mend (token)

_TWICE = "sent again after an interruption: may be there twice"


async def send(api: TelegramApi, letter: Letter) -> Outcome:
    """Send what of the letter has not arrived yet and say what became of it."""
    callback, messages = (letter.reply or {}).get("callback"), render(letter.turn)
    if letter.parts == 0:
        if callback:
            await _acknowledge(api, str(callback))
        try:
            if (sent := await edit.replaced(api, letter, messages)) is not None:
                return sent
        except TelegramError as error:  # an edit may be repeated: nothing is there twice
            outcome = failure(error, 0)
            return Retry(outcome.why, LATER) if isinstance(outcome, Unknown) else outcome or Sent()
        await edit.closed(api, letter)
    outcome = await _messages(api, letter, messages)
    if isinstance(outcome, Sent) and letter.interrupted:
        return Unknown(_TWICE)
    return outcome


async def _messages(api: TelegramApi, letter: Letter, messages: Sequence[Message]) -> Outcome:
    receipts: list[str] = []
    for part in range(letter.parts, len(messages)):
        try:
            receipts.append(await api.send(letter.address, messages[part]))
        except Accepted:
            continue
        except TelegramError as error:
            outcome = failure(error, part)
            if outcome is not None:
                return outcome
    return Sent(tuple(receipts))


def failure(error: TelegramError, parts: int) -> Outcome | None:
    """What an error means for a letter of which `parts` have arrived; None when it does no harm."""
    why = f"Telegram: {error.message}"
    match error:
        case RetryAfter():
            return Retry(why, _pause(error), parts)
        case Forbidden():
            return Failed(why, blocked=True)
        case BadRequest() if edit.NOT_MODIFIED in error.message.lower():
            return None
        case BadRequest() | ChatMigrated():
            return Failed(why)
        case NotTaken():
            return Retry(why, LATER, parts)
        case InvalidToken() | Conflict():
            return Retry(why, MENDED, parts)
    if "429" in error.message or "too many requests" in error.message.lower():
        return Retry(why, SOON, parts)
    return Unknown(why)


async def _acknowledge(api: TelegramApi, callback: str) -> None:
    """Answer a tap; whatever becomes of it ("query is too old" …), what we have to say is said all the same."""
    try:
        await api.acknowledge(callback)
    except TelegramError:
        return


def _pause(error: RetryAfter) -> timedelta:
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
