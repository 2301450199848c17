"""Open data as everybody gets it: nobody can be known in it, who withdraws is gone, two versions tell nobody."""

import csv
import io
import json
import zipfile
from collections import defaultdict
from html import unescape
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as xml

import pytest
from sqlmodel import Session, col, select

from admin.public import feed
from consultation import clock
from consultation.consult import service as consult
from consultation.db import Database
from consultation.findings import spread
from consultation.lifecycle import moving, results
from consultation.opendata import service
from consultation.opendata.models import OpenDataVersion
from consultation.opinion import moderation
from consultation.opinion.views import boards
from consultation.people.models import Consent
from consultation.responses.models import Comment, Response
from consultation.responses.small import FEWEST_SHOWN
from tests.admin.application import Client, draft, opened, words
from tests.admin.public.results import publish, published
from tests.consultation.lifecycle.kinds import MAKER, RESULT
from tests.consultation.opinion.halls import hall

FACTS = ("province", "sector", "age")
ATOM = "{http://www.w3.org/2005/Atom}"


async def table(client: Client, code: str, name: str) -> list[dict[str, str]]:
    answer = await client.get(f"/c/{code}/data/{name}")
    assert answer.status == 200 and "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig"))))


def code_of(session: Session, consultation: int) -> str:
    return consult.view(session, consultation).code


async def test_rows_tell_of_no_fewer_than_five(client: Client, db: Database) -> None:
    id = await published(db)
    code = await db.read(code_of, id)
    rows = await table(client, code, "responses.csv")
    shared: dict[tuple[str, ...], int] = defaultdict(int)
    for row in rows:
        shared[tuple(row[fact] for fact in FACTS)] += 1
    assert len(rows) == 60 and min(shared.values()) >= FEWEST_SHOWN and len(shared) > 3
    for name in set(rows[0]) - set(FACTS):
        told: dict[str, int] = defaultdict(int)
        for row in rows:
            told[row[name]] += 1
        told.pop("", None)
        assert not told or min(told.values()) >= FEWEST_SHOWN, name
    counts = await table(client, code, "counts.csv")
    assert {each["of"] for each in counts} >= {"province", "sector"}
    codes = {each["value"] for each in counts if each["of"] == "province"}
    assert {row["province"] for row in rows} - {""} <= codes, "a value is the same in every table"
    assert all(each["people"] == "" or int(each["people"]) >= FEWEST_SHOWN or each["people"] == "0" for each in counts)
    page = await words(await client.get(f"/c/{code}/data"))
    assert "CC BY 4.0" in page and "60 แถว" in page


async def test_comments_are_of_those_who_agree_and_go_when_they_do_not(client: Client, db: Database) -> None:
    id = await published(db)
    code = await db.read(code_of, id)
    before = await table(client, code, "comments.csv")
    await _shared_by_five(db, id, before)
    assert "<blockquote" in await (await client.get(f"/c/{code}")).text()

    def withdraw(session: Session) -> set[str]:
        persons = session.exec(select(Response.person_id).where(Response.consultation_id == id).limit(30)).all()
        for row in session.exec(select(Consent).where(col(Consent.person_id).in_(persons))).all():
            row.withdrawn_at = clock.now()
            session.add(row)
        mine = select(Comment.text).join(Response, col(Response.id) == col(Comment.response_id))
        return set(session.exec(mine.where(col(Response.person_id).in_(persons))).all())

    gone = await db.write(withdraw)
    after = await table(client, code, "comments.csv")
    assert 0 < len(after) < len(before) and not gone & {each["text"] for each in after}
    await _shared_by_five(db, id, after)
    text = await (await client.get(f"/c/{code}")).text()
    assert not [each for each in gone if each in text]


async def _shared_by_five(db: Database, id: int, rows: list[dict[str, str]]) -> None:
    """Each combination of facts is that of five people who wrote, at least."""

    def whose(session: Session) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for text, response in session.exec(select(Comment.text, Comment.response_id)).all():
            found[text].add(response)
        return found

    said = await db.read(whose)
    shared: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for row in rows:
        shared[tuple(row[fact] for fact in FACTS)] |= said[row["text"]]
    assert rows and min(map(len, shared.values())) >= FEWEST_SHOWN


async def test_everything_in_one_file_and_as_json(client: Client, db: Database) -> None:
    code = await db.read(code_of, await published(db))
    told: dict[str, Any] = json.loads(await (await client.get(f"/c/{code}/data/data.json")).read())
    assert told["licence"] == "CC BY 4.0" and told["published"] and told["limits"] == RESULT.limits
    assert list(told["responses"][0])[:3] == list(FACTS)
    archive = await client.get(f"/c/{code}/data/everything.zip")
    with zipfile.ZipFile(io.BytesIO(await archive.read())) as files:
        assert set(files.namelist()) == {
            "README.txt", f"{code}.json", "responses.csv", "comments.csv", "counts.csv", "dictionary.csv",
        }  # fmt: skip
        assert b"SAMPLE DATA" in files.read("README.txt")
    described = {(row["table"], row["column"]) for row in await table(client, code, "dictionary.csv")}
    for name in ("responses", "comments", "counts"):
        assert {(name, column) for column in (await table(client, code, f"{name}.csv"))[0]} <= described
    for name in ("x.csv", "responses.pdf", "polis-x.zip", "..csv"):
        assert (await client.get(f"/c/{code}/data/{name}")).status == 404


async def test_before_a_result_there_is_none(client: Client, db: Database) -> None:
    of = await db.write(opened)
    page = await client.get(f"/c/{of.code}/data")
    assert page.status == 200 and "ยังไม่มีข้อมูลเปิด" in await words(page)
    assert (await client.get(f"/c/{of.code}/data/responses.csv")).status == 404
    hidden = await db.write(draft)
    for path in ("data", "data/data.json", "embed", "feed.atom"):
        assert (await client.get(f"/c/{hidden.code}/{path}")).status == 404, path


@pytest.mark.parametrize(
    ("leaving", "people"),
    [([2], [60, 60]), ([9], [60, 60])],
    ids=["few", "one or two of each place"],
)
async def test_two_versions_tell_nobody(db: Database, leaving: list[int], people: list[int]) -> None:
    id = await published(db)

    def correct(session: Session, n: int) -> None:
        before, after = ("submitted", "withdrawn") if n > 0 else ("withdrawn", "submitted")
        of = (Response.consultation_id == id, Response.state == before)
        for row in session.exec(select(Response).where(*of).limit(abs(n))).all():
            row.state = after
            session.add(row)
        session.flush()
        results.save(session, id, RESULT.model_copy(update={"why": "แก้คำผิด"}), MAKER.name)
        results.publish(session, consult.hold(session, id), MAKER.name)

    for n in leaving:
        await db.write(correct, n)

    def kept(session: Session) -> list[tuple[int, str]]:
        rows = session.exec(select(OpenDataVersion).order_by(col(OpenDataVersion.version))).all()
        return [(row.people, str(row.rows)) for row in rows]

    told = await db.read(kept)
    assert [each[0] for each in told] == people
    for (one, rows), (other, others) in pairwise(told):
        assert (rows == others) == (one == other)


async def test_votes_in_the_columns_of_polis(client: Client, db: Database) -> None:
    id = await db.write(hall)

    question = await db.write(_voted, id)
    code = await db.read(code_of, id)
    files = await _polis(client, code, question)
    said, votes = (list(csv.DictReader(io.StringIO(files[name]))) for name in ("comments.csv", "votes.csv"))
    assert len(files) == 5 and f"polis-{question}.zip" in await (await client.get(f"/c/{code}/data")).text()
    assert said and {each["author-id"] for each in said} == {"0"}
    assert not [n for each in said for n in (int(each["agrees"]), int(each["disagrees"])) if 0 < n < FEWEST_SHOWN]
    assert len({each["timestamp"] for each in votes}) == 1 and votes


def _voted(session: Session, id: int) -> str:
    """Publish the result, and then the votes; the question's name is given."""
    publish(session, id)
    (board,) = boards(session, id)
    moderation.publish(session, id, board.question, True, "ก")
    return board.question


async def _polis(client: Client, code: str, question: str) -> dict[str, str]:
    answer = await client.get(f"/c/{code}/data/polis-{question}.zip")
    with zipfile.ZipFile(io.BytesIO(await answer.read())) as files:
        return {name: files.read(name).decode() for name in files.namelist()}


@pytest.mark.parametrize("corrected", [False, True], ids=["as it stands", "corrected"])
async def test_votes_stay_when_one_who_voted_goes(client: Client, db: Database, corrected: bool) -> None:
    id = await db.write(hall)
    question = await db.write(_voted, id)
    code = await db.read(code_of, id)
    before = await _polis(client, code, question)

    def gone(session: Session) -> None:
        row = session.exec(select(Response).where(Response.consultation_id == id).limit(1)).one()
        row.state = "withdrawn"
        session.add(row)
        session.flush()
        if corrected:
            results.save(session, id, RESULT.model_copy(update={"why": "แก้คำผิด"}), MAKER.name)
            results.publish(session, consult.hold(session, id), MAKER.name)

    await db.write(gone)
    assert await _polis(client, code, question) == before


async def test_the_frame_is_the_only_page_that_others_may_frame(client: Client, db: Database) -> None:
    code = await db.read(code_of, await published(db))
    framed, page = await client.get(f"/c/{code}/embed"), await client.get(f"/c/{code}")
    policy = framed.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "script-src" not in policy and "form-action 'none'" in policy
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    text = await framed.text()
    assert "<form" not in text and "<script" not in text and 'target="_blank"' in text


async def test_news_of_one_and_of_its_cluster(client: Client, db: Database) -> None:
    id = await published(db)
    view = await db.read(consult.view, id)
    other = await db.write(opened, "ถนน\x0b & <คลอง>")
    await db.write(draft, "ร่างที่ไม่มีใครรู้")
    await db.write(moving.cancel, other.id, "น้ำท่วม", MAKER)
    one = await client.get(f"/c/{view.code}/feed.atom")
    assert one.content_type == "application/atom+xml"
    told = xml.fromstring(await one.read())
    assert next(told.iter(f"{ATOM}summary")).text == RESULT.summary
    assert len(told.findall(f"{ATOM}entry")) == 3
    all_of_them = await client.get(f"/feeds/{other.scheme}/{other.cluster}.atom")
    text = await all_of_them.text()
    titles = [each.text or "" for each in xml.fromstring(text).iter(f"{ATOM}title")]
    assert any("ถนน & <คลอง>" in each and "ยกเลิก" in each for each in titles)
    assert "ร่างที่ไม่มีใครรู้" not in text
    nowhere = await client.get("/feeds/2567/999.atom")
    assert nowhere.status == 404 and "ลำดับที่ 999 ในการจัดกลุ่มจังหวัดชุด 2567" in await words(nowhere)
    assert (await client.get("/feeds/nothing/1.atom")).status == 404


async def test_nothing_is_kept_of_what_was_never_published(db: Database) -> None:
    of = await db.write(opened)
    assert not await db.read(service.there, of.id) and await db.read(service.themes, of.id) == []


async def test_news_are_cut_after_what_nobody_may_know(
    client: Client, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = await db.write(opened)
    await db.write(draft, "ร่างที่ใหม่กว่า")
    monkeypatch.setattr(feed, "MOST", 1)
    text = await (await client.get(f"/feeds/{of.scheme}/{of.cluster}.atom")).text()
    assert len(xml.fromstring(text).findall(f"{ATOM}entry")) == 1 and of.title in text


async def test_no_title_ends_the_snippet_to_copy(client: Client, db: Database) -> None:
    title = 'น้ำ" onload="alert(1)'
    code = (await db.write(opened, title)).code
    page = await (await client.get(f"/c/{code}/data")).text()
    snippet = unescape(page.partition('<textarea id="snippet"')[2].partition(">")[2].partition("</textarea>")[0])
    frame = xml.fromstring(snippet.replace("&quot;", "&#34;"))
    assert frame.attrib["title"] == title and "onload" not in frame.attrib
    assert frame.attrib["src"].endswith(f"/c/{code}/embed")


async def test_a_page_reads_no_more_than_it_shows(
    client: Client, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await published(db)
    code = await db.read(code_of, id)

    def never(*given: Any, **more: Any) -> None:
        raise AssertionError("nobody sees this")

    for of, name in ((spread, "counted"), (service, "_comments")):
        monkeypatch.setattr(of, name, never)
    for path in ("", "/data", "/data/responses.csv", "/data/counts.csv", "/data/dictionary.csv"):
        assert (await client.get(f"/c/{code}{path}")).status == 200, path
    for of, name in ((service, "agreed"), (service, "read")):
        monkeypatch.setattr(of, name, never)
    for path, status in (("/embed", 200), ("/data/x.csv", 404), ("/data/responses.json", 404)):
        assert (await client.get(f"/c/{code}{path}")).status == status, path
