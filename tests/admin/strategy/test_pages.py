"""The findings desk by plain forms, and the documents it hands out."""

import json
from io import BytesIO

import docx
import pypdfium2

from consultation.db import Database
from consultation.findings import service
from tests.admin.application import Client, sign_in, words
from tests.admin.strategy.signed import signed
from tests.consultation.themes.grouped import grouped

STATEMENT = "น้ำไม่พอใช้ในฤดูแล้งทั้งห้าจังหวัด"


def desk(consultation_id: int) -> str:
    return f"/admin/planner/strategy/{consultation_id}"


async def test_the_desk_waits_for_sign_off(client: Client, db: Database) -> None:
    consultation_id, _ = await grouped(db)
    await sign_in(client, db, "planner")
    assert "ยังไม่มีชุดกลุ่มประเด็นที่รับรองแล้ว" in await words(await client.get(desk(consultation_id)))
    refused = await client.get(f"{desk(consultation_id)}/area-needs.docx")
    assert refused.status == 409 and "รับรอง" in await words(refused)
    assert (await client.get(desk(999))).status == 404


async def test_findings_and_documents(client: Client, db: Database) -> None:
    consultation_id, seen = await signed(db)
    await sign_in(client, db, "planner")
    here = desk(consultation_id)
    before = await db.read(service.desk, consultation_id)
    assert before.plan is not None
    form = {"theme": [str(seen.themes[0].id), str(seen.themes[1].id)], "statement": STATEMENT, "kind": "problem",
            "issue": str(before.plan.issues[0].id), "note": "", "auto": "1"}  # fmt: skip
    page = await words(await client.post(f"{here}/findings", data=form))
    assert "เพิ่มข้อค้นพบแล้ว" in page and "ข-๐๑" in page and STATEMENT in page
    made = (await db.read(service.desk, consultation_id)).findings[0]
    assert not made.chosen
    quoted = next(member for member in made.members if member.quote_ok and member not in made.quotes)
    form |= {"version": "0", "quote": str(quoted.id), "shown": [str(member.id) for member in made.quotes]}
    assert "บันทึกข้อค้นพบแล้ว" in await words(await client.post(f"{here}/findings/{made.id}", data=form))
    stale = await client.post(f"{here}/findings/{made.id}", data=form)
    assert stale.status == 409 and STATEMENT in await words(stale)

    document = docx.Document(BytesIO(await (await client.get(f"{here}/area-needs.docx")).read()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert STATEMENT in text and "ข-๐๑" in text
    answer = await client.get(f"{here}/area-needs.pdf")
    assert answer.content_type == "application/pdf" and "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    assert len(pypdfium2.PdfDocument(await answer.read())) >= 2
    found = json.loads(await (await client.get(f"{here}/area-needs.json")).text())
    finding = found["issues"][0]["findings"][0]
    assert finding["quotes"][0]["text"] == quoted.text
    comment = await words(await client.get(finding["comments"][0]["href"]))
    assert STATEMENT in comment and finding["comments"][0]["ref"] in comment

    gone = await client.post(f"{here}/findings/{made.id}/withdraw", data={"version": "1"})
    assert "ถอนข้อค้นพบแล้ว" in await words(gone) and STATEMENT not in await words(gone)


async def test_bad_forms_change_nothing(client: Client, db: Database) -> None:
    consultation_id, seen = await signed(db)
    await sign_in(client, db, "planner")
    good = {"theme": str(seen.themes[0].id), "statement": STATEMENT, "kind": "problem"}
    for change in ({"theme": "x"}, {"statement": ""}, {"kind": ""}, {"issue": "abc"}, {"theme": "9" * 40}):
        answer = await client.post(f"{desk(consultation_id)}/findings", data=good | change)
        assert answer.status == 409, change
    assert (await client.post(f"{desk(consultation_id)}/findings/999", data=good | {"version": "0"})).status == 404
    assert (await db.read(service.desk, consultation_id)).findings == ()
