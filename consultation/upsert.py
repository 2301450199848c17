"""One statement that inserts a row, or replaces the one with the same key, on both databases.

For the hot path: it saves the look-up before the write and the object in between.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def upsert(session: Session, table: type[SQLModel], values: dict[str, Any], key: Sequence[str]) -> None:
    """Store `values`; where the unique `key` is taken, everything but the key is replaced."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(values)
    replaced = {name: statement.excluded[name] for name in values if name not in key}
    session.connection().execute(statement.on_conflict_do_update(index_elements=list(key), set_=replaced))
