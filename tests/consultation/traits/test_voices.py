"""A message that many sent is one voice with all its people, shown with when and how; a person says what it was."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.traits import service, voices, voicing, work
from consultation.traits.changed import forget
from tests.consultation.traits.crowd import CALL, COPIES, QUESTION, hearing, read, say

SHORT = "เห็นด้วยครับ"
OTHER = "อยากให้มีตลาดกลางรับซื้อผลผลิตของเกษตรกรที่อำเภอเรา"


def crowded(session: Session, now: datetime) -> int:
    """Six people who send one message within ten minutes, of whom four came that day; others with their own words."""
    id = hearing(session)
    for number, text in enumerate(COPIES):
        known = timedelta(hours=1) if number < 4 else timedelta(days=30 + number)
        say(session, id, text, at=now + timedelta(minutes=2 * number), known=known)
    say(session, id, OTHER, at=now + timedelta(minutes=5))
    say(session, id, "ถนนหน้าวัดเป็นหลุมลึก ช่วยมาซ่อมด่วน", at=now - timedelta(days=2))
    for number in range(7):
        say(session, id, SHORT, at=now + timedelta(seconds=number), source="hall")
    return id


async def test_a_burst_is_shown_with_its_evidence_and_nothing_is_removed(db: Database, fixed_clock: datetime) -> None:
    id = await db.write(crowded, fixed_clock)
    await read(db, id)
    page = await db.read(voices.page, id, QUESTION)
    (voice,) = page.voices
    assert (voice.people, voice.comments, voice.mark, page.total) == (6, 6, "", 1)
    assert voice.share == pytest.approx(6 / 15) and voice.alike > 0.9
    (burst,) = voice.bursts
    assert (burst.people, burst.meanwhile, burst.channels) == (6, 14, (("line", 6),))
    assert (burst.dated, burst.new, burst.half_known_days) == (6, 4, pytest.approx(0.04))
    assert burst.ends_at - burst.begins_at == timedelta(minutes=10)
    samples = await db.read(voices.samples, voice.id)
    assert sum(sample.people for sample in samples) == 5 and len(samples) == 5  # six wordings, five are shown
    short = await db.read(lambda session: voices.page(session, id, QUESTION, long=False))
    assert [(one.people, one.bursts) for one in short.voices] == [(7, ())]  # what many say by themselves is no burst
    reading = (await db.read(voices.readings, id))[0]
    assert (reading.comments, reading.people, reading.repeated) == (15, 15, 13)


async def test_of_two_readings_at_once_the_slower_one_tells_no_voice_that_is_gone(
    db: Database, fixed_clock: datetime
) -> None:
    id = await db.write(crowded, fixed_clock)
    await read(db, id)
    (voice,) = (await db.read(voices.page, id, QUESTION)).voices
    told = [(voice.comment_id, voice.id), (voice.comment_id + 1, voice.id + 1000)]
    await db.write(voicing.tell, told)
    found = await db.read(service.of, [comment for comment, _ in told])
    assert [found[comment].voice_id for comment, _ in told] == [voice.id, None]


async def test_a_person_says_what_it_was_and_both_counts_are_read(db: Database, fixed_clock: datetime) -> None:
    id = await db.write(crowded, fixed_clock)
    await read(db, id)
    voice = (await db.read(voices.page, id, QUESTION)).voices[0]
    with pytest.raises(NotFound):
        await db.write(voices.mark, id + 1, voice.id, "campaign", "ของเรื่องอื่น", "planner")
    with pytest.raises(Refused):
        await db.write(voices.mark, id, voice.id, "campaign", "  ", "planner")
    await db.write(voices.mark, id, voice.id, "campaign", "ผู้นำชุมชนแจกข้อความให้ส่ง", "planner")
    counts = await db.read(voices.counts, id, QUESTION)
    assert (counts.people, counts.in_campaigns, counts.without, counts.once) == (15, 6, 9, 10)

    await db.write(say, id, CALL + "นะคะ")  # one more who sends it: the mark stays with the message
    await read(db, id)
    marked = (await db.read(voices.page, id, QUESTION)).voices[0]
    assert (marked.id, marked.people, marked.mark, marked.note) == (voice.id, 7, "campaign", "ผู้นำชุมชนแจกข้อความให้ส่ง")
    traits = await db.read(service.of, [marked.comment_id])
    assert traits[marked.comment_id].voices == 7 and traits[marked.comment_id].campaign
    await db.write(voices.mark, id, voice.id, "", "", "planner")
    assert (await db.read(voices.counts, id, QUESTION)).without == 16


async def test_a_comment_set_apart_by_a_person_stays_apart(db: Database, fixed_clock: datetime) -> None:
    id = await db.write(crowded, fixed_clock)
    await read(db, id)
    voice = (await db.read(voices.page, id, QUESTION)).voices[0]
    await db.write(service.change, voice.comment_id, "voice", "apart", "planner")
    await read(db, id)
    traits = (await db.read(service.of, [voice.comment_id]))[voice.comment_id]
    assert (traits.voice_id, traits.voices, traits.voice_by) == (None, 1, "planner")
    assert (await db.read(voices.page, id, QUESTION)).voices[0].people == 5
    await db.write(service.change, voice.comment_id, "voice", "", "planner")
    await read(db, id)
    assert (await db.read(voices.page, id, QUESTION)).voices[0].people == 6


async def test_words_changed_while_it_reads_are_read_the_next_time(
    db: Database, fixed_clock: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "OVERLAP", 0)
    id = await db.write(hearing)
    comment = await db.write(say, id, "อยากได้ไฟส่องสว่าง")
    await db.write(say, id, "อยากได้ถนน")
    kept = voicing.keep

    def meanwhile(session: Session, *given: Any) -> dict[int, int]:
        forget(session, [comment])
        return kept(session, *given)

    with monkeypatch.context() as patched:
        patched.setattr(voicing, "keep", meanwhile)
        await read(db, id)
    assert comment not in await db.read(service.of, [comment])
    await read(db, id)
    assert comment in await db.read(service.of, [comment])
