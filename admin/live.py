"""Server-sent events: a page is told when what it shows has changed.

`follow(request, snapshot)` asks `snapshot` every few seconds and sends its JSON when it differs from the last one sent.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiohttp import web

EVERY = 1.5  # seconds between two looks
HEARTBEAT = 15.0  # seconds after which a silent stream says that it lives, so that proxies keep it open
BEAT = 4.0  # the same, where the page listens for it
AGAIN_AFTER = 3000  # milliseconds after which a browser that lost the stream tries again

CLOSING = web.AppKey("closing", asyncio.Event)

Snapshot = Callable[[], Awaitable[dict[str, Any]]]


async def prepare(app: web.Application) -> None:
    """Make the event that ends every stream (on_startup)."""
    app[CLOSING] = asyncio.Event()


async def end_streams(app: web.Application) -> None:
    """End every stream, so that the server can stop at once (on_shutdown)."""
    app[CLOSING].set()


async def follow(
    request: web.Request, snapshot: Snapshot, *, every: float = EVERY, beat: bool = False
) -> web.StreamResponse:
    """Answer with a stream of events whose data is the JSON of `snapshot`, one at once and one at each change.

    A snapshot with `"end": true` is sent and ends the stream; the page should then close its side. beat: every few
    seconds an event `beat` tells the page too that the stream lives, so that it can say when it has fallen behind.
    """
    stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    stream.headers["X-Accel-Buffering"] = "no"
    await stream.prepare(request)
    with suppress(ConnectionResetError):
        await stream.write(f"retry: {AGAIN_AFTER}\n\n".encode())
        await _send_changes(stream, snapshot, request.app[CLOSING], every, beat)
    return stream


async def _send_changes(
    stream: web.StreamResponse, snapshot: Snapshot, closing: asyncio.Event, every: float, beat: bool
) -> None:
    last, silent = "", 0.0
    longest, alive = (BEAT, b"event: beat\ndata: 1\n\n") if beat else (HEARTBEAT, b": still here\n\n")
    while not closing.is_set():
        found = await snapshot()
        data = json.dumps(found, ensure_ascii=False)
        if data != last:
            await stream.write(f"data: {data}\n\n".encode())
            last, silent = data, 0.0
        elif silent >= longest:
            await stream.write(alive)
            silent = 0.0
        if found.get("end"):
            return
        silent += every
        with suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), every)
