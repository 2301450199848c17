"""Who came is counted once, by whatever way, in whatever order, however often it is sent."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from consultation import clock
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import Refused
from consultation.linking.joining import join
from consultation.meetings import attendance, service, views
from consultation.meetings.models import SECTORS, Attendance, Meeting
from consultation.privacy.forget import forget
from consultation.privacy.links import STORES
from consultation.privacy.unlink import cut
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.consultation.meetings.halls import TITLE, entered, meeting, planned
from tests.consultation.talk.citizens import ANSWERS, Citizen, contacts, keys

pytestmark = pytest.mark.usefixtures("fixed_clock")


def made(session: Session) -> Meeting:
    row = meeting(session, planned(session), provinces=("TH-41",))
    session.expunge(row)
    return row


@pytest.mark.parametrize("seed", range(6))
async def test_any_mixture_of_acts_counts_each_device_once_and_each_desk_form_once(db: Database, seed: int) -> None:
    """Against a model that knows only sets: devices by mark, desk counts by form, undone from the last."""
    of, chance = await db.write(made), random.Random(seed)
    devices: dict[str, str] = {}
    desk: dict[str, tuple[str, int]] = {}

    def work(session: Session) -> None:
        row = service.get(session, of.id or 0)
        for _ in range(60):
            sector, act = chance.choice(SECTORS), chance.randrange(5)
            if act < 2:
                mark = f"device {chance.randrange(12)}"
                amend = chance.random() < 0.3
                came = attendance.check_in(session, row, mark, sector, amend=amend)
                assert came.new == (mark not in devices)
                if came.new or amend:
                    devices[mark] = sector
                assert came.sector == devices[mark]
            elif act < 4:
                form, n = f"form {chance.randrange(40)}", chance.randint(1, 5)
                new = form not in seen
                assert attendance.count(session, row, sector, n, form, "officer") == new
                if new:
                    seen.add(form)
                    desk[form] = (sector, n)
            else:
                last = next((form for form, (of_sector, _) in reversed(desk.items()) if of_sector == sector), None)
                if last is None:
                    with pytest.raises(Refused, match="เลิกแล้ว"):
                        attendance.undo(session, row, sector, "officer")
                else:
                    assert attendance.undo(session, row, sector, "officer") == desk.pop(last)[1]

    seen: set[str] = set()
    await db.write(work)
    expected = Counter(devices.values())
    for sector, n in desk.values():
        expected[sector] += n
    heads = (await db.read(views.view, of.id or 0)).heads
    assert {key: n for key, n in heads.sectors.items() if n} == {key: n for key, n in expected.items() if n}
    assert heads.people == sum(expected.values())


async def test_a_chat_begun_by_the_meetings_code_counts_who_agrees_and_answers_in_the_hall(
    db: Database, vault: Vault
) -> None:
    of = await db.write(made)
    citizen = Citizen(db, vault)
    asked = await citizen.says(of.code.lower())
    assert keys(asked) == ["hall_ask"] and TITLE in asked[0]["text"]
    told = await citizen.presses("นับฉันด้วย")
    assert "นับท่านเป็นผู้มาประชุมแล้ว" in told[0]["text"] and keys(told)[-1] == "ready"
    await citizen.taps(f"{of.code}.here")  # the finger that trembled
    assert keys(await citizen.says(of.code))[0] != "hall_ask"  # counted: not asked again
    await citizen.says(*ANSWERS, "ได้", "ไม่ได้", "ส่ง")
    seen = await db.read(views.view, of.id or 0)
    assert (seen.heads.people, seen.heads.ways, seen.answers.submitted) == (1, {"chat": 1}, 1)
    assert seen.heads.sectors.keys() != {""} and seen.heads.provinces == {"TH-41": 1}


async def test_who_is_counted_already_is_not_asked_and_who_says_no_is_not_counted(db: Database, vault: Vault) -> None:
    of = await db.write(made)
    assert "hall_ask" not in keys(await Citizen(db, vault, "U1").says(f"{of.code}-OK"))
    second = Citizen(db, vault, "U2")
    await second.says(of.code)
    assert "hall_counted" not in keys(await second.presses("ไม่ต้องนับ"))
    await second.says("เริ่ม", "อุดร")
    seen = await db.read(views.view, of.id or 0)
    assert (seen.heads.people, seen.answers.started) == (0, 1)


async def test_what_was_sent_before_the_meeting_stays_an_answer_of_the_chat(db: Database, vault: Vault) -> None:
    of = await db.write(made)
    code = (await db.read(consult.view, of.consultation_id)).code
    citizen = Citizen(db, vault)
    await citizen.says(code, *ANSWERS, "ได้", "ไม่ได้", "ส่ง")
    await citizen.says(of.code, "1")
    seen = await db.read(views.view, of.id or 0)
    assert (seen.heads.people, seen.answers.submitted) == (1, 0)


async def test_on_another_day_the_code_begins_an_ordinary_talk(db: Database, vault: Vault) -> None:
    of = await db.write(made)
    with clock.fixed(clock.now() + timedelta(days=2)):
        citizen = Citizen(db, vault)
        assert "hall_ask" not in keys(await citizen.says(of.code))
        await citizen.says("เริ่ม", "อุดร")
        with pytest.raises(Refused, match="ปิดรับการลงชื่อ"):
            await db.write(lambda session: attendance.check_in(session, of, "device", "N"))
    assert (await db.read(views.view, of.id or 0)).answers.started == 0


async def test_an_organisations_code_is_good_for_once_and_the_second_is_told_how_to_come_in(db: Database) -> None:
    of = await db.write(made)
    await db.write(service.invite, of.id or 0, "C", ["สภาองค์กรชุมชน", "ชมรมผู้สูงอายุ"], "officer")
    code = (await db.read(views.view, of.id or 0)).organisations[0].code
    came = await db.write(attendance.check_in, of, "one", "N", "", code.lower())
    assert (came.sector, came.organisation) == ("C", "สภาองค์กรชุมชน")
    with pytest.raises(Refused, match=r"ใช้ได้ครั้งเดียว.*เว้นช่องรหัสว่าง"):
        await db.write(attendance.check_in, of, "two", "N", "", code)
    with pytest.raises(Refused, match="ไม่พบรหัสหน่วยงาน"):
        await db.write(attendance.check_in, of, "two", "N", "", "ZZZZ")
    assert not (await db.write(attendance.check_in, of, "one", "N", "", code)).new  # the same telephone again
    seen = await db.read(views.view, of.id or 0)
    assert seen.heads.people == 1 and [one.attended for one in seen.organisations] == [True, False]
    with pytest.raises(Refused, match="ลงชื่อด้วยรหัส"):
        await db.write(service.uninvite, of.id or 0, seen.organisations[0].id, "officer")


async def test_cut_from_people_the_heads_stay_and_nothing_leads_to_anybody(db: Database, vault: Vault) -> None:
    of = await db.write(made)
    citizen = Citizen(db, vault)
    await citizen.says(of.code, "1", *ANSWERS, "ได้", "ไม่ได้", "ส่ง")
    await db.write(attendance.check_in, of, "device", "N", "TH-41")
    before = (await db.read(views.view, of.id or 0)).heads
    await db.write(consult.close, of.consultation_id, "officer")
    with clock.fixed(clock.now() + timedelta(days=91)):
        while not await db.write(cut, of.consultation_id, STORES):
            pass
    assert (await db.read(views.view, of.id or 0)).heads == before
    rows = await db.read(lambda session: list(session.exec(select(Attendance))))
    assert [(row.mark, row.person_id, row.counted_at.hour) for row in rows] == [(None, None, 17)] * 2


async def test_two_contacts_that_turn_out_to_be_one_person_are_one_head(db: Database, vault: Vault) -> None:
    of = await db.write(made)
    for address, channel in (("U1", "line"), ("T1", "telegram")):
        await Citizen(db, vault, address, channel).says(of.code, "1")
    assert (await db.read(views.view, of.id or 0)).heads.people == 2

    def link(session: Session) -> None:
        one, other = contacts(session)
        assert join(session, vault, one, other) is not None

    await db.write(link)
    assert (await db.read(views.view, of.id or 0)).heads.people == 1


@pytest.mark.parametrize("erase", [True, False])
async def test_whoever_asks_to_be_forgotten_is(db: Database, vault: Vault, erase: bool) -> None:
    of = await db.write(made)
    await Citizen(db, vault).says(of.code, "1", *ANSWERS, "ได้", "ไม่ได้", "ส่ง")

    def gone(session: Session) -> None:
        [contact] = contacts(session)
        forget(session, vault, STORES, contact, "U1", erase=erase)

    await db.write(gone)
    rows = await db.read(lambda session: list(session.exec(select(Attendance))))
    assert [row.person_id for row in rows] == ([] if erase else [None])


async def test_who_only_came_sees_that_and_can_have_it_forgotten(db: Database, vault: Vault) -> None:
    of = await db.write(made)
    citizen = Citizen(db, vault)
    await citizen.says(of.code)

    def came(session: Session) -> None:
        attendance.agree(session, of, contacts(session)[0].person_id)

    await db.write(came)
    shown = await citizen.says("ข้อมูลของฉัน")
    assert say("mine_attended", title=TITLE) in "\n".join(said["text"] for said in shown)
    assert "forget_how" in keys(await citizen.says("ลบข้อมูลของฉัน"))
    await citizen.says("1")
    assert [row.person_id for row in await db.read(lambda session: list(session.exec(select(Attendance))))] == [None]


async def test_a_meeting_that_is_wrong_is_refused_with_how_to_mend_it(db: Database) -> None:
    of = await db.write(planned)
    past = clock.now() - timedelta(days=3)
    for changes, said in (
        ({"place": " "}, "ยังไม่มีสถานที่ประชุม"),
        ({"mode": "online", "link": "zoom"}, "ลิงก์ห้องประชุมออนไลน์"),
        ({"title": ""}, "ยังไม่มีชื่อการประชุม"),
        ({"starts_at": None}, "ยังไม่ได้กำหนดวันเวลา"),
        ({"ends_at": clock.now()}, "ต้องอยู่หลังเวลาเริ่ม"),
        ({"starts": past}, r"ผ่านไปแล้ว.*จัดไปแล้ว"),
        ({"provinces": ("TH-90",)}, "ไม่มีจังหวัดรหัส"),
        ({"invited": {"G1": -1}}, "ราชการส่วนกลาง"),
    ):
        with pytest.raises(Refused, match=said):
            await db.write(service.create, of.id, entered(**changes), "officer")
    assert await db.read(views.listing, of.id) == []
    made = await db.write(service.create, of.id, entered(past, held=True, invited={"L": 3}), "officer")
    online = await db.write(service.create, of.id, entered(mode="online", place="", link="https://a.test/1"), "officer")
    assert [one.id for one in await db.read(views.listing, of.id)] == [made, online]
    with pytest.raises(Refused, match="เหตุที่งด"):
        await db.write(service.cancel, made, " ", "officer")
    await db.write(service.cancel, made, "น้ำท่วม", "officer")
    acts = [row.action for row in await db.read(lambda session: list(session.exec(select(AuditEntry))))]
    assert acts[-3:] == ["meeting.create", "meeting.create", "meeting.cancel"]
