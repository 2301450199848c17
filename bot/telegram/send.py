"""Sending a turn on Telegram, which has no key that would make a repeated request harmless.

What may have arrived is repeated in one case only, and at most once: a reply. A question that never comes ends the
talk, and one that is there twice does no harm, because its buttons carry their turn. It is reported as Unknown, for it
may be there twice. A reminder or a broadcast is never repeated by itself: an officer decides.
Rules: core.telegram.org/bots/api, "Making requests", "sendMessage".
"""

from collections.abc import Sequence
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channel import Failed, Letter, Outcome, Retry, Sent, Unknown
from bot.telegram.api import TelegramApi
from bot.telegram.render import Message, render
from bot.telegram.transport import Accepted, NotTaken

SOON = timedelta(seconds=2)  # "too many requests" without a time
LATER = timedelta(seconds=5)  # no connection, or Telegram's own failure
MENDED = timedelta(minutes=5)  # what only the operator can mend (token)

_NOT_MODIFIED = "message is not modified"
_TWICE = "sent again: may be there twice"
_CUT_OFF = "cut off while it was being sent: may be there or not"
_TAKEN_OVER = "another has this turn now"


async def send(api: TelegramApi, letter: Letter) -> Outcome:
    """Send what of the letter has not arrived yet and say what became of it."""
    if letter.interrupted and letter.lane != "reply":
        return Unknown(_CUT_OFF, parts=letter.parts)
    callback = (letter.reply or {}).get("callback")
    if callback and letter.parts == 0:
        await _acknowledge(api, str(callback))
    outcome = await _messages(api, letter, render(letter.turn))
    if isinstance(outcome, Sent) and letter.interrupted:
        return Unknown(_TWICE, twice=True, receipts=outcome.receipts)
    return outcome


async def _messages(api: TelegramApi, letter: Letter, messages: Sequence[Message]) -> Outcome:
    receipts: list[str] = []
    for part in range(letter.parts, len(messages)):
        if part > letter.parts:
            if not await letter.arrived(part, receipts):
                return Retry(_TAKEN_OVER, LATER, part)
            if (paced := letter.paced(part)) is not None:
                return paced
        try:
            receipts.append(await api.send(letter.address, messages[part]))
        except Accepted:
            continue
        except TelegramError as error:
            outcome = failure(error, letter, part)
            if outcome is not None:
                return outcome
    return Sent(tuple(receipts))


def failure(error: TelegramError, letter: Letter, parts: int) -> Outcome | None:
    """What an error means for a letter of which `parts` have arrived; None when it does no harm.

    "Too many requests" never says whose it is: it slows the chat, and the bot when several chats are slowed at once.
    """
    why = f"Telegram: {error.message}"
    match error:
        case RetryAfter():
            return Retry(why, _pause(error), parts, slows="chat", uncounted=True, exact=True)
        case ChatMigrated():
            return Retry(why, timedelta(0), parts, uncounted=True, exact=True, moved=str(error.new_chat_id))
        case Forbidden():
            return Failed(why, blocked=True, parts=parts)
        case BadRequest() if _NOT_MODIFIED in error.message.lower():
            return None
        case BadRequest():
            return Failed(why, parts=parts)
        case NotTaken():
            return Retry(why, LATER, parts, uncounted=True)
        case InvalidToken() | Conflict():
            return Retry(why, MENDED, parts, uncounted=True)
    if "429" in error.message or "too many requests" in error.message.lower():
        return Retry(why, SOON, parts, slows="chat", uncounted=True)
    if letter.lane == "reply" and not letter.interrupted:
        return Retry(why, LATER, parts, doubtful=True)
    return Unknown(why, parts=parts)


async def _acknowledge(api: TelegramApi, callback: str) -> None:
    """Answer a tap; whatever becomes of it ("query is too old" …), what we have to say is said all the same."""
    try:
        await api.acknowledge(callback)
    except TelegramError:
        return


def _pause(error: RetryAfter) -> timedelta:
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
