"""The library's HTTP transport, made to tell what became of a request and to log it.

The library reports a refused connection, a lost answer and a server error as one exception; here they differ, because
a message that may have arrived must not be sent again. Nothing of the person, the text or the bot's token is logged.
"""

import logging
import ssl
import time
from functools import cache
from typing import Any

import httpx
import structlog
from telegram.error import NetworkError, TelegramError
from telegram.request import HTTPXRequest

from bot.calls import note
from consultation import clock
from consultation.outbox.recording import Call

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 3.0
READ_SECONDS = 8.0
FILE_SECONDS = 30.0
CONNECTIONS = 32

_UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

# httpx logs the address of every request, and a bot's address contains its token.
logging.getLogger("httpx").setLevel(logging.WARNING)


class NotTaken(NetworkError):
    """The request surely had no effect: no connection, or Telegram itself said that it failed."""


class Accepted(TelegramError):
    """The request had its effect, although the answer cannot be read."""


class Transport(HTTPXRequest):
    """HTTPXRequest with short timeouts that tells failures apart and logs every request."""

    def __init__(self, *, files: bool = False) -> None:
        """files: for downloads, whose answers are no JSON and may take longer."""
        self._files = files
        super().__init__(
            connection_pool_size=CONNECTIONS,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=FILE_SECONDS if files else READ_SECONDS,
            write_timeout=READ_SECONDS,
            pool_timeout=CONNECT_SECONDS,
            httpx_kwargs={"verify": _trusted()},
        )

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """One request. Raises NotTaken where it surely had no effect, Accepted where it had, else as the library."""
        at, started, status = clock.now(), time.monotonic(), 0
        try:
            status, payload = await super().do_request(url, method, *args, **kwargs)
        except NetworkError as error:
            if isinstance(error.__cause__, _UNREACHED):
                raise NotTaken(f"not reached: {type(error.__cause__).__name__}") from error
            raise
        finally:
            operation = "file" if self._files else url.partition("?")[0].rpartition("/")[2]
            took = round((time.monotonic() - started) * 1000)
            log.info("telegram call", operation=operation, status=status, ms=took)
            note(Call(at, method, operation, status, took))
        if not self._files:
            _check(status, payload)
        return status, payload


@cache
def _trusted() -> ssl.SSLContext:
    """Whom all connections trust: read once, for reading it is more work than most of what is said over them."""
    return httpx.create_ssl_context()


def _check(status: int, payload: bytes) -> None:
    """Raise where the library loses the difference: the Bot API's own 500 means failed, a gateway's 502 may not."""
    if status in (500, 503):
        raise NotTaken(f"Telegram {status}")
    if 200 <= status <= 299:
        try:
            readable = "result" in HTTPXRequest.parse_json_payload(payload)
        except TelegramError:
            readable = False
        if not readable:
            raise Accepted(f"Telegram {status}, but the answer cannot be read")
