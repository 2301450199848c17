"""How the rows of one person are found in a table: by the person, by their accounts, by what they answered."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, col, select

from consultation.privacy.store import Reads, Whose


def of_person(column: Any) -> Reads:
    """Rows that name the person."""
    return _where(column, lambda whose: (whose.person,))


def of_contacts(column: Any) -> Reads:
    """Rows that name one of the person's accounts."""
    return _where(column, lambda whose: whose.contacts)


def of_responses(column: Any) -> Reads:
    """Rows that hang on one of the person's responses."""
    return _where(column, lambda whose: whose.responses)


def of_comments(column: Any) -> Reads:
    """Rows that hang on one of the person's comments."""
    return _where(column, lambda whose: whose.comments)


def _where(column: Any, ids_of: Callable[[Whose], Sequence[int]]) -> Reads:
    table: type[SQLModel] = column.class_
    order = inspect(table).primary_key

    def read(session: Session, whose: Whose) -> Sequence[SQLModel]:
        ids = ids_of(whose)
        return session.exec(select(table).where(col(column).in_(ids)).order_by(*order)).all() if ids else ()

    return read
