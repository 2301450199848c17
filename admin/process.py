"""What every process that serves has in common: a log, an ear for signals, an address where it takes requests."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from admin.wording import wording
from consultation.errors import Refused
from consultation.settings import Settings

SHUTDOWN_SECONDS = 5.0

log = structlog.get_logger()


@asynccontextmanager
async def listening(app: web.Application, settings: Settings) -> AsyncIterator[str]:
    """Take requests at the settings' host and port (0: any free one); yields the address.

    At the end no new request is taken, and those begun have a while to be answered.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def set_log_level(name: str) -> None:
    """Log from this level on, to standard error. Raises Refused for an unknown level."""
    level = logging.getLevelNamesMapping().get(name.upper())
    if level is None:
        raise Refused(wording("admin")["error"]["log_level"].format(given=name))
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


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
