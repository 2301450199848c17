"""Calls to the Messaging API: what became of each, and a log line that LINE itself does not keep.

One client and its connections live as long as the channel. The SDK is left out here: its models (pydantic 1) took more
processor time than all the rest of a send, and loading it stops the process for seconds (decision 0018).
"""

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import structlog

from bot.calls import note
from bot.line import limits
from bot.line.render import Message
from consultation import clock
from consultation.outbox.recording import Call

log = structlog.get_logger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=8, connect=3)  # LINE answers in well under a second
_REPEATED = 409  # the same request, under the same retry key, was accepted before
CONNECTIONS = 64


@dataclass(frozen=True)
class Answer:
    """What is known after a call.

    known: `accepted` (now, or before under the same retry key), `refused` (LINE said why), `unreached` (surely not
    received), `doubtful` (received or not, nobody knows: no answer, or a server error).
    """

    known: Literal["accepted", "refused", "unreached", "doubtful"]
    status: int = 0
    message: str = ""
    retry_after: timedelta | None = None
    receipts: tuple[str, ...] = ()
    request_id: str = ""
    accepted_id: str = ""  # of the earlier request that this one repeats

    @property
    def why(self) -> str:
        """For people: LINE's own message with its status, or what happened on the way."""
        return f"LINE {self.status}: {self.message}" if self.status else f"LINE: {self.message}"


class LineApi:
    """The calls that carry what is said. token: channel access token; host: where the API is, without a path."""

    def __init__(self, token: str, host: str) -> None:
        self._token = token
        self._host = host.rstrip("/")
        self._http: aiohttp.ClientSession | None = None

    async def reply(self, token: str, messages: Sequence[Message]) -> Answer:
        """Answer an event with its token; never with a retry key, which LINE refuses here."""
        return await self._called("reply", {"replyToken": token, "messages": list(messages)})

    async def push(self, to: str, messages: Sequence[Message], key: uuid.UUID) -> Answer:
        """Send of our own accord; the key makes a repeated call harmless for 24 hours."""
        return await self._called("push", {"to": to, "messages": list(messages)}, key, counted=1)

    async def quota(self) -> tuple[int | None, int]:
        """How many messages the month allows (None: any number) and how many are used. Raises what aiohttp raises."""
        limit = await self._asked("/v2/bot/message/quota")
        used = await self._asked("/v2/bot/message/quota/consumption")
        return (int(limit["value"]) if limit.get("value") is not None else None), int(used["totalUsage"])

    async def multicast(self, to: Sequence[str], messages: Sequence[Message], key: uuid.UUID) -> Answer:
        """Send to up to 500 users; the key makes a repeated call harmless for 24 hours."""
        return await self._called("multicast", {"to": list(to), "messages": list(messages)}, key)

    async def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.close()

    async def _asked(self, endpoint: str) -> dict[str, Any]:
        async with self._session().get(self._host + endpoint, raise_for_status=True) as response:
            return _body(await response.read())

    async def _called(
        self, operation: str, request: Mapping[str, Any], key: uuid.UUID | None = None, counted: int = 0
    ) -> Answer:
        """Make a call, note it and log its outcome; nothing of the person or of what was said.

        key: the retry key. counted: how many messages it takes of the month's quota when it is accepted first.
        """
        endpoint, at, started = f"/v2/bot/message/{operation}", clock.now(), time.monotonic()
        answer = await self._outcome(endpoint, json.dumps(request).encode(), key)
        took = round((time.monotonic() - started) * 1000)
        logged = {"status": answer.status, "known": answer.known, "request_id": answer.request_id}
        log.info("line call", operation=operation, ms=took, **logged)
        fresh = answer.known == "accepted" and answer.status != _REPEATED
        kept = Call(at, "POST", endpoint, answer.status, took, answer.request_id, answer.accepted_id)
        note(kept, counted if fresh else 0)
        return answer

    async def _outcome(self, endpoint: str, body: bytes, key: uuid.UUID | None) -> Answer:
        headers = {limits.RETRY_KEY_HEADER: str(key)} if key is not None else None
        try:
            call = self._session().post(self._host + endpoint, data=body, headers=headers, allow_redirects=False)
            async with call as response:
                content = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return Answer("unreached", message=type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Answer("doubtful", message=type(error).__name__)
        return _answer(response.status, response.headers, content, response.reason or "")

    def _session(self) -> aiohttp.ClientSession:
        """The prepared client: nothing is looked up for a call, neither a .netrc file nor a cookie."""
        if self._http is None:  # made at the first call, because it wants a running loop
            self._http = aiohttp.ClientSession(
                headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=TIMEOUT,
                proxy=_proxy(self._host),
            )
        return self._http


def _proxy(host: str) -> str | None:
    """The proxy that the environment names for this host, looked up once."""
    parts = urlsplit(host)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _answer(status: int, headers: Mapping[str, str], content: bytes, reason: str) -> Answer:
    """What LINE said to a call; 409 says that it took the same call before."""
    body = _body(content)
    after, accepted = headers.get("retry-after", ""), headers.get(limits.ACCEPTED_ID_HEADER, "")
    sent = tuple(str(one["id"]) for one in body.get("sentMessages") or () if isinstance(one, dict) and "id" in one)
    taken = 200 <= status < 300 or status == _REPEATED
    known: Literal["doubtful", "refused"] = "doubtful" if status >= 500 else "refused"
    return Answer(
        "accepted" if taken else known,
        status=status,
        message="" if taken and status != _REPEATED else str(body.get("message") or reason),
        retry_after=timedelta(seconds=int(after)) if after.isdigit() else None,
        receipts=sent or ((accepted,) if status == _REPEATED and accepted else ()),
        request_id=headers.get(limits.REQUEST_ID_HEADER, ""),
        accepted_id=accepted,
    )


def _body(body: Any) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (TypeError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
