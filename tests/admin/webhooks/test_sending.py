"""Webhooks out against a receiver that is there: signed, told once, tried again for hours, never into the network."""

import asyncio
import base64
import hmac
import json
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address
from socket import AF_INET, AddressFamily

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session, select

from admin import job_loop
from admin.webhooks.sending import Guarded, send
from admin.webhooks.work import handlers
from consultation import clock, jobs
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.jobs import Job
from consultation.lifecycle import moving
from consultation.settings import settings
from consultation.vault import Vault
from consultation.webhooks import addresses, cutting, service, telling
from consultation.webhooks.delivering import WAITS, Parcel
from consultation.webhooks.models import EVENTS, WebhookDelivery, WebhookEndpoint
from consultation.webhooks.service import EndpointInput
from consultation.webhooks.telling import DELIVER_JOB
from tests.admin.application import draft, opened
from tests.admin.webhooks.receiver import receiving
from tests.consultation.lifecycle.kinds import MAKER
from tests.engines import on_postgresql, on_sqlite
from tests.journeys.nursery import Nursery

NOW = datetime.fromisoformat("2026-11-02T03:00:00+00:00")


@pytest.fixture(autouse=True)
def this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PRACHAKHOM_WEBHOOK_LOOPBACK", "true")
    settings.cache_clear()
    yield
    settings.cache_clear()


async def subscribed(db: Database, vault: Vault, url: str, scope: str = "") -> tuple[int, bytes]:
    """An endpoint for every event: its number and its secret."""
    made, secret = await db.write(service.subscribe, vault, EndpointInput(url=url, scope=scope, events=EVENTS), "ก")
    return made.id, base64.b64decode(secret.removeprefix("whsec_"))


async def run(db: Database, vault: Vault, owner: str = "test") -> int:
    """Do what is due, as the job loop does; how many jobs that were."""
    due = await db.write(jobs.claim, owner, [DELIVER_JOB], 99)
    for job in due:
        await job_loop.work(db, owner, handlers(db, vault)[job.kind], job)
    return len(due)


def deliveries(session: Session) -> list[WebhookDelivery]:
    found = list(session.exec(select(WebhookDelivery).order_by(WebhookDelivery.id)))  # type: ignore[arg-type]
    session.expunge_all()
    return found


def signed(secret: bytes, headers: dict[str, str], body: str) -> bool:
    """Whether a receiver that has this secret takes it for ours."""
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    mine = "v1," + base64.b64encode(hmac.digest(secret, content, "sha256")).decode()
    return any(hmac.compare_digest(mine, each) for each in headers["webhook-signature"].split())


async def test_opened_closed_published_are_told_signed_and_without_anybody(db: Database, vault: Vault) -> None:
    async with receiving() as receiver:
        _, secret = await subscribed(db, vault, receiver.url)
        await subscribed(db, vault, receiver.url, "2567:1")  # another cluster hears nothing
        of = await db.write(opened)
        await db.write(consult.close, of.id, "สมใจ")
        assert await run(db, vault) == 2
        told = [json.loads(body) for _, body in receiver.got]
        assert [each["type"] for each in told] == ["consultation.opened", "consultation.closed"]
        assert told[1]["data"]["code"] == of.code and told[1]["data"]["state"] == "closed"
        assert "สมใจ" not in str(told) and "test" not in str(told), "who did it is nobody's business"
        assert all(signed(secret, headers, body) for headers, body in receiver.got)
        assert not signed(secret, receiver.got[0][0], receiver.got[1][1])
        assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 2
        assert await run(db, vault) == 0


async def test_what_is_taken_back_with_its_transaction_is_not_told(db: Database, vault: Vault) -> None:
    await subscribed(db, vault, "https://example.org/")

    def broken(session: Session) -> None:
        consult.open_now(session, draft(session).id, "a")
        raise RuntimeError("the machine stopped here")

    with pytest.raises(RuntimeError):
        await db.write(broken)
    assert await db.read(deliveries) == []


async def test_one_that_is_cancelled_while_open_is_told_as_closed(db: Database, vault: Vault) -> None:
    await subscribed(db, vault, "https://example.org/")
    of = await db.write(opened)
    await db.write(moving.cancel, of.id, "น้ำท่วม", MAKER)
    told = [json.loads(each.body) for each in await db.read(deliveries)]
    assert [each["data"]["state"] for each in told] == ["open", "cancelled"]


@on_sqlite
async def test_it_is_tried_for_hours_set_aside_and_sent_again_by_a_button(db: Database, vault: Vault) -> None:
    async with receiving() as receiver:
        id, _ = await subscribed(db, vault, receiver.url)
        receiver.answers = [500, 302, 410] + [503] * (len(WAITS) - 2) + [200]
        at = NOW
        with clock.fixed(at):
            await db.write(opened)
            assert await run(db, vault) == 1
        for wait in WAITS:
            with clock.fixed(at + wait - timedelta(seconds=1)):
                assert await run(db, vault) == 0
            at += wait
            with clock.fixed(at):
                assert await run(db, vault) == 1
        (row,) = await db.read(deliveries)
        assert (row.state, [each["status"] for each in row.tries][:3]) == ("set_aside", [500, 302, 410])
        assert len(row.tries) == len(WAITS) + 1 and at - NOW > timedelta(hours=12)
        assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
        assert (await db.read(service.find, id)).set_aside == 1
        with clock.fixed(at + timedelta(days=1)):
            assert await run(db, vault) == 0
            await db.write(service.send_again, id, row.id or 0, "ก")
            with pytest.raises(Refused):
                await db.write(service.send_again, id, row.id or 0, "ก")
            assert await run(db, vault) == 1
        assert (await db.read(deliveries))[0].state == "delivered"


async def test_killed_in_the_middle_it_is_sent_once_more_under_the_same_id(
    db: Database, vault: Vault, environment: dict[str, str], nursery: Nursery
) -> None:
    async with receiving() as receiver:
        await subscribed(db, vault, receiver.url)
        await db.write(opened)
        receiver.hold = asyncio.Event()
        victim = nursery.victim(
            "tests.admin.webhooks.victim", [], {**environment, "PRACHAKHOM_WEBHOOK_LOOPBACK": "true"}
        )
        while not receiver.got:
            assert victim.poll() is None, "it ended before it sent"
            await asyncio.sleep(0.02)
        victim.kill()
        assert await asyncio.to_thread(victim.wait, 90) == -signal.SIGKILL
        receiver.hold.set()
        receiver.hold = None
        assert await run(db, vault, "next") == 0, "the lease of the killed one lasts"
        with clock.fixed(clock.now() + jobs.LEASE + timedelta(seconds=1)):
            assert await run(db, vault, "next") == 1
            assert await run(db, vault, "next") == 0
        ids = [headers["webhook-id"] for headers, _ in receiver.got]
        assert len(ids) == 2 and ids[0] == ids[1] and receiver.got[0][1] == receiver.got[1][1]
        (row,) = await db.read(deliveries)
        assert row.state == "delivered" and len(row.tries) == 1


@on_sqlite
async def test_who_does_not_answer_is_not_waited_for(db: Database, vault: Vault) -> None:
    async with receiving() as receiver:
        receiver.hold = asyncio.Event()
        parcel = Parcel(delivery=1, url=receiver.url, headers={}, body="{}")
        outcome = await send(parcel, True, patience=0.2)
        assert (outcome.status, outcome.good) == (0, False) and "no answer" in outcome.error
    gone = await send(parcel, True)
    assert gone.status == 0 and gone.error


async def test_another_secret_signs_beside_the_one_before_for_a_day(db: Database, vault: Vault) -> None:
    async with receiving() as receiver:
        id, old = await subscribed(db, vault, receiver.url)
        shown = await db.write(service.rotate, vault, id, "ก")
        new = base64.b64decode(shown.removeprefix("whsec_"))
        await db.write(service.try_out, id, "ก")
        await run(db, vault)
        assert signed(old, *receiver.got[0]) and signed(new, *receiver.got[0])
        with clock.fixed(clock.now() + service.OVERLAP + timedelta(minutes=1)):
            await db.write(service.try_out, id, "ก")
            await run(db, vault)
        assert signed(new, *receiver.got[1]) and not signed(old, *receiver.got[1])


async def test_an_endpoint_that_was_ended_hears_no_more(db: Database, vault: Vault) -> None:
    async with receiving() as receiver:
        id, _ = await subscribed(db, vault, receiver.url)
        of = await db.write(opened)
        await db.write(service.end, id, "ก")
        await db.write(consult.close, of.id, "ก")
        await run(db, vault)
        assert receiver.got == []
        assert [each.state for each in await db.read(deliveries)] == ["set_aside"]
        with pytest.raises(NotFound):
            await db.write(service.rotate, vault, id, "ก")


async def test_what_was_put_in_while_somebody_ended_the_endpoint_is_set_aside(db: Database, vault: Vault) -> None:
    async with receiving() as receiver:
        id, _ = await subscribed(db, vault, receiver.url)

        def told_late(session: Session) -> None:
            """As `tell` of a transaction that read the endpoint before it was ended, and came after."""
            row = session.get_one(WebhookEndpoint, id)
            telling.put_in(session, row, EVENTS[0], "{}")

        await db.write(service.end, id, "ก")
        await db.write(told_late)
        await run(db, vault)
        (row,) = await db.read(deliveries)
        assert (row.state, row.next_at, receiver.got) == ("set_aside", None, [])
        assert "ended" in row.tries[0]["error"]


async def test_a_secret_that_cannot_be_opened_sets_the_delivery_aside_and_not_the_job(
    db: Database, vault: Vault
) -> None:
    async with receiving() as receiver:
        id, _ = await subscribed(db, vault, receiver.url)
        await db.write(opened)
        assert await run(db, Vault(b"another key of sixteen bytes")) == 1
        (row,) = await db.read(deliveries)
        assert row.state == "set_aside" and "PRACHAKHOM_SECRET_KEY" in row.tries[0]["error"]
        (job,) = await db.read(lambda session: [each.error for each in session.exec(select(Job)) if each.done_at])
        assert job == "" and receiver.got == []
        now = Vault(b"another key of sixteen bytes")
        await db.write(service.rotate, now, id, "ก")
        await db.write(service.send_again, id, row.id or 0, "ก")
        await run(db, now)
        assert len(receiver.got) == 1, "the secret before, which cannot be opened, is in nobody's way"


@on_postgresql
async def test_what_was_delivered_while_somebody_ends_the_endpoint_stays_delivered(db: Database, vault: Vault) -> None:
    id, _ = await subscribed(db, vault, "https://example.org/")
    await db.write(opened)
    (before,) = await db.read(deliveries)
    written = asyncio.Event()

    def delivered(session: Session) -> None:
        row = session.get_one(WebhookDelivery, before.id, with_for_update=True)
        row.state, row.delivered_at, row.next_at = "delivered", clock.now(), None
        session.add(row)
        session.flush()
        written.set()
        session.connection().execute(text("SELECT pg_sleep(0.5)"))  # so that the other looks before this commits

    async with asyncio.TaskGroup() as both:
        both.create_task(db.write(delivered))
        await written.wait()
        both.create_task(db.write(service.end, id, "ก"))
    (row,) = await db.read(deliveries)
    assert row.state == "delivered" and (await db.read(service.find, id)).ended_at is not None


async def test_the_log_is_kept_for_ninety_days(db: Database, vault: Vault) -> None:
    id, _ = await subscribed(db, vault, "https://example.org/")
    await db.write(opened)
    await db.write(service.end, id, "ก")
    other, _ = await subscribed(db, vault, "https://example.org/")
    await db.write(service.try_out, other, "ก")
    assert await db.write(cutting.sweep, clock.now() + timedelta(days=89), 9) == []
    assert await db.write(cutting.sweep, clock.now() + timedelta(days=91), 9) == [None]
    assert [each.state for each in await db.read(deliveries)] == ["waiting"], "what waits is still sent"


class Meaning(AbstractResolver):
    """A name server that says what it was told to."""

    def __init__(self, *hosts: str) -> None:
        self.hosts = hosts

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0) for each in self.hosts
        ]

    async def close(self) -> None:
        pass


PRIVATE = ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
           "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
           "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "ff02::1",
           "fec0::1")  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
async def test_a_name_that_means_a_private_address_is_not_written_to(host: str) -> None:
    parcel = Parcel(delivery=1, url="https://hook.example.org/", headers={}, body="{}")
    for hosts in ((host,), ("93.184.215.14", host)):
        outcome = await send(parcel, True, resolver=Guarded(Meaning(*hosts)), patience=2)
        assert outcome.status == 0 and "private network" in outcome.error, hosts


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://example.go.th/hook?a=1", ""),
        ("https://93.184.215.14/hook", ""),
        ("http://example.go.th/hook", "https"),
        ("http://127.0.0.1:8000/hook", "https"),
        ("http://localhost/hook", "https"),
        ("https://127.0.0.1/hook", "private"),
        ("https://[::1]/hook", "private"),
        ("https://169.254.169.254/latest", "private"),
        ("https://[fec0::1]/hook", "private"),
        ("https://2130706433/hook", "url"),
        ("https://127.1/hook", "url"),
        ("https://127.0.0.1./hook", "url"),
        ("https://0x7f000001/hook", "url"),
        ("https://0177.0.0.1/hook", "url"),
        ("https://1.example.go.th/hook", ""),
        ("https://user:pass@example.go.th/", "url"),
        ("https://example.go.th/#part", "url"),
        ("https:///hook", "url"),
        ("https://example.go.th:99999/", "url"),
        ("https://example.go.th/\nx", "url"),
        ("ftp://example.go.th/", "https"),
        ("https://example.go.th/" + "a" * 500, "url"),
        ("", "url"),
    ],
)
def test_which_addresses_may_be_typed_in(url: str, fault: str) -> None:
    assert addresses.fault(url, loopback=False) == fault


@given(st.ip_addresses(v=4))
def test_what_is_public_in_disguise_is_judged_as_itself(address: object) -> None:
    plain = ip_address(str(address))
    assert addresses.public(ip_address(f"::ffff:{plain}")) == addresses.public(plain)


def test_this_machine_only_where_the_setting_says_so() -> None:
    assert addresses.fault("http://127.0.0.1:8000/", loopback=True) == ""
    assert addresses.fault("http://10.0.0.1/", loopback=True) == "https"
