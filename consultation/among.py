"""Whether a column is one of many: one statement for lists of every length, on both databases.

Written as IN (…), a list of another length is another statement, to be put together anew, and on PostgreSQL prepared
anew on each connection. For what runs with every event.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, Dialect, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


def among(column: ColumnElement[Any] | Mapped[Any], name: str, of: TypeEngine[Any]) -> ColumnElement[bool]:
    """Whether a column is one of those that are given under `name` when the statement runs; false for none.

    of: the type of each, a number or text.
    """
    return _Among(column, bindparam(name, type_=_Many(of)))


class _Many(TypeDecorator[Iterable[Any]]):
    """A list as one value: an array for PostgreSQL, JSON for SQLite."""

    impl = String
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.of) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        these = list(value or ())
        return these if dialect.name == "postgresql" else json.dumps(these)


class _Among(FunctionElement[bool]):
    name = "among"
    type = Boolean()
    inherit_cache = True


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    column, these = (compiler.process(one, **more) for one in element.clauses)
    return f"{column} = ANY ({these})"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    column, these = (compiler.process(one, **more) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({these}))"  # noqa: S608 – both are the compiler's own
