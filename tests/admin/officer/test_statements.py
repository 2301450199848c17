"""Statements by the officer's pages: pasted in bulk, moderated with the telling shown first, counted, published."""

import re
from typing import Any

import pytest

from admin.api.models import Statements
from consultation.consult import service as consult
from consultation.db import Database
from consultation.opinion import views
from consultation.opinion.models import Statement
from consultation.outbox.models import OutboxMessage
from consultation.vault import Vault
from tests.admin.application import Client, sign_in, words
from tests.consultation.opinion.voters import FORM, queued, rows, voter, voting
from tests.consultation.talk.citizens import consultation
from tests.prepared import made_once

OWN = "ควรมีที่จอดรถหน้าตลาด"


@made_once
async def proposed(db: Database, vault: Vault) -> tuple[int, int]:
    """A consultation and a statement that a citizen has proposed."""
    made = await db.write(voting)
    await voter(db, vault, made.code, "U1", "1", "พอแล้ว", OWN, "ข้าม", "ส่ง")
    [waiting] = await db.read(queued, made.id)
    return made.id, waiting.statement.id


async def act(client: Client, consultation_id: int, **sent: Any) -> Any:
    data = {"q": "views", **{name: str(value) for name, value in sent.items()}}
    return await client.post(f"/admin/consultations/{consultation_id}/statements", data=data, allow_redirects=False)


async def states(db: Database) -> dict[str, str]:
    return {row.text: row.state for row in await db.read(rows, Statement)}


async def test_statements_are_pasted_and_what_cannot_be_taken_stays_in_the_box_with_the_reason(
    client: Client, db: Database
) -> None:
    await sign_in(client, db)
    made = await db.write(consultation, form=FORM, open=False)
    page = f"/admin/consultations/{made.id}/statements"
    assert "ยังไม่มีข้อความให้ลงความเห็น" in await words(await client.get(page))
    pasted = "ควรขุดลอกคลอง\n???\nควรมีรถเมล์\n" + "ก" * 141
    answer = await act(client, made.id, act="seed", pasted=pasted)
    text = await answer.text()
    assert answer.status == 200 and "เพิ่มแล้ว 2 ข้อความ" in text
    assert re.search(r"<textarea[^>]*>\?\?\?\n" + "ก" * 141 + "</textarea>", text)
    assert "บรรทัดที่ 2 “???”: บรรทัดนี้ไม่มีข้อความ" in text and "บรรทัดที่ 4" in text
    done = await act(client, made.id, act="seed", pasted="ควรปลูกต้นไม้ริมถนน")
    assert done.status == 303 and "done=statement_seeded" in done.headers["Location"]
    assert set((await states(db)).values()) == {"accepted"} and len(await states(db)) == 3
    again = await act(client, made.id, act="seed", pasted="ควรมีรถเมล์")
    assert again.status == 409 and "มีข้อความนี้อยู่แล้ว" in await words(again)


async def test_similar_lines_are_taken_when_they_are_meant(client: Client, db: Database) -> None:
    await sign_in(client, db)
    made = await db.write(voting, texts=("ควรสร้างอ่างเก็บน้ำที่ตำบลบ้านหนองใหญ่",))
    opposite = "ไม่ควรสร้างอ่างเก็บน้ำที่ตำบลบ้านหนองใหญ่"
    asked = await act(client, made.id, act="seed", pasted=opposite)
    assert asked.status == 409 and "คล้ายกับ “ควรสร้าง" in await words(asked)
    assert (await act(client, made.id, act="seed", pasted=opposite, similar="on")).status == 303
    assert opposite in await states(db)


async def test_a_statement_is_opened_and_its_author_told(client: Client, db: Database, vault: Vault) -> None:
    await sign_in(client, db)
    consultation_id, id = await proposed(db, vault)
    page = await words(await client.get(f"/admin/consultations/{consultation_id}/statements"))
    assert f"“{OWN}”" in page and "ประชาชนเสนอ 1 คน" in page
    assert "ข้อความรอพิจารณา" in await words(await client.get(f"/admin/consultations/{consultation_id}/live"))
    done = await act(client, consultation_id, act="accept", statement=id, seen="waiting")
    assert done.headers["Location"].endswith("done=statement_accepted#queue")
    assert (await states(db))[OWN] == "accepted"
    assert [row.lane for row in await db.read(rows, OutboxMessage)][-1] == "reminder"


async def test_what_the_author_will_be_told_is_shown_before_it_is_told(
    client: Client, db: Database, vault: Vault
) -> None:
    await sign_in(client, db)
    consultation_id, id = await proposed(db, vault)
    sent = {"statement": id, "seen": "waiting", "reason": "unclear", "words": "โปรดแบ่งเป็นสองข้อความ"}
    shown = await act(client, consultation_id, act="check", **sent)
    page = await words(shown)
    assert "ผู้เสนอ 1 คนจะได้รับข้อความนี้" in page and "เจ้าหน้าที่แจ้งว่า: โปรดแบ่งเป็นสองข้อความ" in page
    assert "เพราะอ่านแล้วลงความเห็นไม่ได้" in page and (await states(db))[OWN] == "waiting"
    done = await act(client, consultation_id, act="reject", **sent)
    assert done.status == 303 and (await states(db))[OWN] == "rejected"
    told = (await db.read(rows, OutboxMessage))[-1].messages
    assert all(message["text"] in page for message in told) and len(told) == 2
    listed = await words(await client.get(f"/admin/consultations/{consultation_id}/statements?state=rejected"))
    assert "ไม่เปิดเพราะอ่านแล้วลงความเห็นไม่ได้" in listed


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"act": "check"}, "ยังไม่ได้เลือกเหตุผล"),
        ({"act": "reject", "reason": "other"}, "ต้องมีคำอธิบาย"),
        ({"act": "reject", "reason": "rude", "seen": "accepted"}, "พิจารณาข้อความ"),
        ({"act": "accept", "statement": "x"}, "ไม่พบข้อความที่เลือก"),
        ({"act": "publish"}, "เปิดรับอยู่"),
        ({"act": "publish", "q": "more"}, "ไม่มีคำถามชนิดลงความเห็น"),
    ],
)
async def test_a_refusal_stands_on_the_page_with_what_was_typed(
    client: Client, db: Database, vault: Vault, sent: dict[str, str], says: str
) -> None:
    await sign_in(client, db)
    consultation_id, id = await proposed(db, vault)
    answer = await act(
        client, consultation_id, **{"statement": id, "words": "พิมพ์ไว้" if "reason" not in sent else ""} | sent
    )
    text = await answer.text()
    assert answer.status == 409 and 'role="alert"' in text and says in text
    assert "act" not in sent or sent["act"] != "check" or "พิมพ์ไว้" in text
    assert (await states(db))[OWN] == "waiting"


async def test_a_statement_of_another_consultation_is_not_found(client: Client, db: Database, vault: Vault) -> None:
    await sign_in(client, db)
    _, id = await proposed(db, vault)
    other = await db.write(voting)
    for pressed in ("accept", "check", "reject", "meta"):
        answer = await act(client, other.id, act=pressed, statement=id, reason="rude")
        assert answer.status in (404, 409) and "ไม่พบข้อความหมายเลข" in await words(answer)
    assert (await states(db))[OWN] == "waiting"


async def test_only_officers_moderate(client: Client, db: Database, vault: Vault) -> None:
    consultation_id, id = await proposed(db, vault)
    assert (await act(client, consultation_id, act="accept", statement=id)).status == 401
    await sign_in(client, db, "MON")
    assert (await act(client, consultation_id, act="accept", statement=id)).status == 403
    assert (await states(db))[OWN] == "waiting"


async def test_the_tab_is_there_where_the_form_asks_for_votes(client: Client, db: Database) -> None:
    await sign_in(client, db)
    made, other = await db.write(voting), await db.write(consultation)
    assert 'statements"' in await (await client.get(f"/admin/consultations/{made.id}/live")).text()
    assert 'statements"' not in await (await client.get(f"/admin/consultations/{other.id}/live")).text()
    assert "ยังไม่มีคำถามชนิด" in await words(await client.get(f"/admin/consultations/{other.id}/statements"))


async def test_votes_are_public_when_published_and_not_before(client: Client, db: Database, vault: Vault) -> None:
    await sign_in(client, db)
    made = await db.write(voting, texts=("ควรขุดลอกคลองทุกปี",))
    for n in range(6):
        await voter(db, vault, made.code, f"U{n}", "2" if n == 0 else "1", "ไม่เพิ่ม", "ข้าม", "ส่ง")
    public = f"/c/{made.code}"
    assert "ควรขุดลอก" not in await words(await client.get(public))
    await db.write(consult.close, made.id, "officer:1")
    assert "ควรขุดลอก" not in await words(await client.get(public))
    assert (await act(client, made.id, act="publish")).status == 303
    page = await words(await client.get(public))
    assert "ควรขุดลอกคลองทุกปี 5 < 5 0" in page and "ไม่ใช่การลงมติ" in page
    await act(client, made.id, act="hide")
    assert "ควรขุดลอก" not in await words(await client.get(public))


async def test_the_api_lists_statements_with_their_votes(client: Client, db: Database, vault: Vault) -> None:
    await sign_in(client, db)
    consultation_id, id = await proposed(db, vault)
    answer = await client.get(f"/api/v1/consultations/{consultation_id}/statements")
    [question] = Statements.model_validate_json(await answer.text()).questions
    assert (question.question, question.people, question.votes, len(question.statements)) == ("views", 1, 1, 5)
    assert [(one.id, one.state, one.seed) for one in question.statements if not one.seed] == [(id, "waiting", False)]
    assert (await client.get("/api/v1/consultations/99/statements")).status == 404


async def test_the_preview_shows_statements_and_stores_nothing(client: Client, db: Database) -> None:
    await sign_in(client, db)
    made = await db.write(voting)
    page = f"/admin/consultations/{made.id}/preview/step"
    talk, said = None, []
    for typed in ("", "เริ่ม", "1", "2", "ข้าม", "ควรมีที่จอดรถ"):
        sent = {"talk": talk, "kind": "text" if typed else "hello", "text": typed}
        answer = await (await client.post(page, json=sent)).json()
        talk = answer["talk"]
        said.append(answer["outgoing"][-1]["key"])
    assert said == ["ready", "statement", "statement", "statement", "own_ask", "question:more"]
    assert await db.read(views.waiting, made.id) == 0


async def test_a_long_list_has_pages_and_can_be_ordered_by_votes(client: Client, db: Database, vault: Vault) -> None:
    await sign_in(client, db)
    made = await db.write(voting, texts=tuple(f"ข้อความว่าด้วยเรื่องที่ {n}" for n in range(120)))
    page = f"/admin/consultations/{made.id}/statements"
    assert "หน้า 2 จาก 3" in await words(await client.get(f"{page}?page=2&state=accepted"))
    for odd in ("page=0", "page=99999", "page=x", "state=nothing&order=nothing", "q=nothing"):
        assert (await client.get(f"{page}?{odd}")).status == 200
    citizen = await voter(db, vault, made.code, "U1", "1", "พอแล้ว", "ไม่เพิ่ม", "ข้าม", "ส่ง")
    assert citizen
    text = await (await client.get(f"{page}?order=votes")).text()
    listed = text[text.index('id="list"') :]
    assert "เห็นด้วย <b>1</b>" in listed[: listed.index("ยังไม่มีผู้ลงความเห็น")]
