"""Whose photo could not be kept is asked once, kindly, to send it again, while it can still be answered with."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from consultation import clock
from consultation.attachments import fetching
from consultation.attachments.fetching import Content, Fetched, Gone, TooLarge
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.db import Database
from consultation.talk.model import Media
from consultation.talk.tongues import language_tap
from consultation.talk.wording import say
from consultation.vault import Vault
from tests.consultation.attachments.photographed import JPEG, PHOTOS, attachments, bytes_of, fetches, photos, sent
from tests.consultation.talk.citizens import Citizen, buttons, consultation, turns


@pytest.fixture(autouse=True)
def start(fixed_clock: datetime) -> datetime:
    return fixed_clock


@pytest.fixture
async def shown(db: Database) -> ConsultationView:
    return await db.write(photos)


@pytest.fixture
async def citizen(db: Database, vault: Vault, shown: ConsultationView) -> Citizen:
    """Somebody who has sent the photo."""
    somebody = Citizen(db, vault)
    await somebody.says(shown.code, "เริ่ม")
    await somebody.does(**sent("line:61"))
    return somebody


async def fetch(db: Database, vault: Vault, found: Fetched) -> None:
    async def platform(_reference: str, _largest: int) -> Fetched:
        return found

    await fetching.fetch(db, vault, platform, (await db.read(fetches))[-1])


async def test_l27_what_the_platform_has_deleted_is_marked_and_asked_for_once(
    citizen: Citizen, db: Database, vault: Vault
) -> None:
    before = len(await db.read(turns))
    await fetch(db, vault, Gone("LINE 404"))
    await fetch(db, vault, Gone("LINE 404"))  # a copy of the job
    (row,) = await db.read(attachments)
    assert (row.state, row.why) == ("gone", "LINE 404")
    (said,) = (await db.read(turns))[before:]
    assert said[0]["key"] == "media_gone" and "รูปจุดน้ำท่วม" in said[0]["text"]
    assert say("media_again_back", "th") in said[1]["text"]
    back = await citizen.taps(buttons(said)[0][1])
    assert "มีเอกสารประกอบไหม" in back[-1]["text"]  # where they were
    await citizen.says("ย้อนกลับ")
    await citizen.does(**sent("line:62"))
    await fetch(db, vault, Content(JPEG))
    assert await db.read(bytes_of, vault) == {"line:62": JPEG}


async def test_l27_after_sending_it_is_corrected(citizen: Citizen, db: Database, vault: Vault) -> None:
    await citizen.says("ข้าม", "ส่ง")
    await fetch(db, vault, Gone("LINE 410"))
    said = (await db.read(turns))[-1]
    assert said[0]["key"] == "media_gone" and say("media_again_correct", "th") in said[1]["text"]
    assert "รูปจุดน้ำท่วม" in str(await citizen.presses("ขอแก้ไข"))


@pytest.mark.parametrize(
    ("found", "key"),
    [(Content(b"MZ\x90\0 a program", name="x.jpg"), "media_refused"), (TooLarge("30 MB"), "media_big")],
)
async def test_what_is_not_kept_is_told_too(
    citizen: Citizen, db: Database, vault: Vault, found: Fetched, key: str
) -> None:
    await fetch(db, vault, found)
    assert (await db.read(turns))[-1][0]["key"] == key
    assert [row.state for row in await db.read(attachments)] == ["refused"]


async def test_nobody_is_asked_after_the_close(
    citizen: Citizen, db: Database, vault: Vault, shown: ConsultationView
) -> None:
    await db.write(consult.close, shown.id, "officer:1")
    before = await db.read(turns)
    await fetch(db, vault, Gone("LINE 404"))
    assert await db.read(turns) == before and (await db.read(attachments))[0].state == "gone"


async def test_nobody_is_asked_once_the_end_has_come_and_its_timer_has_not(
    citizen: Citizen, db: Database, vault: Vault
) -> None:
    before = await db.read(turns)
    with clock.fixed(clock.now() + timedelta(days=31)):
        await fetch(db, vault, Gone("LINE 404"))
    assert await db.read(turns) == before


async def test_whoever_blocked_us_is_not_asked(citizen: Citizen, db: Database, vault: Vault) -> None:
    await citizen.does(kind="farewell")
    before = await db.read(turns)
    await fetch(db, vault, Gone("LINE 404"))
    assert await db.read(turns) == before


async def test_it_is_asked_in_their_language(db: Database, vault: Vault) -> None:
    spot = PHOTOS.questions[0].model_copy(
        update={"label": {"th": "รูป", "en": "A photo"}, "short": {"en": "Flood photo"}}
    )
    shown = await db.write(partial(consultation, form=PHOTOS.model_copy(update={"questions": (spot,)})))
    citizen = Citizen(db, vault)
    await citizen.says(shown.code)
    await citizen.taps(language_tap(shown.code, "en"))
    await citizen.says("Start")
    await citizen.does(**sent("line:61"))
    await fetch(db, vault, Gone("LINE 404"))
    said = (await db.read(turns))[-1][0]
    assert said["language"] == "en" and "“Flood photo”" in said["text"] and "Please send it again" in said["text"]


async def test_l26_of_an_album_it_is_asked_once_and_for_the_whole(
    shown: ConsultationView, db: Database, vault: Vault
) -> None:
    citizen = Citizen(db, vault)
    await citizen.says(shown.code, "เริ่ม")
    for n in (1, 2, 3):
        media = Media(what="image", reference=f"line:{n}", album="E1", part=n)
        await citizen.does(kind="media", media=media.model_dump())
    before = len(await db.read(turns))
    for found, job in zip((Gone("404"), Content(JPEG), Gone("404")), await db.read(fetches), strict=True):

        async def platform(_reference: str, _largest: int, found: Fetched = found) -> Fetched:
            return found

        await fetching.fetch(db, vault, platform, job)
    (said,) = (await db.read(turns))[before:]
    assert said[0]["key"] == "media_some" and "พร้อมกันทั้งชุด" in said[0]["text"]
    assert [row.state for row in await db.read(attachments)] == ["gone", "kept", "gone"]
