"""The draft text from the file to the public page: brought in, edited, opened, read, and what is said of it."""

from sqlmodel import Session, select

from consultation.consult import service as consult
from consultation.db import Database
from consultation.drafts import service
from consultation.responses.models import Comment
from tests.admin.application import Client, opened, sign_in, words
from tests.admin.officer.test_live import answer

TEXT = "๑. น้ำ\nขุดคลอง\n๒. ถนน\nซ่อมถนน <b>\n๓. ภาคผนวก\nตาราง"


def ids(session: Session, consultation: int) -> list[int]:
    draft = service.latest(session, consultation)
    assert draft is not None
    return [each.id or 0 for each in service.sections(session, draft)]


def comment_on(session: Session, consultation: int, question: str) -> None:
    comment = session.exec(select(Comment).where(Comment.consultation_id == consultation)).one()
    comment.question = question
    session.add(comment)


async def test_a_draft_is_brought_in_edited_opened_read_and_commented_on(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(opened)
    page, public = f"/admin/consultations/{view.id}/sections", f"/c/{view.code}/draft"
    assert (await client.get(public)).status == 404
    assert (await client.post(page, data={"act": "bring", "text": TEXT}, allow_redirects=False)).status == 303
    assert "๒. ถนน" in await words(await client.get(page))
    assert (await client.get(public)).status == 404, "not before it is opened"
    [_, road, annex] = await db.read(ids, view.id)
    for act, section, more in (("hide", annex, {}), ("rename", road, {"title": "ถนนของเรา"}), ("up", road, {})):
        answered = await client.post(page, data={"act": act, "section": section, **more}, allow_redirects=False)
        assert answered.headers["Location"].endswith(f"#section-{road if act != 'hide' else annex}")
    await client.post(page, data={"act": "publish"})
    shown = await (await client.get(public)).text()
    assert shown.index("ถนนของเรา") < shown.index("๑. น้ำ") and "ภาคผนวก" not in shown
    assert 'id="s1"' in shown and 'href="#s2"' in shown and "ซ่อมถนน &lt;b&gt;" in shown
    assert f'href="{public}"' in await (await client.get(f"/c/{view.code}")).text()
    refused = await client.post(page, data={"act": "rename", "section": road, "title": "x"})
    assert refused.status == 409 and "แก้ไม่ได้" in await words(refused)
    await db.write(answer, view.id, "AAAA-BBBB", "ขุดลึกกว่านี้")
    await db.write(comment_on, view.id, "draft1_s2")
    told = await words(await client.get(page))
    assert "1 คน" in told and "ขุดลึกกว่านี้" in told
    await client.post(page, data={"act": "bring", "text": "๑. น้ำ\nแก้แล้ว"})
    await client.post(page, data={"act": "publish"})
    assert "แก้แล้ว" in await words(await client.get(public))
    earlier = await words(await client.get(f"{public}?version=1"))
    assert "ขุดคลอง" in earlier and "ร่างฉบับก่อน" in earlier
    assert "ขุดลึกกว่านี้" in await words(await client.get(page)), "the comment stays with the draft that it was made on"


async def test_files_and_faults_are_told_in_words(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(opened)
    page = f"/admin/consultations/{view.id}/sections"
    for data, why in (
        ({"act": "bring", "text": " "}, "ไม่มีข้อความ"),
        ({"act": "publish"}, "ไม่พบ"),
        ({"act": "split", "section": "1", "line": "x"}, "ไม่พบ"),
    ):
        answered = await client.post(page, data=data)
        assert answered.status == 409 and why in await words(answered)
    await client.post(page, data={"act": "bring", "text": "\n".join(f"{k}. ก\nข" for k in range(1, 42))})
    assert "41 ส่วน" in await words(await client.post(page, data={"act": "publish"}))
    await db.write(consult.close, view.id, "สมใจ")
    assert (await client.post(page, data={"act": "merge", "section": "999999999999999"})).status == 409


async def test_a_head_reads_and_does_not_change(client: Client, db: Database) -> None:
    await sign_in(client, db, "HEAD")
    view = await db.write(opened)
    page = f"/admin/consultations/{view.id}/sections"
    assert (await client.get(page)).status == 200
    assert (await client.post(page, data={"act": "bring", "text": TEXT})).status == 403
    assert await db.read(service.latest, view.id) is None
