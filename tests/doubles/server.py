"""What both doubles share: the HTTP server, the records, the faults and the waiting."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from email.utils import formatdate
from typing import Any, Self

from aiohttp import ClientSession, TCPConnector, web

from tests.doubles import control
from tests.doubles.citizen import Citizen
from tests.doubles.clock import Clock
from tests.doubles.records import Answer, Asked, Call, Delivery, Fault, Json, Refused, Sent, Violation
from tests.doubles.rough import CALM, Rough

LARGEST_READ = (
    64 * 1024 * 1024
)  # above every platform's own limit, so that the platform's answer is given, not aiohttp's
Handler = Callable[[Asked], Awaitable[Answer]]


class Platform:
    """A server on 127.0.0.1 that records what passes. port 0 takes a free one; seed fixes every random choice."""

    kind = "platform"

    def __init__(self, *, port: int, clock: Clock | None, seed: int) -> None:
        self.clock = clock or Clock()
        self.random = random.Random(seed)
        self.port = port
        self.skew = 0.0  # seconds by which the platform's own clock is ahead, as its answers are dated
        self.webhook: str | None = None
        self.doors: list[str] = []
        self.rough: Rough = CALM
        self.sent: list[Sent] = []
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.violations: list[Violation] = []
        self.lost: list[str] = []
        self.citizens: dict[str, Citizen] = {}
        self.listeners: list[Callable[[Any], None]] = []
        self._faults: list[Fault] = []
        self._changed = asyncio.Event()
        self._seq = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self._http: ClientSession | None = None

    @property
    def url(self) -> str:
        """Address of the server, known once started."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def door(self) -> str:
        """Where the next webhook post goes: one of `doors`, as behind a balancer, else the webhook."""
        return self.random.choice(self.doors) if self.doors else self.webhook or ""

    @property
    def http(self) -> ClientSession:
        """The client that posts webhooks."""
        if self._http is None:
            raise RuntimeError("the double is not started")
        return self._http

    @property
    def refusals(self) -> list[Call]:
        """Calls that were answered 4xx or 5xx."""
        return [call for call in self.calls if call.status >= 400]

    async def start(self) -> Self:
        """Open the port and begin to deliver."""
        app = web.Application(client_max_size=LARGEST_READ)
        control.mount(app, self)
        self.mount(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        self._http = ClientSession(connector=TCPConnector(limit=0))
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        """Close the port; whatever was waiting stays undelivered."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http:
            await self._http.close()
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def mount(self, app: web.Application) -> None:
        """Add the platform's routes."""
        raise NotImplementedError

    def refusal(self, refused: Refused) -> Answer:
        """Write a refusal in the platform's own form."""
        raise NotImplementedError

    def fault_answer(self, fault: Fault) -> Answer:
        """Write an injected failure in the platform's own form."""
        raise NotImplementedError

    @property
    def idle(self) -> bool:
        """Whether nothing waits to be delivered."""
        raise NotImplementedError

    def citizen(self, id: str | int, name: str | None = None) -> Citizen:
        """Return the citizen of that id or name, making them at first."""
        raise NotImplementedError

    def next_seq(self) -> int:
        """Return a number larger than any before, over all records."""
        self._seq += 1
        return self._seq

    def record(self, entry: Call | Sent | Delivery | Violation) -> None:
        """Keep an entry in its list and tell whoever listens or waits."""
        shelf: dict[type, list[Any]] = {
            Call: self.calls,
            Sent: self.sent,
            Delivery: self.deliveries,
            Violation: self.violations,
        }
        shelf[type(entry)].append(entry)
        self.changed(entry)

    def changed(self, entry: Any = None) -> None:
        """Wake those who wait for something to happen, and tell listeners."""
        for listen in self.listeners:
            if entry is not None:
                listen(entry)
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_until(self, ready: Callable[[], bool], timeout: float) -> bool:
        """Return True as soon as `ready()` holds, False after `timeout` real seconds."""
        deadline = asyncio.get_running_loop().time() + timeout
        while not ready():
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                continue
        return True

    async def settle(self, timeout: float = 10.0) -> None:
        """Return when nothing waits to be delivered; TimeoutError names the seconds otherwise."""
        if not await self.wait_until(lambda: self.idle, timeout):
            raise TimeoutError(f"still delivering after {timeout} s")

    def spawn(self, work: Awaitable[None]) -> None:
        """Run something beside the server until it ends or the server stops."""
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.changed()
        if not task.cancelled() and (error := task.exception()):
            asyncio.get_running_loop().call_exception_handler({"message": "double failed", "exception": error})

    def fail_next(
        self,
        operation: str = "*",
        *,
        status: int | None = None,
        hang: float | None = None,
        drop: bool = False,
        accepted: bool | None = None,
        times: int = 1,
        retry_after: int | None = None,
        message: str | None = None,
    ) -> None:
        """Make the next `times` calls of an operation fail. accepted: whether the thing is done before it fails."""
        done_first = (hang is not None or drop) if accepted is None else accepted
        self._faults.append(Fault(operation, status, hang, drop, done_first, times, retry_after, message))

    def fail_no_more(self) -> None:
        """Forget what was to fail and has not been asked for."""
        self._faults.clear()

    def _fault(self, operation: str) -> Fault | None:
        for fault in self._faults:
            if fault.times > 0 and fault.operation in ("*", operation):
                fault.times -= 1
                return fault
        return self.rough.draw(operation)

    async def serve(self, request: web.Request, asked: Asked, handler: Handler) -> web.StreamResponse:
        """Answer one call: do it, refuse it, or let the injected fault happen; and write it down."""
        fault = self._fault(asked.operation)
        answer = Answer()
        if fault is None or fault.accepted:
            answer = await self._answer(asked, handler)
        if fault and fault.status is not None:
            answer = self.fault_answer(fault)
        answer = self.sealed(answer)
        dropped = bool(fault and fault.drop)
        self.record(
            Call(
                self.next_seq(),
                self.clock.now(),
                asked.operation,
                asked.body,
                answer.status,
                answer.body if not isinstance(answer.body, bytes) else f"{len(answer.body)} bytes",
                asked.headers,
                answer.headers.get("x-line-request-id", ""),
                dropped,
            )
        )
        if fault and fault.hang is not None:
            await asyncio.sleep(fault.hang)
        if dropped and request.transport:
            request.transport.abort()
        return written(answer if not self.skew else self._dated(answer))

    def _dated(self, answer: Answer) -> Answer:
        return replace(answer, headers={"Date": formatdate(time.time() + self.skew, usegmt=True), **answer.headers})

    async def _answer(self, asked: Asked, handler: Handler) -> Answer:
        try:
            return await handler(asked)
        except Refused as refused:
            if refused.rule:
                self.record(Violation(refused.rule, refused.detail, asked.operation, refused.to))
            return self.refusal(refused)

    def sealed(self, answer: Answer) -> Answer:
        """Add the headers that every answer of the platform bears; none by default."""
        return answer

    def counts(self) -> Json:
        """Sizes of the records, for the control interface."""
        names = ("sent", "calls", "deliveries", "violations", "refusals", "lost")
        return {name: len(getattr(self, name)) for name in names} | {"idle": self.idle}


def written(answer: Answer) -> web.Response:
    """Turn an answer into an HTTP response."""
    if isinstance(answer.body, bytes):
        return web.Response(body=answer.body, status=answer.status, headers=answer.headers)
    return web.json_response(answer.body, status=answer.status, headers=answer.headers)
