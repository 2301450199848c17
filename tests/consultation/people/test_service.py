from datetime import timedelta

import pytest
from sqlmodel import Session, select

from consultation import clock
from consultation.consult import service as consult
from consultation.consult.service import NewConsultation
from consultation.db import Database
from consultation.forms.templates import fill
from consultation.people import service as people
from consultation.people.models import Consent, Contact, Person
from consultation.people.service import Who
from consultation.places.schemes import cluster
from consultation.vault import Vault

pytestmark = pytest.mark.usefixtures("fixed_clock")
WHO = Who("line", "one", "U123", "LINE")


def meet(session: Session, vault: Vault, who: Who = WHO) -> tuple[int | None, int]:
    contact = people.meet(session, vault, who)
    return contact.id, contact.person_id


def contact(session: Session) -> Contact:
    return session.exec(select(Contact)).one()


def leave(session: Session) -> None:
    people.farewell(session, contact(session))


async def test_the_same_sender_is_the_same_person(db: Database, vault: Vault) -> None:
    first = await db.write(meet, vault)
    with clock.fixed(clock.now() + timedelta(days=3)):
        assert await db.write(meet, vault) == first
        assert (await db.read(contact)).last_seen_at == clock.now()
    assert (await db.read(contact)).created_at == clock.now()


async def test_another_account_or_channel_is_another_contact(db: Database, vault: Vault) -> None:
    met = {
        await db.write(meet, vault, Who(*who)) for who in (("line", "a", "1"), ("line", "b", "1"), ("web", "a", "1"))
    }
    assert len(met) == 3


async def test_addresses_are_kept_sealed_and_found_only_with_the_key(db: Database, vault: Vault) -> None:
    await db.write(meet, vault)
    row = await db.read(contact)
    assert b"U123" not in row.address_sealed and "U123" not in row.address_hash
    assert vault.open(row.address_sealed) == b"U123"
    assert Vault(b"another key entirely").lookup("line", "one", "U123") != row.address_hash


async def test_being_heard_from_again_lifts_a_block(db: Database, vault: Vault) -> None:
    await db.write(meet, vault)
    await db.write(leave)
    assert (await db.read(contact)).blocked_at == clock.now()
    await db.write(meet, vault)
    assert (await db.read(contact)).blocked_at is None


def consents(session: Session) -> list[tuple[str, bool]]:
    return [(row.scope, row.withdrawn_at is None) for row in session.exec(select(Consent))]


async def test_a_consent_is_kept_word_for_word_and_can_be_taken_back(db: Database) -> None:
    new = NewConsultation(title="ก", kind="survey", scheme="2567", cluster=10)
    made = await db.write(consult.create, new, fill("needs", cluster("current:10")), "officer:1")

    def born(session: Session) -> int:
        person = Person(created_at=clock.now())
        session.add(person)
        session.flush()
        assert person.id is not None
        return person.id

    person = await db.write(born)

    async def answers(scope: str, words: str, given: bool) -> None:
        said = people.Consented(person, made.id, scope, words, "line", given, clock.now())
        await db.write(people.consent, [said])

    await answers("contact", "ติดต่อได้ไหมคะ", False)
    assert await db.read(consents) == [], "a no that was never a yes leaves nothing"
    await answers("quote", "ยินยอมไหมคะ", True)
    await answers("contact", "ติดต่อได้ไหมคะ", True)
    await answers("quote", "ยินยอมไหมคะ", False)
    assert sorted(await db.read(consents)) == [("contact", True), ("quote", False)]
    await answers("quote", "ยินยอมไหมคะ", True)
    assert sorted(await db.read(consents)) == [("contact", True), ("quote", True)]

    other = await db.write(born)
    many = [
        people.Consented(who, made.id, scope, "ยินยอมไหมคะ", "line", given, clock.now())
        for who, scope, given in ((other, "quote", True), (person, "contact", False), (other, "contact", False))
    ]
    await db.write(people.consent, many)
    assert sorted(await db.read(consents)) == [("contact", False), ("quote", True), ("quote", True)], "each their own"
