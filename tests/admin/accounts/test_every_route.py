"""Every route with every role, and with what belongs to another cluster: what is answered is what the table says.

The guard alone is asked, as the application asks it: behind it every page is replaced by a sign, so that the walk is
exact, and quick enough for eight thousand requests.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from sqlmodel import Session, SQLModel

from admin.accounts import access, scoping, service
from admin.accounts.access import GUARDED, act_of
from admin.accounts.service import AccountView
from admin.app import build_app
from admin.keys import ACCOUNT
from admin.site import Site
from bot.web import WebChannel
from consultation import clock, ids, rights
from consultation.attachments.models import KINDS, STATES, Attachment
from consultation.broadcast.models import Broadcast
from consultation.commitments.models import Commitment
from consultation.consult.models import Consultation
from consultation.db import Database, open_database
from consultation.entry.models import EntryBatch
from consultation.findings.models import Finding
from consultation.forms.models import FormRevision
from consultation.meetings.models import Meeting
from consultation.people.models import Person
from consultation.plans.models import Plan
from consultation.responses.models import Comment, Response
from consultation.rights import Grants, Place
from consultation.settings import Settings
from consultation.themes.learning.models import ThemeCheckSample
from consultation.themes.models import ThemeSet
from consultation.vault import Vault
from tests.admin.application import PASSWORD

PASSED = 299  # the guard let it through
MINE, OTHER = Place("2567", 10), Place("2567", 1)
MINE_CODE = "2567:10"
PROVINCE = "TH-42"  # of MINE
NOTHING = 999_999
GRANTS = [*rights.ROLES, *(f"{role}@{MINE_CODE}" for role in rights.ROLES), f"PROV@{PROVINCE}", f"HEAD@{PROVINCE}"]
EXAMPLES = {
    "year": "2026", "kind": "notice", "form": "pdf", "channel": "line", "receipt": "ABCD-2345", "key": "needs",
    "proof": "1", "number": "1", "person": "1", "plan": "1", "line": "1", "search": "1", "table": "1", "ending": "csv",
    "which": "provinces", "of": "result:1", "endpoint": "1",
}  # fmt: skip
SPECIAL = {
    "reports/{kind}.{form}": {"kind": "summary"},
    "qr/{channel}.{kind}": {"kind": "png"},
    "area-needs.{kind}": {"kind": "docx"},
    "lines/{kind}/{line}": {"kind": "issue"},
    "rounds.{kind}": {"kind": "csv"},
    "incidents/{number}/{which}.{form}": {"which": "office"},
}

OF = {
    "/admin/planner/sets/{id}": "set", "/admin/planner/comments/{id}": "comment", "/admin/broadcasts/{id}": "broadcast",
    "/admin/planner/follow-up/commitments/{id}": "commitment", "/admin/planner/plans/{id}": "plan",
}  # what `{id}` numbers there; a consultation elsewhere  # fmt: skip

Names = dict[str, int]


async def page(request: web.Request) -> web.StreamResponse:
    return web.Response(status=PASSED)


@asynccontextmanager
async def guarded(db: Database, vault: Vault) -> AsyncIterator[web.Application]:
    app = build_app(Settings(), db, vault, [WebChannel(vault)], role="web", site=Site())
    order = list(app.middlewares)
    assert order.index(access.know_account) + 1 == order.index(access.guard), "nothing is made before it is asked"
    runner = web.AppRunner(app)
    await runner.setup()
    yield app
    await runner.cleanup()


def routes(app: web.Application) -> list[tuple[str, str, str]]:
    """Method, address, right of every route of the office's pages."""
    return [
        (route.method, route.resource.canonical, act_of(route.handler))
        for route in app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith(GUARDED) and route.method != "HEAD"
    ]


def filled(canonical: str, names: Names) -> str:
    """An address with every place filled in. names: the numbers of one cluster's things."""
    of = OF.get(scoping.beginning(canonical), "consultation")
    given = EXAMPLES | next((more for end, more in SPECIAL.items() if canonical.endswith(end)), {})
    told = {**given, **{name: str(n) for name, n in names.items()}, "id": str(names.get(of, 0))}
    return re.sub(r"\{(\w+)\}", lambda found: told[found[1]], canonical)


async def answered(app: web.Application, method: str, path: str, who: AccountView | None = None) -> int:
    request = make_mocked_request("GET", "/", app=app) if app not in _blank else _blank[app]
    _blank[app] = request
    request = request.clone(method=method, rel_url=path)
    found = await app.router.resolve(request)
    if found.http_exception is not None:
        return found.http_exception.status
    found.add_app(app)
    request._match_info, request[ACCOUNT] = found, who
    try:
        return (await access.guard(request, page)).status
    except web.HTTPException as raised:
        return raised.status


_blank: WeakKeyDictionary[web.Application, web.Request] = WeakKeyDictionary()


def row(session: Session, table: type[SQLModel], **values: Any) -> int:
    """A row with what is needed filled in."""
    for name, field in table.model_fields.items():
        if name not in values and field.is_required():
            values[name] = {str: ids.code(), int: 1, bool: False, datetime: clock.now(), bytes: b""}.get(
                field.annotation, {}
            )
    made = table(**values)
    session.add(made)
    session.flush()
    return made.id or 0  # type: ignore[attr-defined]


def world(session: Session, place: Place) -> Names:
    """One of everything that an address may name, in a cluster."""
    of = {"scheme": place.scheme, "cluster": place.cluster}
    consultation = row(session, Consultation, code=f"CODE{place.cluster}", kind="survey", title="ก", **of)
    in_it = {"consultation_id": consultation}
    theme_set = row(session, ThemeSet, state="draft", **in_it)
    revision = row(session, FormRevision, number=1, **in_it)
    answered = {"person_id": row(session, Person), "revision_id": revision, "state": "submitted"}
    response = row(session, Response, receipt=f"R{place.cluster}", **answered, **in_it)
    finding = row(session, Finding, number=1, kind="problem", **in_it)
    return {
        "consultation": consultation,
        "set": theme_set,
        "comment": row(session, Comment, response_id=response, kind="opinion", **in_it),
        "broadcast": row(session, Broadcast, state="draft", audience={}, texts={}, **of, **in_it),
        "meeting": row(session, Meeting, code=f"M{place.cluster}", mode="onsite", **in_it),
        "attachment": row(session, Attachment, response_id=response, state=STATES[0], kind=KINDS[0], **in_it),
        "batch": row(session, EntryBatch, state="checked", **in_it),
        "finding": finding,
        "commitment": row(
            session, Commitment, finding_id=finding, number=1, state="planned", due=clock.now().date(), **in_it
        ),
        "plan": row(session, Plan, **of),
        "sample": row(session, ThemeCheckSample, theme_set_id=theme_set, dealt=[]),
    }


def somebody(session: Session, roles: str) -> AccountView:
    return service.add(session, roles, PASSWORD, roles)


def expected(grants: Grants, act: str, canonical: str, there: Place | None) -> int:
    """What the table says. there: where the address leads; None where nothing is."""
    if not grants.may(act):
        return 403
    if "{id}" not in canonical:
        return PASSED
    if there is None:
        return 404
    if grants.may(act, there):
        return PASSED
    return 403 if grants.may("consultation.read", there) else 404


def test_every_route_names_a_right_and_every_address_is_described(sqlite_url: str, vault: Vault) -> None:
    app = build_app(Settings(), open_database(sqlite_url), vault, [WebChannel(vault)], role="web", site=Site())
    there = routes(app)
    assert [key for key in there if not key[2]] == []
    assert [canonical for _, canonical, _ in there if "{id}" in canonical and not scoping.beginning(canonical)] == []
    named = {name for _, canonical, _ in there for name in re.findall(r"\{(\w+)\}", canonical)}
    assert named <= {"id", *scoping.FURTHER, *scoping.HARMLESS}
    asked = {act for _, _, act in there}
    elsewhere = {"result.publish", "result.publish_survey", "result.answer", "consultation.approve",
                 "consultation.announce", "consultation.take_back", "consultation.cancel",
                 "consultation.cancel_approved", "consultation.analyse"}  # fmt: skip
    assert set(rights.rights()) - asked == elsewhere, "a right that nothing asks for"


async def test_every_role_in_every_place(sqlite_url: str, vault: Vault) -> None:
    db = open_database(sqlite_url)
    mine, other = await db.write(world, MINE), await db.write(world, OTHER)
    cases = [(mine, MINE), (other, OTHER), (dict.fromkeys(mine, NOTHING), None)]
    told: list[tuple[str, str, str, int, int]] = []
    async with guarded(db, vault) as app:
        every = routes(app)
        for grant in GRANTS:
            who = await db.write(somebody, grant)
            for method, canonical, act in every:
                for names, there in cases if "{id}" in canonical else cases[:1]:
                    status = await answered(app, method, filled(canonical, names), who)
                    if status != (wanted := expected(who.grants, act, canonical, there)):
                        told.append((grant, method, filled(canonical, names), status, wanted))
        for method, canonical, _ in every:
            for names in (mine, other):
                assert await answered(app, method, filled(canonical, names)) == (303 if method == "GET" else 401)
    await db.close()
    assert told == []


async def test_no_part_of_another_consultation_is_reached_through_ones_own(db: Database, vault: Vault) -> None:
    mine, other = await db.write(world, MINE), await db.write(world, OTHER)
    who = await db.write(somebody, "STR ADM HEAD MON DPO PROV")
    async with guarded(db, vault) as app:
        for method, canonical, _ in routes(app):
            for part in set(re.findall(r"\{(\w+)\}", canonical)) & set(scoping.FURTHER):
                assert await answered(app, method, filled(canonical, mine), who) == PASSED, canonical
                crossed = {**mine, part: other[part]}
                assert await answered(app, method, filled(canonical, crossed), who) == 404, (method, canonical)


async def test_who_has_to_set_up_the_second_step_reaches_the_own_account_alone(db: Database, vault: Vault) -> None:
    who = (await db.write(somebody, "SYS AUD")).model_copy(update={"must_enrol": True})
    async with guarded(db, vault) as app:
        assert await answered(app, "GET", "/admin/people", who) == 303
        assert await answered(app, "POST", "/admin/people", who) == 303
        assert await answered(app, "GET", "/account/code", who) == PASSED


@pytest.mark.parametrize("path", ["/admin/nothing", "/account/nothing"])
async def test_an_address_that_is_not_there_is_not_found(db: Database, vault: Vault, path: str) -> None:
    async with guarded(db, vault) as app:
        assert await answered(app, "GET", path) == 404
