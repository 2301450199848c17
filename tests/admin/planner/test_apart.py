"""The page of what is kept apart: officers and planners read it, and put a comment back among the opinions."""

from sqlmodel import Session, select

from consultation.db import Database
from consultation.responses.models import Comment
from consultation.themes import service as themes
from tests.admin.application import Client, sign_in, words
from tests.consultation.themes.hearing import hold

ROOT = "/admin/planner"


def set_apart(session: Session, text: str) -> int:
    comment = session.exec(select(Comment).where(Comment.question == "change")).first()
    assert comment is not None and comment.id is not None
    comment.text, comment.kind = text, "complaint"
    session.add(comment)
    return comment.id


async def test_a_planner_sees_how_many_reads_them_and_puts_one_back(client: Client, db: Database) -> None:
    consultation = await db.write(hold, 20)
    comment = await db.write(set_apart, "ท่อแตกหน้าตลาด <b>ด่วน</b>")
    await sign_in(client, db, "planner")
    assert "เรื่องร้องเรียน 1" in await words(await client.get(ROOT))
    place = f"{ROOT}/consultations/{consultation}/apart"
    page = await client.get(place)
    assert "&lt;b&gt;" in await page.text() and "ท่อแตกหน้าตลาด" in await words(page)
    before = {count.key: count.n for count in await db.read(themes.questions, consultation)}
    sent = await client.post(place, data={"comment": str(comment), "kind": "opinion"}, allow_redirects=False)
    assert sent.headers["Location"].startswith(place)
    assert "นำความคิดเห็นไปจัดกลุ่มประเด็นแล้ว" in await words(await client.get(sent.headers["Location"]))
    after = {count.key: count.n for count in await db.read(themes.questions, consultation)}
    assert after["change"] == before["change"] + 1
    back = await client.post(place, data={"comment": str(comment), "kind": "complaint", "back": ROOT})
    assert "เก็บความคิดเห็นแยก" in await words(back)


async def test_an_officer_reads_it_too_and_bad_acts_say_why(client: Client, db: Database) -> None:
    consultation = await db.write(hold, 12)
    place = f"{ROOT}/consultations/{consultation}/apart"
    assert (await client.get(place, allow_redirects=False)).headers["Location"].startswith("/sign-in")
    await sign_in(client, db, "officer")
    assert "ไม่มี" in await words(await client.get(place))
    assert (await client.post(place, data={"comment": "1", "kind": "joke"})).status == 409
    assert (await client.post(place, data={"comment": "x", "kind": "opinion"})).status == 409
    assert (await client.post(place, data={"comment": "999", "kind": "opinion"})).status == 404
    assert (await client.get(f"{ROOT}/consultations/999/apart")).status == 404
