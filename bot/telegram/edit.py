"""Changing the message whose button was tapped, so that a chat holds no buttons that no longer mean anything.

The tapped message keeps its question and shows what was chosen, or the new turn takes its place (ticks, pages). To edit
twice is the same as once, so an edit of which nobody knows whether it was done is done again. An edit that Telegram
refuses loses nothing: the turn is then a message of its own. Rules: core.telegram.org/bots/api, "Updating messages".
"""

from collections.abc import Sequence

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channel import Letter, Sent
from bot.telegram.api import TelegramApi
from bot.telegram.render import Message, tapped
from bot.telegram.transport import Accepted

NOT_MODIFIED = "message is not modified"


async def replaced(api: TelegramApi, letter: Letter, messages: Sequence[Message]) -> Sent | None:
    """Put the turn in the place of the tapped message; None where it is to be sent as any other turn.

    Raises TelegramError where it may be tried again.
    """
    under = _tapped_message(letter)
    if under is None or len(messages) != 1 or letter.turn[-1].tapped != "replaced":
        return None
    try:
        await api.edit(letter.address, under, messages[0])
    except (BadRequest, Forbidden) as error:
        return Sent() if NOT_MODIFIED in error.message.lower() else None  # what is sent next says why
    except Accepted:
        return Sent()
    return Sent((str(under),))


async def closed(api: TelegramApi, letter: Letter) -> None:
    """Take the keyboard from the tapped message; where the tap was taken, say there what was chosen.

    Whatever becomes of it, what we have to say is said all the same.
    """
    under = _tapped_message(letter)
    if under is None:
        return
    try:
        if (told := _told(letter)) is not None:
            await api.edit(letter.address, under, {"text": told, "rows": []})
        else:
            await api.strip(letter.address, under)
    except TelegramError:
        return


def _told(letter: Letter) -> str | None:
    """The tapped message with what was chosen; None where the tap was not taken, or nobody knows what was there."""
    reply = letter.reply or {}
    text, chosen = reply.get("text"), reply.get("chosen")
    taken = any(one.tapped == "taken" for one in letter.turn)
    return tapped(str(text), str(chosen), letter.turn[-1].language) if taken and text and chosen else None


def _tapped_message(letter: Letter) -> int | None:
    under = (letter.reply or {}).get("message")
    return under if isinstance(under, int) else None
