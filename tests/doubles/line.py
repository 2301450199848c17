"""The LINE double: a server that keeps the rules of the Messaging API, and the citizens of its chats."""

import hashlib
import json
import re
import uuid
from dataclasses import replace
from typing import Any

from aiohttp import web

from tests.doubles.citizen import Citizen
from tests.doubles.clock import Clock
from tests.doubles.line_acts import LineActs
from tests.doubles.line_delivery import Courier, Parcel, Patience
from tests.doubles.line_events import WITH_REPLY_TOKEN, event, redelivered, source_of, ulid
from tests.doubles.line_rates import buckets
from tests.doubles.line_routes import ROUTES
from tests.doubles.line_screen import shown
from tests.doubles.line_send import QUOTABLE, Kept
from tests.doubles.line_tokens import Tokens
from tests.doubles.records import Answer, Asked, Delivery, Fault, Refused, Sent, Violation
from tests.doubles.server import Handler, Platform

Json = dict[str, Any]
LINE_ID = re.compile(r"[UCR][0-9a-f]{32}")
MAX_BODY = 2 * 1024 * 1024
NON_FRIEND_WINDOW = 7 * 24 * 3600.0
BAD_TOKEN = "Authentication failed. Confirm that the access token in the authorization header is valid."
RATE_EXCEEDED = "The API rate limit has been exceeded. Try again later."
QUOTA_REACHED = "You have reached your monthly limit."
BLOB = ("content", "richmenu-image")


def line_id(name: str, letter: str = "U") -> str:
    """Return the LINE id of a name: ids stay as they are, other names always become the same id."""
    return name if LINE_ID.fullmatch(name) else letter + hashlib.sha256(name.encode()).hexdigest()[:32]


class LineDouble(LineActs, Platform):
    """LINE on 127.0.0.1; arguments are explained in README.md."""

    kind = "line"

    def __init__(
        self,
        webhook: str | None = None,
        *,
        secret: str = "8c570fa6dd201bb328f1c1eac23a96d8",
        token: str = "line-access-token",
        port: int = 0,
        clock: Clock | None = None,
        seed: int = 0,
        name: str = "ประชาคม",
        webhook_timeout: float = 2.0,
        redelivery: tuple[float, ...] | list[float] = (),
        duplicate: float = 0.0,
        shuffle: float = 0.0,
        shuffle_delay: float = 0.2,
        batch: int = 1,
        parallel: int = 10,
        reply_life: float = 60.0,
        redelivered_reply_limit: float = 1200.0,
        quota: int | None = None,
        rates: dict[str, float] | None = None,
    ) -> None:
        super().__init__(port=port, clock=clock, seed=seed)
        self.webhook, self.secret, self.token, self.name = webhook, secret, token, name
        self.user_id = line_id(name)
        self.basic_id, self.chat_mode, self.use_webhook = "@000double", "bot", True
        self.standby = False
        self.quota, self.quota_used = quota, 0
        self.tokens = Tokens(reply_life, redelivered_reply_limit, self.random)
        self.retry_keys: dict[str, Kept] = {}
        self.groups: dict[str, dict[str, Citizen]] = {}
        self.contents: dict[str, tuple[str, bytes]] = {}
        self.preparing: dict[str, int] = {}
        self.menus: dict[str, Json] = {}
        self.menu_images: dict[str, bytes] = {}
        self.menu_aliases: dict[str, str] = {}
        self.user_menus: dict[str, str] = {}
        self.default_menu: str | None = None
        self._buckets = buckets(rates)
        self._message_id = 610_000_000_000_000_000
        patience = Patience(webhook_timeout, tuple(redelivery), duplicate, shuffle, shuffle_delay, batch)
        self.courier = Courier(self, patience, parallel)

    @property
    def idle(self) -> bool:
        """Whether every event was accepted or given up."""
        return self.courier.idle

    def citizen(self, id: str | int, name: str | None = None) -> Citizen:
        """Return the citizen of that LINE id or name, making them at first."""
        key = line_id(str(id))
        if key not in self.citizens:
            self.citizens[key] = Citizen(self, key, name or str(id))
        return self.citizens[key]

    def mount(self, app: web.Application) -> None:
        """Add LINE's endpoints; everything else is 404 in LINE's form."""
        for method, path, operation, handler in ROUTES:
            app.router.add_route(method, path, self._entry(operation, handler))
        app.router.add_route("*", "/{unknown:.*}", self._entry("unknown", _unknown))

    def _entry(self, operation: str, handler: Any) -> Any:
        async def entry(request: web.Request) -> web.StreamResponse:
            raw = await request.read()
            headers = {name.lower(): value for name, value in request.headers.items()}
            asked = Asked(operation, {}, raw, headers, dict(request.match_info), dict(request.query))

            async def checked(asked: Asked) -> Answer:
                answer: Answer = await handler(self, self._admitted(asked))
                return answer

            return await self.serve(request, _peeked(asked), checked)

        return entry

    def _admitted(self, asked: Asked) -> Asked:
        """Let a request in that bears the token, is small enough, in time and JSON."""
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            raise Refused(401, BAD_TOKEN, rule="access-token")
        if len(asked.raw) > MAX_BODY and asked.operation not in BLOB:
            raise Refused(413, "Request entity too large", rule="body-size")
        bucket = self._buckets.get(asked.operation)
        if bucket and bucket.take(self.clock.now()):
            raise Refused(429, RATE_EXCEEDED)
        if asked.raw and asked.operation not in BLOB and not _is_object(asked.raw):
            raise Refused(400, "The request body could not be parsed as JSON (line: 1, column: 1)", rule="json")
        return asked

    def refusal(self, refused: Refused) -> Answer:
        """LINE's error: a message, and details when there are any."""
        return Answer({"message": refused.message, **refused.extra}, refused.status, refused.headers)

    def fault_answer(self, fault: Fault) -> Answer:
        """Write an injected failure as LINE would."""
        words = {429: RATE_EXCEEDED, 500: "Internal Server Error", 503: "Service Unavailable", 401: BAD_TOKEN}
        message = fault.message or words.get(fault.status or 500, "Error")
        headers = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
        return Answer({"message": message}, fault.status or 500, headers)

    def sealed(self, answer: Answer) -> Answer:
        """Every answer bears a request id."""
        return replace(answer, headers={"x-line-request-id": self.next_request_id(), **answer.headers})

    def next_request_id(self) -> str:
        """Return an id for the header x-line-request-id."""
        return str(uuid.UUID(int=self.random.getrandbits(128)))

    def next_message_id(self) -> str:
        """Return a message id; they only grow."""
        self._message_id += 1
        return str(self._message_id)

    def knows(self, to: str) -> bool:
        """Whether a user or group has ever met the bot."""
        return to in self.groups or (to in self.citizens and self.citizens[to].known)

    def reached(self, targets: list[str]) -> list[Citizen]:
        """Return the people whom a message to these targets would reach: they count against the quota."""
        people = {one.id: one for to in targets for one in self.groups.get(to, {}).values()}
        people |= {
            to: self.citizens[to] for to in targets if to in self.citizens and self._reachable(self.citizens[to])
        }
        return list(people.values())

    def _reachable(self, citizen: Citizen) -> bool:
        spoke_lately = self.clock.now() - citizen.last_act_at <= NON_FRIEND_WINDOW and citizen.last_act_at > 0
        return not citizen.blocked and (citizen.friend or spoke_lately)

    def charge(self, people: list[Citizen]) -> None:
        """Count people against the monthly quota, refusing when it would be passed."""
        if self.quota is not None and self.quota_used + len(people) > self.quota:
            raise Refused(429, QUOTA_REACHED)
        self.quota_used += len(people)

    def show(self, to: str, asked: Asked, *, counted: bool = True) -> list[Json]:
        """Put a request's messages on the screens of `to`; returns LINE's `sentMessages`."""
        if self.standby:
            self.record(Violation("sent-in-standby", asked.operation, asked.operation, to))
        messages, people = asked.body["messages"], self.reached([to])
        sent: list[Json] = []
        for place, message in enumerate(messages):
            last, message_id = place == len(messages) - 1, self.next_message_id()
            if message.get("quickReply") and not last:
                self.record(Violation("quick-reply-not-last", f"messages[{place}]", asked.operation, to))
            for citizen in people:
                citizen.show(shown(message, message_id, self.clock.now(), last=last))
            key = asked.headers.get("x-line-retry-key")
            self.record(
                Sent(self.next_seq(), self.clock.now(), asked.operation, to, message, bool(people), message_id, key)
            )
            quote = {"quoteToken": f"q{self.random.getrandbits(64):016x}"} if message["type"] in QUOTABLE else {}
            sent.append({"id": message_id, **quote})
        return sent

    def event(self, kind: str, citizen: Citizen | None, *, group: str | None = None, **fields: Any) -> Json:
        """Build an event of a citizen, with a reply token where LINE gives one; `queue` sends it."""
        now = self.clock.now()
        group_id = line_id(group, "C") if group else None
        if citizen:
            self._met(citizen, group_id)
        to = group_id or (citizen.id if citizen else "")
        token = self.tokens.make(to, now) if kind in WITH_REPLY_TOKEN and citizen and not self.standby else None
        return event(
            kind,
            source_of(citizen.id, group_id) if citizen else None,
            now=now,
            id=ulid(now, self.random),
            reply_token=token,
            mode="standby" if self.standby else "active",
            **fields,
        )

    def _met(self, citizen: Citizen, group_id: str | None) -> None:
        if group_id:
            self.groups.setdefault(group_id, {})[citizen.id] = citizen
        else:
            citizen.known = True
            citizen.last_act_at = self.clock.now()

    def queue(self, *events: Json) -> None:
        """Send events to the webhook; those of one call share a body."""
        self.courier.queue(*events)

    async def redeliver(self, event_id: str) -> Delivery:
        """Send an event once more, marked as redelivered."""
        return await self.courier.post(Parcel((redelivered(self.courier.known[event_id]),), 2, True))

    async def verify(self) -> Delivery:
        """Do what the console's Verify button does: post no events."""
        return await self.deliver([])

    async def deliver(self, events: list[Json], *, signature: str | None = None, body: bytes | None = None) -> Delivery:
        """Post events at once, or the bytes of `body`, under the right signature or the one given."""
        payload: Any = body if body is not None else {"destination": self.user_id, "events": events}
        parcel = Parcel(tuple(one for one in events if isinstance(one, dict) and "webhookEventId" in one))
        for one in parcel.events:
            self.tokens.received(one, self.clock.now())
        return await self.courier.deliver(payload, parcel, signature=signature)


async def _unknown(_line: LineDouble, asked: Asked) -> Answer:
    raise Refused(404, "Not found", rule="unknown-endpoint", detail=str(asked.path))


def _is_object(raw: bytes) -> bool:
    try:
        return isinstance(json.loads(raw), dict)
    except ValueError:
        return False


def _peeked(asked: Asked) -> Asked:
    """Add the decoded body where there is one."""
    body = json.loads(asked.raw) if asked.raw and asked.operation not in BLOB and _is_object(asked.raw) else {}
    return Asked(asked.operation, body, asked.raw, asked.headers, asked.path, asked.query)


__all__ = ["Handler", "LineDouble", "line_id"]
