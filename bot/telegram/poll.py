"""Receiving without a public address: the updates are asked for, and confirmed only when they are stored."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.channel import BadRequest
from bot.message import RawEvent
from bot.telegram.channel import TelegramChannel
from bot.telegram.receive import raw_event

log = structlog.get_logger(__name__)

FIRST_PAUSE = 1.0  # seconds after a failure; doubled up to the longest
LONGEST_PAUSE = 60.0


async def poll(channel: TelegramChannel, store: Callable[[list[RawEvent]], Awaitable[None]]) -> None:
    """Ask for updates until cancelled. `store` must have committed when it returns; if it raises, they come again.

    The next request confirms what was stored, so a crash at any moment loses nothing; a copy has the same id.
    """
    offset: int | None = None
    pause = FIRST_PAUSE
    while True:
        try:
            offset = await _round(channel, store, offset)
            pause = FIRST_PAUSE
        except Exception as error:  # whatever it is, receiving goes on; cancelling is no Exception
            log.warning("telegram polling failed", error=type(error).__name__, pause=pause)
            await _mend(channel, error)
            await asyncio.sleep(max(pause, _asked_pause(error)))
            pause = min(pause * 2, LONGEST_PAUSE)


async def _round(
    channel: TelegramChannel, store: Callable[[list[RawEvent]], Awaitable[None]], offset: int | None
) -> int | None:
    """One request and what it brought; the offset to ask for next."""
    updates = await channel.api.updates(offset)
    events: list[RawEvent] = []
    for update in updates:
        try:
            events.append(raw_event(update))
        except BadRequest:
            log.warning("telegram update without a number")
    if events:
        await store(events)
    return max((int(event.id) + 1 for event in events), default=offset)


async def _mend(channel: TelegramChannel, error: Exception) -> None:
    """A webhook that is still set forbids polling; polling was asked for, so the webhook goes."""
    if isinstance(error, Conflict) and "webhook" in error.message.lower():
        try:
            await channel.api.release_webhook()
        except TelegramError as failed:
            log.warning("telegram webhook not released", error=type(failed).__name__)


def _asked_pause(error: Exception) -> float:
    if not isinstance(error, RetryAfter):
        return 0.0
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()
