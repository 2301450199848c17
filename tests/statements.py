"""SQL is compiled once in a process of tests, though every test has engines of its own.

An engine keeps what it has compiled for as long as it lives; a program has one for days, a test has one for a moment,
and would spend a fifth of its time on compiling the same statements. What is compiled depends on the dialect alone: two
of the same kind are taken for the same here, so that engines may share what they keep.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.util import LRUCache

SHARED = (SQLiteDialect_pysqlite, PGDialect_asyncpg)
MOST = 4_000  # of each dialect: more than all our code says


def share() -> None:
    """From now on the engines of this process share their compiled statements, those of a dialect each."""
    kept: dict[type[Dialect], LRUCache[Any, Any]] = {kind: LRUCache(MOST) for kind in SHARED}
    for kind in SHARED:
        kind.__eq__ = _same  # type: ignore[method-assign, assignment]
        kind.__hash__ = _kind  # type: ignore[method-assign, assignment]

    @event.listens_for(Engine, "engine_connect")
    def connected(connection: Connection) -> None:
        engine = connection.engine
        if type(engine.dialect) in kept and engine._compiled_cache is not None:
            engine._compiled_cache = kept[type(engine.dialect)]


def _same(one: Dialect, other: object) -> bool:
    return type(one) is type(other)


def _kind(one: Dialect) -> int:
    return hash(type(one))
