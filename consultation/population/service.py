"""The face of population tables: bring one, list them, use one no longer, the newest that has certain provinces."""

import hashlib
from collections.abc import Collection
from datetime import date

from pydantic import BaseModel, ConfigDict
from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from consultation import audit, clock
from consultation.errors import NotFound, Refused
from consultation.population.ages import Ages
from consultation.population.listed import WORDS, Cells
from consultation.population.models import PopulationCell, PopulationTable
from consultation.settings import settings
from consultation.wording import wording

LONGEST_SOURCE = 300
BUDDHIST_ERA = 543


class Origin(BaseModel):
    """Where a table comes from. source: who published it and what it is called; as_of: the day it speaks of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    as_of: date
    address: str = ""
    sample: bool = False
    file_name: str = ""


class TableView(BaseModel):
    """A population table in a line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    source: str
    as_of: date
    address: str
    sample: bool
    file_name: str
    imported_at: str
    imported_by: str
    retired: bool
    people: int
    provinces: tuple[str, ...]


def origin(source: str, as_of: str, address: str = "", *, sample: bool = False, file_name: str = "") -> Origin:
    """What was typed about a table. as_of: a day, its year of the Buddhist or the common era first. Raises Refused."""
    source, address = " ".join(source.split()), address.strip()
    if not source:
        raise Refused(problem("source"))
    if len(source) > LONGEST_SOURCE:
        raise Refused(problem("source_long", most=LONGEST_SOURCE))
    if address and not address.startswith(("https://", "http://")):
        raise Refused(problem("address"))
    day = _day(as_of)
    if day > clock.now().astimezone(settings().zone).date():
        raise Refused(problem("future", given=as_of))
    return Origin(source=source, as_of=day, address=address[:500], sample=sample, file_name=file_name[:200])


def bring(session: Session, of: Origin, cells: Cells, actor: str) -> int:
    """Keep a table as a new version. Raises Refused for one that is there already, figure for figure, of that day."""
    digest = hashlib.sha256(repr((of.as_of, sorted(cells.items()))).encode()).hexdigest()
    known = select(PopulationTable).where(PopulationTable.digest == digest, col(PopulationTable.retired_at).is_(None))
    if (there := session.exec(known).first()) is not None:
        raise Refused(problem("same", at=there.imported_at.date(), by=there.imported_by))
    row = PopulationTable(**of.model_dump(), digest=digest, imported_at=clock.now(), imported_by=actor)
    session.add(row)
    session.flush()
    rows = [
        {"table_id": row.id, "province": province, "sex": sex, "age_from": band.first, "age_to": band.last, "people": n}
        for (province, sex, band), n in cells.items()
    ]
    session.connection().execute(insert(PopulationCell), rows)
    after = {"source": of.source, "as_of": of.as_of.isoformat(), "cells": len(cells), "people": sum(cells.values())}
    audit.record(session, actor, "population.import", f"population_table:{row.id}", after=after)
    return row.id or 0


def retire(session: Session, table_id: int, actor: str) -> None:
    """Use a table no longer; it stays, for what was worked out with it. Raises NotFound."""
    row = session.get(PopulationTable, table_id)
    if row is None:
        raise NotFound(problem("not_found", id=table_id))
    if row.retired_at is None:
        row.retired_at, row.retired_by = clock.now(), actor
        session.add(row)
        audit.record(session, actor, "population.retire", f"population_table:{table_id}")


def listing(session: Session, of: Collection[str] | None = None) -> list[TableView]:
    """All tables, the newest figures first. of: only what they say of these provinces, and those that say anything."""
    rows = session.exec(
        select(PopulationTable).order_by(col(PopulationTable.as_of).desc(), col(PopulationTable.id).desc())
    )
    counted = select(PopulationCell.table_id, PopulationCell.province, func.sum(PopulationCell.people)).group_by(
        col(PopulationCell.table_id), col(PopulationCell.province)
    )
    if of is not None:
        counted = counted.where(col(PopulationCell.province).in_(list(of)))
    people: dict[int, dict[str, int]] = {}
    for table_id, province, n in session.exec(counted):
        people.setdefault(table_id, {})[province] = int(n)
    return [_view(row, people.get(row.id or 0, {})) for row in rows if of is None or row.id in people]


def newest(session: Session, provinces: Collection[str]) -> TableView | None:
    """The newest table in use that has all these provinces."""
    return next((one for one in listing(session) if not one.retired and set(provinces) <= set(one.provinces)), None)


def table(session: Session, table_id: int) -> TableView:
    """One table in a line. Raises NotFound."""
    found = next((one for one in listing(session) if one.id == table_id), None)
    if found is None:
        raise NotFound(problem("not_found", id=table_id))
    return found


def cells(session: Session, table_id: int, provinces: Collection[str]) -> Cells:
    """The people of these provinces by province, sex and ages."""
    rows = select(PopulationCell).where(
        PopulationCell.table_id == table_id, col(PopulationCell.province).in_(list(provinces))
    )
    return {(row.province, row.sex, Ages(row.age_from, row.age_to)): row.people for row in session.exec(rows)}


def problem(key: str, **values: object) -> str:
    """What is wrong with a table, in Thai."""
    return str(wording(WORDS)["problem"][key]).format(**values)


def _day(given: str) -> date:
    year, _, rest = given.strip().partition("-")
    if year.isdecimal() and len(year) == 4 and int(year) > 2300:
        year = str(int(year) - BUDDHIST_ERA)
    try:
        return date.fromisoformat(f"{year}-{rest}")
    except ValueError as error:
        raise Refused(problem("date", given=given)) from error


def _view(row: PopulationTable, people: dict[str, int]) -> TableView:
    facts = row.model_dump(include={"source", "as_of", "address", "sample", "file_name", "imported_by"})
    return TableView(
        **facts, id=row.id or 0, imported_at=row.imported_at.date().isoformat(), retired=row.retired_at is not None,
        people=sum(people.values()), provinces=tuple(sorted(people)),
    )  # fmt: skip
