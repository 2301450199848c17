"""A code is redeemed at most once, whoever tries in whatever order, and by two workers at the same moment."""

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, event
from sqlmodel import Session

from admin.tables import load
from consultation import clock
from consultation.db import Database
from consultation.errors import Refused
from consultation.invitations import service
from consultation.invitations.following import follow, forget
from consultation.invitations.models import Invitation
from consultation.people.models import Person
from consultation.privacy.store import Leaving
from consultation.vault import Vault
from tests.consultation.invitations.representatives import CHAMBER, WATER, invitations, made
from tests.consultation.talk.citizens import consultation

AT = datetime(2026, 11, 2, 5, tzinfo=UTC)
VAULT = Vault(b"a secret for tests only")
PEOPLE = (1, 2, 3)
acts = st.tuples(
    st.sampled_from(["redeem"] * 4 + ["revoke", "replace", "follow", "forget", "late"]),
    st.sampled_from(PEOPLE),
    st.integers(1, 4),
)


def everybody(session: Session) -> int:
    """Three people and a consultation with two codes, one of which ends in an hour; its id."""
    session.add_all(Person(created_at=AT) for _ in PEOPLE)
    of = consultation(session).id
    made(session, VAULT, of, CHAMBER)
    made(session, VAULT, of, WATER, until=clock.now() + timedelta(hours=1))
    return of


def _leaving(person: int, *, erase: bool) -> Leaving:
    return Leaving(person, 0, "line", "one", "U", VAULT, erase, False, False, AT, AT)


def _do(session: Session, of: int, act: str, person: int, number: int) -> None:
    one = next((each for each in invitations(session) if each.number == number), None)
    if act == "redeem" and one is not None:
        before, other = service.standing(one, person), service.of_person(session, of, person)
        if other is None:
            assert service.redeem(session, one.id or 0, person) is (before == "good")
            assert not service.redeem(session, one.id or 0, person)
    elif act in ("revoke", "replace"):
        try:
            if act == "revoke":
                service.revoke(session, of, [number], "officer:1")
            else:
                service.replace(session, VAULT, of, [number], "officer:1")
        except Refused:
            assert act == "revoke" or one is None or not one.erased or one.revoked_at is not None
    elif act == "follow" and person != PEOPLE[0]:
        follow(session, PEOPLE[0], person)
    elif act == "forget":
        forget(session, _leaving(person, erase=number % 2 == 0))


@settings(max_examples=60, deadline=None)
@given(st.lists(acts, max_size=14))
def test_whatever_happens_in_whatever_order_a_code_is_used_once(happening: list[tuple[str, int, int]]) -> None:
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=ON"))
    load().create_all(engine)
    with Session(engine) as session, clock.fixed(AT):
        of = everybody(session)
        used: dict[int, datetime] = {}
        for act, person, number in happening:
            with clock.fixed(AT + timedelta(hours=2) if act == "late" else AT):
                _do(session, of, "redeem" if act == "late" else act, person, number)
            session.expire_all()
            now = invitations(session)
            for one in now:
                assert one.person_id is None or one.used_at is not None
                assert not (one.used_at and one.revoked_at) or one.erased
                assert one.number not in used or one.used_at is not None, "a used code is never unused again"
                if one.used_at is not None:
                    used[one.number] = one.used_at
            held = [one.person_id for one in now if one.person_id is not None]
            assert len(held) == len(set(held))
            assert len({one.code_hash for one in now}) == len(now)
    engine.dispose()


async def test_of_two_workers_one_redeems(db: Database) -> None:
    await db.write(everybody)
    [first, _] = await db.read(invitations)
    for _ in range(3):
        done = await asyncio.gather(*(db.write(service.redeem, first.id or 0, person) for person in PEOPLE))
        if any(done):
            won = PEOPLE[done.index(True)]
            assert sum(done) == 1
    [now, _] = await db.read(invitations)
    assert isinstance(now, Invitation) and now.person_id == won
