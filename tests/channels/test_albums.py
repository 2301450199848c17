"""An album from the platform's raw events to the counted answer, its pictures and their end: on every channel."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from consultation import clock
from consultation.attachments import fetching, service, views
from consultation.attachments.fetching import Content, Fetched
from consultation.attachments.models import Attachment, AttachmentContent
from consultation.consult import service as consult
from consultation.db import Database
from consultation.forms.form import Form, Question
from consultation.jobs import Claimed
from consultation.privacy.links import STORES
from consultation.privacy.schedule import UNLINK_JOB
from consultation.privacy.unlink import handlers as unlinking
from consultation.responses import apart
from consultation.responses import service as responses
from consultation.responses.models import Answer, Correction
from consultation.talk.models import TalkRow
from consultation.vault import Vault
from tests.channels.chat import AT, Chat, event_time, keys, said
from tests.channels.speakers import LineSpeaker, Speaker, TelegramSpeaker, every_channel
from tests.channels.test_semantics import answers, begun, raws
from tests.channels.test_strangers import part, references
from tests.consultation.attachments.photographed import bytes_of, fetches, picture
from tests.consultation.talk.citizens import consultation
from tests.consultation.talk.test_afterwards import PHOTO
from tests.consultation.talk.test_hear import rows

LINE, TELEGRAM = LineSpeaker(), TelegramSpeaker()
COUNTED = Form(
    title={"th": "รูป"},
    questions=(
        *PHOTO.questions,
        Question(name="n", type="calculate", label={}, calculation="string-length(${picture})"),
    ),
)


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.fixed(AT):
        yield


async def fetched(db: Database, vault: Vault) -> None:
    """Every picture fetched, each another one."""

    async def platform(reference: str, _largest: int) -> Fetched:
        return Content(picture(size=(40 + int(reference[-1]), 30)))

    for job in await db.read(fetches):
        await fetching.fetch(db, vault, platform, job)


async def parts_of(db: Database, late: bool = False) -> str | None:
    found = [row.value for row in await db.read(rows, Answer) if row.question == "picture" and row.late is late]
    return found[0] if found else None


async def kept(db: Database) -> list[str]:
    return sorted(row.reference for row in await db.read(rows, Attachment))


def contents(session: Session) -> list[int]:
    return list(session.exec(select(AttachmentContent.attachment_id)))


def unsent(chat: Chat, n: int) -> dict[str, Any]:
    return chat.unsent(0) | {"unsend": {"messageId": f"p{n}"}}


def listed(references: str) -> list[str]:
    return sorted(references.split())


@every_channel
@pytest.mark.parametrize("when", ["asking", "review", "sent", "correcting"])
async def test_l26_t22_a_part_is_added_wherever_the_talk_stands_fetched_and_shown(
    db: Database, vault: Vault, speaker: Speaker, when: str
) -> None:
    chat, made = await begun(db, vault, speaker, COUNTED)
    first, second, third = (part(chat, n) for n in (1, 2, 3))
    await chat.gets(second)
    talk: Sequence[str] = ("หน้าวัด", "ส่ง", "ขอแก้ไข")
    await chat.says(*talk[: ("asking", "review", "sent", "correcting").index(when)])
    assert await chat.gets(third, first, second) == [], "nothing is said of it"
    whole = references(speaker, 1, 2, 3)
    if when != "asking":
        assert (await answers(db))["where"] == "หน้าวัด"
    assert await parts_of(db) == whole and await db.read(rows, Correction) == []
    await fetched(db, vault)
    assert sorted(await db.read(bytes_of, vault)) == listed(whole)
    await chat.says(*talk[("asking", "review", "sent", "correcting").index(when) : 2])
    if when == "correcting":
        await chat.says("ไม่แก้แล้ว")
    assert (await db.read(responses.figures, made)).submitted == 1
    assert (await answers(db))["n"] == str(len(whole)), "what is worked out of it follows"
    items = await db.read(views.listing, made, 10)
    assert len(items) == 3 and all(item.small for item in items) and len({item.response_id for item in items}) == 1
    mine = "\n".join(message["text"] for message in await chat.says("ข้อมูลของฉัน"))
    assert "3 รูป" in mine and "p1" not in mine


@every_channel
async def test_l26_t22_the_review_says_how_many(db: Database, vault: Vault, speaker: Speaker) -> None:
    chat, _ = await begun(db, vault, speaker, PHOTO)
    await chat.gets(*(part(chat, n) for n in (3, 1, 2)))
    [review] = await chat.says("หน้าวัด")
    assert "3 รูป" in review["text"]


@every_channel
async def test_l26_t22_parts_after_the_close_are_kept_apart_and_told_once(
    db: Database, vault: Vault, speaker: Speaker
) -> None:
    chat, made = await begun(db, vault, speaker, PHOTO)
    parts = {n: part(chat, n) for n in (1, 2, 3)}
    await chat.gets(parts[2])
    await chat.says("หน้าวัด", "ส่ง")
    await db.write(consult.close, made, "officer:1")
    with clock.fixed(AT + timedelta(minutes=1)):
        late = {n: part(chat, n) for n in (1, 3)}
        heard = await chat.gets(late[3], late[1])
    assert keys(heard) == ["closed"]
    assert (await parts_of(db), await parts_of(db, late=True)) == (
        references(speaker, 2),
        references(speaker, 1, 3),
    )
    assert await kept(db) == listed(references(speaker, 1, 2, 3))
    assert [view.text for view in (await db.read(apart.apart, made)).late] == ["2 รูป"]


@pytest.mark.parametrize("when", ["asking", "sent", "correcting"])
async def test_l13_l26_one_part_taken_back_takes_out_that_part_alone(db: Database, vault: Vault, when: str) -> None:
    chat, made = await begun(db, vault, LINE, PHOTO)
    first = part(chat, 1)
    await chat.gets(first, part(chat, 2))
    await fetched(db, vault)
    await chat.says(*{"asking": (), "sent": ("หน้าวัด", "ส่ง"), "correcting": ("หน้าวัด", "ส่ง", "ขอแก้ไข")}[when])
    assert await chat.gets(unsent(chat, 1)) == []
    assert await parts_of(db) == references(LINE, 2) and await kept(db) == ["line:p2"]
    assert list(await db.read(bytes_of, vault)) == ["line:p2"]
    await chat.gets(part(chat, 3), first)  # and a copy of what was taken back
    assert await parts_of(db) == references(LINE, 2, 3) and await kept(db) == ["line:p2", "line:p3"]
    assert "p1" not in str([row.state for row in await db.read(rows, TalkRow)])
    assert not any(b'"id":"p1"' in raw or b'"id": "p1"' in raw for _, raw in await db.read(raws))
    assert (await db.read(responses.figures, made)).submitted == (0 if when == "asking" else 1)


async def test_l13_l26_all_parts_taken_back_leave_no_answer_and_one_more_is_the_answer_again(
    db: Database, vault: Vault
) -> None:
    chat, _ = await begun(db, vault, LINE, PHOTO)
    await chat.gets(part(chat, 1), part(chat, 2), unsent(chat, 2), unsent(chat, 1))
    assert await answers(db) == {} and await kept(db) == []
    await chat.gets(part(chat, 3))
    assert await answers(db) == {"picture": "line:p3"}


async def test_l13_l26_a_late_part_taken_back_leaves_the_other_late_ones(db: Database, vault: Vault) -> None:
    chat, made = await begun(db, vault, LINE, PHOTO)
    await chat.gets(part(chat, 2))
    await db.write(consult.close, made, "officer:1")
    with clock.fixed(AT + timedelta(minutes=1)):
        await chat.gets(part(chat, 1), part(chat, 3), unsent(chat, 3))
        assert (await parts_of(db), await parts_of(db, late=True)) == ("line:p2", "line:p1")
        await chat.gets(unsent(chat, 1))
    assert await parts_of(db, late=True) is None and await kept(db) == ["line:p2"]


@pytest.mark.parametrize("sent", [False, True])
async def test_t10_t22_a_picture_of_an_album_changed_takes_the_place_of_that_one(
    db: Database, vault: Vault, sent: bool
) -> None:
    chat, _ = await begun(db, vault, TELEGRAM, PHOTO)
    parts = {n: part(chat, n) for n in (1, 2, 3)}
    await chat.gets(parts[1], parts[2])
    await chat.says("หน้าวัด", *(["ส่ง"] if sent else []))
    changed = part(chat, 2)
    message = changed.pop("message") | {"edit_date": int(AT.timestamp()), "photo": [{"file_id": "p9", "width": 9}]}
    heard = await chat.gets(changed | {"edited_message": message})
    assert keys(heard)[0] == ("edited_sent" if sent else "edited") and "2 รูป" in heard[0]["text"]
    await chat.gets(parts[3])
    assert await parts_of(db) == "telegram:p1 telegram:p9 telegram:p3"
    assert await kept(db) == ["telegram:p1", "telegram:p3", "telegram:p9"]


async def test_t10_t22_a_picture_changed_after_the_close_takes_its_own_place_among_what_came_late(
    db: Database, vault: Vault
) -> None:
    chat, made = await begun(db, vault, TELEGRAM, PHOTO)
    in_time = {n: part(chat, n) for n in (1, 2)}
    await chat.gets(*in_time.values())
    await db.write(consult.close, made, "officer:1")
    with clock.fixed(AT + timedelta(minutes=1)):
        third = part(chat, 3)
        await chat.gets(third)
        for event, file in ((in_time[2], "p8"), (third, "p7"), (in_time[2], "p6")):
            message = event["message"] | {"edit_date": event_time(None), "photo": [{"file_id": file, "width": 9}]}
            chat.n += 1
            await chat.gets({"update_id": 900 + chat.n, "edited_message": message})
        await chat.gets(part(chat, 4))
    assert await parts_of(db) == "telegram:p1 telegram:p2", "what counts is as it was at the close"
    assert await parts_of(db, late=True) == "telegram:p6 telegram:p7 telegram:p4"


@every_channel
async def test_l26_t22_a_correction_replaces_the_whole_when_it_is_sent(
    db: Database, vault: Vault, speaker: Speaker
) -> None:
    chat, _ = await begun(db, vault, speaker, PHOTO)
    await chat.gets(part(chat, 1), part(chat, 2))
    await chat.says("หน้าวัด", "ส่ง", "ขอแก้ไข", "1")
    for n in (5, 4):
        other = part(chat, n)
        of = other["message"]
        of.update({"imageSet": {"id": "S2", "index": n, "total": 2}} if chat.on_line else {"media_group_id": "S2"})
        await chat.gets(other)
    assert await parts_of(db) == references(speaker, 1, 2), "what was sent counts until it is sent again"
    await chat.says("ส่ง")
    assert await parts_of(db) == references(speaker, 4, 5)
    assert await kept(db) == listed(references(speaker, 4, 5))
    await chat.gets(part(chat, 3))  # of the one that was replaced
    assert await parts_of(db) == references(speaker, 4, 5)


@every_channel
async def test_l26_t22_skipping_after_all_destroys_every_picture(db: Database, vault: Vault, speaker: Speaker) -> None:
    chat, _ = await begun(db, vault, speaker, PHOTO)
    await chat.gets(*(part(chat, n) for n in (1, 2, 3)))
    await fetched(db, vault)
    await chat.says("ย้อนกลับ", "ข้าม")
    assert await kept(db) == [] and await db.read(contents) == []


@every_channel
async def test_l26_t22_when_the_time_is_over_the_answer_names_every_picture_by_our_own_id(
    db: Database, vault: Vault, speaker: Speaker
) -> None:
    chat, made = await begun(db, vault, speaker, PHOTO)
    await chat.gets(*(part(chat, n) for n in (2, 3, 1)))
    await fetched(db, vault)
    await chat.says("หน้าวัด", "ส่ง")
    await db.write(consult.close, made, "officer:1")
    with clock.fixed(clock.now() + timedelta(days=91)):
        await unlinking(db, STORES)[UNLINK_JOB](Claimed(1, UNLINK_JOB, {"consultation": made}, 1))

    def ours(session: Session) -> list[str]:
        return [f"attachment:{id}" for id in session.exec(select(Attachment.id).order_by(Attachment.id))]  # type: ignore[arg-type]

    two, three, one = await db.read(ours)
    assert await parts_of(db) == f"{one} {two} {three}"
    response = (await db.read(rows, Answer))[0].response_id
    assert await db.write(service.sweep, response) == 0 and len(await db.read(bytes_of, vault)) == 3


@every_channel
async def test_l26_t22_beyond_ten_the_first_ten_are_kept(db: Database, vault: Vault, speaker: Speaker) -> None:
    chat, _ = await begun(db, vault, speaker, PHOTO)
    await chat.gets(*(part(chat, n) for n in range(12, 0, -1)))
    assert await parts_of(db) == references(speaker, *range(1, 11))
    assert await kept(db) == listed(references(speaker, *range(1, 11)))
    assert keys(await db.read(said)).count("album_full") == 1


@every_channel
async def test_l26_t22_a_part_that_comes_in_another_consultation_joins_the_answer_where_the_album_began(
    db: Database, vault: Vault, speaker: Speaker
) -> None:
    chat, _ = await begun(db, vault, speaker, PHOTO)
    other = await db.write(lambda session: consultation(session, form=PHOTO, title="อีกเรื่อง"))
    parts = {n: part(chat, n) for n in (1, 2)}
    await chat.gets(parts[2])
    await chat.says(other.code, "เริ่ม")
    assert await chat.gets(parts[1]) == []
    assert [row.value for row in await db.read(rows, Answer)] == [references(speaker, 1, 2)]
    assert keys(await chat.says("ข้าม"))[-1] == "question:where", "what is talked about stays the other one"
