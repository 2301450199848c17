"""Checking in by QR: one device once, kindly said when it comes again, and nothing asked of who it is."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from admin.public import speech
from admin.public.check_in import COOKIE
from consultation import clock
from consultation.db import Database
from consultation.meetings import screen, service, views
from consultation.meetings.models import Attendance, Meeting
from consultation.vault import Vault
from tests.admin.application import Client, application, draft, words
from tests.consultation.meetings.halls import meeting, planned


def today(session: Session) -> Meeting:
    row = meeting(session, planned(session), provinces=("TH-41",), starts=clock.now(), held=True)
    session.expunge(row)
    return row


async def tap(client: Client, of: Meeting, **sent: str) -> Any:
    return await client.post(f"/m/{of.code}", data={"sector": "N", **sent}, allow_redirects=False)


async def test_one_tap_counts_and_the_same_again_is_said_kindly(client: Client, db: Database) -> None:
    of = await db.write(today)
    page = await client.get(f"/m/{of.code.lower()}")
    assert page.status == 200 and "ไม่เก็บชื่อหรือเบอร์โทรศัพท์" in await page.text()
    first = await tap(client, of, province="TH-41")
    assert (first.status, first.headers["Location"]) == (303, f"/m/{of.code}?new")
    assert (
        (await tap(client, of, sector="L")).headers["Location"].endswith("?again")
    )  # sent again when the signal is back
    shown = await (await client.get(f"/m/{of.code}?again")).text()
    assert "ท่านลงชื่อไว้แล้ว" in shown and "ประชาชนทั่วไป" in shown and f"?at={of.code}-OK" in shown
    assert (await tap(client, of, sector="R", amend="1")).headers["Location"].endswith("?changed")
    heads = (await db.read(views.view, of.id or 0)).heads
    assert (heads.sectors, heads.ways) == ({"R": 1}, {"device": 1})


async def test_who_keeps_no_cookie_is_told_and_not_counted(client: Client, db: Database) -> None:
    of = await db.write(today)
    answer = await tap(client, of)
    assert answer.status == 403 and "โต๊ะลงทะเบียน" in await answer.text()
    assert (await db.read(views.view, of.id or 0)).heads.people == 0


async def test_what_is_kept_of_a_device_is_a_hash_of_this_meeting(client: Client, db: Database, vault: Vault) -> None:
    of = await db.write(today)
    await client.get(f"/m/{of.code}")
    await tap(client, of)
    [row] = await db.read(lambda session: list(session.exec(select(Attendance))))
    cookie = next(one.value for one in client.session.cookie_jar if one.key == COOKIE)
    assert row.mark == vault.lookup("attendance", str(of.id), cookie) and cookie not in str(row)


async def test_a_code_of_an_organisation_that_was_used_says_how_to_come_in_all_the_same(
    client: Client, db: Database, vault: Vault
) -> None:
    of = await db.write(today)
    await db.write(service.invite, of.id or 0, "C", ["สภาองค์กรชุมชน"], "officer")
    code = (await db.read(views.view, of.id or 0)).organisations[0].code
    await client.get(f"/m/{of.code}")
    assert (await tap(client, of, organisation=code)).status == 303
    async with application(db, vault) as other:
        await other.get(f"/m/{of.code}")
        refused = await tap(other, of, organisation=code)
        assert refused.status == 409 and "เว้นช่องรหัสว่างไว้" in await words(refused)
        assert (await tap(other, of)).status == 303
    heads = (await db.read(views.view, of.id or 0)).heads
    assert heads.sectors == {"C": 1, "N": 1}


async def test_on_another_day_and_when_it_is_called_off_the_page_says_so(client: Client, db: Database) -> None:
    of = await db.write(today)
    await client.get(f"/m/{of.code}")
    for days, said in ((-2, "ลงชื่อได้ในวันประชุม"), (2, "ผ่านไปแล้ว")):
        with clock.fixed(clock.now() + timedelta(days=days)):
            assert said in await words(await client.get(f"/m/{of.code}"))
            assert (await tap(client, of)).status == 409
    await db.write(service.cancel, of.id or 0, "น้ำท่วม", "officer")
    assert "งดการประชุมนี้แล้ว ( น้ำท่วม ) ขออภัย" in await words(await client.get(f"/m/{of.code}"))
    unknown = await client.get("/m/ZZZZZ")
    assert unknown.status == 404 and "ไม่พบการประชุม" in await unknown.text()


async def test_the_title_of_what_has_not_been_announced_is_nobody_s_to_know(client: Client, db: Database) -> None:
    def early(session: Session) -> Meeting:
        row = meeting(
            session, draft(session, "เรื่องที่ยังไม่ประกาศ"), title="เวทีเรื่องที่ยังไม่ประกาศ", starts=clock.now(), held=True
        )
        session.expunge(row)
        return row

    of = await db.write(early)
    page = await (await client.get(f"/m/{of.code}")).text()
    assert "ยังไม่ประกาศ" not in page and "การประชุมรับฟังความคิดเห็น" in page
    assert (await tap(client, of)).headers["Location"].endswith("?new"), "who came is counted all the same"
    assert "ยังไม่ประกาศ" not in await (await client.get(f"/m/{of.code}?new")).text()


@pytest.mark.parametrize(
    ("language", "direction", "asked", "said"),
    [
        ("en", "ltr", "Tap what fits you", "You are counted as present"),
        ("ms", "ltr", "Tekan yang sesuai", "Anda sudah dikira hadir"),
        ("ms-Arab", "rtl", "تکن يڠ سسواي", "اندا سوده دکيرا حاضر"),
    ],
)
async def test_checking_in_and_the_wall_speak_the_language_that_is_asked_for(
    client: Client, db: Database, language: str, direction: str, asked: str, said: str
) -> None:
    of = await db.write(today)
    text = await (await client.get(f"/m/{of.code}?lang={language}")).text()
    assert f'<html lang="{language}" dir="{direction}">' in text and asked in text
    assert f'action="/m/{of.code}?lang={language}"' in text and "แตะ" not in text
    sent = await client.post(f"/m/{of.code}?lang={language}", data={"sector": "N"}, allow_redirects=False)
    assert sent.headers["Location"] == f"/m/{of.code}?new&lang={language}"
    shown = await (await client.get(sent.headers["Location"])).text()
    assert said in shown and speech.words(language)["sector"]["N"] in shown

    def opened(session: Session) -> str:
        screen.turn(session, of.id or 0, "officer", screen="counts", small=True)
        return screen.issue(session, of.id or 0, "officer")

    token = await db.write(opened)
    wall = await (await client.get(f"/hall/{token}?lang={language}")).text()
    assert f'dir="{direction}" class="hall"' in wall and speech.words(language)["hall"]["sectors"] in wall
    assert speech.words(language)["sector"]["N"] in wall and "ผู้มาประชุมตามภาคส่วน" not in wall
