"""A connection to PostgreSQL that goes silent stops nobody for long, and the next unit of work is done on another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlmodel import Session

from consultation.db import Database, open_database
from consultation.waits import Limits


class Line:
    """A line to the server that can be cut in silence: what is connected stays so, and nothing comes through."""

    def __init__(self, url: URL) -> None:
        self.url, self.connections, self.dead = url, 0, 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        mine = self.connections
        server_reader, server_writer = await self._server()
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._one_way(reader, server_writer, mine), self._one_way(server_reader, writer, mine))
        for end in (writer, server_writer):
            end.close()

    async def _one_way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mine: int) -> None:
        while data := await reader.read(65536):
            if mine > self.dead:
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _server(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        folder, port = self.url.query.get("host"), self.url.query.get("port", self.url.port or 5432)
        if folder:
            return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{port}")
        return await asyncio.open_connection(self.url.host, int(str(port)))

    def go_silent(self) -> None:
        """From now on nothing comes through on what is connected; what connects later works."""
        self.dead = self.connections


@asynccontextmanager
async def through_a_line(url: str, limits: Limits) -> AsyncIterator[tuple[Database, Line]]:
    address = make_url(url)
    line = Line(address)
    server = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    db = open_database(address.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False), limits)
    try:
        yield db, line
    finally:
        await db.close()
        server.close()


def one(session: Session) -> int:
    return int(session.connection().execute(text("SELECT 1")).scalar_one())


async def test_a_kept_connection_that_went_silent_is_replaced(postgresql_url: str) -> None:
    async with through_a_line(postgresql_url, Limits(answer=1.0, statement=30.0)) as (db, line):
        await asyncio.gather(*(db.read(one) for _ in range(3)))
        kept = line.connections
        line.go_silent()
        async with asyncio.timeout(30):
            assert await asyncio.gather(*(db.read(one) for _ in range(3))) == [1, 1, 1]
        assert line.connections > kept


async def test_a_statement_on_a_line_that_goes_silent_ends_and_the_next_one_works(postgresql_url: str) -> None:
    async with through_a_line(postgresql_url, Limits(answer=5.0, statement=1.5)) as (db, line):

        def silent(session: Session) -> int:
            one(session)
            line.go_silent()
            return one(session)

        async with asyncio.timeout(30):
            with pytest.raises(TimeoutError):
                await db.write(silent)
            assert await db.write(one) == 1


async def test_a_server_that_accepts_and_says_nothing_is_given_up(postgresql_url: str) -> None:
    async with through_a_line(postgresql_url, Limits(answer=1.0, statement=30.0)) as (db, line):
        line.dead = 1_000
        async with asyncio.timeout(30):
            with pytest.raises(TimeoutError):
                await db.read(one)
