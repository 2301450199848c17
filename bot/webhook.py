"""The webhooks: check that the platform sent it, store its events, answer 200; nothing else before the 200.

200 only after the events are durable. 403 not genuine, 400 not what the platform sends, 413 too large, 415 packed,
408 too slow to arrive, 503 could not be stored: then the platform delivers it again, and storing twice is storing once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.channel import BadRequest
from bot.message import RawEvent
from bot.receiver import Receives
from consultation.vault import Vault

if TYPE_CHECKING:  # the process that only receives has no such database
    from consultation.db import Database

LARGEST_BODY = 2 * 1024 * 1024  # LINE's own limit of a request
READ_SECONDS = 10.0
# LINE waits 2 seconds for an answer ("Check webhook error causes and statistics", request_timeout): later, no truth
# reaches it any more. What was under way is stored all the same, and is known when it is delivered again.
STORE_SECONDS = 1.8

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Answered:
    """One request of a platform and what it was told. events: how many were in it, 0 when it was refused."""

    channel: str
    account: str
    status: int
    seconds: float
    events: int


Tell = Callable[[Answered], None]
Put = Callable[[str, str, Sequence[RawEvent]], Awaitable[None]]  # of a channel and account; returns once durable


def routes(
    channels: Sequence[Receives], db: "Database", vault: Vault, wake: Callable[[], None], tell: Tell | None = None
) -> list[web.AbstractRouteDef]:
    """The webhooks of these channels, which store into this database's inbox."""
    from bot.inbox import Inbox

    return routes_into(Inbox(db, vault).put, channels, wake, tell)


def routes_into(
    put: Put, channels: Sequence[Receives], wake: Callable[[], None], tell: Tell | None = None
) -> list[web.AbstractRouteDef]:
    """A webhook for each account at /webhook/{channel}/{account}, and for a channel's first at /webhook/{channel}.

    wake: called after events were stored. tell: called for every request that was answered. Neither may block.
    """
    paths: dict[str, Receives] = {}
    for channel in channels:
        paths.setdefault(f"/webhook/{channel.name}", channel)
        paths[f"/webhook/{channel.name}/{channel.account}"] = channel
    return [web.post(path, _handler(channel, put, wake, tell)) for path, channel in paths.items()]


def _handler(
    channel: Receives, put: Put, wake: Callable[[], None], tell: Tell | None
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        begun, status, events = time.perf_counter(), 500, 0
        try:
            events = await _take(request, channel, put)
            status = 200
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            answered = Answered(channel.name, channel.account, status, time.perf_counter() - begun, events)
            _note(answered)
            if tell is not None:
                tell(answered)
        if events:
            wake()
        return web.Response(text="OK")

    return handle


async def _take(request: web.Request, channel: Receives, put: Put) -> int:
    """Read, check and store one request; how many events are durable now. Raises HTTPException."""
    body = await _body(request)
    if not channel.genuine(request.headers, body):
        raise web.HTTPForbidden
    try:
        events = channel.split(body)
    except BadRequest as error:
        log.warning("webhook.bad_request", channel=channel.name, account=channel.account, why=str(error))
        raise web.HTTPBadRequest from error
    try:
        async with asyncio.timeout(STORE_SECONDS):
            await put(channel.name, channel.account, events)
    except Exception as error:
        log.error("webhook.not_stored", channel=channel.name, events=len(events), error=type(error).__name__)
        raise web.HTTPServiceUnavailable(headers={"Retry-After": "1"}) from error
    return len(events)


def _note(answered: Answered) -> None:
    """What was answered otherwise than 200, for those who look for it; never what was in the request."""
    if answered.status not in (200, 400, 503):  # the last two have said why
        milliseconds = round(answered.seconds * 1000)
        names = {"channel": answered.channel, "account": answered.account}
        log.info("webhook.refused", **names, status=answered.status, milliseconds=milliseconds)


async def _body(request: web.Request) -> bytes:
    """The raw body, read only as far as the limits go."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, request.content_length or 0)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise web.HTTPUnsupportedMediaType  # no platform packs its bodies, and a small one could unpack without end
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, len(body))
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    except web.HTTPException:
        raise
    except Exception as error:  # cut off, or chunks that are none
        raise web.HTTPBadRequest from error
    return bytes(body)
