"""What is in another cluster is told on no list, and no form reaches it."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from admin.accounts import scoping
from admin.site import Site
from consultation import clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.db import Database
from consultation.forms.templates import fill
from consultation.law import reminders
from consultation.law.models import LawReminder
from consultation.places.schemes import cluster
from consultation.responses import apart
from consultation.vault import Vault
from tests.admin.accounts.test_every_route import filled
from tests.admin.application import Client, application, sign_in
from tests.consultation.themes.grouped import grouped

MINE, OTHER = "เรื่องของเรา", "เรื่องของกลุ่มอื่น"


def opened(session: Session, code: str, title: str) -> ConsultationView:
    """An open consultation that closes tomorrow: it is on the first page and in the calendar."""
    of = cluster(code)
    new = NewConsultation(
        title=title, kind="survey", template="needs", scheme=of.scheme, cluster=of.number,
        closes_at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    return consult.open_now(session, consult.create(session, new, fill("needs", of), "test").id, "test")


async def both(client: Client, db: Database) -> tuple[int, int]:
    mine, other = await db.write(opened, "2567:10", MINE), await db.write(opened, "2567:1", OTHER)
    roles = " ".join(f"{role}@2567:10" for role in ("STR", "ADM", "HEAD", "MON", "DPO", "AUD"))
    await sign_in(client, db, roles)
    return mine.id, other.id


async def test_no_list_names_what_is_out_of_reach(client: Client, db: Database) -> None:
    mine, other = await both(client, db)
    await db.write(reminders.remind)
    code = (await db.read(consult.view, other)).code
    told: dict[str, str] = {}
    for route in client.server.app.router.routes():  # type: ignore[union-attr]
        canonical = route.resource.canonical if route.resource else ""
        if route.method == "GET" and canonical.startswith(("/admin", "/account", "/api/v1")):
            if "{id}" in canonical and "/consultations/{id}" not in canonical:
                continue
            if "events" in canonical:
                continue
            answer = await client.get(filled(canonical, {**dict.fromkeys(scoping.FURTHER, 1), "consultation": mine}))
            told[canonical] = await answer.text(errors="replace")
    assert [page for page, text in told.items() if OTHER in text or code in text] == []
    for page in ("/admin", "/admin/calendar", "/admin/planner", "/api/v1/consultations", "/admin/broadcasts/new"):
        assert MINE in told[page], page


async def test_the_calendars_feed_follows_its_owners_reach(client: Client, db: Database) -> None:
    await both(client, db)
    page = await (await client.post("/admin/calendar/feed")).text()
    token = page.partition("/calendar/")[2].partition(".ics")[0]
    feed = await (await client.get(f"/calendar/{token}.ics")).text()
    assert MINE in feed and OTHER not in feed


async def test_no_form_reaches_another_cluster(client: Client, db: Database) -> None:
    _, other = await both(client, db)
    before = len(await db.read(_acts))
    draft = {"template": "needs", "title": "ก"}
    sent = {
        "/admin/planner/group": {"consultation": str(other), "question": "problem"},
        "/admin/new": {"cluster": "2567:1", **draft},
        "/admin/broadcasts/new": {"cluster": "2567:1", "text-th": "สวัสดี"},
        "/admin/broadcasts/screens": {"cluster": "2567:10", "starts": str(other), "text-th": "สวัสดี"},
    }
    for page, data in sent.items():
        assert (await client.post(page, data=data)).status == 404, page
    assert (await client.get("/admin/new?cluster=2567:1")).status == 404
    assert (await client.get("/admin/broadcasts/new?cluster=2567:1")).status == 404
    mixed = {"cluster": "2567:10", "consultation": str(other), "kind": "answered", "about": str(other), "text-th": "ก"}
    assert (await client.post("/admin/broadcasts/new", data=mixed)).status == 409
    assert len(await db.read(_acts)) == before
    assert (await client.post("/admin/new", data={"cluster": "2567:10", **draft}, allow_redirects=False)).status == 303


async def test_a_reminder_of_another_cluster_is_not_taken_away(client: Client, db: Database) -> None:
    _, other = await both(client, db)
    await db.write(reminders.remind)
    id = (await db.read(_reminder_of, other)).id or 0
    await client.post("/admin/reminders", data={"reminder": str(id)})
    assert (await db.read(_reminder_of, other)).seen_at is None


async def test_a_comment_of_another_consultation_is_not_sorted_through_ones_own(client: Client, db: Database) -> None:
    mine, _ = await both(client, db)
    elsewhere, _ = await grouped(db, 40, 4)
    comment = 1
    page = f"/admin/planner/consultations/{mine}/apart"
    assert (await client.post(page, data={"comment": str(comment), "kind": "report"})).status == 404
    assert (await db.read(apart.counts, elsewhere)) == (await db.read(apart.counts, mine))


@pytest.mark.parametrize("role", ["officer", "planner", "head"])
async def test_the_demonstrations_people_have_todays_roles(db: Database, vault: Vault, role: str) -> None:
    async with application(db, vault, Site(demo=True)) as demo:
        await demo.post("/demo/enter", data={"role": role})
        assert (await demo.get("/admin")).status == 200


def _acts(session: Session) -> list[int | None]:
    return list(session.exec(select(AuditEntry.id)))


def _reminder_of(session: Session, consultation: int) -> LawReminder:
    found = session.exec(select(LawReminder).where(LawReminder.consultation_id == consultation)).first()
    assert found is not None
    return found
