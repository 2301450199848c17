"""Grouping and joining as jobs: complete, once, and failing visibly."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select

from consultation import jobs
from consultation.db import Database
from consultation.errors import Refused
from consultation.jobs import Claimed
from consultation.responses.models import Comment, Response
from consultation.themes import joining, service, work
from consultation.themes.models import Assignment
from nlp.pointed import Part
from tests.consultation.themes.grouped import grouped, run_jobs
from tests.consultation.themes.hearing import answer, hold, rows


async def test_every_comment_is_placed_or_says_why(db: Database) -> None:
    _, set_id = await grouped(db)
    seen = await db.read(service.view, set_id)
    assert (seen.about.state, seen.about.progress, seen.about.comments) == ("draft", 1.0, 60)
    assert sum(theme.comments for theme in seen.themes) + seen.ungrouped_comments == 60
    assert all(reason.name for reason in seen.ungrouped)
    assert seen.people == sum(theme.people for theme in seen.themes) + seen.ungrouped_comments
    assert all(theme.label and theme.label == theme.machine_label and not theme.edited for theme in seen.themes)
    assert [theme.people for theme in seen.themes] == sorted((t.people for t in seen.themes), reverse=True)


async def test_quotes_stances_and_provinces_come_with_themes(db: Database) -> None:
    _, set_id = await grouped(db)
    seen = await db.read(service.view, set_id)
    largest = seen.themes[0]
    assert 1 <= len(largest.quotes) <= 3 and largest.quotes[0].rank == 1
    assert {stance.issue for stance in largest.stances} == {"1", "2", "3"}
    assert largest.stances[0].base == largest.people
    assert sum(place.n for place in largest.provinces) <= largest.people
    assert [place.name for place in seen.provinces] == ["บึงกาฬ", "เลย", "หนองคาย", "หนองบัวลำภู", "อุดรธานี"]
    assert sum(place.n for place in seen.provinces) <= seen.people


async def test_a_job_done_twice_changes_nothing(db: Database) -> None:
    _, set_id = await grouped(db)
    before = await db.read(service.view, set_id)
    await work.group_set(db, Claimed(1, service.GROUP_JOB, {"theme_set": set_id}, 2))
    assert await db.read(service.view, set_id) == before


async def test_a_job_killed_half_way_begins_again(db: Database) -> None:
    consultation_id = await db.write(hold, 30)
    set_id = await db.write(service.start, consultation_id, "change", "planner", 3)
    await db.write(work.begin, set_id)
    await db.write(work._progress, set_id, "vectors", 0.5)
    await run_jobs(db, service.GROUP_JOB)
    seen = await db.read(service.summary, set_id)
    assert (seen.state, seen.comments) == ("draft", 30)


async def test_too_few_comments_are_refused_in_thai(db: Database) -> None:
    consultation_id = await db.write(hold, 4)
    with pytest.raises(Refused, match="ต้องมีอย่างน้อย 10 ข้อ"):
        await db.write(service.start, consultation_id, "change", "planner")
    with pytest.raises(Refused, match="ไม่มีคำถามปลายเปิด"):
        await db.write(service.start, consultation_id, "stance_1", "planner")


async def test_comments_that_say_nothing_fail_the_set_visibly(db: Database) -> None:
    consultation_id = await db.write(hold, 0)
    for _ in range(12):
        await db.write(answer, consultation_id, {**rows(1)[0], "change": "..."})
    set_id = await db.write(service.start, consultation_id, "change", "planner")
    await run_jobs(db, service.GROUP_JOB)
    seen = await db.read(service.summary, set_id)
    assert seen.state == "failed" and "น้อยเกินไป" in seen.error
    assert await db.read(jobs.set_aside) == []


async def test_one_grouping_of_a_question_at_a_time(db: Database) -> None:
    consultation_id = await db.write(hold, 20)
    await db.write(service.start, consultation_id, "change", "planner")
    with pytest.raises(Refused, match="กำลังจัดกลุ่ม"):
        await db.write(service.start, consultation_id, "change", "planner")


async def test_later_comments_join_or_wait(db: Database) -> None:
    consultation_id, set_id = await grouped(db)
    seen = await db.read(service.view, set_id)
    like = next(quote for quote in seen.themes[0].quotes if quote.rank == 1)
    known = await db.read(service.comment, like.id)
    near = await db.write(answer, consultation_id, {**rows(1)[0], "reason": "", "change": known.text})
    strange = await db.write(answer, consultation_id, {**rows(1)[0], "reason": "", "change": "xyzzy plugh"})
    assert (await db.read(service.summary, set_id)).waiting == 2
    other: joining.Joined = {(near, "read before its author changed it"): (Part(0, 5, None, 0),)}
    await db.write(joining._store, set_id, other, "planner")
    assert (await db.read(service.summary, set_id)).waiting == 2, "other words were judged"
    await db.write(service.join_new, set_id, "planner")
    await run_jobs(db, service.JOIN_JOB)
    after = await db.read(service.view, set_id)
    assert (after.about.waiting, after.about.comments) == (0, 62)
    assert (await db.read(service.comment, near)).placed[0].theme_number == seen.themes[0].number
    assert "ภายหลัง" in (await db.read(service.comment, strange)).placed[0].reason


async def test_a_province_elsewhere_makes_nothing_shared(db: Database) -> None:
    _, set_id = await grouped(db, 20, 2)
    theme = (await db.read(service.view, set_id)).themes[0]
    await db.write(_send_away, theme.id, theme.provinces[0].key)
    after = next(t for t in (await db.read(service.view, set_id)).themes if t.id == theme.id)
    assert [place.key for place in after.provinces] == [theme.provinces[0].key]
    assert not after.shared and after.people == theme.people


def _send_away(session: Session, theme_id: int, stays: str) -> None:
    """Let everybody of a theme who is not of one province be from outside the cluster."""
    query = (
        select(Response)
        .join(Comment, col(Comment.response_id) == col(Response.id))
        .join(Assignment, col(Assignment.comment_id) == col(Comment.id))
        .where(Assignment.theme_id == theme_id, Response.province != stays)
    )
    for number, response in enumerate(session.exec(query)):
        response.province = "TH-10" if number % 2 else "outside"
        session.add(response)


async def test_a_planner_can_cancel_while_it_waits_and_while_it_works(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation_id = await db.write(hold, 20)
    set_id = await db.write(service.start, consultation_id, "change", "planner", 3)
    await db.write(service.cancel, set_id, "สมใจ")
    await run_jobs(db, service.GROUP_JOB)
    assert (await db.read(service.summary, set_id)).state == "cancelled"
    with pytest.raises(Refused, match="ไม่มีอะไรให้ยกเลิก"):
        await db.write(service.cancel, set_id, "สมใจ")
    again = await db.write(service.start, consultation_id, "change", "planner", 3)
    looked = threading.Event()

    def slow(texts: list[str], *, progress: Callable[[str, float], None], **_: object) -> None:
        while True:  # until the watch says stop
            progress("vectors", 0.5)
            looked.wait(0.01)

    monkeypatch.setattr(work, "group", slow)
    monkeypatch.setattr(work, "BETWEEN", 0.01)
    running = asyncio.create_task(work.group_set(db, Claimed(1, service.GROUP_JOB, {"theme_set": again}, 1)))
    while (await db.read(service.summary, again)).state != "grouping":
        await asyncio.sleep(0)
    await db.write(service.cancel, again, "สมใจ")
    looked.set()
    await asyncio.wait_for(running, 30)
    assert (await db.read(service.summary, again)).state == "cancelled"


async def test_a_new_set_goes_on_from_the_one_before_with_its_names(db: Database) -> None:
    consultation_id, set_id = await grouped(db)
    largest = (await db.read(service.view, set_id)).themes[0]
    await db.write(service.rename, set_id, largest.number, "ชื่อที่คนตั้ง", "", "สมใจ", 0)
    again = await db.write(service.start, consultation_id, "change", "planner", 5, previous=set_id)
    await run_jobs(db, service.GROUP_JOB)
    seen = await db.read(service.view, again)
    gone_on = next(theme for theme in seen.themes if theme.label == "ชื่อที่คนตั้ง")
    assert gone_on.machine_label != gone_on.label and gone_on.edited
    found = await db.read(service.compare, set_id, again)
    assert found.together is not None and found.together > 0.8
    assert sum(flow.n for flow in found.flows) == sum(stop.n for stop in found.left) == 60
    with pytest.raises(Refused, match="คำถามเดียวกัน"):
        await db.read(service.compare, set_id, set_id)


async def test_a_guide_gives_themes_their_categories(db: Database) -> None:
    consultation_id = await db.write(hold, 80)
    with pytest.raises(Refused, match="ไม่มีแนวจัดกลุ่ม"):
        await db.write(service.start, consultation_id, "change", "planner", guide="stars")
    set_id = await db.write(service.start, consultation_id, "change", "planner", guide="plan")
    await run_jobs(db, service.GROUP_JOB)
    seen = await db.read(service.view, set_id)
    names = await db.read(service.category_names, consultation_id, "plan")
    assert list(names) == ["1", "2", "3"]
    assert {theme.category for theme in seen.themes} & set(names), "some comments belong to the plan's issues"
