"""Durable webhook events per second: /webhook/line beside a bare handler, a process each on a fresh database.

    python -m tests.bench.webhook ours|ingress|floor URL     the server; prints its port

`ours` is the webhook of the whole program, `ingress` that of the process that only receives. Besides, how long events
wait for their 200 when so many come a second whether the ones before were answered or not (an open loop).

The floor is what nobody can do without: aiohttp, the signature over the raw body, one row with the same columns, one
durable commit for each request, by the database's own driver.
"""

import asyncio
import json
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog
from aiohttp import web

from bot.line.receive import signature

SECRET = "a secret for benches only"
AT_ONCE = 64
SECONDS = 6.0
STEADY_RATE, STEADY_SECONDS = 500, 8.0

Store = Callable[[tuple[Any, ...]], Any]
COLUMNS = "channel, account, event_id, conversation_id, occurred_at, received_at, raw, state, attempts, why"


@dataclass(frozen=True)
class Waited:
    """How long events waited for their 200, in milliseconds from the moment at which each was to be sent."""

    median: float
    p99: float
    longest: float
    others: int  # answered otherwise, or not at all
    late: float  # by how much the load generator itself was behind, at the worst


async def measure(kind: str, url: str) -> float:
    """Events per second that a server of this kind took durably, from 64 connections at once."""
    async with _serving(kind, url) as port:
        await _load(port, seconds=1.0, start=0)  # warm
        return await _load(port, seconds=SECONDS, start=10_000_000)


async def steady(kind: str, url: str) -> Waited:
    """How long events wait when 500 of them come every second."""
    async with _serving(kind, url) as port:
        await _load(port, seconds=1.0, start=0)
        return await _steady(port, start=10_000_000)


@asynccontextmanager
async def _serving(kind: str, url: str) -> AsyncIterator[int]:
    command = [sys.executable, "-m", "tests.bench.webhook", kind, url]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield int(await process.stdout.readline())
    finally:
        process.kill()
        await process.wait()


async def _steady(port: int, start: int) -> Waited:
    waits: list[float] = []
    late, others = 0.0, 0

    async def post(http: aiohttp.ClientSession, number: int, due: float) -> None:
        nonlocal others
        body = _body(number)
        try:
            headers = {"X-Line-Signature": signature(SECRET, body)}
            async with http.post("/webhook/line", data=body, headers=headers) as answer:
                others += answer.status != 200
        except aiohttp.ClientError:
            others += 1
        waits.append(time.perf_counter() - due)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", connector=connector) as http:
        began = time.perf_counter()
        tasks = set()
        for number in range(int(STEADY_RATE * STEADY_SECONDS)):
            due = began + number / STEADY_RATE
            if (pause := due - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            late = max(late, time.perf_counter() - due)
            tasks.add(asyncio.create_task(post(http, start + number, due)))
        await asyncio.gather(*tasks)
    in_order = sorted(wait * 1000 for wait in waits)
    p99 = in_order[int(len(in_order) * 0.99)]
    return Waited(in_order[len(in_order) // 2], p99, in_order[-1], others, late * 1000)


async def _load(port: int, seconds: float, start: int) -> float:
    """Post genuine bodies of one event each until the time is over; how many were taken a second."""
    taken, number = 0, start
    until = time.perf_counter() + seconds

    async def poster(http: aiohttp.ClientSession) -> None:
        nonlocal taken, number
        while time.perf_counter() < until:
            number += 1
            body = _body(number)
            headers = {"X-Line-Signature": signature(SECRET, body)}
            async with http.post("/webhook/line", data=body, headers=headers) as answer:
                assert answer.status == 200, await answer.text()
            taken += 1

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", connector=connector) as http:
        began = time.perf_counter()
        await asyncio.gather(*[poster(http) for _ in range(AT_ONCE)])
        return taken / (time.perf_counter() - began)


def _body(number: int) -> bytes:
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": int(time.time() * 1000),
        "webhookEventId": f"01K{number:023d}",
        "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": f"U{number % 500:032x}"},
        "replyToken": f"a{number:031d}",
        "message": {"type": "text", "id": str(number), "quoteToken": "q", "text": "น้ำประปาไหลเบามาก"},
    }
    return json.dumps({"destination": "U" + "c" * 32, "events": [event]}, ensure_ascii=False).encode()


async def serve(kind: str, url: str) -> None:
    """Serve until killed."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))  # nobody reads our pipe
    app = web.Application(client_max_size=4 * 1024 * 1024)
    if kind == "ingress":
        app = _ingress(url)
    else:
        app.add_routes(_ours(url) if kind == "ours" else [web.post("/webhook/line", _bare(await _store(url)))])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


def _ours(url: str) -> list[web.AbstractRouteDef]:
    from bot import webhook
    from bot.line import LineChannel
    from consultation.db import open_database
    from consultation.vault import Vault

    return webhook.routes(
        [LineChannel("line", [SECRET], "token")], open_database(url), Vault(SECRET.encode()), lambda: None
    )


def _ingress(url: str) -> web.Application:
    from functools import partial

    from admin.ingress import build
    from bot.driving import open_driver
    from bot.line import receive
    from bot.receiver import Receiver
    from consultation.vault import Vault

    line = Receiver("line", "line", partial(receive.genuine, secrets=[SECRET]), receive.split)
    return build(open_driver(url), Vault(SECRET.encode()), [line])


def _bare(store: Store) -> Callable[[web.Request], Any]:
    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        if request.headers.get("X-Line-Signature") != signature(SECRET, body):
            raise web.HTTPForbidden
        for event in json.loads(body)["events"]:
            happened = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
            raw = json.dumps(event).encode()
            row = ("line", "line", event["webhookEventId"], 1, happened, datetime.now(UTC), raw, "new", 0, "")
            await store(row)
        return web.Response(text="OK")

    return handle


async def _store(url: str) -> Store:
    """One durable row, one commit."""
    return _sqlite(url) if url.startswith("sqlite") else await _postgres(url)


def _sqlite(url: str) -> Store:
    import sqlite3

    writer = ThreadPoolExecutor(1)
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    insert = f"INSERT INTO inbox_event ({COLUMNS}) VALUES ({', '.join('?' * 10)})"

    def write(row: tuple[Any, ...]) -> None:
        values = [value.isoformat() if isinstance(value, datetime) else value for value in row]
        connection.execute(insert, values)  # in autocommit: durable when it returns

    return lambda row: asyncio.get_running_loop().run_in_executor(writer, write, row)


async def _postgres(url: str) -> Store:
    import asyncpg

    pool = await asyncpg.create_pool(url, min_size=10, max_size=10)
    insert = f"INSERT INTO inbox_event ({COLUMNS}) VALUES ({', '.join(f'${n}' for n in range(1, 11))})"
    return lambda row: pool.execute(insert, *row)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2]))
