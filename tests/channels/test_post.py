"""What the sender does on the platforms' doubles when a platform slows it, refuses, or says nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.message import Event
from consultation import clock, limits
from consultation.db import Database, open_database
from consultation.outbox import claiming, quota
from consultation.outbox.models import PlatformCall
from consultation.outbox.service import put
from consultation.people.models import Contact
from consultation.people.service import Who, meet
from consultation.vault import Vault
from tests.channels.ear import listening
from tests.channels.post import Post, over, post
from tests.conftest import NOON
from tests.consultation.outbox.contacts import say
from tests.doubles import LineDouble, TelegramDouble

SOMCHAI, MALEE, ANAN, PRANEE = 77_000_001, 77_000_002, 77_000_003, 77_000_004


def later(seconds: float) -> object:
    return clock.fixed(NOON + timedelta(seconds=seconds))


@pytest.fixture
async def telegram(db: Database, vault: Vault) -> AsyncIterator[Post]:
    async with post(TelegramDouble(secret="s3cret_-A"), db, vault) as here:
        await here.knows(SOMCHAI, MALEE, ANAN, PRANEE)
        yield here


@pytest.fixture
async def line(db: Database, vault: Vault) -> AsyncIterator[Post]:
    async with post(LineDouble(), db, vault) as here:
        await here.knows(SOMCHAI, MALEE)
        yield here


def tried(rows: list) -> bool:
    return all(row.attempts and row.state != "sending" for row in rows)


@pytest.mark.parametrize("seconds", [1, 30, 3600])
async def test_t12_what_telegram_asks_of_a_chat_survives_a_restart_and_other_chats_go_on(
    url: str, telegram: Post, seconds: int
) -> None:
    with later(0):
        telegram.double.fail_next("sendMessage", status=429, accepted=False, retry_after=seconds)
        slowed = await telegram.put(SOMCHAI, "one")
        async with telegram.sending():
            await telegram.until(tried)
        others = [await telegram.put(MALEE, "two"), await telegram.put(SOMCHAI, "three")]
    telegram.db = open_database(url)
    with later(seconds - 0.5):
        async with telegram.sending():
            await telegram.until(lambda rows: rows[1].state == "sent")
        assert [(await telegram.row(id)).state for id in (slowed, *others)] == ["queued", "sent", "queued"]
    with later(seconds + 1):
        await telegram.sent_out()
    assert [sent.message["text"] for sent in telegram.double.sent] == ["two", "one", "three"]
    await telegram.db.close()


async def test_t12_when_several_chats_are_slowed_at_once_the_bot_waits_for_the_shortest_time(telegram: Post) -> None:
    with later(0):
        for number, seconds in ((SOMCHAI, 30), (MALEE, 20), (ANAN, 40)):
            telegram.double.fail_next("sendMessage", status=429, accepted=False, retry_after=seconds)
            await telegram.put(number, "one")
            async with telegram.sending():
                await telegram.until(tried)
        held = await telegram.db.read(limits.held_until, ["telegram:telegram"])
        assert held == {"telegram:telegram": NOON + timedelta(seconds=20)}
        waiting = await telegram.put(PRANEE, "two")
        async with telegram.sending() as wake:
            wake.set()
            await telegram.until(lambda rows: True)
        assert (await telegram.row(waiting)).state == "queued"
    with later(41):
        await telegram.sent_out()


async def test_t11_who_blocks_is_left_alone_until_they_come_back(telegram: Post, vault: Vault) -> None:
    citizen = telegram.citizen(SOMCHAI)
    citizen.blocked = True
    await telegram.put(SOMCHAI, "one")
    await telegram.sent_out()
    await telegram.put(SOMCHAI, "two")
    rows = await telegram.sent_out()
    assert [(row.state, row.reason) for row in rows] == [("failed", "blocked")] * 2
    assert len(telegram.double.calls) == 1
    citizen.blocked = False
    await telegram.db.write(meet, vault, Who("telegram", "telegram", citizen.id))  # `/start`
    await telegram.put(SOMCHAI, "three")
    await telegram.sent_out()
    assert [sent.message["text"] for sent in telegram.double.sent] == ["three"]


async def test_t13_a_network_error_after_the_send_repeats_a_reply_once_and_says_so(telegram: Post) -> None:
    telegram.double.fail_next("sendMessage", drop=True)
    await telegram.put(SOMCHAI, "question")
    [row] = await telegram.sent_out()
    assert (row.state, row.reason, row.attempts) == ("unknown", "twice", 2)
    assert [sent.message["text"] for sent in telegram.double.sent] == ["question"] * 2


async def test_t13_a_reminder_that_may_have_arrived_is_not_repeated(
    telegram: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "is_daylight", lambda now: True)
    telegram.double.fail_next("sendMessage", drop=True)
    await telegram.put(SOMCHAI, "remember", lane="reminder")
    [row] = await telegram.sent_out()
    assert (row.state, row.reason, len(telegram.double.sent)) == ("unknown", "doubt", 1)


async def test_t14_a_group_that_has_moved_is_found_again(telegram: Post, vault: Vault) -> None:
    group = telegram.double.group("ประชาคม", telegram.citizen(SOMCHAI))["id"]
    who = Who("telegram", "telegram", str(group))
    of = await telegram.db.write(lambda session: meet(session, vault, who).id)
    new = telegram.double.migrate(group)
    await telegram.db.write(put, of, say("one"))
    await telegram.sent_out()
    assert [sent.to for sent in telegram.double.sent] == [str(new)]
    moved = Who("telegram", "telegram", str(new))
    assert await telegram.db.write(lambda session: meet(session, vault, moved).id) == of


async def test_l8_when_the_quota_is_spent_replies_go_on_and_all_else_waits(
    line: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "is_daylight", lambda now: True)
    assert isinstance(line.double, LineDouble)
    line.double.quota = 0
    await line.put(SOMCHAI, "one", lane="reminder")
    [row] = await line.sent_out()
    assert (row.state, row.reason, row.attempts) == ("failed", "quota", 1)
    waiting = await line.put(SOMCHAI, "two", lane="reminder")
    event = await _said_something(line)
    await line.db.write(put, line.people[SOMCHAI], say("answer"), reply=event.reply)
    async with line.sending():
        await line.until(lambda rows: rows[-1].state == "sent")
    assert (await line.row(waiting)).attempts == 0
    assert [call.operation for call in line.double.calls] == ["push", "reply"]
    line.double.quota = 500
    await line.db.write(quota.looked, "line", "line", 500, 0)
    await line.sent_out()
    assert [sent.message["text"] for sent in line.double.sent] == ["answer", "two"]


async def test_l10_a_push_in_doubt_is_not_repeated_after_its_key_has_died(line: Post) -> None:
    with later(0):
        line.double.fail_next("push", status=500, accepted=True)
        id = await line.put(SOMCHAI, "one")
        async with line.sending():
            await line.until(tried)
        assert (await line.row(id)).state == "queued"
    with later(23 * 3600 + 60):
        [row] = await line.sent_out()
    assert (row.state, row.reason, len(line.double.calls)) == ("unknown", "late", 1)


async def test_l10_what_was_never_sent_within_23_hours_fails_where_it_is_seen(line: Post) -> None:
    with later(0):
        await line.put(SOMCHAI, "one")
    with later(23 * 3600 + 60):
        [row] = await line.sent_out()
    assert (row.state, row.reason, line.double.calls) == ("failed", "late", [])


async def test_l7_requests_that_are_too_many_hold_the_endpoint_and_back_off(line: Post) -> None:
    with later(0):
        line.double.fail_next("push", status=429, accepted=False, times=1)
        await line.put(SOMCHAI, "one")
        async with line.sending():
            [row] = await line.until(tried)
        assert await line.db.read(limits.held_until, ["line:line:push", "line:line:reply"]) == {
            "line:line:push": NOON + timedelta(seconds=2)
        }
        assert (row.state, row.not_before) == ("queued", NOON + timedelta(seconds=2))
    with later(3):
        await line.sent_out()


async def test_every_call_is_kept_with_its_outcome_and_names_nobody(line: Post) -> None:
    await line.put(SOMCHAI, "ความลับ")
    await line.sent_out()

    def calls(session: Session) -> list[PlatformCall]:
        return list(session.exec(select(PlatformCall)))

    [call] = await line.db.read(calls)
    assert (call.method, call.endpoint, call.status) == ("POST", "/v2/bot/message/push", 200)
    assert call.request_id == line.double.calls[0].request_id
    assert "ความลับ" not in str(call) and line.citizen(SOMCHAI).id not in str(call)


async def test_what_counts_against_the_quota_is_added_to_what_line_said(line: Post) -> None:
    await line.db.write(quota.looked, "line", "line", 500, 100)
    await line.put(SOMCHAI, *map(str, range(7)))  # two requests
    await line.put(MALEE, "one")
    await line.sent_out()
    found = await line.db.read(quota.known, "line", "line")
    assert found is not None and found.used == 103


async def _said_something(line: Post) -> Event:
    async with listening(line.channel) as ear:
        line.double.webhook = ear.url
        await line.citizen(SOMCHAI).says("สวัสดี")
        return (await ear.hears())[0]


async def test_l16_blocked_means_nothing_is_pushed(line: Post) -> None:
    def blocked(session: Session) -> None:
        session.get_one(Contact, line.people[SOMCHAI]).blocked_at = clock.now()

    await line.db.write(blocked)
    await line.put(SOMCHAI, "one")
    rows = await line.sent_out()
    assert over(rows) and (rows[0].state, rows[0].reason, line.double.calls) == ("failed", "blocked", [])
