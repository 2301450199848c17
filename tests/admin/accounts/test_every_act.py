"""Every route that writes leaves its own entry in the audit record, in the name of whoever acted.

What is done with one body here is done with many in the tests of the pages; wherever `application` is used there, an
act that left no entry of its own fails too.
"""

from datetime import timedelta
from pathlib import Path

import aiohttp
from sqlmodel import Session, col, select

from admin.accounts import service, sessions, witness
from admin.accounts.access import COOKIE, GUARDED
from consultation import clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.entry import views as entry
from consultation.findings import deciding, gathering
from consultation.findings import service as strategy
from consultation.findings.service import FindingInput
from consultation.law import due, hearing, reminders
from consultation.lifecycle import results
from consultation.plans import service as plans
from consultation.plans.service import IssueInput, PlanInput
from consultation.themes import service as themes
from consultation.themes.learning.models import ThemeCheckSample
from tests.admin.accounts.walk import WHO, Walk, since
from tests.admin.application import PASSWORD, Client
from tests.consultation.findings.test_deciding import NOT_YET
from tests.consultation.findings.test_tracing import link
from tests.consultation.lifecycle.kinds import RESULT, make
from tests.consultation.meetings.halls import meeting
from tests.consultation.talk.citizens import consultation as asking
from tests.consultation.themes.grouped import grouped, run_jobs

ROOT = Path(__file__).parents[3]
STORES_NOTHING = {
    "/admin/consultations/{id}/questions/check",
    "/admin/consultations/{id}/preview/step",
    "/admin/broadcasts/screens",
    "/admin/broadcasts/counts",
    "/admin/planner/plans/check",
}
# Acts that want files, jobs or many people first: which test does them, on the same kind of client.
ELSEWHERE = {
    "/admin/consultations/{id}/file": "tests/admin/officer/test_files.py",
    "/admin/consultations/{id}/history": "tests/admin/officer/test_history.py",
    "/admin/consultations/{id}/imports": "tests/admin/officer/test_entry.py",
    "/admin/consultations/{id}/imports/{batch}": "tests/admin/officer/test_entry.py",
    "/admin/consultations/{id}/invitations": "tests/admin/officer/test_invitations.py",
    "/admin/consultations/{id}/invitations/codes": "tests/admin/officer/test_invitations.py",
    "/admin/consultations/{id}/law/impacts": "tests/admin/officer/law/test_pages.py",
    "/admin/consultations/{id}/meetings/{meeting}/comments": "tests/admin/officer/test_meetings.py",
    "/admin/consultations/{id}/meetings/{meeting}/minutes": "tests/admin/officer/test_meetings.py",
    "/admin/consultations/{id}/meetings/{meeting}/remote": "tests/admin/officer/test_meetings.py",
    "/admin/consultations/{id}/notices": "tests/admin/officer/law/test_pages.py",
    "/admin/consultations/{id}/quotas": "tests/admin/officer/test_quotas.py",
    "/admin/consultations/{id}/sending": "tests/admin/officer/test_sending.py",
    "/admin/consultations/{id}/statements": "tests/admin/officer/test_statements.py",
    "/admin/consultations/{id}/translations": "tests/admin/officer/test_translations.py",
    "/admin/broadcasts/new": "tests/admin/officer/test_broadcasts.py",
    "/admin/broadcasts/{id}": "tests/admin/officer/test_broadcasts.py",
    "/admin/broadcasts/{id}/act": "tests/admin/officer/test_broadcasts.py",
    "/admin/templates": "tests/admin/officer/test_files.py",
    "/admin/templates/{key}/delete": "tests/admin/officer/test_files.py",
    "/admin/planner/comments/{id}/traits": "tests/admin/planner/test_voices.py",
    "/admin/planner/consultations/{id}/voices": "tests/admin/planner/test_voices.py",
    "/admin/planner/consultations/{id}/opinion": "tests/admin/planner/test_opinion.py",
    "/admin/planner/sets/{id}/learn": "tests/admin/planner/test_reading.py",
    "/admin/planner/sets/{id}/queue": "tests/admin/planner/test_reading.py",
    "/admin/planner/strategy/{id}/findings/{finding}/lines": "tests/admin/strategy/test_desk_pages.py",
    "/admin/planner/strategy/{id}/findings/{finding}/sign": "tests/admin/strategy/test_desk_pages.py",
    "/admin/planner/strategy/{id}/ranking": "tests/admin/strategy/test_desk_pages.py",
    "/admin/planner/strategy/{id}/ranking/criteria": "tests/admin/strategy/test_desk_pages.py",
    "/admin/planner/strategy/{id}/local": "tests/admin/strategy/test_desk_pages.py",
    "/admin/planner/strategy/{id}/replies/{of}": "tests/admin/strategy/test_round_trip.py",
    "/admin/planner/follow-up/commitments/{id}": "tests/admin/strategy/test_desk_pages.py",
    "/admin/planner/follow-up/seen": "tests/admin/strategy/test_desk_pages.py",
    "/admin/planner/plans": "tests/admin/strategy/test_desk_pages.py",
    "/admin/planner/population": "tests/admin/planner/test_desk.py",
    "/admin/planner/population/{table}/retire": "tests/admin/planner/test_desk.py",
    "/admin/planner/search/saved": "tests/admin/planner/test_desk.py",
    "/admin/planner/search/saved/{search}/drop": "tests/admin/planner/test_desk.py",
    "/admin/privacy/requests": "tests/admin/privacy/test_pages.py",
    "/admin/privacy/requests/{number}": "tests/admin/privacy/test_pages.py",
    "/admin/privacy/person": "tests/admin/privacy/test_pages.py",
    "/admin/privacy/person/copy": "tests/admin/privacy/test_pages.py",
    "/admin/privacy/person/erase": "tests/admin/privacy/test_pages.py",
    "/admin/privacy/incidents": "tests/admin/privacy/test_pages.py",
    "/admin/privacy/incidents/{number}": "tests/admin/privacy/test_pages.py",
    "/admin/privacy/notices/{number}/approve": "tests/admin/privacy/test_pages.py",
    "/admin/privacy/notices/{number}/drop": "tests/admin/privacy/test_pages.py",
    "/admin/privacy/notice-draft": "tests/admin/privacy/test_pages.py",
    "/admin/privacy/processing": "tests/admin/privacy/test_pages.py",
    "/admin/reminders-for-me": "tests/admin/telling/test_telling.py",
    "/admin/reminders-for-me/code": "tests/admin/telling/test_telling.py",
    "/admin/reminders-for-me/unlink": "tests/admin/telling/test_telling.py",
    "/admin/reminders-for-me/test": "tests/admin/telling/test_telling.py",
    "/account/password": "tests/admin/accounts/test_own_pages.py",
    "/account/code": "tests/admin/accounts/test_own_pages.py",
    "/account/devices": "tests/admin/accounts/test_own_pages.py",
    "/account/tokens": "tests/admin/accounts/test_tokens.py",
    "/admin/webhooks": "tests/admin/webhooks/test_pages.py",
    "/admin/webhooks/{endpoint}": "tests/admin/webhooks/test_pages.py",
}


async def test_every_route_that_writes(client: Client, db: Database) -> None:
    made = await db.write(service.add, WHO, PASSWORD, "STR ADM HEAD MON DPO SYS AUD PROV")
    token = await db.write(sessions.start, made, "code")
    client.session.cookie_jar.update_cookies({COOKIE: token}, client.make_url("/"))
    walk = Walk(client, db)
    await of_the_office(walk)
    await of_a_draft(walk)
    await of_a_hearing(walk)
    await of_an_open_one(walk)
    await of_its_end(walk)
    await of_findings(walk, *await of_themes(walk))
    there = {
        route.resource.canonical
        for route in client.server.app.router.routes()  # type: ignore[union-attr]
        if route.method == "POST" and route.resource and route.resource.canonical.startswith(GUARDED)
    }
    assert walk.done.isdisjoint(STORES_NOTHING) and walk.done.isdisjoint(ELSEWHERE)
    assert there - walk.done - STORES_NOTHING == set(ELSEWHERE)
    for canonical, file in ELSEWHERE.items():
        text = (ROOT / file).read_text(encoding="utf8")
        last = canonical.rstrip("}").rpartition("/")[2].lstrip("{")
        assert "post" in text and (last in text or last in ("id", "batch", "key")), (canonical, file)


async def of_the_office(walk: Walk) -> None:
    invited = await walk.does("/admin/people", [("name", "มานี"), ("role", "ADM")])
    person = int(invited.subject.partition(":")[2])
    told = await walk.does("/admin/people/{person}", {"act": "roles", "role": "MON"}, person=person)
    assert (told.before, told.after) == ({"roles": "ADM"}, {"roles": "MON"})
    deadline = {
        "title": "ส่งแผน",
        "due": (due.today() + timedelta(days=2)).isoformat(),
        "why": "ตามปฏิทิน",
        "source": "หนังสือสั่งการ",
    }
    await walk.does("/admin/calendar/deadlines", deadline)
    await walk.does("/admin/calendar/feed", {})
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in {"act": "add", "year": "2027", "day": "2027-03-04", "name": "ก", "source": "มติ"}.items():
        form.add_field(name, value)
    await walk.does("/admin/holidays", form)
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in {"cluster": "2567:10", "template": "needs", "title": "ใหม่"}.items():
        form.add_field(name, value)
    await walk.does("/admin/new", form)


async def of_a_draft(walk: Walk) -> None:
    id = (await walk.db.write(asking)).id
    draft = (await walk.db.write(make, "survey")).id
    one = "/admin/consultations/{id}"
    told = await walk.does(f"{one}/questions", {"act": "add", "type": "text", "revision": "1"}, id=draft)
    assert told.before is not None and told.before != told.after
    window = {"opens": "2030-01-05T09:00", "closes": "2030-02-05T16:00", "act": "save"}
    told = await walk.does(f"{one}/window", window, id=draft)
    assert told.before is not None and told.before != told.after
    told = await walk.does(f"{one}/steps", {"act": "rules", "level": "5", "sampling": "open"}, id=draft)
    assert told.before is not None and told.before != told.after
    await walk.does(f"{one}/sections", _multipart(act="bring", text="ส่วนที่ ๑ น้ำ\nขุดคลอง\n\nส่วนที่ ๒ ถนน\nซ่อมถนน"), id=id)
    await walk.does(f"{one}/documents", {"act": "save", "signer": "นายก", "body": "ข้อความ"}, id=draft)
    await walk.does(f"{one}/file/template", {"name": "แม่แบบ", "about": ""}, id=draft)
    paper = {"act": "save", "_represents": "1", "q:province": "=TH-41", "q:problem": "น้ำ", "blank_ok": "1"}
    await walk.does(f"{one}/entry", paper, id=id)
    seen = (await walk.db.read(entry.latest, id))[0]
    change = {**paper, "q:problem": "ถนน", "reason": "อ่านผิด", "seen": seen.seen}
    told = await walk.does(f"{one}/entry/{{receipt}}", change, id=id, receipt=seen.receipt)
    assert told.before is not None


async def of_a_hearing(walk: Walk) -> None:
    id = (await walk.db.write(make, "hearing_2548")).id
    one = "/admin/consultations/{id}"
    await walk.does(f"{one}/law", {"step": "exemption", "reason": "น้ำท่วม", "act": "ask"}, id=id)
    own = await walk.client.post(f"/admin/consultations/{id}/law/exemption", data={"act": "approve"})
    assert own.status == 409, "with every right there is, nobody approves what they asked for"
    another = (await walk.db.write(make, "hearing_2548")).id
    await walk.db.write(hearing.ask_exemption, another, "น้ำท่วมหนัก", "สมชาย")
    await walk.does(f"{one}/law/exemption", {"act": "approve"}, id=another)


async def of_an_open_one(walk: Walk) -> None:
    of = await walk.db.write(asking)
    one = "/admin/consultations/{id}"
    new = {"title": "เวที", "place": "ศาลากลาง", "starts_at": "2026-12-06T09:00", "mode": "onsite"}
    await walk.does(f"{one}/meetings/new", new, id=of.id)
    hall = await walk.db.write(meeting, of)
    await walk.does(f"{one}/meetings/{{meeting}}/edit", {**new, "title": "เวทีใหม่"}, id=of.id, meeting=hall.id)
    invite = {"act": "invite", "sector": "L", "names": "สมาคม"}
    await walk.does(f"{one}/meetings/{{meeting}}", invite, id=of.id, meeting=hall.id)
    await walk.db.write(reminders.remind)
    told = await walk.does("/admin/reminders", {"reminder": "1"})
    assert told.action == "reminder.seen"


async def of_its_end(walk: Walk) -> None:
    id = (await walk.db.write(make, "survey", opens=None)).id
    await walk.db.write(consult.open_now, id, "test")
    told = await walk.does("/admin/consultations/{id}/close", {}, id=id)
    assert (told.before or {})["state"] == "open" and (told.after or {})["state"] == "closed"
    await walk.db.write(results.save, id, RESULT, "test")
    told = await walk.does("/admin/consultations/{id}/publish", {"act": "save", "summary": "อีกอย่าง"}, id=id)
    assert (told.before or {})["summary"] == RESULT.summary and (told.after or {})["summary"] == "อีกอย่าง"


async def of_themes(walk: Walk) -> tuple[int, int]:
    id, set_id = await grouped(walk.db, 40, 4)
    one = "/admin/planner/sets/{id}"
    seen = await walk.db.read(themes.view, set_id)
    first, second, third = (str(theme.number) for theme in seen.themes[:3])
    comments = (await walk.db.read(themes.page, set_id, int(first), themes.Filter())).comments
    comment, other = str(comments[0].id), str(comments[1].id)

    async def version() -> str:
        return str((await walk.db.read(themes.view, set_id)).about.version)

    await walk.does(f"{one}/rename", {"number": first, "label": "น้ำ", "version": await version()}, id=set_id)
    await walk.does(f"{one}/undo", {}, id=set_id)
    await walk.does(f"{one}/redo", {}, id=set_id)
    await walk.does(f"{one}/add", {"label": "อื่น", "version": await version()}, id=set_id)
    await walk.does(f"{one}/lock", {"number": first, "on": "1"}, id=set_id)
    await walk.does(f"{one}/lock", {"number": first, "on": "0"}, id=set_id)
    await walk.does(f"{one}/place", {"comment": comment, "to": second, "version": await version()}, id=set_id)
    await walk.does(f"{one}/nest", {"theme": third, "into": second, "version": await version()}, id=set_id)
    await walk.does(f"{one}/merge", {"theme": [first, second], "version": await version()}, id=set_id)
    sample = await walk.does(f"{one}/check", {"size": "10"}, id=set_id)
    assert sample.action == "themes.sample"
    number, place = await walk.db.read(_dealt)
    await walk.does(f"{one}/check/{{sample}}", {"answer": "right", "place": str(place)}, id=set_id, sample=number)
    started = await walk.does("/admin/planner/group", {"consultation": str(id), "question": "change"})
    await walk.does(f"{one}/cancel", {}, id=started.subject.partition(":")[2])
    await walk.does(f"{one}/join", {}, id=set_id)
    await walk.does("/admin/planner/consultations/{id}/apart", {"comment": comment, "kind": "complaint"}, id=id)
    signed = await walk.does(f"{one}/sign-off", {"version": await version()}, id=set_id)
    assert signed.actor == WHO
    left = (await walk.db.read(themes.view, set_id)).themes[0].id
    desk = "/admin/planner/strategy/{id}/findings"
    await walk.does(desk, {"theme": str(left), "statement": "น้ำไม่พอ", "kind": "problem"}, id=id)
    given = FindingInput(statement="ถนน", kind="problem")
    made = await walk.db.write(strategy.add, id, [left], given, "test")
    told = await walk.does(
        f"{desk}/{{finding}}",
        {"statement": "ถนนพัง", "kind": "problem", "version": str(made.version)},
        id=id,
        finding=made.id,
    )
    assert (told.before or {})["statement"] == "ถนน"
    minority = {"refs": f"C{other}", "role": "minority"}
    await walk.does(f"{desk}/{{finding}}/pick", minority, id=id, finding=made.id)
    await walk.does(f"{desk}/{{finding}}/drop", {"comment": other}, id=id, finding=made.id)
    await walk.does("/admin/planner/strategy/{id}/pick", {**minority, "finding": str(made.id)}, id=id)
    decided = {"decision": "not_yet", "reason": "งบปีนี้เต็มแล้ว"}
    await walk.does(f"{desk}/{{finding}}/decide", decided, id=id, finding=made.id)
    version_now = (await walk.db.read(strategy.find, made.id)).version
    await walk.does(f"{desk}/{{finding}}/withdraw", {"version": str(version_now)}, id=id, finding=made.id)
    return id, left


async def of_findings(walk: Walk, id: int, theme: int) -> None:
    """A finding on its way: closed answers, a newer theme set, a promise, and a newer version of its plan."""
    desk = "/admin/planner/strategy/{id}/findings/{finding}"
    made = await walk.db.write(strategy.add, id, [theme], FindingInput(statement="น้ำ", kind="problem"), "test")
    asked = (await walk.db.read(gathering.closed, made.id))[0]
    told = await walk.does(
        f"{desk}/answers", {"answer": f"{asked.question}={asked.choices[0].key}"}, id=id, finding=made.id
    )
    assert told.before == {"answers": []} and (told.after or {})["answers"] == [[asked.question, asked.choices[0].key]]
    again = await walk.db.write(themes.start, id, "change", "test", 4)
    await run_jobs(walk.db, themes.GROUP_JOB)
    await walk.db.write(themes.sign_off, again, "test", 0)
    newer = (await walk.db.read(gathering.newer, made.id))[0]
    told = await walk.does(f"{desk}/follow", {"theme": str(newer.theme_id)}, id=id, finding=made.id)
    assert (told.before or {})["themes"] == [theme] and (told.after or {})["themes"] == [newer.theme_id]
    decided = await walk.db.write(deciding.decide, made.id, NOT_YET, "test")
    await walk.db.write(deciding.sign, made.id, decided.id, "head")
    due_on = (due.today() + timedelta(days=30)).isoformat()
    promise = {"text": "ขุดลอกหนอง", "owner": "ชลประทาน", "due": due_on}
    told = await walk.does(f"{desk}/promises", promise, id=id, finding=made.id)
    assert told.action == "commitment.make" and (told.after or {})["owner"] == "ชลประทาน"
    older = (await walk.db.read(consult.view, id)).plan_id or 0
    plan = await walk.db.read(plans.view, older)
    issues = tuple(IssueInput(**issue.model_dump(exclude={"id", "number"})) for issue in plan.issues)
    known = plan.model_dump(include={"scheme", "cluster", "title", "period"})
    version = await walk.db.write(plans.add, PlanInput(**known, version="ร่าง 2", issues=issues), "test")
    await walk.db.write(link, made.id, older, [f"issue:{plan.issues[0].id}"])
    told = await walk.does("/admin/planner/plans/{id}/carry", {"from": str(older)}, id=version.id)
    assert told.after == {"from": older, "links": 1, "lost": []}


async def test_what_leaves_no_entry_itself_gets_one_that_tells_no_values(db: Database) -> None:
    watched = witness.Witness(db)
    acting = witness.Acting("อารี", "admin.somewhere", "/admin/somewhere")
    token = witness._acting.set(acting)
    try:
        await watched.write(_silently)
        await watched.write(_nothing)
    finally:
        witness._acting.reset(token)
    [entry] = await db.read(since, 0)
    assert (entry.actor, entry.action, entry.subject) == ("อารี", "unrecorded.admin.somewhere", "/admin/somewhere")
    assert entry.after == {"changed": {"account": 1}}


def _dealt(session: Session) -> tuple[int, int]:
    row = session.exec(select(ThemeCheckSample).order_by(col(ThemeCheckSample.id).desc())).first()
    assert row is not None
    return row.id or 0, row.dealt[0][0]


def _silently(session: Session) -> None:
    from admin.accounts.models import Account

    session.add(Account(name="ลับ", created_at=clock.now() - timedelta(days=1)))


def _nothing(session: Session) -> int:
    return len(session.exec(select(AuditEntry)).all())


def _multipart(**fields: str) -> aiohttp.FormData:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    return form
