"""The webhooks: check that the platform sent it, store its events, answer 200; nothing else before the 200.

200 only after the events are durable. 403 not genuine, 400 not what the platform sends, 413 too large, 408 too slow to
arrive, 503 could not be stored: then the platform delivers it again, and storing twice is storing once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from aiohttp import web

from bot.channel import BadRequest, Channel
from bot.inbox import Inbox
from consultation.db import Database
from consultation.vault import Vault

LARGEST_BODY = 2 * 1024 * 1024  # LINE's own limit of a request
READ_SECONDS = 10.0
STORE_SECONDS = 5.0

log = structlog.get_logger(__name__)


def routes(
    channels: Sequence[Channel], db: Database, vault: Vault, wake: Callable[[], None]
) -> list[web.AbstractRouteDef]:
    """A webhook for each account at /webhook/{channel}/{account}, and for a channel's first at /webhook/{channel}.

    wake: called after events were stored; it must not block.
    """
    inbox = Inbox(db, vault)
    paths: dict[str, Channel] = {}
    for channel in channels:
        paths.setdefault(f"/webhook/{channel.name}", channel)
        paths[f"/webhook/{channel.name}/{channel.account}"] = channel
    return [web.post(path, _handler(channel, inbox, wake)) for path, channel in paths.items()]


def _handler(
    channel: Channel, inbox: Inbox, wake: Callable[[], None]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
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
                await inbox.put(channel.name, channel.account, events)
        except Exception as error:
            log.error("webhook.not_stored", channel=channel.name, events=len(events), error=type(error).__name__)
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "1"}) from error
        wake()
        return web.Response(text="OK")

    return handle


async def _body(request: web.Request) -> bytes:
    """The raw body, read only as far as the limits go."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, request.content_length or 0)
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, len(body))
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    return bytes(body)
