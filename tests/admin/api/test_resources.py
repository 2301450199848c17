"""The resources of the API: paged, filtered, within reach, told by their tag, traced, exported."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from admin.accounts import service, tokens
from admin.api import reading
from admin.api.asking import AskedComments
from admin.exports import service as exports
from admin.exports.models import ExportFile
from admin.job_loop import work
from consultation import clock, jobs
from consultation.consult import service as consult
from consultation.db import Database
from consultation.findings import service as strategy
from consultation.findings import tracing
from consultation.findings.models import Finding
from consultation.findings.service import FindingInput
from consultation.plans import lines as plan_lines
from consultation.responses.models import Comment, Response
from consultation.rights import Grant
from consultation.vault import Vault
from tests.admin.application import PASSWORD, Client, draft
from tests.admin.public.results import publish
from tests.admin.strategy.signed import signed
from tests.consultation.lifecycle.kinds import plan
from tests.consultation.talk.citizens import Citizen, consultation
from tests.consultation.talk.test_hear import household
from tests.consultation.themes.grouped import grouped
from tests.engines import on_sqlite

LIST = "/api/v1/consultations"


async def headers(db: Database, vault: Vault, roles: str = "STR", scope: str = "") -> dict[str, str]:
    me = await db.write(service.add, roles, PASSWORD, roles)
    given = tuple(Grant(role, scope) for role in roles.split())
    _, secret = await db.write(tokens.make, vault, me, "ก", given, 30)
    return {"Authorization": f"Bearer {secret}"}


async def every(client: Client, path: str, key: str, known: dict[str, str]) -> list[dict[str, Any]]:
    """All pages of a list, two at a time."""
    found, cursor = [], ""
    while True:
        answer = await client.get(f"{path}limit=2{cursor}", headers=known)
        page = await answer.json()
        assert answer.status == 200 and len(page[key]) <= 2
        found += page[key]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


async def test_pages_filters_and_reach_of_consultations(client: Client, db: Database, vault: Vault) -> None:
    made = [(await db.write(draft, f"ที่ {n}")).id for n in range(5)]
    known = await headers(db, vault)
    assert [each["id"] for each in await every(client, f"{LIST}?", "consultations", known)] == made[::-1]
    await db.write(consult.open_now, made[0], "a")
    assert [each["id"] for each in await every(client, f"{LIST}?state=open&", "consultations", known)] == made[:1]
    later = (clock.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert await every(client, f"{LIST}?since={later}&", "consultations", known) == []
    assert len(await every(client, f"{LIST}?before={later}&", "consultations", known)) == 5
    elsewhere = await headers(db, vault, "MON", "2567:1")
    assert await every(client, f"{LIST}?", "consultations", elsewhere) == []
    for part in ("", "/form", "/comments", "/findings", "/plans"):
        assert (await client.get(f"{LIST}/{made[0]}{part}", headers=elsewhere)).status == 404, part


async def test_what_is_not_as_described_is_refused_and_told(client: Client, db: Database, vault: Vault) -> None:
    of = await db.write(draft)
    known = await headers(db, vault)
    for wrong in ("limit=0", "limit=201", "limit=1.0", "limit=%2B5", "cursor=x", "state=new", "since=5", "nothing=1",
                  "since=2026-01-01T00:00:00", "limit=1&limit=2"):  # fmt: skip
        answer = await client.get(f"{LIST}?{wrong}", headers=known)
        assert answer.status == 400 and answer.content_type == "application/problem+json", wrong
        assert wrong.partition("=")[0] in (await answer.json(content_type=None))["detail"]
    for body in ({}, {"format": "pdf"}, {"format": "polis", "question": "\x00"}, {"format": "polis", "more": 1}, []):
        answer = await client.post(f"{LIST}/{of.id}/exports", json=body, headers=known)
        assert answer.status == 400, body
    assert (await client.post(f"{LIST}/{of.id}/exports", data="x", headers=known)).status == 400
    put = await client.put(f"{LIST}/{of.id}/exports", json={}, headers=known)
    assert (put.status, put.headers["Allow"]) == (405, "GET, HEAD, POST")
    crossed = await client.post(
        f"{LIST}/{of.id}/exports", json={"format": "open-data"}, headers={**known, "Sec-Fetch-Site": "cross-site"}
    )
    assert crossed.status == 403 and crossed.content_type == "application/problem+json"


async def test_a_tag_saves_what_is_known(client: Client, db: Database, vault: Vault) -> None:
    of = await db.write(draft)
    known = await headers(db, vault)
    first = await client.get(f"{LIST}/{of.id}", headers=known)
    tag = first.headers["ETag"]
    again = await client.get(f"{LIST}/{of.id}", headers={**known, "If-None-Match": tag})
    assert (again.status, await again.read()) == (304, b"")
    await db.write(consult.rename, of.id, "อีกชื่อ", "a")
    assert (await client.get(f"{LIST}/{of.id}", headers={**known, "If-None-Match": tag})).status == 200


async def test_responses_and_comments_masked_without_anybody_in_them(
    client: Client, db: Database, vault: Vault
) -> None:
    of, _ = await grouped(db, 12, 3)

    def named(session: Session) -> int:
        row = session.get_one(Comment, 1)
        row.raw, row.text = "โทร 081 234 5678", "โทร [โทรศัพท์]"
        session.add(row)
        return row.id or 0

    await db.write(named)
    known = await headers(db, vault)
    sent = await every(client, f"{LIST}/{of}/responses?", "responses", known)
    assert len(sent) == 12 and len({each["id"] for each in sent}) == 12
    assert all("receipt" not in each and "person" not in each for each in sent)
    said = await every(client, f"{LIST}/{of}/comments?", "comments", known)
    assert len(said) >= 12 and {each["response"] for each in said} <= {each["id"] for each in sent}
    assert "081 234" not in str(said) and "โทร [โทรศัพท์]" in {each["text"] for each in said}
    question = said[0]["question"]
    assert len(await every(client, f"{LIST}/{of}/comments?question={question}&", "comments", known)) > 0
    assert await every(client, f"{LIST}/{of}/comments?kind=emergency&", "comments", known) == []
    form = await (await client.get(f"{LIST}/{of}/form", headers=known)).json()
    assert question in {each["name"] for each in form["questions"]}
    auditor = await headers(db, vault, "AUD")
    assert (await client.get(f"{LIST}/{of}/comments", headers=auditor)).status == 403
    assert (await client.get(f"{LIST}/{of}/responses", headers=auditor)).status == 403


@on_sqlite
async def test_every_choice_is_among_the_answers_inside_repeats_too(client: Client, db: Database, vault: Vault) -> None:
    form = household()
    short = form.questions[0].model_copy(update={"name": "way", "appearance": "minimal", "groups": ()})
    form = form.model_copy(update={"questions": (*form.questions[:3], short)})
    made = await db.write(consultation, form=form)
    await Citizen(db, vault).says(
        made.code, "เริ่ม", "มี", "เดิน", "72", "ไม้เท้า", "มี", "มอเตอร์ไซค์", "40", "ข้าม", "หมดแล้ว", "เดิน", "ส่ง"
    )
    answer = await client.get(f"{LIST}/{made.id}/responses", headers=await headers(db, vault))
    (sent,) = (await answer.json())["responses"]
    assert sent["answers"] == {"moves[1]": "foot", "moves[2]": "bike", "way": "foot"}, "no number, no free text"


@on_sqlite
async def test_a_page_of_comments_asks_for_the_consents_of_its_own_people(
    client: Client, db: Database, vault: Vault
) -> None:
    of, _ = await grouped(db, 12, 3)
    known, asked = await headers(db, vault), list[list[int]]()

    def listen(connection: object, cursor: object, statement: str, parameters: Sequence[object], *_: object) -> None:
        if "FROM consent" in statement:
            asked.extend(sorted(json.loads(str(each))) for each in parameters if str(each).startswith("["))

    def page(session: Session) -> tuple[dict[str, bool], list[int]]:
        event.listen(session.get_bind(), "before_cursor_execute", listen)
        found = reading.said(session, of, AskedComments(limit=2))
        event.remove(session.get_bind(), "before_cursor_execute", listen)
        theirs = [session.get_one(Response, each.response).person_id for each in found.comments]
        return {each.ref: each.quote_ok for each in found.comments}, sorted(set(theirs))

    shown, theirs = await db.read(page)
    assert asked == [theirs]
    told = await every(client, f"{LIST}/{of}/comments?", "comments", known)
    assert shown.items() <= {each["ref"]: each["quote_ok"] for each in told}.items()


@on_sqlite
async def test_two_models_never_share_a_name(client: Client) -> None:
    described = await (await client.get("/api/v1/openapi.json")).json()
    assert not [name for name in described["components"]["schemas"] if "__" in name]


async def test_from_a_line_of_the_plan_to_the_comments(client: Client, db: Database, vault: Vault) -> None:
    of, seen = await signed(db)
    made = await db.write(strategy.add, of, [seen.themes[0].id], FindingInput(statement="น้ำ", kind="problem"), "a")

    def link(session: Session) -> tuple[int, str]:
        number = plan(session)
        key = plan_lines.lines(session, number)[0].key
        tracing.set_lines(session, session.get_one(Finding, made.id), number, [key], "a")
        return number, key

    number, key = await db.write(link)
    known = await headers(db, vault)
    plans = await (await client.get(f"{LIST}/{of}/plans", headers=known)).json()
    assert number in [each["id"] for each in plans["plans"]]
    traced = await (await client.get(f"{LIST}/{of}/plans/{number}", headers=known)).json()
    line = next(each for each in traced["lines"] if each["key"] == key)
    assert [each["id"] for each in line["findings"]] == [made.id]
    findings = (await (await client.get(f"{LIST}/{of}/findings", headers=known)).json())["findings"]
    assert findings[0]["comments"] and [each["key"] for each in findings[0]["lines"]] == [key]
    said = {each["id"] for each in await every(client, f"{LIST}/{of}/comments?", "comments", known)}
    assert set(findings[0]["comments"]) <= said
    assert (await client.get(f"{LIST}/{of}/plans/999", headers=known)).status == 404


async def _work(db: Database, vault: Vault, kind: str) -> None:
    for job in await db.write(jobs.claim, "test", [kind], 9):
        await work(db, "test", exports.handlers(db, vault)[job.kind], job)


async def test_an_export_is_ordered_made_fetched_and_dropped(client: Client, db: Database, vault: Vault) -> None:
    of, _ = await signed(db)
    known = await headers(db, vault)
    early = await client.post(f"{LIST}/{of}/exports", json={"format": "open-data"}, headers=known)
    assert early.status == 409 and "เผยแพร่" in (await early.json(content_type=None))["detail"]
    await db.write(publish, of)
    ordered = await client.post(f"{LIST}/{of}/exports", json={"format": "open-data"}, headers=known)
    assert ordered.status == 202
    at = ordered.headers["Location"]
    again = await client.post(f"{LIST}/{of}/exports", json={"format": "open-data"}, headers=known)
    assert (again.status, again.headers["Location"]) == (202, at), "the same is not made twice"
    assert (await (await client.get(at, headers=known)).json())["state"] == "waiting"
    assert (await client.get(f"{at}/file", headers=known)).status == 409
    await _work(db, vault, exports.MAKE_JOB)
    found = await (await client.get(at, headers=known)).json()
    file = await client.get(f"{at}/file", headers=known)
    assert found["state"] == "ready" and found["size"] == len(await file.read())
    with zipfile.ZipFile(io.BytesIO(await file.read())) as archive:
        assert {"README.txt", "responses.csv", "dictionary.csv"} <= set(archive.namelist())
    await db.write(publish, of)
    newer = await client.post(f"{LIST}/{of}/exports", json={"format": "open-data"}, headers=known)
    assert newer.headers["Location"] != at, "of another version"
    row = await db.read(lambda session: session.get_one(ExportFile, found["id"]).content)
    assert row is not None and b"README" not in row, "it is sealed"
    assert (await client.get(at, headers=await headers(db, vault, "MON"))).status == 403
    other = (await db.write(draft)).id
    assert (await client.get(f"{LIST}/{other}/exports/{found['id']}", headers=known)).status == 404
    with clock.fixed(clock.now() + exports.LASTS + timedelta(minutes=1)):
        await _work(db, vault, exports.DROP_JOB)
        assert (await (await client.get(at, headers=known)).json())["state"] == "dropped"
        assert (await client.get(f"{at}/file", headers=known)).status == 410
