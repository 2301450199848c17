"""What citizens sent on LINE, fetched from its content endpoint with the SDK's client, up to a bound.

Rules: developers.line.biz, Messaging API reference, "Get content". The SDK's own `get_message_content` reads the whole
of it into memory, and people send films of hundreds of megabytes; its client gives us the stream instead.
"""

import asyncio
import time
from importlib import import_module
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog

from bot.line import limits
from consultation.attachments.fetching import Content, Fetched, Gone, NotYet, TooLarge

log = structlog.get_logger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=120, connect=3, sock_read=20)
CHUNK = 256 * 1024  # bytes
_PREPARING = 202


class LineContent:
    """One client for content. token: channel access token; host: where content is, without a path."""

    def __init__(self, token: str, host: str) -> None:
        self._token = token
        self._host = host.rstrip("/")
        self._client: Any = None

    async def fetch(self, message: str, largest: int) -> Fetched:
        """The content of a message, by its id."""
        started, status = time.monotonic(), 0
        try:
            answer = await self._asked(message)
            status = answer.status
            async with answer:
                return await _read(answer, largest)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return NotYet(f"LINE: {type(error).__name__}")
        finally:
            took = round((time.monotonic() - started) * 1000)
            log.info("line call", operation="content", ms=took, status=status)

    async def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _asked(self, message: str) -> aiohttp.ClientResponse:
        sdk = await asyncio.to_thread(import_module, "linebot.v3.messaging")  # takes seconds, while others are served
        if self._client is None:  # made at the first call, because it wants a running loop
            self._client = sdk.AsyncApiClient(sdk.Configuration(host=self._host, access_token=self._token))
        address = f"{self._host}/v2/bot/message/{quote(message, safe='')}/content"
        headers = {"Authorization": f"Bearer {self._token}"}
        asked = {"headers": headers, "_preload_content": False, "_request_timeout": TIMEOUT}
        answer: aiohttp.ClientResponse = await self._client.rest_client.get_request(address, **asked)
        return answer


async def _read(answer: aiohttp.ClientResponse, largest: int) -> Fetched:
    if answer.status == _PREPARING:
        return NotYet("LINE 202: being prepared")
    if answer.status in limits.CONTENT_GONE:
        return Gone(f"LINE {answer.status}")
    if answer.status != 200:
        return NotYet(f"LINE {answer.status}")
    if (answer.content_length or 0) > largest:
        return TooLarge(f"{answer.content_length} bytes")
    read = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        read += chunk
        if len(read) > largest:
            return TooLarge(f"more than {largest} bytes")
    return Content(bytes(read), claimed=answer.content_type)
