"""A call about one of our accounts, as an operator's command makes it: what came back, or why nothing did.

Not for messages: those go through each platform's `api.py`, with its own rules for what may be repeated.
"""

import asyncio
import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp
import structlog

from consultation import clock

TIMEOUT = aiohttp.ClientTimeout(total=15, connect=6)
LARGEST_ANSWER = 4 * 1024 * 1024

Why = Literal["name", "refused", "tls", "timeout", "broken", "address"]

log = structlog.get_logger(__name__)


class Unreachable(Exception):
    """No answer came. why: the name is unknown, nobody listens, no trust, no answer in time, cut off, no address."""

    def __init__(self, host: str, why: Why) -> None:
        super().__init__(f"{host}: {why}")
        self.host, self.why = host, why


class Declined(Exception):
    """The platform answered, and not with what was asked for."""

    def __init__(self, operation: str, status: int, message: str, wait: float = 0.0) -> None:
        super().__init__(f"{operation}: {status}")
        self.operation, self.status, self.message, self.wait = operation, status, message, wait


@dataclass(frozen=True)
class Reply:
    """An answer of any status. ahead: seconds by which the other's clock is ahead of ours, None when it told none."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    ahead: float | None

    def json(self) -> Any:
        """The body as JSON, or None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Caller:
    """One client for all calls of a command; an async context manager."""

    def __init__(self) -> None:
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Caller":
        self._http = aiohttp.ClientSession(timeout=TIMEOUT)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._http is not None:
            await self._http.close()

    async def call(
        self, operation: str, method: str, url: str, *, headers: Mapping[str, str] | None = None, data: Any = None
    ) -> Reply:
        """Make one call, with a JSON value or bytes as its body. Raises Unreachable. Logs neither address nor body."""
        assert self._http is not None
        body = data if isinstance(data, bytes | None) else json.dumps(data, ensure_ascii=False).encode()
        kind = {} if data is None else {"Content-Type": "application/json"}
        host, begun, status = urlsplit(url).hostname or "", time.monotonic(), 0
        try:
            asked = self._http.request(
                method, url, data=body, headers={**kind, **(headers or {})}, allow_redirects=False
            )
            async with asked as answer:
                status, content = answer.status, await answer.content.read(LARGEST_ANSWER)
                took = time.monotonic() - begun
                return Reply(status, content, dict(answer.headers), _ahead(answer.headers.get("Date", ""), took))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unreachable(host, _why(error)) from None  # its text may hold the address, and a bot's holds its token
        finally:
            ms = round((time.monotonic() - begun) * 1000)
            log.info("account call", operation=operation, host=host, status=status, ms=ms)


def _why(error: BaseException) -> Why:
    cause = getattr(error, "os_error", None) or error.__cause__ or error
    if isinstance(error, aiohttp.ClientSSLError) or isinstance(cause, ssl.SSLError):
        return "tls"
    if isinstance(error, aiohttp.ClientConnectorDNSError) or isinstance(cause, socket.gaierror):
        return "name"
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return "timeout"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "refused"
    return "address" if isinstance(error, aiohttp.InvalidURL | ValueError) else "broken"


def _ahead(date: str, took: float) -> float | None:
    """Seconds from our clock, in the middle of the call, to the moment the other's answer is dated."""
    try:
        theirs = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    return (theirs - clock.now()).total_seconds() + took / 2
