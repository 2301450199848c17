"""What the transaction that answers hands to the sender beside it is claimed as well as if it had been looked for."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.util import await_only
from sqlmodel import Session, select

from consultation import ahead, clock, limits
from consultation.db import Database, Sqlite
from consultation.limits import Bucket
from consultation.outbox import service as outbox
from consultation.outbox.models import OutboxMessage
from consultation.outbox.pace import Pace, Room
from consultation.outbox.service import Claimed, Hand, Outcome
from consultation.people.models import Contact
from consultation.vault import Vault
from tests.consultation.outbox.contacts import contact, say
from tests.consultation.outbox.taking import claim

HERE = [("plain", "one")]
ROOM = Room(Pace("plain", "one"), 8, 4)
NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)  # in Bangkok, where people may be reminded


def answered(session: Session, hand: Hand, *rounds: Sequence[tuple[int, str]]) -> None:
    """As the worker does: each round's answers are written together, and the hand is filled at the end."""
    outbox.handing_to(session, hand)
    ahead.begin(session)
    for some in rounds:
        for person, text in some:
            outbox.heard_from(session, person)
            if text:
                outbox.answer(session, person, say(text), reply={"token": text})
        ahead.write(session)
    ahead.end(session)
    hand.fill(session)


def states(session: Session) -> list[tuple[str, int, str | None]]:
    rows = session.exec(select(OutboxMessage).order_by("id"))
    return [(row.state, row.attempts, row.owner) for row in rows]


def texts(claimed: Sequence[Claimed]) -> list[str]:
    return [one.turn[0].text for one in claimed]


@pytest.fixture
async def people(db: Database, vault: Vault) -> list[int]:
    return [await db.write(contact, vault, name) for name in ("somchai", "malee", "anan")]


async def test_what_was_handed_over_is_the_senders_and_nobody_elses(db: Database, people: list[int]) -> None:
    hand = Hand("me", [ROOM])
    await db.write(answered, hand, [(people[0], "a"), (people[1], "b")])
    assert texts(hand.claimed) == ["a", "b"] and not hand.left
    assert all((one.attempt, one.interrupted, one.handed) == (1, False, True) for one in hand.claimed)
    assert await db.read(states) == [("sending", 1, "me")] * 2
    assert await db.write(claim, "other", HERE) == []
    await db.write(outbox.record_all, "me", {one.id: Outcome("sent", attempt=1) for one in hand.claimed})
    assert [state for state, _, _ in await db.read(states)] == ["sent", "sent"]


async def test_one_that_was_cut_off_is_known_to_have_been(db: Database, people: list[int]) -> None:
    hand = Hand("me", [ROOM], timedelta(seconds=-1))
    await db.write(answered, hand, [(people[0], "a")])
    [claimed] = await db.write(claim, "other", HERE)
    assert (claimed.interrupted, claimed.attempt, claimed.reply) == (True, 2, {"token": "a"})


async def test_nothing_overtakes_what_a_contact_waits_for(db: Database, people: list[int]) -> None:
    await db.write(outbox.put, people[0], say("before"))
    hand = Hand("me", [ROOM])
    await db.write(answered, hand, [(people[0], "a"), (people[1], "b")], [(people[2], "c")], [(people[2], "d")])
    assert texts(hand.claimed) == ["b"] and hand.left == {people[0], people[2]}
    assert texts(await db.write(claim, "me", HERE)) == ["before", "c"]


async def test_nothing_is_claimed_for_somebody_who_is_being_heard(db: Database, people: list[int]) -> None:
    """Two processes on PostgreSQL: a reminder that the other claims must not cross with the answer."""
    if isinstance(db, Sqlite):
        pytest.skip("one writer")
    hand = Hand("me", [ROOM])

    def heard(session: Session) -> list[Claimed]:
        session.exec(select(Contact).where(Contact.id == people[0]).with_for_update(key_share=True)).one()
        found: list[Claimed] = await_only(db.write(claim, "other", HERE))
        answered(session, hand, [(people[0], "a")])
        return found

    with clock.fixed(NOON):
        for person in people[:2]:
            await db.write(outbox.put, person, say("reminder"), lane="reminder")
        meanwhile = await db.write(heard)
    assert [one.contact for one in meanwhile] == [people[1]]
    assert texts(hand.claimed) == ["a"]


async def test_what_was_found_before_something_was_handed_over_waits(
    db: Database, people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = Hand("me", [ROOM])
    with clock.fixed(NOON):
        reminder = await db.write(outbox.put, people[0], say("reminder"), lane="reminder")
        monkeypatch.setattr("consultation.outbox.claiming._first", lambda *_: [reminder])
        await db.write(answered, hand, [(people[0], "a")])
        assert texts(hand.claimed) == ["a"]
        assert await db.write(claim, "other", HERE) == []
        await db.write(outbox.record_all, "me", {one.id: Outcome("sent", attempt=1) for one in hand.claimed})
        assert texts(await db.write(claim, "other", HERE)) == ["reminder"]


async def test_what_may_have_been_taken_back_since_is_not_handed_over(db: Database, people: list[int]) -> None:
    hand = Hand("me", [ROOM])
    await db.write(answered, hand, [(people[0], "quoted")], [(people[0], "")])
    assert (hand.claimed, hand.left) == ([], {people[0]})
    assert await db.read(states) == [("queued", 0, None)]


async def test_rates_and_room_are_kept(db: Database, people: list[int]) -> None:
    bucket = Bucket("plain:one:reply", 0.001, 2)
    hand = Hand("me", [Room(Pace("plain", "one", bucket, bucket), 8, 4)])
    await db.write(answered, hand, [(person, "a") for person in people])
    assert len(hand.claimed) == 2 and len(hand.left) == 1
    assert await db.read(limits.look, [bucket]) == {bucket.key: 0}
    full = Hand("me", [Room(Pace("plain", "one"), 0, 0)])
    await db.write(answered, full, [(people[0], "b")])
    assert (full.claimed, full.left) == ([], {people[0]})


async def test_what_nobody_takes_is_queued_as_if_it_had_never_been_claimed(db: Database, people: list[int]) -> None:
    hand = Hand("me", [ROOM])
    await db.write(answered, hand, [(people[0], "a")])
    await db.write(outbox.give_back, "me", hand.claimed)
    [claimed] = await db.write(claim, "other", HERE)
    assert (claimed.interrupted, claimed.attempt, claimed.handed) == (False, 1, False)
    assert claimed.put_at <= clock.now()
