"""The planner's desk on a telephone and on a desk: nothing sideways, nothing that ears or keyboards miss."""

from playwright.async_api import Page, expect

from consultation.commitments import service as commitments
from consultation.commitments.service import MoveInput
from consultation.consult import service as consult
from consultation.db import Database
from consultation.findings import gathering, ranks, tracing
from consultation.findings.ranks import Criterion
from consultation.plans import lines
from consultation.replies import heard
from consultation.replies import service as replies
from consultation.replies.models import Reply
from tests.admin.application import opened
from tests.consultation.findings.test_tracing import link
from tests.consultation.replies.told import Told, send, told
from tests.pages.conftest import DESK, PHONE, Look, Served


async def prepared(db: Database, served: Served) -> Told:
    """A finding on its whole way: linked, decided, promised, said to be done, told, answered, ranked by two."""
    made, people = await told(db, served.vault)
    finding, consultation = made.finding.id, made.consultation
    plan_id = (await db.read(consult.view, consultation)).plan_id
    assert plan_id is not None
    keys = [line.key for line in await db.read(lines.lines, plan_id)]
    await db.write(link, finding, plan_id, keys[:1])
    other = (await db.read(gathering.closed, finding))[0]
    await db.write(gathering.set_answers, finding, {(other.question, other.choices[0].key)}, "planner")
    two = [Criterion(id=0, name="ความเดือดร้อน", about="ถ้าไม่ทำจะเป็นอย่างไร", weight=3)]
    [one] = await db.write(ranks.set_criteria, consultation, two, "planner")
    for name, points in (("ก", 5), ("ข", 2)):
        await db.write(ranks.give, consultation, {(finding, one.id): points}, name)
    done = MoveInput(state="done", due=made.promise.due, evidence="รูปถ่าย", link="https://example.org/photo")
    await db.write(commitments.move, made.promise.id, done, "officer", 0)
    await db.write(consult.close, consultation, "officer")
    of = next(one.of for one in await db.read(replies.occasions, consultation) if one.of.startswith("move:"))
    await send(db, consultation, of)
    await db.write(_says, people[0])
    assert await db.read(tracing.findings_by_line, plan_id)
    return made


def _says(session, person: int) -> None:  # type: ignore[no-untyped-def]
    from sqlmodel import select

    from consultation.people.models import Contact

    contact = session.exec(select(Contact).where(Contact.person_id == person)).one()
    reply = session.exec(select(Reply).where(Reply.contact_id == contact.id)).one()
    heard.answer(session, contact, reply.nonce, "not_yet")
    heard.note(session, contact, reply.nonce, "หนองท้ายบ้านยังไม่ได้ขุด", "m")


async def test_every_page_of_the_desk(served: Served, look: Look) -> None:
    made = await prepared(served.db, served)
    of = await served.db.read(consult.view, made.consultation)
    here, code = f"/admin/planner/strategy/{made.consultation}", of.code
    await served.db.write(opened, of.title)  # two of one title are told apart
    pages = {
        "home": "/admin/planner", "search": "/admin/planner/search", "subscribers": "/admin/subscribers",
        "desk": here, "finding": f"{here}/findings/{made.finding.id}", "ranking": f"{here}/ranking",
        "local": f"{here}/local", "replies": f"{here}/replies", "reply": f"{here}/replies/{made.decided}",
        "follow-up": "/admin/planner/follow-up", "plans": "/admin/planner/plans", "plan": "/admin/planner/plans/1",
        "unanswered": "/admin/planner/plans/1/unanswered", "unasked": "/admin/planner/plans/1/unasked",
        "line": "/admin/planner/plans/1/lines/issue/1", "public": f"/c/{code}/follow-up",
        "public-jawi": f"/c/{code}/follow-up?lang=ms-Arab",
    }  # fmt: skip
    for size in (PHONE, DESK):
        screen = await look(size)
        await enter(screen.page)
        for name, address in pages.items():
            answer = await screen.page.goto(address)
            assert answer is not None and answer.status == 200, name
            assert await screen.sideways() == 0, (name, size)
            if size == PHONE:
                assert await screen.violations() == [], name
        assert screen.complaints == []
    await screen.page.goto(pages["reply"])
    await expect(screen.page.get_by_role("button", name="ส่งถึง")).to_be_visible()


async def enter(page: Page) -> None:
    await page.goto("/")
    await page.get_by_role("button", name="เข้าเป็นนักวิเคราะห์แผน").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("กลุ่มประเด็น")
