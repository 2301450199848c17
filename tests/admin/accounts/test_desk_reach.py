"""The planner's desk with one cluster's roles: its own is all there, of another's no title, count, number or file."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, select

from consultation import clock
from consultation.commitments.models import Commitment
from consultation.db import Database
from consultation.findings.models import Disposition, Finding
from consultation.forms.models import FormRevision
from consultation.people.models import Person
from consultation.plans.models import DevelopmentIssue, Plan
from consultation.plans.service import IssueInput, PlanInput
from consultation.population.models import PopulationCell, PopulationTable
from consultation.replies.models import Reply, ReplyRound
from consultation.responses.models import Comment, Response
from consultation.search import saved
from consultation.search.index import add
from consultation.subscriptions.models import Subscription, SubscriptionDay
from tests.admin.accounts.test_every_route import row
from tests.admin.accounts.test_reach import MINE, OTHER, opened
from tests.admin.application import Client, sign_in, words

ROLES = " ".join(f"{role}@2567:10" for role in ("STR", "ADM", "HEAD", "MON"))
DESK = "/admin/planner"
Made = dict[str, int]


def cluster_of(session: Session, code: str, title: str, iso: str) -> Made:
    """One of everything that the desk shows of a cluster, each named by a title."""
    of, now = opened(session, code, title).id, clock.now()
    in_it, scheme, number = {"consultation_id": of}, *code.split(":")
    said(session, of, title, iso)
    finding = row(session, Finding, number=1, kind="problem", statement=f"ข้อค้นพบ {title}", **in_it)
    row(session, Disposition, finding_id=finding, decision="accepted", reason="ก", lines=[])
    commitment = row(
        session, Commitment, finding_id=finding, number=1, state="reopened", text=f"จะทำ {title}", reopened_at=now,
        due=now.date() - timedelta(days=400), **in_it,
    )  # fmt: skip
    told = row(session, ReplyRound, finding_id=finding, occasion="commitment", of=f"move:{of}", texts={}, **in_it)
    reply = row(session, Reply, round_id=told, answer="not_yet", note=f"ไม่จริง {title}", answered_at=now)
    plan = row(session, Plan, scheme=scheme, cluster=int(number), title=f"แผน {title}")
    table = row(session, PopulationTable, source=f"ทะเบียน {title}", as_of=now.date())
    row(session, PopulationCell, table_id=table, province=iso, sex="female", people=7)
    for kind, target in (("cluster", code), ("province", iso)):
        for _ in range(6):
            row(session, Subscription, person_id=row(session, Person), kind=kind, target=target)
        row(session, SubscriptionDay, day=now.date(), kind=kind, target=target, began=9)
    return {
        "consultation": of,
        "reply": reply,
        "plan": plan,
        "line": row(session, DevelopmentIssue, plan_id=plan, number=1, title=f"ประเด็น {title}"),
        "saved": saved.keep(session, f"คนของ {title}", f"ที่เก็บ {title}", f"q=ถนน&consultation={of}"),
        "commitment": commitment,
    }


def said(session: Session, of: int, title: str, iso: str) -> None:
    revision = session.exec(select(FormRevision.id).where(FormRevision.consultation_id == of)).first()
    response = row(
        session, Response, consultation_id=of, revision_id=revision, person_id=row(session, Person), state="submitted",
        province=iso, channel="line",
    )  # fmt: skip
    text = f"อยากให้ซ่อมถนน {title}"
    row(session, Comment, consultation_id=of, response_id=response, question="problem", text=text, kind="opinion")
    add(session, [response])


async def both(client: Client, db: Database, roles: str = ROLES) -> tuple[Made, Made]:
    mine = await db.write(cluster_of, "2567:10", MINE, "TH-42")
    other = await db.write(cluster_of, "2567:1", OTHER, "TH-18")
    await sign_in(client, db, roles)
    return mine, other


async def test_the_desk_of_one_cluster_shows_its_own_and_nothing_of_anothers(client: Client, db: Database) -> None:
    mine, other = await both(client, db)
    pages = {
        f"{DESK}/search": MINE, f"{DESK}/search?q=ถนน": MINE, f"{DESK}/search?q=ถนน&order=newest": MINE,
        f"{DESK}/search?q=ถนน&consultation={other['consultation']}": "ไม่พบความคิดเห็น",
        f"{DESK}/search?province=TH-18": "ไม่พบความคิดเห็น", f"{DESK}/search?saved={other['saved']}": MINE,
        f"{DESK}/search/comments.csv?q=ถนน": MINE, f"{DESK}/rounds": MINE, f"{DESK}/population": f"ทะเบียน {MINE}",
        f"{DESK}/plans": f"แผน {MINE}", f"{DESK}/plans/{mine['plan']}": f"ประเด็น {MINE}",
        f"{DESK}/plans/{mine['plan']}/unanswered": f"ข้อค้นพบ {MINE}", f"{DESK}/plans/{mine['plan']}/unasked": MINE,
        f"{DESK}/follow-up": f"จะทำ {MINE}", "/admin/subscribers": "เลย",
    }  # fmt: skip
    for page, there in pages.items():
        answer = await client.get(page)
        text = await answer.text()
        assert (answer.status, there in text, OTHER in text) == (200, True, False), page
    searched = await words(await client.get(f"{DESK}/search?q=ถนน"))
    assert "1 ความคิดเห็น" in searched, "another's are not counted either"
    followed = await words(await client.get("/admin/subscribers"))
    assert "12 คนที่ติดตามอยู่" in followed and "สมุทร" not in followed and "ชัยนาท" not in followed
    listed = await client.get(f"{DESK}/follow-up/commitments.xlsx")
    cells = [cell for row in load_workbook(BytesIO(await listed.read())).active.values for cell in row]
    assert f"จะทำ {MINE}" in cells and not [cell for cell in cells if OTHER in str(cell)]


async def test_what_is_another_clusters_is_not_there_by_its_number(client: Client, db: Database) -> None:
    mine, other = await both(client, db)
    for page in (
        f"plans/{other['plan']}", f"plans/{other['plan']}/unanswered", f"plans/{other['plan']}/unasked",
        f"plans/{other['plan']}/lines/issue/{other['line']}", f"plans/{mine['plan']}/lines/issue/{other['line']}",
        f"search/saved/{other['saved']}", f"rounds.csv?c={mine['consultation']}&c={other['consultation']}",
    ):  # fmt: skip
        answer = await client.get(f"{DESK}/{page}")
        assert answer.status == 404 and OTHER not in await answer.text(), page
    side = await client.get(f"{DESK}/rounds?c={mine['consultation']}&c={other['consultation']}")
    assert side.status == 409 and OTHER not in await side.text()
    for page, sent in (
        ("follow-up/seen", {"reply": other["reply"]}),
        (f"follow-up/commitments/{other['commitment']}", {"state": "done"}),
        (f"search/saved/{other['saved']}/drop", {}), (f"plans/{other['plan']}/carry", {"from": other["plan"]}),
    ):  # fmt: skip
        answer = await client.post(f"{DESK}/{page}", data=sent)
        assert answer.status == 404 and OTHER not in await answer.text(), page
    assert (await client.post(f"{DESK}/follow-up/seen", data={"reply": mine["reply"]})).status == 200
    assert (await client.get(f"{DESK}/search/saved/{mine['saved']}")).status == 200, "a colleague's link"


async def test_a_plan_is_brought_for_ones_own_cluster_alone(client: Client, db: Database) -> None:
    await both(client, db)
    form = await (await client.get(f"{DESK}/plans")).text()
    assert 'value="2567:10"' in form and 'value="2567:1"' not in form
    new = {
        "scheme": "2567",
        "title": "แผนใหม่",
        "period": "2571–2575",
        "version": "1",
        "issues": [IssueInput(title="ก")],
    }
    sent = {n: PlanInput.model_validate({**new, "cluster": n}).model_dump_json() for n in (10, 1)}
    assert (await client.post(f"{DESK}/plans", data={"checked": sent[1]})).status == 409
    assert (await client.post(f"{DESK}/plans", data={"checked": sent[10]})).status == 200
    assert await db.read(lambda session: session.exec(select(Plan.cluster).where(Plan.title == "แผนใหม่")).all()) == [10]


@pytest.mark.parametrize("roles", ["STR@TH-42", "STR MON"])
async def test_a_provinces_reach_and_the_whole_offices(client: Client, db: Database, roles: str) -> None:
    mine, other = await both(client, db, roles)
    everything = "@" not in roles
    for page in ("search?q=ถนน", "rounds", "plans", "population", "follow-up"):
        text = await (await client.get(f"{DESK}/{page}")).text()
        assert MINE in text and (OTHER in text) == everything, page
    assert (await client.get(f"{DESK}/plans/{other['plan']}")).status == (200 if everything else 404)
    brings = await client.post(f"{DESK}/population", data={"source": "ก"})
    assert brings.status == (409 if everything else 403), "tables are the whole office's"
    assert mine["plan"]


async def test_what_one_may_read_everywhere_is_moved_and_noted_within_reach(client: Client, db: Database) -> None:
    mine, other = await both(client, db, "HEAD MON@2567:10")
    text = await (await client.get(f"{DESK}/follow-up")).text()
    assert f"จะทำ {MINE}" in text and f"จะทำ {OTHER}" in text
    for name, action in (
        ("commitment", 'action="/admin/planner/follow-up/commitments/{}"'),
        ("reply", 'value="{}"><button'),
    ):
        assert action.format(mine[name]) in text and action.format(other[name]) not in text, name
