"""What failed or may not have arrived is counted, and an officer decides about it: knowingly, once, on record."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from consultation import clock, jobs
from consultation.audit import AuditEntry
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.jobs import Job
from consultation.outbox import review, tending
from consultation.outbox import service as outbox
from consultation.outbox.models import OutboxMessage, PlatformCall
from consultation.outbox.recording import Call, Outcome, keep_calls
from consultation.people.models import Contact
from consultation.settings import settings
from consultation.vault import Vault
from tests.admin.application import opened
from tests.conftest import NOON
from tests.consultation.outbox import taking
from tests.consultation.outbox.contacts import contact, say

pytestmark = pytest.mark.usefixtures("fixed_clock")


def ended(session: Session, vault: Vault, *states: str) -> tuple[int, list[int]]:
    """A consultation, and turns about it that ended so; the turns' ids."""
    about = opened(session).id
    ids = []
    for n, state in enumerate(states):
        of = contact(session, vault, f"p{n}")
        id = outbox.put(session, of, say("question"), consultation_id=about)
        taking.claim(session, "me", [("plain", "one")], 1)
        taking.record(session, id, "me", Outcome(state, "why", parts=0))  # type: ignore[arg-type]
        ids.append(id)
    return about, ids


async def test_turns_are_counted_and_the_open_ones_listed(db: Database, vault: Vault) -> None:
    about, ids = await db.write(ended, vault, "sent", "unknown", "failed", "sent")
    found = {(one.lane, one.state, one.reason): one.n for one in await db.read(review.counts, about)}
    assert found == {("reply", "sent", ""): 2, ("reply", "unknown", "doubt"): 1, ("reply", "failed", "refused"): 1}
    items = await db.read(review.undecided, about)
    assert [(one.id, one.state, one.bar) for one in items] == [(ids[2], "failed", ""), (ids[1], "unknown", "")]


async def test_sent_again_is_a_new_turn_and_both_decisions_are_on_record(db: Database, vault: Vault) -> None:
    about, ids = await db.write(ended, vault, "unknown", "failed")
    assert await db.write(review.decide, about, [ids[0]], review.RESENT, "สมใจ") == 1
    assert await db.write(review.decide, about, ids, review.LEFT, "สมใจ") == 1  # the first is decided
    assert await db.read(review.undecided, about) == []
    [again] = await db.write(taking.claim, "me", [("plain", "one")])
    assert again.id not in ids and again.turn == say("question") and not again.interrupted

    def acts(session: Session) -> list[str]:
        return [entry.action for entry in session.exec(select(AuditEntry)) if entry.action.startswith("sending")]

    assert await db.read(acts) == ["sending.resent", "sending.left"]


async def test_what_would_confuse_or_cannot_be_is_not_sent_again(db: Database, vault: Vault) -> None:
    about, ids = await db.write(ended, vault, "unknown", "unknown", "unknown")

    def happen(session: Session) -> None:
        rows = [session.get_one(OutboxMessage, id) for id in ids]
        later = outbox.put(session, rows[0].contact_id or 0, say("next"), consultation_id=about)
        taking.claim(session, "me", [("plain", "one")], 1)
        taking.record(session, later, "me", Outcome("sent"))
        session.get_one(Contact, rows[1].contact_id).blocked_at = clock.now()
        rows[2].contact_id, rows[2].messages = None, []

    await db.write(happen)
    assert {one.bar for one in await db.read(review.undecided, about)} == {"moved_on", "blocked", "gone"}
    assert await db.write(review.decide, about, ids, review.RESENT, "สมใจ") == 0

    def close(session: Session) -> None:
        session.get_one(Consultation, about).state = "closed"

    await db.write(close)
    assert {one.bar for one in await db.read(review.undecided, about)} == {"closed", "blocked", "gone"}


async def test_what_a_hold_keeps_waiting_ends_where_it_is_seen(db: Database, vault: Vault) -> None:
    of = await db.write(contact, vault, "somchai")
    await db.write(outbox.put, of, say("one"))
    with clock.fixed(NOON + timedelta(hours=22)):
        await db.write(tending.tend)
    assert await db.read(_states) == [("queued", "")]
    with clock.fixed(NOON + timedelta(hours=24)):
        await db.write(tending.tend)
    assert await db.read(_states) == [("failed", "late")]


async def test_tending_puts_itself_in_once_however_many_begin_it(db: Database) -> None:
    for _ in range(3):
        await db.write(tending.begin)
    [job] = await db.write(jobs.claim, "me", [tending.TEND_JOB], 9)
    await db.write(tending.tend)
    await db.write(jobs.finish, job.id, "me")
    assert await db.write(jobs.claim, "me", [tending.TEND_JOB], 9) == []
    with clock.fixed(NOON + tending.EVERY):
        assert len(await db.write(jobs.claim, "me", [tending.TEND_JOB], 9)) == 1
        await db.write(tending.tend)
        assert await db.read(lambda session: len(session.exec(select(Job)).all())) == 2


async def test_calls_are_kept_for_a_while(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [
        Call(NOON, "POST", "/push", status, 12, f"id{status}", "first" if status == 409 else "")
        for status in (200, 409, 429)
    ]
    await db.write(keep_calls, [("line", "one", 7, call) for call in made])
    assert [one.status for one in await db.read(tending.calls, 9)] == [429, 409, 200]
    assert [one.status for one in await db.read(tending.calls, 9, True)] == [429, 409]
    assert [one.status for one in await db.read(tending.calls, 9, False, "first")] == [409]
    with clock.fixed(NOON + timedelta(days=31)):
        await db.write(tending.tend)
        assert await db.read(tending.calls, 9) == []
    monkeypatch.setenv("PRACHAKHOM_CALLS_KEPT_DAYS", "0")
    settings.cache_clear()
    await db.write(keep_calls, [("line", "one", 7, call) for call in made])
    assert await db.read(lambda session: session.exec(select(PlatformCall)).all()) == []


def _states(session: Session) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in session.exec(select(OutboxMessage))]
