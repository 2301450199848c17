"""A crowd that agreed to hear, put into the database by the thousand, for benches and journeys."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert
from sqlmodel import Session, select

from consultation import clock
from consultation.db import Database
from consultation.people.models import Consent, Contact, Person
from consultation.vault import Vault
from tests.doubles.control import crowd_id
from tests.doubles.many import portions


async def agreed(db: Database, vault: Vault, consultation: int, count: int) -> None:
    """So many people with an account on LINE and the consent to be contacted."""
    first = await db.read(lambda session: session.exec(select(func.max(Person.id))).one() or 0) + 1
    for numbers in portions(count):
        await db.write(_put, vault, consultation, first, numbers)


def _put(session: Session, vault: Vault, consultation: int, first: int, numbers: Sequence[int]) -> None:
    now, connection = clock.now(), session.connection()
    people: list[dict[str, Any]] = [{"id": first + n, "created_at": now} for n in numbers]
    connection.execute(insert(Person), people)
    connection.execute(insert(Contact), [_contact(vault, first + n, crowd_id(n)) for n in numbers])
    given = {"consultation_id": consultation, "scope": "contact", "text_hash": "", "channel": "line", "given_at": now}
    connection.execute(insert(Consent), [{"person_id": first + n, **given} for n in numbers])


def _contact(vault: Vault, person: int, address: str) -> dict[str, Any]:
    now = clock.now()
    return {
        "person_id": person,
        "channel": "line",
        "account": "line",
        "address_hash": vault.lookup("line", "line", address),
        "address_sealed": vault.seal(address.encode()),
        "language": "th",
        "created_at": now,
        "last_seen_at": now,
    }
