"""What somebody reaches, as conditions of the database: lists are narrowed where they are read, not afterwards."""

from typing import Any

from sqlalchemy import tuple_
from sqlmodel import Session, SQLModel, col, select

from consultation.consult.models import Consultation
from consultation.rights import Reach


def placed(there: Reach, table: type[SQLModel]) -> list[Any]:
    """Conditions under which a row with a scheme and a cluster is within reach; none where everything is."""
    if there.places is None:
        return []
    place: Any = tuple_(col(table.scheme), col(table.cluster))  # type: ignore[attr-defined]
    return [place.in_([(one.scheme, one.cluster) for one in sorted(there.places)])]


def consulted(there: Reach, consultation: Any) -> list[Any]:
    """Conditions under which a row of a consultation is within reach. consultation: the column that names it."""
    if there.places is None:
        return []
    return [consultation.in_(select(Consultation.id).where(*placed(there, Consultation)))]


def ids(session: Session, there: Reach) -> frozenset[int] | None:
    """The consultations within reach; None for all."""
    if there.places is None:
        return None
    return frozenset(id or 0 for id in session.exec(select(Consultation.id).where(*placed(there, Consultation))))
