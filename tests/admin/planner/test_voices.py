"""The planner reads which messages were sent by many, marks one with a reason, and corrects what a comment is."""

from datetime import datetime

from consultation.db import Database
from consultation.traits import service, voices
from tests.admin.application import Client, sign_in, words
from tests.consultation.traits.crowd import QUESTION, hearing, read, say
from tests.consultation.traits.test_voices import crowded

ROOT = "/admin/planner"


async def test_a_planner_sees_the_evidence_and_marks_a_message_with_a_reason(
    client: Client, db: Database, fixed_clock: datetime
) -> None:
    id = await db.write(crowded, fixed_clock)
    await read(db, id)
    await sign_in(client, db, "planner")
    place = f"{ROOT}/consultations/{id}/voices"
    assert place in await (await client.get(ROOT)).text()
    page = await words(await client.get(f"{place}?question={QUESTION}"))
    for said in (
        "6 คนส่งข้อความนี้",
        "เข้ามาใกล้กัน 6 คน",
        "6 จาก 14 คนที่ส่งในช่วงนั้น",
        "LINE 6",
        "ไม่รู้เจตนา",
        "12.00 น. ถึง 12.10 น.",
    ):
        assert said in page, said
    assert "เห็นด้วยครับ" in await words(await client.get(f"{place}?question={QUESTION}&short=1"))
    voice = (await db.read(voices.page, id, QUESTION)).voices[0]
    act = {"voice": str(voice.id), "mark": "campaign", "back": place}
    assert (await client.post(place, data=act)).status == 409  # no reason given
    after = await words(await client.post(place, data={**act, "note": "ผู้นำแจกข้อความ"}))
    assert "ข้อความและจำนวนคนยังอยู่ครบ" in after and "ผู้นำแจกข้อความ" in after and "6 คนส่งข้อความนี้" in after
    assert (await db.read(voices.counts, id, QUESTION)).without == 9
    assert (await client.post(place, data={**act, "voice": "999"})).status == 404
    assert (await client.post(place, data={**act, "voice": "x"})).status == 409


async def test_what_a_comment_is_can_be_changed_and_confirmed_without_script(
    client: Client, db: Database, fixed_clock: datetime
) -> None:
    id = await db.write(hearing)
    comment = await db.write(say, id, "อยากได้ไฟส่องสว่างในหมู่บ้านที่หนองคาย")
    await read(db, id)
    await sign_in(client, db, "planner")
    page = f"{ROOT}/comments/{comment}"
    shown = await words(await client.get(page))
    assert "ตามที่ระบบเสนอ: ความต้องการ" in shown and "ระบบพบ หนองคาย" in shown
    form = {"kind": "", "scope": "", "rude": "", "places": "", "confirm": "1", "back": page}
    await client.post(f"{page}/traits", data=form)
    traits = (await db.read(service.of, [comment]))[comment]
    assert (traits.kind.value, traits.kind.decided, traits.scope.decided, traits.rude.decided) == (
        "need",
        True,
        True,
        False,
    )
    changed = await client.post(f"{page}/traits", data={**form, "kind": "report", "places": "บึงกาฬ", "confirm": ""})
    assert "ระบบเสนอว่า ความต้องการ" in await words(changed)
    wrong = await client.post(f"{page}/traits", data={**form, "places": "เมืองทิพย์"})
    assert wrong.status == 409 and "เมืองทิพย์" in await words(wrong)
    traits = (await db.read(service.of, [comment]))[comment]
    assert (traits.kind.value, [place.name for place in traits.places.value]) == ("report", ["บึงกาฬ"])


async def test_before_anything_was_read_the_page_says_so(client: Client, db: Database) -> None:
    id = await db.write(hearing)
    comment = await db.write(say, id, "อยากได้ถนน")
    await sign_in(client, db, "planner")
    assert "ยังไม่ได้อ่านความคิดเห็น" in await words(await client.get(f"{ROOT}/consultations/{id}/voices"))
    assert "รออ่าน" in await words(await client.get(f"{ROOT}/comments/{comment}"))
    assert (await client.get(f"{ROOT}/consultations/999/voices")).status == 404
