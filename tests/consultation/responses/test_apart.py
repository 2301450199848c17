"""What speaks of an emergency or is a report is in no theme, is read all the same, and a person may decide anew."""

import pytest

from consultation import audit, clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.responses import apart
from consultation.responses import service as responses
from consultation.responses.apart import Counts
from consultation.responses.models import Comment
from consultation.themes import service as themes
from consultation.vault import Vault
from tests.consultation.talk.citizens import Citizen, consultation
from tests.consultation.talk.test_hear import one_question, rows
from tests.consultation.themes.grouped import grouped
from tests.prepared import made_once

pytestmark = pytest.mark.usefixtures("fixed_clock")
TEXTS = ("น้ำไม่พอทำนา", "ท่อประปาแตกหน้าบ้าน ช่วยมาซ่อมที โทร 081-234-5678", "ไฟไหม้บ้าน ช่วยด้วย", "ถนนพัง")


@made_once
async def heard(db: Database, vault: Vault) -> int:
    made = await db.write(consultation, form=one_question())
    for number, text in enumerate(TEXTS):
        await Citizen(db, vault, f"U{number}").says(made.code, "เริ่ม", text, "ส่ง")
    return made.id


async def test_it_is_counted_and_listed_by_kind_with_personal_data_masked(db: Database, vault: Vault) -> None:
    id = await heard(db, vault)
    found = await db.read(apart.apart, id)
    assert found.counts == Counts(emergency=1, complaint=1) == await db.read(apart.counts, id)
    assert [view.text for view in found.emergencies] == ["ไฟไหม้บ้าน ช่วยด้วย"]
    assert "ท่อประปาแตก" in found.complaints[0].text and "081" not in found.complaints[0].text
    assert [count.n for count in await db.read(themes.questions, id)] == [2], "themes are made of opinions"
    assert len(await db.read(responses.comments, id)) == 4, "nobody's words are hidden"


async def test_a_person_decides_and_it_is_on_record(db: Database, vault: Vault) -> None:
    id = await heard(db, vault)
    report = next(row for row in await db.read(rows, Comment) if row.kind == "complaint")
    assert await db.write(apart.set_kind, report.id or 0, "opinion", "planner") == id
    assert [count.n for count in await db.read(themes.questions, id)] == [3]
    await db.write(apart.set_kind, report.id or 0, "complaint", "planner")
    assert (await db.read(apart.counts, id)).complaint == 1
    entries = [each for each in await db.read(rows, AuditEntry) if each.action == "comment.kind"]
    assert [(each.before, each.after) for each in entries] == [
        ({"kind": "complaint"}, {"kind": "opinion"}), ({"kind": "opinion"}, {"kind": "complaint"}),
    ]  # fmt: skip
    await db.read(audit.verify)


async def test_what_cannot_be_is_refused(db: Database, vault: Vault) -> None:
    await heard(db, vault)
    with pytest.raises(NotFound, match="C999"):
        await db.write(apart.set_kind, 999, "opinion", "planner")
    with pytest.raises(Refused, match="opinion, complaint, emergency"):
        await db.write(apart.set_kind, 1, "joke", "planner")


async def test_in_a_grouped_set_it_leaves_and_comes_back_and_a_signed_one_stays_as_it_was_signed(db: Database) -> None:
    _, set_id = await grouped(db)
    seen = await db.read(themes.view, set_id)
    comment_id = seen.themes[0].quotes[0].id
    await db.write(apart.set_kind, comment_id, "complaint", "planner")
    assert (await db.read(themes.view, set_id)).people == seen.people - 1
    await db.write(apart.set_kind, comment_id, "opinion", "planner")
    assert await db.read(themes.view, set_id) == seen
    await db.write(themes.sign_off, set_id, "planner", seen.about.version)
    with pytest.raises(Refused, match="รับรองแล้ว"):
        await db.write(apart.set_kind, comment_id, "complaint", "planner")


async def test_what_came_after_the_close_is_listed_too(db: Database, vault: Vault) -> None:
    id = await heard(db, vault)
    view = await db.read(consult.view, id)
    late = Citizen(db, vault, "U9")
    await late.says(view.code, "เริ่ม")
    await db.write(consult.close, id, "officer:1")
    with clock.fixed(clock.now() + clock.now().resolution * 60_000_000):
        await late.says("มาช้าไป โทร 081-234-5678")
        await Citizen(db, vault, "U0").says("ขอแก้ไข", "1", "เขียนผิดค่ะ")
    found = await db.read(apart.apart, id)
    assert found.counts.late == 2
    assert {(each.question, each.text) for each in found.late} >= {("", "เขียนผิดค่ะ")}
    assert all("081" not in each.text for each in found.late)
