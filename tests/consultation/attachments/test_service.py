"""What an answer refers to is fetched and kept sealed; what no answer refers to any more is destroyed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, func, select

from consultation import clock
from consultation.attachments import fetching, service, views
from consultation.attachments.content import Sealed, ready
from consultation.attachments.fetching import Content, Fetched, Gone, NotYet, StillThere, TooLarge
from consultation.attachments.limits import LARGEST, MOST_TRIES
from consultation.attachments.models import Attachment, AttachmentContent
from consultation.audit import AuditEntry
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import NotFound
from consultation.jobs import Claimed
from consultation.privacy.links import STORES
from consultation.privacy.schedule import UNLINK_JOB
from consultation.privacy.unlink import handlers as unlinking
from consultation.responses.models import Answer
from consultation.vault import Vault
from tests.consultation.attachments.photographed import JPEG, PNG, attachments, bytes_of, fetches, photos, sent
from tests.consultation.talk.citizens import Citizen, keys


@pytest.fixture(autouse=True)
def start(fixed_clock: datetime) -> datetime:
    return fixed_clock


@pytest.fixture
async def citizen(db: Database, vault: Vault) -> Citizen:
    """Somebody at the first question, the photo."""
    made = await db.write(photos)
    somebody = Citizen(db, vault)
    await somebody.says(made.code, "เริ่ม")
    return somebody


def made_ready(vault: Vault, data: bytes, name: str = "") -> Sealed:
    made = ready(vault, data, "somebody", name=name)
    assert isinstance(made, Sealed)
    return made


async def fetch(db: Database, vault: Vault, found: Fetched, job: Claimed | None = None) -> None:
    """Run the job, with a platform that answers so."""

    async def platform(_reference: str, _largest: int) -> Fetched:
        return found

    await fetching.fetch(db, vault, platform, job or (await db.read(fetches))[-1])


async def test_a_photo_is_wanted_with_its_answer_and_kept_sealed(citizen: Citizen, db: Database, vault: Vault) -> None:
    await citizen.does(**sent("line:61"))
    assert len(await db.read(fetches)) == 1
    (row,) = await db.read(attachments)
    assert (row.question, row.reference, row.kind, row.state) == ("spot", "line:61", "image", "waiting")
    await fetch(db, vault, Content(JPEG, name="a.jpg", claimed="text/html"))
    (row,) = await db.read(attachments)
    assert (row.state, row.media_type, row.size, row.name) == ("kept", "image/jpeg", len(JPEG), "a.jpg")
    assert await db.read(bytes_of, vault) == {"line:61": JPEG}
    sealed = await db.read(lambda session: session.exec(select(AttachmentContent.sealed)).one())
    assert JPEG[:40] not in sealed


async def test_fetching_twice_keeps_the_first_and_asks_nobody(citizen: Citizen, db: Database, vault: Vault) -> None:
    await citizen.does(**sent("line:61"))
    await fetch(db, vault, Content(JPEG))
    await fetch(db, vault, Gone("404"))  # a job killed after its commit is claimed once more
    assert await db.read(bytes_of, vault) == {"line:61": JPEG}


async def test_another_photo_takes_the_place_and_the_old_one_is_destroyed(
    citizen: Citizen, db: Database, vault: Vault
) -> None:
    await citizen.does(**sent("line:61"))
    await fetch(db, vault, Content(JPEG))
    await citizen.says("ย้อนกลับ")
    await citizen.does(**sent("line:62"))
    (row,) = await db.read(attachments)
    assert row.reference == "line:62"
    assert await db.read(bytes_of, vault) == {}
    await fetch(db, vault, Content(PNG), (await db.read(fetches))[0])  # the job of the one that is gone
    await fetch(db, vault, Content(PNG))
    assert await db.read(bytes_of, vault) == {"line:62": PNG}


async def test_skipping_after_all_destroys_it(citizen: Citizen, db: Database, vault: Vault) -> None:
    await citizen.does(**sent("line:61"))
    await fetch(db, vault, Content(JPEG))
    await citizen.says("ย้อนกลับ", "ข้าม")
    assert await db.read(attachments) == [] and await db.read(bytes_of, vault) == {}


async def test_the_same_file_may_answer_two_questions(citizen: Citizen, db: Database, vault: Vault) -> None:
    await citizen.does(**sent("telegram:AgAD"))
    await citizen.does(**sent("telegram:AgAD"))
    for job in await db.read(fetches):
        await fetch(db, vault, Content(JPEG), job)
    rows = await db.read(attachments)
    assert [(row.question, row.state) for row in rows] == [("spot", "kept"), ("paper", "kept")]


@pytest.mark.parametrize(
    ("found", "state"),
    [(Gone("LINE 404"), "gone"), (TooLarge("9 MB"), "refused"), (Content(bytes(LARGEST["image"] + 1)), "refused")],
)
async def test_what_cannot_be_kept_says_why(
    citizen: Citizen, db: Database, vault: Vault, found: Fetched, state: str
) -> None:
    await citizen.does(**sent("line:61"))
    await fetch(db, vault, found)
    (row,) = await db.read(attachments)
    assert row.state == state and row.why
    assert await db.read(bytes_of, vault) == {}


@pytest.mark.parametrize("found", [NotYet("LINE 202"), Content(b"")])
async def test_what_may_still_come_is_asked_for_again_until_the_last_try(
    citizen: Citizen, db: Database, vault: Vault, found: Fetched
) -> None:
    await citizen.does(**sent("line:61"))
    (job,) = await db.read(fetches)
    with pytest.raises(StillThere):
        await fetch(db, vault, found, job)
    assert [row.state for row in await db.read(attachments)] == ["waiting"]
    await fetch(db, vault, found, replace(job, attempts=MOST_TRIES))
    assert [row.state for row in await db.read(attachments)] == ["gone"]


async def test_an_upload_becomes_the_answers_without_any_job(citizen: Citizen, db: Database, vault: Vault) -> None:
    number = await db.read(lambda session: session.exec(select(Answer.id)).first())
    assert number is None
    about = (await db.read(consult.listing))[0]
    upload = made_ready(vault, JPEG, name="ภาพ.jpg")
    await db.write(service.upload, about.id, "web:1", "image", upload)
    await db.write(service.upload, about.id, "web:1", "image", upload)
    await citizen.does(**sent("web:1"))
    (row,) = await db.read(attachments)
    assert (row.state, row.question, row.name) == ("kept", "spot", "ภาพ.jpg") and row.response_id
    assert await db.read(fetches) == [] and await db.read(bytes_of, vault) == {"web:1": JPEG}


async def test_a_file_that_is_too_large_is_told_to_the_citizen_at_once(citizen: Citizen, db: Database) -> None:
    said = await citizen.does(**sent("telegram:AgAD", size=LARGEST["image"] + 1))
    assert keys(said)[0] == "media_large" and "10 MB" in said[0]["text"]
    assert await db.read(attachments) == []


async def test_officers_see_those_of_sent_responses_and_every_opening_is_recorded(
    citizen: Citizen, db: Database, vault: Vault
) -> None:
    about = (await db.read(consult.listing))[0]
    await citizen.does(**sent("line:61"))
    await fetch(db, vault, Content(JPEG))
    assert await db.read(views.listing, about.id, 10) == []
    await citizen.says("ข้าม", "ส่ง")
    (item,) = await db.read(views.listing, about.id, 10)
    assert (item.question, item.state, item.size) == ("รูปจุดน้ำท่วม", "kept", len(JPEG))
    assert await db.read(views.counts, about.id) == {"kept": 1}
    assert (await db.write(views.opened, vault, about.id, item.id, "สมใจ")).data == JPEG
    with pytest.raises(NotFound):
        await db.write(views.opened, vault, about.id + 1, item.id, "สมใจ")
    opened = select(AuditEntry).where(AuditEntry.action == "attachment.open")
    assert [row.actor for row in await db.read(lambda session: session.exec(opened).all())] == ["สมใจ"]


async def test_when_the_time_is_over_the_bytes_stay_and_nothing_leads_to_the_account(
    citizen: Citizen, db: Database, vault: Vault
) -> None:
    about = (await db.read(consult.listing))[0]
    await citizen.does(**sent("line:61"))
    await fetch(db, vault, Content(JPEG))
    await citizen.does(**sent("line:62", what="file"))
    await citizen.says("ส่ง")
    await db.write(service.upload, about.id, "web:1", "image", made_ready(vault, PNG))
    closed = await db.write(consult.close, about.id, "officer:1")
    job = Claimed(1, UNLINK_JOB, {"consultation": about.id}, 1)
    with clock.fixed(clock.now() + timedelta(days=91)):
        await unlinking(db, STORES)[UNLINK_JOB](job)
    rows = await db.read(attachments)
    assert [(row.question, row.state, row.why) for row in rows] == [("spot", "kept", ""), ("paper", "gone", "unlinked")]
    assert {row.created_at for row in rows} == {closed.closed_at}
    assert await db.read(bytes_of, vault) == {f"attachment:{rows[0].id}": JPEG}
    values = await db.read(lambda session: session.exec(select(Answer.value)).all())
    assert set(values) == {f"attachment:{row.id}" for row in rows}
    assert await db.write(service.sweep, rows[0].response_id or 0) == 0


async def test_destroying_leaves_no_bytes_behind(citizen: Citizen, db: Database, vault: Vault) -> None:
    await citizen.does(**sent("line:61"))
    await fetch(db, vault, Content(JPEG))
    (row,) = await db.read(attachments)

    def erased(session: Session) -> int:
        for answer in session.exec(select(Answer)):
            session.delete(answer)
        return service.sweep(session, row.response_id or 0)

    assert await db.write(erased) == 1

    def left(session: Session) -> tuple[int, int]:
        tables = (Attachment, AttachmentContent)
        return tuple(session.exec(select(func.count()).select_from(table)).one() for table in tables)  # type: ignore[return-value]

    assert await db.read(left) == (0, 0)
