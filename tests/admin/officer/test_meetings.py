"""Meetings by the officer's pages: made, counted, shown on the screen, their minutes kept."""

import re
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import FormData
from sqlmodel import Session, select

from admin.keys import HALL
from consultation import clock
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.errors import Refused
from consultation.meetings import attendance, screen, service, views
from consultation.meetings.models import HallScreen, Meeting
from consultation.responses.models import Comment
from consultation.vault import Vault
from tests.admin.application import Client, sign_in, words
from tests.consultation.meetings.halls import meeting, planned
from tests.consultation.talk.citizens import ANSWERS, Citizen

WORDS = "น้ำไม่พอทำนา โทร 081-234-5678"


def page(of: ConsultationView, rest: str = "") -> str:
    return f"/admin/consultations/{of.id}/meetings{rest}"


def local(days: float) -> str:
    return (clock.now() + timedelta(days=days, hours=7)).strftime("%Y-%m-%dT%H:%M")


async def act(client: Client, address: str, **sent: Any) -> Any:
    return await client.post(address, data={key: str(value) for key, value in sent.items()}, allow_redirects=False)


def today(session: Session, of: ConsultationView) -> Meeting:
    row = meeting(session, of, provinces=("TH-41",), starts=clock.now(), held=True)
    session.expunge(row)
    return row


async def test_a_meeting_is_made_refused_mended_and_listed_with_its_red_flags(client: Client, db: Database) -> None:
    await sign_in(client, db)
    of = await db.write(planned)
    assert "ยังไม่มีการประชุมปรึกษาหารือ" in await words(await client.get(page(of)))
    typed = {"title": "เวทีอุดรธานี", "starts_at": local(5), "mode": "onsite", "invited_G1": "4"}
    refused = await act(client, page(of, "/new"), **typed)
    assert refused.status == 409
    text = await refused.text()
    assert "ยังไม่มีสถานที่ประชุม" in text and 'value="เวทีอุดรธานี"' in text  # nothing that was typed is lost
    assert "ผ่านไปแล้ว" in await words(
        await act(client, page(of, "/new"), **{**typed, "place": "ศาลา", "starts_at": local(-5)})
    )
    assert "“สี่” แก้แล้ว" in await words(
        await act(client, page(of, "/new"), **{**typed, "place": "ศาลา", "invited_G1": "สี่"})
    )
    made = await act(client, page(of, "/new"), **typed, place="ศาลากลาง")
    assert made.status == 303
    listed = await words(await client.get(page(of)))
    assert "เวทีอุดรธานี" in listed and "ยังไม่ได้เชิญ: ราชการส่วนภูมิภาค" in listed
    shown = await client.get(made.headers["Location"])
    assert shown.status == 200 and "ศาลากลาง" in await shown.text()
    edit = made.headers["Location"].partition("?")[0] + "/edit"
    assert 'value="ศาลากลาง"' in await (await client.get(edit)).text()
    assert (await act(client, edit, **typed, place="หอประชุม")).status == 303
    assert [one.place for one in await db.read(views.listing, of.id)] == ["หอประชุม"]


async def test_the_desk_counts_with_undo_and_the_same_form_twice_counts_once(client: Client, db: Database) -> None:
    await sign_in(client, db)
    of = await db.write(planned)
    row = await db.write(today, of)
    here = page(of, f"/{row.id}")
    form = re.search(r'name="form" value="(\w+)"', await (await client.get(here)).text())
    assert form
    for _ in range(2):
        assert (await act(client, here, act="count", sector="L", n="12", form=form[1])).status == 303
    await act(client, here, act="count", sector="C", n="1", form=form[1])  # another button of the same page
    assert "“มาก” แก้แล้ว" in await words(await act(client, here, act="count", sector="C", n="มาก", form="other"))
    assert (await db.read(views.view, row.id)).heads.sectors == {"L": 12, "C": 1}
    assert (await act(client, here, act="undo", sector="L")).status == 303
    assert (await act(client, here, act="undo", sector="L")).status == 409
    assert (await db.read(views.view, row.id)).heads.sectors == {"C": 1}


async def test_the_minutes_are_kept_by_what_they_are(client: Client, db: Database) -> None:
    await sign_in(client, db)
    of = await db.write(planned)
    row = await db.write(today, of)
    here = page(of, f"/{row.id}/minutes")

    async def upload(name: str, content: bytes) -> Any:
        form = FormData()
        form.add_field("file", content, filename=name)
        return await client.post(here, data=form, allow_redirects=False)

    assert "ชุดคำสั่ง" in await words(await upload("รายงาน.pdf", b"MZ program"))
    assert (await upload("รายงาน.pdf", b"%PDF-1.7 x")).status == 303
    kept = await client.get(here)
    assert (await kept.read(), kept.content_type) == (b"%PDF-1.7 x", "application/pdf")
    poster = await words(await client.get(page(of, f"/{row.id}/poster")))
    assert row.code in poster and f"/m/{row.code}" in poster


async def test_no_comment_is_on_the_wall_before_an_officer_has_read_it(
    client: Client, db: Database, vault: Vault
) -> None:
    await sign_in(client, db)
    of = await db.write(planned)
    row = await db.write(today, of)
    answers = [WORDS if text == "น้ำไม่พอทำนา" else text for text in ANSWERS]
    await Citizen(db, vault, "U1").says(f"{row.code}-OK", *answers, "ได้", "ไม่ได้", "ส่ง")
    await Citizen(db, vault, "U2").says(f"{row.code}-OK", *answers, "ไม่ได้", "ไม่ได้", "ส่ง")
    token = await db.write(screen.issue, row.id, "officer")
    await db.write(lambda session: screen.turn(session, row.id or 0, "officer", screen="comments"))
    queue = page(of, f"/{row.id}/comments")
    seen = await (await client.get(queue)).text()
    assert "น้ำไม่พอทำนา" in seen and "081-234" not in seen and "ไม่ได้อนุญาตให้เผยแพร่" in seen
    assert "น้ำไม่พอทำนา" not in await words(await client.get(f"/hall/{token}"))
    found = {one.response_id: one for one in await db.read(comments) if "น้ำ" in one.raw}
    agreed, refused = (found[id] for id in sorted(found))
    assert (await act(client, queue, act="show", comment=agreed.id)).status == 303
    assert "ไม่ได้อนุญาต" in await words(await act(client, queue, act="show", comment=refused.id))
    client.app[HALL]._kept.clear()  # a second later
    wall = await words(await client.get(f"/hall/{token}"))
    assert wall.count("น้ำไม่พอทำนา") == 1 and "081-234" not in wall
    await Citizen(db, vault, "U1").says("ลบข้อมูลของฉัน")
    await act(client, queue, act="hide", comment=agreed.id)
    client.app[HALL]._kept.clear()
    assert "น้ำไม่พอทำนา" not in await words(await client.get(f"/hall/{token}"))


async def test_the_remote_switches_the_screen_and_a_revoked_address_leads_nowhere(client: Client, db: Database) -> None:
    await sign_in(client, db)
    of = await db.write(planned)
    row = await db.write(today, of)
    here = page(of, f"/{row.id}")
    opened = await act(client, here, act="issue")
    assert opened.status == 200 and opened.headers["Cache-Control"] == "no-store"
    found = re.search(r"/hall/([\w-]+)", await opened.text())
    assert found and found[1] not in await (await client.get(here)).text(), "shown this once"
    stored = await db.read(lambda session: session.exec(select(HallScreen.token_hash)).one())
    assert stored and found[1] not in stored
    hall = f"/hall/{found[1]}"
    assert row.code in await words(await client.get(hall))
    remote = f"{here}/remote"
    for sent in ({"screen": "question"}, {"step": "1"}, {"timer": "3"}, {"ground": "dark"}):
        assert (await act(client, remote, **sent)).status == 303
    assert "ไม่มีหน้าจอแบบ" in await words(await act(client, remote, screen="film"))
    assert "1–180 นาที" in await words(await act(client, remote, timer="999"))
    client.app[HALL]._kept.clear()
    text = await (await client.get(hall)).text()
    assert 'data-ground="dark"' in text and "ข้อ 2 จาก" in text and re.search(r"[23]:\d\d", text)
    assert "ใครมีลิงก์" not in text and "ออกจากระบบ" not in text  # nothing of the officer's
    assert (await act(client, here, act="revoke")).status == 303
    client.app[HALL]._kept.clear()
    assert (await client.get(hall)).status == 404


async def test_the_screen_ends_with_the_days_of_the_meeting(client: Client, db: Database) -> None:
    await sign_in(client, db)
    of = await db.write(planned)
    row = await db.write(today, of)
    token = await db.write(screen.issue, row.id, "officer")
    assert (await client.get(f"/hall/{token}")).status == 200
    with clock.fixed(clock.now() + timedelta(days=1)):
        client.app[HALL]._kept.clear()
        assert (await client.get(f"/hall/{token}")).status == 404
        with pytest.raises(Refused, match="ผ่านไปแล้ว"):
            await db.write(screen.issue, row.id, "officer")


async def test_check_ins_within_seconds_are_shown_with_evidence_and_still_count(client: Client, db: Database) -> None:
    await sign_in(client, db)
    of = await db.write(planned)
    row = await db.write(today, of)
    here = page(of, f"/{row.id}")
    assert "ผิดสังเกต" not in await words(await client.get(here))
    marks = [f"{n:x}" * 43 for n in range(7)]
    for mark in marks:
        cookies = {"Cookie": f"prachakhom_device={mark[:43]}"}
        sent = await client.post(f"/m/{row.code}", data={"sector": "N"}, headers=cookies, allow_redirects=False)
        assert sent.status == 303
    told = await words(await client.get(here))
    assert "7 ครั้ง จากทั้งหมด 7 ห่างกันไม่กี่วินาที จากอินเทอร์เน็ตจุดเดียว (ประชาชนทั่วไป 7)" in told
    assert (await db.read(views.view, row.id)).heads.people == 7


async def test_small_numbers_are_hidden_unless_the_meeting_says_otherwise(client: Client, db: Database) -> None:
    of = await db.write(planned)
    row = await db.write(today, of)

    def counted(session: Session) -> str:
        for sector, n in (("L", 12), ("C", 3), ("P", 7)):
            attendance.count(session, service.get(session, row.id or 0), sector, n, sector, "officer")
        screen.turn(session, row.id or 0, "officer", screen="counts")
        return screen.issue(session, row.id or 0, "officer")

    token = await db.write(counted)
    wall = await words(await client.get(f"/hall/{token}"))
    assert "องค์กรปกครองส่วนท้องถิ่น 12" in wall and "ภาคประชาสังคม/องค์กรชุมชน ซ่อน" in wall
    assert "ภาคธุรกิจเอกชน ซ่อน" in wall  # else 22 - 12 - 7 would tell
    await db.write(lambda session: screen.turn(session, row.id or 0, "officer", small=True))
    client.app[HALL]._kept.clear()
    assert "ภาคประชาสังคม/องค์กรชุมชน 3" in await words(await client.get(f"/hall/{token}"))


@pytest.mark.parametrize("role", ["MON", "PROV", "AUD"])
async def test_who_reads_changes_nothing(client: Client, db: Database, role: str) -> None:
    await sign_in(client, db, role)
    of = await db.write(planned)
    row = await db.write(today, of)
    here = page(of, f"/{row.id}")
    assert (await client.get(here)).status == 200 == (await client.get(page(of))).status
    assert (await act(client, here, act="issue")).status == 403 == (await client.get(f"{here}/remote")).status
    other = await db.write(planned)
    assert (await client.get(page(other, f"/{row.id}"))).status == 404


def comments(session: Session) -> list[Comment]:
    return list(session.exec(select(Comment)))
