"""Broadcasts as platforms see them: everybody once, nobody who left, whatever goes wrong on the way."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot import broadcaster, sender
from bot.broadcaster import Desk
from bot.line import LineChannel
from bot.telegram import TelegramChannel
from bot.worker import account_map
from consultation import clock
from consultation.broadcast import figures, service, slices
from consultation.broadcast.figures import View
from consultation.broadcast.leaving import leave
from consultation.broadcast.models import BroadcastSlice
from consultation.db import Database
from consultation.outbox import quota
from consultation.people.models import Contact
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.consultation.broadcast import people
from tests.consultation.broadcast.people import draft, house, person, scheduled, version
from tests.doubles import LineDouble, TelegramDouble
from tests.doubles.line import line_id

pytestmark = pytest.mark.usefixtures("fixed_clock")


class Floor:
    """A LINE double with people on it, our channel, and the loop's desk."""

    def __init__(self, db: Database, vault: Vault, line: LineDouble, together: int = 500) -> None:
        self.db, self.vault, self.line = db, vault, line
        self.channel = LineChannel("line", [line.secret], line.token, line.url)
        self.channel.together = together
        channels = account_map([self.channel])
        self.desk = Desk(db, vault, channels, broadcaster.ways([self.channel]), "one", slices.LEASE)

    async def people(self, count: int, **more: str) -> list[str]:
        """So many who agreed to hear; their LINE ids."""
        ids = [line_id(f"citizen {n}") for n in range(count)]
        for id in ids:
            self.line.citizen(id).known = True
            self.line.citizen(id).friend = True

        def work(session: Session) -> None:
            here = house(session)
            for id in ids:
                person(session, self.vault, here, id, **more)  # type: ignore[arg-type]

        await self.db.write(work)
        return ids

    async def begin(self, **values: object) -> int:
        return await self.db.write(scheduled, draft(**values), tuple(self.desk.ways))  # type: ignore[arg-type]

    async def round(self) -> None:
        await broadcaster.round(self.desk, lambda: None)

    async def seen(self, id: int) -> View:
        return await self.db.read(figures.view, id)

    def heard(self) -> Counter[str]:
        """How many messages each citizen's screen shows."""
        return Counter({id: len(one.messages) for id, one in self.line.citizens.items() if one.messages})


@asynccontextmanager
async def floor(db: Database, vault: Vault, together: int = 500, **double: object) -> AsyncIterator[Floor]:
    async with LineDouble(**double) as line:  # type: ignore[arg-type]
        made = Floor(db, vault, line, together)
        yield made
        await made.channel.close()
        assert line.violations == [] or all(v.rule == "target" for v in line.violations)


async def test_everybody_hears_once_in_requests_of_500_grouped_by_language(db: Database, vault: Vault) -> None:
    async with floor(db, vault) as here:
        ids = await here.people(1203)
        await here.db.write(_speak_english, 100)
        id = await here.begin()
        await here.round()
        view = await here.seen(id)
        assert (view.state, view.progress.states) == ("done", {"sent": 1203})
        assert here.heard() == Counter(dict.fromkeys(ids, 1))
        calls = [call for call in here.line.calls if call.operation == "multicast"]
        assert sorted(len(call.body["to"]) for call in calls) == [100, 103, 500, 500]
        texts = Counter(one.last.text.startswith("[Thai]") for one in here.line.citizens.values())
        assert texts == {True: 100, False: 1103}
        assert say("news_stop", "th") in here.line.citizen(ids[-1]).last.text
        assert "เลิกรับข่าว" in here.line.citizen(ids[-1]).last.labels


async def test_a_crash_after_line_took_it_repeats_the_slice_under_its_key(db: Database, vault: Vault) -> None:
    async with floor(db, vault) as here:
        ids = await here.people(30)
        id = await here.begin()
        here.line.fail_next("multicast", drop=True)  # accepted, and the connection is cut
        await here.round()
        assert (await here.seen(id)).progress.states == {"sending": 30}
        with clock.fixed(clock.now() + timedelta(minutes=1)):
            await here.round()
        assert (await here.seen(id)).state == "done"
        assert here.heard() == Counter(dict.fromkeys(ids, 1))
        assert [call.status for call in here.line.calls if call.operation == "multicast"] == [200, 409]


async def test_a_key_is_not_used_again_after_a_day(db: Database, vault: Vault) -> None:
    async with floor(db, vault) as here:
        await here.people(3)
        id = await here.begin()
        here.line.fail_next("multicast", drop=True)
        await here.round()
        with clock.fixed(clock.now() + timedelta(hours=24)):
            await here.round()
        view = await here.seen(id)
        assert (view.state, view.progress.states) == ("done", {"unknown": 3})
        assert len([call for call in here.line.calls if call.operation == "multicast"]) == 1


async def test_an_invalid_address_is_found_by_halving_and_harms_nobody(db: Database, vault: Vault) -> None:
    async with floor(db, vault) as here:
        ids = await here.people(20)
        await here.db.write(_spoil, here.vault, 7)
        id = await here.begin()
        for _ in range(8):
            await here.round()
        view = await here.seen(id)
        assert (view.state, view.progress.states) == ("done", {"sent": 19, "failed": 1})
        assert here.heard() == Counter(dict.fromkeys([one for n, one in enumerate(ids) if n != 7], 1))


async def test_too_many_requests_wait_and_nothing_is_lost(db: Database, vault: Vault) -> None:
    async with floor(db, vault) as here:
        ids = await here.people(5)
        id = await here.begin()
        here.line.fail_next("multicast", status=429)
        await here.round()
        assert (await here.seen(id)).progress.states == {"waiting": 5}
        with clock.fixed(clock.now() + timedelta(minutes=1)):
            await here.round()
        assert (await here.seen(id)).state == "done" and here.heard() == Counter(dict.fromkeys(ids, 1))


async def test_a_spent_quota_pauses_with_the_reason(db: Database, vault: Vault) -> None:
    async with floor(db, vault, together=10, quota=25) as here:
        await here.people(30)
        id = await here.begin()
        await here.round()
        view = await here.seen(id)
        assert (view.state, view.why) == ("paused", "quota")
        assert view.progress.states == {"sent": 20, "waiting": 10} and here.line.quota_used == 20
        here.line.quota = 100
        await here.db.write(quota.looked, "line", "line", 100, 20)
        await here.db.write(service.resume, id, view.version, "officer")
        with clock.fixed(clock.now() + timedelta(minutes=10)):
            await here.round()
        assert (await here.seen(id)).progress.states == {"sent": 30}


async def test_blocked_people_are_not_counted_against_the_quota(db: Database, vault: Vault) -> None:
    async with floor(db, vault) as here:
        ids = await here.people(4)
        here.line.citizen(ids[0]).blocked = True
        await here.begin()
        await here.round()
        assert here.line.quota_used == 3 and here.heard() == Counter(dict.fromkeys(ids[1:], 1))


async def test_whoever_withdraws_meanwhile_is_left_out(db: Database, vault: Vault) -> None:
    async with floor(db, vault, together=2) as here:
        ids = await here.people(6)
        id = await here.begin()
        here.line.fail_next("multicast", status=429, times=3)
        await here.round()  # all are fixed, nobody has heard
        here.line.fail_no_more()

        def work(session: Session) -> None:
            contacts = session.exec(select(Contact).order_by("id")).all()  # type: ignore[arg-type]
            for consent in people.consents_of(session, contacts[1].id or 0):
                consent.withdrawn_at = clock.now()
            leave(session, contacts[3].id or 0)
            contacts[4].blocked_at = clock.now()

        await here.db.write(work)
        with clock.fixed(clock.now() + timedelta(minutes=1)):
            await here.round()
        states = (await here.seen(id)).progress.states
        assert states == {"sent": 3, "withdrawn": 2, "blocked": 1}
        assert here.heard() == Counter(dict.fromkeys([ids[0], ids[2], ids[5]], 1))


async def test_pause_and_cancel_bite_at_once_and_resume_goes_on(db: Database, vault: Vault) -> None:
    async with floor(db, vault, together=2) as here:
        ids = await here.people(10)
        id = await here.begin()
        here.line.fail_next("multicast", status=429, times=3)
        await here.round()
        here.line.fail_no_more()
        before = (await here.seen(id)).progress.states["waiting"]
        await here.db.write(service.pause, id, await here.db.read(version, id), "officer")
        with clock.fixed(clock.now() + timedelta(minutes=1)):
            await here.round()
            assert (await here.seen(id)).progress.states["waiting"] == before
            await here.db.write(service.resume, id, await here.db.read(version, id), "officer")
            await here.round()
        assert (await here.seen(id)).state == "done" and here.heard() == Counter(dict.fromkeys(ids, 1))


async def test_nothing_is_sent_at_night(db: Database, vault: Vault) -> None:
    async with floor(db, vault) as here:
        await here.people(2)
        with clock.fixed(clock.now() + timedelta(hours=9)):  # 21:00 in Bangkok
            id = await here.begin()
            await here.round()
            view = await here.seen(id)
            assert (view.state, view.night, here.line.sent) == ("scheduled", True, [])
        with clock.fixed(clock.now() + timedelta(hours=21)):
            await here.round()
        assert (await here.seen(id)).state == "done"


async def test_one_that_offers_a_closed_consultation_pauses_itself(db: Database, vault: Vault) -> None:
    async with floor(db, vault) as here:
        await here.people(2)

        def begin(session: Session) -> int:
            return scheduled(session, draft(starts=1), tuple(here.desk.ways))

        id = await here.db.write(begin)
        with clock.fixed(clock.now() + timedelta(days=40)):
            await here.round()
        view = await here.seen(id)
        assert (view.state, view.why, here.line.sent) == ("paused", "closed", [])


async def test_an_outcome_of_an_older_claim_is_refused(db: Database, vault: Vault) -> None:
    async with floor(db, vault) as here:
        await here.people(2)
        await here.begin()

        def fill(session: Session) -> None:
            from consultation.broadcast import filling

            filling.begin_due(session)
            filling.fill(session, 1, here.desk.ways)

        await here.db.write(fill)
        stalled = await here.db.write(slices.claim, "stalled", here.desk.ways)
        with clock.fixed(clock.now() + timedelta(minutes=1)):
            other = await here.db.write(slices.claim, "other", here.desk.ways)
            assert stalled is not None and other is not None and other.key == stalled.key
            with pytest.raises(slices.LeaseLost):
                await here.db.write(slices.record, stalled, "unknown", "late")
            await here.db.write(slices.record, other, "sent")


async def test_two_processes_share_a_broadcast(db: Database, vault: Vault) -> None:
    async with floor(db, vault, together=5) as here:
        ids = await here.people(100)
        id = await here.begin()
        second = Desk(db, vault, here.desk.channels, here.desk.ways, "two", slices.LEASE)
        await asyncio.gather(here.round(), broadcaster.round(second, lambda: None))
        await here.round()
        assert (await here.seen(id)).progress.states == {"sent": 100}
        assert here.heard() == Counter(dict.fromkeys(ids, 1))
        owners = await db.read(lambda session: session.exec(select(BroadcastSlice.state)).all())
        assert set(owners) == {"done"}


async def test_telegram_is_fanned_out_a_few_at_a_time_and_taken_back_at_a_pause(db: Database, vault: Vault) -> None:
    async with TelegramDouble() as telegram, AsyncExitStack() as going:
        channel = TelegramChannel("telegram", ["s3cret_-A"], telegram.token, telegram.base_url)
        channels = account_map([channel])
        desk = Desk(db, vault, channels, broadcaster.ways([channel]), "one", slices.LEASE)
        for n in range(90):
            await telegram.citizen(5000 + n).follow()

        def work(session: Session) -> int:
            here = house(session)
            for n in range(90):
                person(session, vault, here, str(5000 + n), channel="telegram")
            return scheduled(session, draft(), tuple(desk.ways))

        id = await db.write(work)
        await broadcaster.round(desk, lambda: None)
        assert (await db.read(figures.view, id)).progress.states == {"queued": 75, "waiting": 15}
        await db.write(service.pause, id, await db.read(version, id), "officer")
        assert (await db.read(figures.view, id)).progress.states == {"waiting": 90}
        await db.write(service.resume, id, await db.read(version, id), "officer")
        wake = asyncio.Event()
        task = asyncio.create_task(sender.run(db, vault, channels, wake=wake))
        async with asyncio.timeout(60):
            while (await db.read(figures.view, id)).state != "done":
                going.enter_context(clock.fixed(clock.now() + timedelta(seconds=1)))  # the rate is Telegram's
                await broadcaster.round(desk, wake.set)
                await asyncio.sleep(0.05)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        view = await db.read(figures.view, id)
        assert view.progress.states == {"sent": 90}
        sent = Counter(one.to for one in telegram.sent if one.operation == "sendMessage")
        assert len(sent) == 90 and set(sent.values()) == {1}
        await channel.close()


def _speak_english(session: Session, count: int) -> None:
    for contact in session.exec(select(Contact).order_by("id").limit(count)):  # type: ignore[arg-type]
        contact.language = "en"


def _spoil(session: Session, vault: Vault, which: int) -> None:
    contact = session.exec(select(Contact).order_by("id").offset(which)).first()  # type: ignore[arg-type]
    assert contact is not None
    contact.address_sealed = vault.seal(b"not a user id")
