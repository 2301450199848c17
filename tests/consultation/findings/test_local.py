"""What goes elsewhere: findings of one province, and complaints with whom they were passed on to."""

import pytest
from sqlmodel import Session

from consultation.db import Database
from consultation.errors import Refused
from consultation.findings import local, service
from consultation.findings.service import FindingInput
from consultation.responses.models import Comment, Response
from tests.admin.strategy.signed import signed


async def test_both_lists(db: Database) -> None:
    consultation, seen = await signed(db)
    made = await db.write(service.add, consultation, [seen.themes[0].id], FindingInput(statement="ก", kind="need"), "a")
    assert (await db.read(local.local, consultation)).provinces == ()

    def of_one_province(session: Session) -> int:
        """Let all behind it live in one province, and somebody report an emergency."""
        for id in {member.response_id for member in made.members}:
            session.get_one(Response, id).province = "TH-41"
        comment = Comment(
            consultation_id=consultation, response_id=made.members[0].response_id, question="reason", instance="9",
            raw="ไฟไหม้", text="ไฟไหม้", kind="emergency", created_at=made.updated_at,
        )  # fmt: skip
        session.add(comment)
        session.flush()
        return comment.id or 0

    emergency = await db.write(of_one_province)
    found = await db.read(local.local, consultation)
    assert [(one.name, [each.ref for each in one.findings]) for one in found.provinces] == [("อุดรธานี", ["ข-๐๑"])]
    assert [(one.comment.id, one.passed) for one in found.complaints] == [(emergency, None)]
    with pytest.raises(Refused, match="ส่งต่อไปที่ใด"):
        await db.write(local.pass_on, consultation, emergency, " ", "", "a")
    with pytest.raises(Refused, match="ไม่ใช่เรื่องร้องเรียน"):
        await db.write(local.pass_on, consultation, made.members[0].id, "1567", "", "a")
    with pytest.raises(Refused, match="ไม่ใช่เรื่องร้องเรียน"):
        await db.write(local.pass_on, consultation + 1, emergency, "1567", "", "a")
    await db.write(local.pass_on, consultation, emergency, "ศูนย์ดำรงธรรม 1567", "อด 12/2569", "a")
    await db.write(local.pass_on, consultation, emergency, "ศูนย์ดำรงธรรม 1567", "อด 13/2569", "a")
    [one] = (await db.read(local.local, consultation)).complaints
    assert one.passed is not None and (one.passed.reference, one.passed.by) == ("อด 13/2569", "a")
