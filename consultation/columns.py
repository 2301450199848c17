"""Column types that mean the same on SQLite and PostgreSQL: 64-bit ids, JSON values, aware UTC times."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine
from sqlmodel import Field

# SQLite numbers rows by itself only when the key is exactly INTEGER (which is 64 bit there).
BIG: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
DOCUMENT: TypeEngine[Any] = JSON().with_variant(JSONB(), "postgresql")
ORDERED: TypeEngine[Any] = JSON()


def key() -> Any:
    """A 64-bit primary key that the database numbers."""
    return Field(default=None, primary_key=True, sa_type=BIG)


def ref(column: str, *, nullable: bool = False, unique: bool = False, index: bool = True) -> Any:
    """A 64-bit reference to another table's key, such as `ref("person.id")`; indexed unless said otherwise."""
    return Field(
        default=None if nullable else ...,
        foreign_key=column,
        sa_type=BIG,
        nullable=nullable,
        unique=unique,
        index=index and not unique,
    )


def document(*, nullable: bool = False, ordered: bool = False) -> Any:
    """A JSON value. It is replaced, never edited in place: in-place changes are not saved.

    ordered: whether the order of keys means something, which PostgreSQL's JSONB does not keep.
    """
    return Field(default=None if nullable else ..., sa_type=ORDERED if ordered else DOCUMENT, nullable=nullable)
