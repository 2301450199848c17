"""Sending a turn on Telegram, which has no key that would make a repeated request harmless.

What may have arrived is repeated in one case only, and at most once: a reply. A question that never comes ends the
talk, and one that is there twice does no harm, because its buttons carry their turn. It is reported as Unknown, for it
may be there twice. A reminder or a broadcast is never repeated by itself: an officer decides.
Rules: core.telegram.org/bots/api, "Making requests", "sendMessage".
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channel import Failed, Letter, Outcome, Retry, Sent, Unknown
from bot.telegram import edit
from bot.telegram.api import TelegramApi
from bot.telegram.render import Message, render
from bot.telegram.toast import toast
from bot.telegram.transport import Accepted, NotTaken

SOON = timedelta(seconds=2)  # "too many requests" without a time
LATER = timedelta(seconds=5)  # no connection, or Telegram's own failure
MENDED = timedelta(minutes=5)  # what only the operator can mend (token)

_TWICE = "sent again: may be there twice"
_CUT_OFF = "cut off while it was being sent: may be there or not"
_MOVED = "Telegram: the group has another number now"
_TAKEN_OVER = "another has this turn now"


async def send(api: TelegramApi, letter: Letter) -> Outcome:
    """Send what of the letter has not arrived yet and say what became of it."""
    if letter.interrupted and letter.lane != "reply":
        return Unknown(_CUT_OFF, parts=letter.parts)
    callback, messages = (letter.reply or {}).get("callback"), render(letter.turn)
    if callback and letter.parts == 0:
        await _acknowledge(api, str(callback), toast(letter.turn))
    changed = await _in_place(api, letter, messages) if letter.parts == 0 else None
    if changed is not None:
        return changed
    outcome = await _messages(api, letter, messages)
    if isinstance(outcome, Sent) and letter.interrupted:
        return Unknown(_TWICE, twice=True, receipts=outcome.receipts)
    return outcome


async def _in_place(api: TelegramApi, letter: Letter, messages: Sequence[Message]) -> Outcome | None:
    """Change the tapped message; an outcome where that was all there was to do, or where it is to be tried again."""
    try:
        sent = await edit.replaced(api, letter, messages)
    except TelegramError as error:
        outcome = failure(error, letter, 0)
        # An edit may be repeated: nothing is there twice.
        return (
            replace(outcome, doubtful=False) if isinstance(outcome, Retry) else Retry(f"edit: {error.message}", LATER)
        )
    if sent is None:
        await edit.closed(api, letter)
    return sent


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
            # Telegram's own words name the new chat, which is an address and belongs in no log.
            return Retry(_MOVED, timedelta(0), parts, uncounted=True, exact=True, moved=str(error.new_chat_id))
        case Forbidden():
            return Failed(why, blocked=True, parts=parts)
        case BadRequest() if edit.NOT_MODIFIED in error.message.lower():
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


async def _acknowledge(api: TelegramApi, callback: str, shown: str) -> None:
    """Answer a tap; whatever becomes of it ("query is too old" …), what we have to say is said all the same."""
    try:
        await api.acknowledge(callback, shown)
    except TelegramError:
        return


def _pause(error: RetryAfter) -> timedelta:
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
