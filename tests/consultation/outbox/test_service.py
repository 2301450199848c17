"""A contact hears one turn at a time, in order, and every try has a known end or is known to have been cut off."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from consultation import clock
from consultation.db import Database
from consultation.outbox import service as outbox
from consultation.outbox.models import OutboxMessage
from consultation.outbox.service import Claimed, Outcome
from consultation.people.models import Contact
from consultation.vault import Vault
from tests.conftest import NOON
from tests.consultation.outbox import taking
from tests.consultation.outbox.contacts import contact, say

HERE = [("plain", "one")]
SENT = Outcome("sent")


async def claim(db: Database, owner: str = "me", limit: int = 16) -> list[Claimed]:
    return await db.write(taking.claim, owner, HERE, limit)


async def row(db: Database, id: int) -> OutboxMessage:
    return await db.read(lambda session: session.exec(select(OutboxMessage).where(OutboxMessage.id == id)).one())


def texts(claimed: list[Claimed]) -> list[str]:
    return [one.turn[0].text for one in claimed]


@pytest.fixture
async def somchai(db: Database, vault: Vault) -> int:
    return await db.write(contact, vault, "somchai")


@pytest.fixture
async def malee(db: Database, vault: Vault) -> int:
    return await db.write(contact, vault, "malee")


async def test_a_contact_hears_one_turn_at_a_time_and_in_order(db: Database, somchai: int, malee: int) -> None:
    for text in ("one", "two"):
        await db.write(outbox.put, somchai, say(text))
    await db.write(outbox.put, malee, say("hers"))
    [first, hers] = await claim(db)
    assert texts([first, hers]) == ["one", "hers"]
    assert await claim(db) == []
    await db.write(taking.record, first.id, "me", SENT)
    assert texts(await claim(db)) == ["two"]


async def test_what_is_claimed_carries_all_that_a_channel_needs(db: Database, vault: Vault, somchai: int) -> None:
    id = await db.write(outbox.put, somchai, say("สวัสดีค่ะ"), reply={"token": "abc"})
    [claimed] = await claim(db)
    assert (claimed.id, claimed.contact, claimed.channel, claimed.account) == (id, somchai, "plain", "one")
    assert vault.open(claimed.address) == b"somchai"
    assert (claimed.turn, claimed.reply, claimed.parts, claimed.interrupted) == (
        say("สวัสดีค่ะ"),
        {"token": "abc"},
        0,
        False,
    )


@pytest.mark.usefixtures("fixed_clock")
async def test_replies_overtake_reminders_and_broadcasts(db: Database, vault: Vault, somchai: int) -> None:
    await db.write(outbox.put, somchai, say("news"), lane="broadcast")
    await db.write(outbox.put, somchai, say("remember"), lane="reminder")
    await db.write(outbox.put, somchai, say("answer"), lane="reply")
    order = []
    while claimed := await claim(db, limit=1):
        order += texts(claimed)
        await db.write(taking.record, claimed[0].id, "me", SENT)
    assert order == ["answer", "remember", "news"]


async def test_what_is_for_later_waits_and_lets_others_pass(db: Database, somchai: int) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    await db.write(outbox.put, somchai, say("tomorrow"), not_before=tomorrow)
    await db.write(outbox.put, somchai, say("now"))
    [now] = await claim(db)
    assert now.turn[0].text == "now"
    await db.write(taking.record, now.id, "me", SENT)
    assert await claim(db) == []
    with clock.fixed(tomorrow + timedelta(seconds=1)):
        assert texts(await claim(db)) == ["tomorrow"]


async def test_a_turn_to_be_tried_again_keeps_its_place(db: Database, somchai: int) -> None:
    for text in ("one", "two"):
        await db.write(outbox.put, somchai, say(text))
    [one] = await claim(db)
    await db.write(taking.record, one.id, "me", Outcome("retry", "429", after=timedelta(seconds=30), parts=1))
    assert await claim(db) == []
    with clock.fixed(clock.now() + timedelta(seconds=31)):
        [again] = await claim(db)
    assert (again.turn, again.parts, again.interrupted) == (say("one"), 1, False)


async def test_tries_end(db: Database, somchai: int) -> None:
    id = await db.write(outbox.put, somchai, say("one"))
    moment = clock.now()
    for _ in range(outbox.MOST_TRIES):
        moment += timedelta(hours=1)
        with clock.fixed(moment):
            [claimed] = await claim(db)
            await db.write(taking.record, claimed.id, "me", Outcome("retry", "server error"))
    found = await row(db, id)
    assert (found.state, found.error) == ("failed", "server error")


async def test_a_try_that_was_cut_off_is_claimed_again_and_told_so(db: Database, somchai: int) -> None:
    await db.write(outbox.put, somchai, say("one"))
    await claim(db, "crashed")
    assert await claim(db, "other") == []
    with clock.fixed(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        [again] = await claim(db, "other")
        assert again.interrupted
        with pytest.raises(outbox.LeaseLost):
            await db.write(taking.record, again.id, "crashed", SENT)
        await db.write(taking.record, again.id, "other", SENT)


async def test_at_the_start_on_one_machine_nothing_waits_for_a_lease(db: Database, somchai: int) -> None:
    await db.write(outbox.put, somchai, say("one"))
    await claim(db, "crashed")
    assert await db.write(outbox.release_orphans) == 1
    [again] = await claim(db, "started again")
    assert again.interrupted


async def test_a_renewed_lease_lasts(db: Database, somchai: int) -> None:
    await db.write(outbox.put, somchai, say("one"))
    [claimed] = await claim(db)
    with clock.fixed(clock.now() + outbox.LEASE - timedelta(seconds=1)):
        assert await db.write(outbox.renew, "me", [claimed.id]) == 1
        assert await db.write(outbox.renew, "somebody else", [claimed.id]) == 0
    with clock.fixed(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        assert await claim(db, "other") == []


@pytest.mark.parametrize("outcome", [SENT, Outcome("unknown", "cut off"), Outcome("failed", "no such user")])
async def test_an_outcome_is_recorded_once(db: Database, somchai: int, outcome: Outcome) -> None:
    id = await db.write(outbox.put, somchai, say("one"))
    await claim(db)
    await db.write(taking.record, id, "me", outcome)
    with pytest.raises(outbox.LeaseLost):
        await db.write(taking.record, id, "me", SENT)
    found = await row(db, id)
    assert (found.state, found.error) == (outcome.state, outcome.why)
    assert (found.sent_at is not None) == (outcome.state == "sent")


async def test_receipts_of_all_tries_are_kept(db: Database, somchai: int) -> None:
    id = await db.write(outbox.put, somchai, say("one"))
    await claim(db)
    await db.write(taking.record, id, "me", Outcome("retry", "late", receipts=("a",), parts=1))
    with clock.fixed(clock.now() + timedelta(minutes=1)):
        await claim(db)
        await db.write(taking.record, id, "me", Outcome("sent", receipts=("b", "c")))
    assert (await row(db, id)).receipts == ["a", "b", "c"]


async def test_whoever_blocks_us_is_not_written_to_again(db: Database, somchai: int, malee: int) -> None:
    rows = [await db.write(outbox.put, somchai, say(text)) for text in ("one", "two")]
    [one] = await claim(db)
    await db.write(taking.record, one.id, "me", Outcome("failed", "403", blocked=True))
    later = await db.write(outbox.put, somchai, say("three"))
    await db.write(outbox.put, malee, say("hers"))
    assert texts(await claim(db)) == ["hers"]
    assert await claim(db) == []
    assert [(await row(db, id)).state for id in (*rows, later)] == ["failed"] * 3
    blocked = await db.read(lambda session: session.exec(select(Contact).where(Contact.id == somchai)).one())
    assert blocked.blocked_at is not None


async def test_turns_of_accounts_served_elsewhere_are_left(db: Database, vault: Vault) -> None:
    other = await db.write(contact, vault, "somchai", "plain", "another")
    await db.write(outbox.put, other, say("one"))
    assert await claim(db) == []


async def test_claimers_at_the_same_time_never_take_the_same_turn_or_contact(db: Database, vault: Vault) -> None:
    people = [await db.write(contact, vault, f"p{n}") for n in range(6)]

    def many(session: Session) -> None:
        for n in range(24):
            outbox.put(session, people[n % 6], say(str(n)))

    await db.write(many)
    taken: list[Any] = await asyncio.gather(*[claim(db, f"owner{n}", 2) for n in range(6)])
    contacts = [one.contact for claimed in taken for one in claimed]
    assert len(contacts) == len(set(contacts)) > 0


async def test_a_turn_says_something(db: Database, somchai: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        await db.write(outbox.put, somchai, [])


async def test_at_night_only_answers_are_given(db: Database, vault: Vault, somchai: int) -> None:
    with clock.fixed(NOON + timedelta(hours=11)):  # 23:00 in Bangkok
        await db.write(outbox.put, somchai, say("news"), lane="broadcast")
        await db.write(outbox.put, somchai, say("remember"), lane="reminder")
        assert await claim(db) == []
        await db.write(outbox.put, somchai, say("answer"), lane="reply")
        assert texts(await claim(db)) == ["answer"]


@pytest.mark.usefixtures("fixed_clock")
async def test_who_came_back_while_a_refusal_was_written_down_is_not_blocked(db: Database, somchai: int) -> None:
    await db.write(outbox.put, somchai, say("remember"))
    later = await db.write(outbox.put, somchai, say("welcome back"))
    [claimed] = await claim(db)
    asked = outbox.Call(clock.now(), "POST", "sendMessage", 403, 5)
    with clock.fixed(clock.now() + timedelta(seconds=2)):

        def back(session: Session) -> None:
            session.get_one(Contact, somchai).last_seen_at = clock.now()

        await db.write(back)
        refused = Outcome("failed", "blocked by the user", blocked=True, calls=(asked,))
        await db.write(taking.record, claimed.id, "me", refused)
        assert await db.read(lambda session: session.get_one(Contact, somchai).blocked_at) is None
        assert [one.id for one in await claim(db)] == [later]
