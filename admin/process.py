"""What every process that serves has in common: a log, an ear for signals, an address where it takes requests."""

import asyncio
import errno
import gc
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from admin import logs
from consultation.errors import Refused
from consultation.settings import Settings
from consultation.wording import wording

SHUTDOWN_SECONDS = 5.0
# Objects made and not gone again before the young ones are looked through for rings. Hearing an event makes some
# thousands that go by themselves: with Python's 700 the search was a tenth of its processor time.
YOUNG_OBJECTS = 10_000

log = structlog.get_logger()


@asynccontextmanager
async def listening(app: web.Application, settings: Settings) -> AsyncIterator[str]:
    """Take requests at the settings' host and port (0: any free one); yields the address.

    Raises Refused when the port is taken or not ours. At the end nobody can connect any more, and what is being sent to
    us has a while to arrive and to be answered.
    """
    underway = Underway()
    app.middlewares.insert(0, underway.count)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        try:
            await site.start()
        except (OSError, OverflowError) as error:
            raise _not_there(settings, error) from error
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
        await site.stop()
        await underway.over(SHUTDOWN_SECONDS)
    finally:
        await runner.cleanup()


def free(settings: Settings) -> None:
    """Look whether the settings' host and port can be listened on, before long work begins. Raises Refused."""
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        ):
            with socket.socket(family, kind, protocol) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
    except (OSError, OverflowError) as error:
        raise _not_there(settings, error) from error


def _not_there(settings: Settings, error: Exception) -> Refused:
    number = getattr(error, "errno", None)
    words = wording("admin")["error"]["listen_busy" if number == errno.EADDRINUSE else "listen_other"]
    why = os.strerror(number) if number is not None and number > 0 else error  # a name that was not found is below 0
    return Refused(words.format(host=settings.host, port=settings.port, why=why))


class Underway:
    """Writes that have begun and are not answered. aiohttp's own end reads no further what is still arriving."""

    def __init__(self) -> None:
        self._number = 0
        self._none = asyncio.Event()
        self._none.set()

    @web.middleware
    async def count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count a write from its head to its answer."""
        if request.method != "POST":  # streams of events to pages last until they are ended
            return await handler(request)
        self._number += 1
        self._none.clear()
        try:
            return await handler(request)
        finally:
            self._number -= 1
            if not self._number:
                self._none.set()

    async def over(self, seconds: float) -> None:
        """Wait until all are answered, but no longer than this."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._none.wait(), seconds)


def stays() -> None:
    """What the start has made, the program above all, stays until the end: never look through it for garbage."""
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])


def set_log_level(name: str) -> None:
    """Log from this level on, to standard error. Raises Refused for an unknown level."""
    level = logging.getLevelNamesMapping().get(name.upper())
    if level is None:
        raise Refused(wording("admin")["error"]["log_level"].format(given=name))
    logs.configure(level)


def stop_signal() -> asyncio.Event:
    """An event that is set when the process is told to stop (SIGTERM, SIGINT)."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def say_ready(address: str) -> None:
    """Log where requests are taken."""
    log.info("serving", address=address)
