"""Dispositions: never without a reason, never signed by their maker, every one kept, the newest stands."""

import pytest
from sqlmodel import col, select

from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import Refused
from consultation.findings import deciding, service
from consultation.findings.deciding import DispositionInput
from consultation.findings.service import FindingInput
from consultation.findings.values import FindingView
from consultation.plans import lines
from tests.admin.strategy.signed import signed

NOT_YET = DispositionInput(decision="not_yet", reason=" งบปีนี้ \n เต็มแล้ว ")


async def finding(db: Database) -> tuple[FindingView, int, list[str]]:
    consultation_id, seen = await signed(db)
    need = FindingInput(statement="น้ำไม่พอใช้", kind="need")
    made = await db.write(service.add, consultation_id, [seen.themes[0].id], need, "a")
    plan_id = (await db.read(consult.view, consultation_id)).plan_id
    assert plan_id is not None
    return made, plan_id, [line.key for line in await db.read(lines.lines, plan_id)]


async def test_a_decision_waits_for_a_head_who_did_not_make_it(db: Database) -> None:
    made, *_ = await finding(db)
    first = await db.write(deciding.decide, made.id, NOT_YET, "planner")
    assert (first.state, first.reason, first.name) == ("waits", "งบปีนี้ เต็มแล้ว", "ยังทำไม่ได้")
    assert [(row.id, view.id) for row, view in await db.read(deciding.waiting)] == [(made.id, first.id)]
    assert await db.read(deciding.standing, made.id) is None
    with pytest.raises(Refused, match="พิจารณาเอง"):
        await db.write(deciding.sign, made.id, first.id, "planner")
    with pytest.raises(Refused):
        await db.write(deciding.sign, made.id + 1, first.id, "boss")
    signed_one = await db.write(deciding.sign, made.id, first.id, "boss")
    assert (signed_one.state, signed_one.signed_by) == ("signed", "boss")
    assert await db.read(deciding.standing, made.id) == signed_one and await db.read(deciding.waiting) == []
    with pytest.raises(Refused, match="ไปแล้ว"):
        await db.write(deciding.sign, made.id, first.id, "boss")
    seen = await db.read(service.find, made.id)
    assert seen.disposition == signed_one
    with pytest.raises(Refused, match="ถอนไม่ได้"):
        await db.write(service.withdraw, made.id, "a", seen.version)


async def test_a_new_decision_stands_beside_the_old_one_and_needs_a_head_again(db: Database) -> None:
    made, plan_id, keys = await finding(db)
    first = await db.write(deciding.decide, made.id, NOT_YET, "planner")
    with pytest.raises(Refused, match="เหมือน"):
        await db.write(deciding.decide, made.id, NOT_YET, "planner")
    await db.write(deciding.sign, made.id, first.id, "boss")
    accepted = DispositionInput(decision="accepted", reason="มีงบแล้ว", plan_id=plan_id, lines=(keys[1], keys[0]))
    second = await db.write(deciding.decide, made.id, accepted, "planner")
    assert [line.key for line in second.lines] == keys[:2] and second.number == 2
    stands = await db.read(deciding.standing, made.id)
    assert stands is not None and stands.id == first.id, "what a head has signed stands until a head signs the next"
    assert [each.number for each in await db.read(deciding.history, made.id)] == [2, 1]
    with pytest.raises(Refused, match="ต้องแก้อะไร"):
        await db.write(deciding.send_back, made.id, second.id, " ", "boss")
    back = await db.write(deciding.send_back, made.id, second.id, "บอกปีด้วย", "boss")
    assert (back.state, back.returned_why) == ("returned", "บอกปีด้วย")
    again = await db.write(deciding.decide, made.id, accepted, "planner")
    assert again.state == "waits" and again.number == 3
    of_it = select(AuditEntry.action).where(AuditEntry.subject == f"finding:{made.id}").order_by(col(AuditEntry.id))
    acts = await db.read(lambda session: session.exec(of_it).all())
    assert [act for act in acts if act.startswith("disposition")] == [
        "disposition.make", "disposition.sign", "disposition.make", "disposition.return", "disposition.make",
    ]  # fmt: skip


async def test_what_is_missing_is_refused_and_stores_nothing(db: Database) -> None:
    made, plan_id, keys = await finding(db)
    for given, why in (
        ({"decision": "not_yet", "reason": " "}, "เหตุผลของ “ยังทำไม่ได้”"),
        ({"decision": "maybe", "reason": "x"}, "maybe"),
        ({"decision": "referred", "reason": "x"}, "หน่วยงานใด"),
        ({"decision": "accepted", "reason": "x"}, "ตรงไหนของแผน"),
        ({"decision": "partly", "reason": "x", "plan_id": plan_id, "lines": ()}, "ตรงไหนของแผน"),
        ({"decision": "accepted", "reason": "x", "plan_id": plan_id, "lines": ("project:9",)}, "project:9"),
        ({"decision": "accepted", "reason": "x", "plan_id": 999, "lines": (keys[0],)}, "กลุ่มจังหวัดนี้"),
        ({"decision": "not_yet", "reason": "ก" * 1001}, "1001"),
    ):
        with pytest.raises(Refused, match=why):
            await db.write(deciding.decide, made.id, DispositionInput.model_validate(given), "planner")
    assert await db.read(deciding.history, made.id) == []
