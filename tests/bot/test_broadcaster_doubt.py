"""What follows a try of which nobody knows whether it arrived never sends to the same people under another key."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from consultation import clock, limits
from consultation.broadcast import fanout, figures, filling, service, slices
from consultation.broadcast.models import BroadcastRecipient, BroadcastSlice
from consultation.broadcast.reach import Way
from consultation.db import Database
from consultation.outbox import quota
from consultation.outbox import service as outbox
from consultation.vault import Vault
from tests.bot.test_broadcaster import floor
from tests.consultation.broadcast.people import draft, house, person, scheduled, version
from tests.consultation.outbox import taking

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.mark.parametrize("refusal", [{"status": 429}, {"status": 401}])
async def test_a_refusal_after_a_try_in_doubt_keeps_the_key(
    db: Database, vault: Vault, refusal: dict[str, Any]
) -> None:
    async with floor(db, vault) as here:
        ids = await here.people(3)
        id = await here.begin()
        here.line.fail_next("multicast", drop=True)  # accepted, and the connection is cut
        await here.round()
        here.line.fail_next("multicast", **refusal)
        with clock.fixed(clock.now() + timedelta(minutes=1)):
            await here.round()
        assert (await here.seen(id)).progress.states == {"sending": 3}
        with clock.fixed(clock.now() + timedelta(minutes=20)):
            await here.round()
        assert (await here.seen(id)).progress.states == {"sent": 3}
        assert here.heard() == Counter(dict.fromkeys(ids, 1))


async def test_a_spent_quota_after_a_try_in_doubt_keeps_the_key(db: Database, vault: Vault) -> None:
    async with floor(db, vault) as here:
        ids = await here.people(3)
        id = await here.begin()
        here.line.fail_next("multicast", drop=True)
        await here.round()
        here.line.fail_next("multicast", status=429, message="You have reached your monthly limit.")
        with clock.fixed(clock.now() + timedelta(minutes=1)):
            await here.round()
        view = await here.seen(id)
        assert (view.state, view.why, view.progress.states) == ("paused", "quota", {"sending": 3})
        await here.db.write(quota.looked, "line", "line", 1000, 3)
        await here.db.write(service.resume, id, view.version, "officer")
        with clock.fixed(clock.now() + timedelta(minutes=20)):
            await here.round()
        assert (await here.seen(id)).progress.states == {"sent": 3}
        assert here.heard() == Counter(dict.fromkeys(ids, 1))


async def test_an_account_that_is_held_does_not_hold_up_another(db: Database, vault: Vault) -> None:
    async with floor(db, vault) as here:
        await here.people(2)
        await here.begin()
        other = Way("line", "second", "LINE", 500)
        ways = (*here.desk.ways, other)

        def work(session: Session) -> str | None:
            filling.begin_due(session)
            while not filling.fill(session, 1, here.desk.ways):
                pass
            [row] = session.exec(select(BroadcastSlice)).all()
            names = ("broadcast_id", "channel", "language", "together", "created_at")
            kept = {name: getattr(row, name) for name in names}
            session.add(BroadcastSlice(**kept, account="second", number=2))
            session.flush()
            one = session.exec(select(BroadcastRecipient.id).limit(1)).one()
            session.get_one(BroadcastRecipient, one).slice = 2
            session.flush()
            limits.hold(session, "line:line:multicast", clock.now() + timedelta(minutes=5))
            claimed = slices.claim(session, "one", ways)
            return claimed.account if claimed else None

        assert await db.write(work) == "second"


async def test_cancelling_takes_back_what_was_refused_and_waits_to_be_tried_again(db: Database, vault: Vault) -> None:
    way = Way("telegram", "telegram", "Telegram")

    def begin(session: Session) -> int:
        here = house(session)
        for n in range(3):
            person(session, vault, here, str(5000 + n), channel="telegram")
        id = scheduled(session, draft(), (way,))
        filling.begin_due(session)
        while not filling.fill(session, id, (way,)):
            pass
        fanout.put(session, (way,))
        return id

    id = await db.write(begin)
    first, second, _ = await db.write(taking.claim, "me", [("telegram", "telegram")])
    await db.write(taking.record, first.id, "me", outbox.Outcome("retry", after=timedelta(minutes=1)))
    await db.write(taking.record, second.id, "me", outbox.Outcome("retry", after=timedelta(minutes=1), doubtful=True))
    await db.write(service.cancel, id, await db.read(version, id), "officer")
    assert (await db.read(figures.view, id)).progress.states == {"waiting": 1, "queued": 2}
