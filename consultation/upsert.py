"""One statement that inserts a row, or replaces the one with the same key, on both databases.

For the hot path: it saves the look-up before the write and the object in between.
"""

from functools import cache
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def upsert(session: Session, table: type[SQLModel], values: dict[str, Any], key: tuple[str, ...]) -> None:
    """Store `values`; where the unique `key` is taken, everything but the key is replaced."""
    dialect = session.get_bind().dialect.name
    session.connection().execute(_statement(dialect, table, tuple(values), key), values)


@cache
def _statement(dialect: str, table: type[SQLModel], names: tuple[str, ...], key: tuple[str, ...]) -> Insert:
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    replaced = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=replaced)


def insert_once(session: Session, table: type[SQLModel], values: dict[str, Any], key: tuple[str, ...]) -> bool:
    """Store `values` unless the unique `key` is taken; whether they were stored."""
    dialect = session.get_bind().dialect.name
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    once = statement.values(values).on_conflict_do_nothing(index_elements=list(key))
    return bool(session.connection().execute(once).rowcount)


def insert_new(session: Session, table: type[SQLModel], rows: list[dict[str, Any]], key: tuple[str, ...]) -> None:
    """Store those rows whose unique `key` is not taken; all have the same columns."""
    if rows:
        dialect = session.get_bind().dialect.name
        statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
        session.connection().execute(statement.on_conflict_do_nothing(index_elements=list(key)), rows)
