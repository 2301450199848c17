"""Calls to the Messaging API through the SDK: what became of each, and a log line that LINE itself does not keep.

One client and its connections live as long as the channel. The SDK's own timeout would be five minutes.
"""

import json
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Literal

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
CONNECTIONS = 64  # the SDK would take five for each processor


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
    """The two calls that carry a talk. token: channel access token; host: where the API is, without a path."""

    def __init__(self, token: str, host: str) -> None:
        self._token = token
        self._host = host.rstrip("/")
        self._client: Any = None

    async def reply(self, token: str, messages: Sequence[Message]) -> Answer:
        """Answer an event with its token; never with a retry key, which LINE refuses here."""
        request = _sdk().ReplyMessageRequest.from_dict({"replyToken": token, "messages": list(messages)})
        call = partial(self._messaging().reply_message_with_http_info, request)
        return await _called("reply", "/v2/bot/message/reply", call)

    async def push(self, to: str, messages: Sequence[Message], key: uuid.UUID) -> Answer:
        """Send of our own accord; the key makes a repeated call harmless for 24 hours."""
        request = _sdk().PushMessageRequest.from_dict({"to": to, "messages": list(messages)})
        call = partial(self._messaging().push_message_with_http_info, request, str(key))
        return await _called("push", "/v2/bot/message/push", call, counted=1)

    async def quota(self) -> tuple[int | None, int]:
        """How many messages the month allows (None: any number) and how many are used. Raises what the SDK raises."""
        messaging = self._messaging()
        limit = await messaging.get_message_quota(_request_timeout=TIMEOUT, async_req=False)
        used = await messaging.get_message_quota_consumption(_request_timeout=TIMEOUT, async_req=False)
        return (None if limit.value is None else int(limit.value)), int(used.total_usage)

    async def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _messaging(self) -> Any:
        sdk = _sdk()
        if self._client is None:  # made at the first call, because it wants a running loop
            configuration = sdk.Configuration(host=self._host, access_token=self._token)
            configuration.connection_pool_maxsize = CONNECTIONS
            self._client = sdk.AsyncApiClient(configuration)
        return sdk.AsyncMessagingApi(self._client)


def _sdk() -> Any:
    """The SDK, loaded at the first call: it takes a second, which the ingress does not have."""
    import linebot.v3.messaging as sdk  # type: ignore[import-untyped]

    return sdk


async def _called(operation: str, endpoint: str, call: Callable[..., Awaitable[Any]], counted: int = 0) -> Answer:
    """Make a call, note it and log its outcome; nothing of the person or of what was said.

    counted: how many messages it takes of the month's quota when it is accepted for the first time.
    """
    at, started = clock.now(), time.monotonic()
    answer = await _outcome(call)
    took = round((time.monotonic() - started) * 1000)
    logged = {"status": answer.status, "known": answer.known, "request_id": answer.request_id}
    log.info("line call", operation=operation, ms=took, **logged)
    fresh = answer.known == "accepted" and answer.status != _REPEATED
    kept = Call(at, "POST", endpoint, answer.status, took, answer.request_id, answer.accepted_id)
    note(kept, counted if fresh else 0)
    return answer


async def _outcome(call: Callable[..., Awaitable[Any]]) -> Answer:
    refused = _sdk().ApiException
    try:
        response = await call(_request_timeout=TIMEOUT, async_req=False)
    except refused as error:
        return _refusal(error)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        return Answer("unreached", message=type(error).__name__)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Answer("doubtful", message=type(error).__name__)
    except Exception as error:
        # The SDK raises ApiException for every other status: LINE took it and answered in a way the SDK cannot read.
        if isinstance(error.__context__, refused):
            return _refusal(error.__context__)
        return Answer("accepted", status=200, message=type(error).__name__)
    return Answer(
        "accepted",
        status=response.status_code,
        receipts=tuple(one.id for one in getattr(response.data, "sent_messages", None) or ()),
        request_id=_header(response.headers, limits.REQUEST_ID_HEADER),
    )


def _refusal(error: Any) -> Answer:
    """The answer to a call that LINE did not take; 409 says that it took the same call before."""
    status = int(error.status or 0)
    body = _body(error.body)
    known: Literal["accepted", "doubtful", "refused"] = "doubtful" if status >= 500 else "refused"
    after, accepted = _header(error.headers, "retry-after"), _header(error.headers, limits.ACCEPTED_ID_HEADER)
    sent = tuple(str(one["id"]) for one in body.get("sentMessages") or () if "id" in one)
    return Answer(
        "accepted" if status == _REPEATED else known,
        status=status,
        message=str(body.get("message") or error.reason or ""),
        retry_after=timedelta(seconds=int(after)) if after.isdigit() else None,
        receipts=sent or ((accepted,) if status == _REPEATED and accepted else ()),
        request_id=_header(error.headers, limits.REQUEST_ID_HEADER),
        accepted_id=accepted,
    )


def _body(body: Any) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (TypeError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _header(headers: Any, name: str) -> str:
    return next((str(value) for key, value in dict(headers or {}).items() if key.lower() == name), "")
