"""What many tests begin with is made once and then copied, on both databases.

`await prepared(db, make, …)` gives what `make` gave: `async def make(db, …)` or a unit of work `def make(session, …)`.
`@made_once` above an `async def make(db, …)` says the same at every call. The first time in a process it is made; from
then on an empty database gets the rows that were there afterwards: a fiftieth of the work for a grouped hearing. To a
database that is not empty `make` itself adds. The rows are those of the first time: their moments may be minutes old
(under a fixed clock they are what it said), and what came by chance, such as a receipt, is the same in every test. What
is given back is a value, or has `db` and lists and values beside it, as a citizen has. A test that changes how `make`
works, by monkeypatch, must not begin so.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from functools import wraps
from inspect import iscoroutinefunction
from io import BytesIO
from typing import Any, TypeVar

from sqlalchemy import Table, text
from sqlalchemy.util import await_only
from sqlmodel import Session

from consultation import clock
from consultation.db import Database, Sqlite
from consultation.db import metadata as tables
from consultation.vault import Vault

Make = TypeVar("Make", bound=Callable[..., Any])


@dataclass
class Kept:
    """What was given back, and the rows by table, parents first: as the database writes them out and reads them."""

    value: Any
    rows: dict[str, Any] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)


_kept: dict[Any, Kept] = {}


async def prepared(db: Database, make: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """What `make` gives, and an empty database as `make` leaves it."""
    given = (*map(_name, arguments), *((name, _name(one)) for name, one in sorted(named.items())))
    key = (type(db), make.__module__, make.__qualname__, given, clock._fixed)
    if await db.read(_filled):
        return await _made(db, make, arguments, named)
    if (known := _kept.get(key)) is None:
        known = Kept(await _made(db, make, arguments, named))
        await db.read(_keep_sqlite if isinstance(db, Sqlite) else _keep_postgresql, known)
        _kept[key] = known
    else:
        await db.write(_fill_sqlite if isinstance(db, Sqlite) else _fill_postgresql, known)
    return _on(db, known.value)


def made_once(make: Make) -> Make:
    """Let everybody who calls an `async def make(db, …)` get what `prepared` gives."""

    @wraps(make)
    async def copied(db: Database, *arguments: Any, **named: Any) -> Any:
        return await prepared(db, make, *arguments, **named)

    return copied  # type: ignore[return-value]


def afresh(make: Make) -> Make:
    """What is `made_once`, made here and kept for nobody: for a test that first changes how it is made, or when."""
    return make.__wrapped__  # type: ignore[attr-defined,no-any-return]


async def _made(db: Database, make: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    work = make(db, *arguments, **named) if iscoroutinefunction(make) else db.write(make, *arguments, **named)
    return await work


def _name(argument: Any) -> Any:
    """What an argument is known by: a vault by its secret, anything else by how it is written."""
    return argument.lookup("prepared") if isinstance(argument, Vault) else repr(argument)


def _on(db: Database, value: Any) -> Any:
    """A value for this test; what works on a database, as a citizen does, works on this test's."""
    if type(value) is tuple:
        return tuple(_on(db, one) for one in value)
    if not hasattr(value, "db"):
        return value
    mine = copy(value)
    vars(mine).update({name: list(one) for name, one in vars(value).items() if isinstance(one, list)}, db=db)
    return mine


def _copied() -> list[Table]:
    """Every table but the heartbeat, which a server that a test began with may write at any moment."""
    return [table for table in tables.sorted_tables if table.name != "alive"]


def _filled(session: Session) -> bool:
    found = " OR ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in map(str, _copied()))
    return bool(session.execute(text(f"SELECT {found}")).scalar())


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


def _keep_sqlite(session: Session, kept: Kept) -> None:
    driver = _driver(session)
    for table in _copied():
        if rows := driver.execute(f'SELECT * FROM "{table.name}"').fetchall():
            kept.rows[table.name] = rows


def _fill_sqlite(session: Session, kept: Kept) -> None:
    driver = _driver(session)
    driver.execute("PRAGMA defer_foreign_keys=ON")
    for name, rows in kept.rows.items():
        driver.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)


def _keep_postgresql(session: Session, kept: Kept) -> None:
    for table in _copied():
        if session.execute(text(f'SELECT EXISTS (SELECT 1 FROM "{table.name}")')).scalar():
            out = BytesIO()
            await_only(_driver(session).copy_from_table(table.name, output=out, format="binary"))
            kept.rows[table.name] = out.getvalue()
    counters = text("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
    kept.counters = {name: last for name, last in session.execute(counters) if last is not None}


def _fill_postgresql(session: Session, kept: Kept) -> None:
    """Neither the order of foreign keys nor a trigger stands in the way: the rows were good when they were kept."""
    session.execute(text("SET LOCAL session_replication_role = replica"))
    for name, rows in kept.rows.items():
        await_only(_driver(session).copy_to_table(name, source=BytesIO(rows), format="binary"))
    if kept.counters:
        counters = ", ".join(f"setval('\"{name}\"', {last})" for name, last in kept.counters.items())
        session.execute(text(f"SELECT {counters}"))
