"""What citizens sent on Telegram: asks where the file is, and downloads it. Its address is good for an hour only.

Rules: core.telegram.org/bots/api, "getFile": at most 20 MB; a file that is larger is refused with "file is too big".
"""

from pathlib import PurePosixPath

from telegram.error import BadRequest, TelegramError

from bot.telegram import limits
from bot.telegram.api import TelegramApi
from consultation.attachments.fetching import Content, Fetched, Gone, NotYet, TooLarge


async def fetch(api: TelegramApi, file_id: str, largest: int) -> Fetched:
    """The content of a file, by its id."""
    try:
        address, size = await api.file(file_id)
        if size is not None and size > largest:
            return TooLarge(f"{size} bytes")
        data = await api.download(address)
    except BadRequest as error:
        return _refused(str(error))
    except TelegramError as error:
        return NotYet(f"Telegram: {type(error).__name__}")
    return Content(data, name=PurePosixPath(address).name)


def _refused(message: str) -> Fetched:
    """What a 400 means; one that says "temporarily" is no last word."""
    said = message.lower()
    if limits.FILE_TOO_BIG in said:
        return TooLarge(f"Telegram: {message}")
    return NotYet(f"Telegram: {message}") if limits.FILE_UNAVAILABLE in said else Gone(f"Telegram: {message}")
