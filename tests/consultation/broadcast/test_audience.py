"""Whom a broadcast reaches: those who agreed, once each, and nobody who should not hear. Counted as it is sent."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from consultation import clock
from consultation.broadcast import filling, service
from consultation.broadcast.audience import Audience
from consultation.broadcast.figures import Preview
from consultation.broadcast.models import Broadcast, BroadcastRecipient
from consultation.broadcast.service import Draft
from consultation.db import Database
from consultation.linking import joining
from consultation.people.models import Contact
from consultation.vault import Vault
from tests.consultation.broadcast import people
from tests.consultation.broadcast.people import WAYS, draft, house, person, scheduled, to_answered

pytestmark = pytest.mark.usefixtures("fixed_clock")


def filled(session: Session, made: Draft) -> list[int]:
    """The contacts that a broadcast would be sent to, in its own order."""
    id = scheduled(session, made)
    filling.begin_due(session)
    while not filling.fill(session, id, WAYS, at_once=3):
        pass
    rows = session.exec(select(BroadcastRecipient).where(BroadcastRecipient.broadcast_id == id))
    found = sorted(row.contact_id or 0 for row in rows)
    counted = Preview.model_validate(session.get_one(Broadcast, id).counts)
    assert counted.send == len(found)
    return found


async def test_only_those_who_agreed_are_written_to(db: Database, vault: Vault) -> None:
    def work(session: Session) -> tuple[list[int], dict[str, int], int]:
        here = house(session)
        yes = [person(session, vault, here, f"yes{n}") for n in range(7)]
        person(session, vault, here, "no", agreed=False)
        person(session, vault, here, "web", channel="web")
        gone = person(session, vault, here, "gone")
        people.unblock_none(session, gone)
        back = person(session, vault, here, "back")
        for consent in people.consents_of(session, back):
            consent.withdrawn_at = clock.now()
        found = filled(session, draft())
        counts = session.exec(select(Broadcast.counts)).one() or {}
        assert found == yes
        return found, counts["out"], counts["audience"]

    _, out, audience = await db.write(work)
    assert out == {"no_consent": 2, "unreachable": 1, "blocked": 1} and audience == 11


async def test_a_consent_reaches_only_broadcasts_of_its_own_cluster(db: Database, vault: Vault) -> None:
    def work(session: Session) -> list[int]:
        person(session, vault, house(session), "here")
        there = draft().model_copy(update={"cluster": 11})
        id = service.create(session, there, "officer")
        return [service.preview(session, id, 1, WAYS, "officer").audience]

    assert await db.write(work) == [0]


async def test_what_became_of_the_words_goes_to_those_who_agreed_in_that_consultation(
    db: Database, vault: Vault
) -> None:
    def work(session: Session) -> tuple[list[int], list[int]]:
        first, second = house(session), house(session, "ขยะ")
        one = person(session, vault, first, "one")
        person(session, vault, second, "two")
        person(session, vault, first, "silent", agreed=False)
        return [one], filled(session, draft(first, audience=to_answered(first)))

    wanted, found = await db.write(work)
    assert found == wanted


async def test_those_who_began_and_did_not_finish(db: Database, vault: Vault) -> None:
    def work(session: Session) -> tuple[list[int], list[int]]:
        first, second = house(session), house(session, "ขยะ")
        begun = person(session, vault, first, "begun")
        person(session, vault, first, "done")
        from consultation.talk.models import TalkRow

        for contact, stage in ((begun, "asking"),):
            session.add(
                TalkRow(
                    consultation_id=second, person_id=session.get_one(Contact, contact).person_id, revision_id=1,
                    stage=stage, state={}, created_at=clock.now(), updated_at=clock.now(),
                )
            )  # fmt: skip
        session.flush()
        audience = Audience(kind="unfinished", consultation=second)
        return [begun], filled(session, draft(second, audience=audience))

    wanted, found = await db.write(work)
    assert found == wanted


async def test_provinces_and_sectors_narrow_it(db: Database, vault: Vault) -> None:
    def work(session: Session) -> tuple[list[int], list[int]]:
        here = house(session)
        one = person(session, vault, here, "one", province="TH-41", sector="P")
        person(session, vault, here, "two", province="TH-42", sector="P")
        person(session, vault, here, "three", province="TH-41", sector="C")
        return [one], filled(session, draft(audience=Audience(provinces=("TH-41",), sectors=("P",))))

    wanted, found = await db.write(work)
    assert found == wanted


async def test_a_person_with_line_and_telegram_is_written_to_where_they_were_last(db: Database, vault: Vault) -> None:
    def work(session: Session) -> tuple[list[int], list[int]]:
        here = house(session)
        line = person(session, vault, here, "a", seen=3)
        telegram = person(session, vault, here, "b", channel="telegram", of=line, seen=1)
        other = person(session, vault, here, "c", seen=0)
        person(session, vault, here, "d", channel="telegram", of=other, seen=2)
        return [telegram, other], filled(session, draft())

    wanted, found = await db.write(work)
    assert found == wanted


async def test_the_same_content_is_never_sent_twice_to_one_person(db: Database, vault: Vault) -> None:
    def work(session: Session) -> tuple[list[int], list[int]]:
        here = house(session)
        one = person(session, vault, here, "one")
        first = scheduled(session, draft(text="ข่าว เดียวกัน", urgent=True))
        filling.begin_due(session)
        filling.fill(session, first, WAYS)
        for row in session.exec(select(BroadcastRecipient)):
            row.state, row.sent_at = "sent", clock.now() - timedelta(days=5)
        two = person(session, vault, here, "two")
        session.flush()
        assert one
        return [two], filled(session, draft(text="ข่าว  เดียวกัน\n", urgent=True))

    wanted, found = await db.write(work)
    assert found == wanted


@pytest.mark.parametrize(("urgent", "hours", "hears"), [(False, 2, False), (True, 2, True), (False, 14, True)])
async def test_one_that_is_not_urgent_reaches_a_person_once_a_day(
    db: Database, vault: Vault, urgent: bool, hours: int, hears: bool
) -> None:
    def work(session: Session) -> int:
        here = house(session)
        person(session, vault, here, "one")
        first = scheduled(session, draft(text="เรื่องแรก"))
        filling.begin_due(session)
        filling.fill(session, first, WAYS)
        for row in session.exec(select(BroadcastRecipient)):
            row.state, row.sent_at = "sent", clock.now() - timedelta(hours=hours)
        session.flush()
        id = service.create(session, draft(text="เรื่องที่สอง", urgent=urgent), "officer")
        return service.preview(session, id, 1, WAYS, "officer").send

    assert await db.write(work) == int(hears)


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [
        ("waiting", "waiting", ["gone", "waiting"]),
        ("waiting", "sent", ["gone", "sent"]),
        ("sent", "waiting", ["sent", "gone"]),
        ("waiting", "blocked", ["waiting", "blocked"]),
    ],
)
async def test_of_two_contacts_that_become_one_persons_one_is_written_to(
    db: Database, vault: Vault, mine: str, theirs: str, after: list[str]
) -> None:
    def work(session: Session) -> list[str]:
        here = house(session)
        one, other = person(session, vault, here, "a"), person(session, vault, here, "b", channel="telegram")
        filled(session, draft())
        rows = {row.contact_id: row for row in session.exec(select(BroadcastRecipient))}
        rows[one].state, rows[other].state = mine, theirs
        session.flush()
        joining._once_each(session, session.get_one(Contact, one), session.get_one(Contact, other))
        session.expire_all()
        return [rows[one].state, rows[other].state]

    assert await db.write(work) == after
