"""A theme set learns from its planners: nothing they decided changes, all else may, and it can be taken back."""

import pytest
from sqlmodel import Session, select

from consultation import jobs
from consultation.db import Database
from consultation.errors import Refused
from consultation.jobs import Claimed
from consultation.themes import service as themes
from consultation.themes.filters import Filter
from consultation.themes.learning import relearning, service
from consultation.themes.models import Assignment
from nlp.learning import relearn
from tests.consultation.themes.grouped import grouped

Standing = dict[int, tuple[int | None, str]]


async def _run(db: Database) -> None:
    while claimed := await db.write(jobs.claim, "test", [service.RELEARN_JOB]):
        for job in claimed:
            await relearning.relearn_set(db, job)
            await db.write(jobs.finish, job.id, "test")


def _standing(session: Session, set_id: int) -> Standing:
    rows = session.exec(select(Assignment).where(Assignment.theme_set_id == set_id))
    return {row.comment_id: (row.theme_id, row.by) for row in rows}


async def _taken_apart(db: Database, set_id: int) -> list[int]:
    """A planner splits most of the largest theme off; the comments."""
    largest = (await db.read(themes.view, set_id)).themes[0]
    members = [c.id for c in (await db.read(themes.page, set_id, largest.number, Filter())).comments]
    chosen = members[: 2 * len(members) // 3]
    await db.write(themes.split, set_id, chosen, "กลุ่มที่แยกออกมา", "planner", 0)
    return chosen


async def test_a_set_learns_and_can_take_it_back(db: Database) -> None:
    _, set_id = await grouped(db, 80)
    chosen = await _taken_apart(db, set_id)
    before = await db.read(_standing, set_id)
    view = await db.read(service.learning, set_id)
    assert view.decisions == view.since == len(chosen)
    assert view.offer == (len(chosen) >= relearning.OFFER_AFTER) and view.last is None
    await db.write(service.ask, set_id, "planner")
    with pytest.raises(Refused, match="กำลังเรียน"):
        await db.write(service.ask, set_id, "other")
    await _run(db)
    after = await db.read(_standing, set_id)
    assert {comment: after[comment] for comment in chosen} == {comment: before[comment] for comment in chosen}
    learnt = await db.read(service.learning, set_id)
    assert learnt.running is None and learnt.last is not None and learnt.since == 0
    moved = [comment for comment in after if after[comment][0] != before[comment][0]]
    assert (learnt.last.state, learnt.last.moved, learnt.last.decisions) == ("done", len(moved), len(chosen))
    assert moved and f"{len(moved)} ข้อ" in learnt.last.said
    await db.write(themes.undo, set_id, "planner", learnt.last.edit_id)
    assert await db.read(_standing, set_id) == before


async def test_before_any_decision_it_only_says_what_to_look_at(db: Database) -> None:
    _, set_id = await grouped(db)
    before = await db.read(_standing, set_id)
    assert not (await db.read(service.queue, set_id)).ready
    await db.write(service.ask, set_id, "planner")
    await _run(db)
    assert await db.read(_standing, set_id) == before
    assert (await db.read(themes.summary, set_id)).version == 0
    queue = await db.read(service.queue, set_id, 5)
    assert queue.ready and len(queue.comments) == 5 and queue.left > 40
    first = queue.comments[0]
    await db.write(themes.move, set_id, [first.id], None, "planner", 0)
    left = await db.read(service.queue, set_id, 5)
    assert left.left == queue.left - 1 and first.id not in {comment.id for comment in left.comments}


async def test_what_people_do_while_it_learns_stays(db: Database) -> None:
    _, set_id = await grouped(db, 80)
    await _taken_apart(db, set_id)
    id = await db.write(service.ask, set_id, "planner")
    taught = await db.write(relearning.begin, id)
    assert taught is not None
    found = relearn(taught.texts, taught.machine, taught.decided)
    moves = [c for c, now, to in zip(taught.places, taught.now, found.themes, strict=True) if now not in (to, None)]
    moved = await db.read(lambda session: session.get_one(Assignment, moves[0]).comment_id)
    version = (await db.read(themes.summary, set_id)).version
    await db.write(themes.move, set_id, [moved], None, "other", version)
    await db.write(relearning.store, id, taught, found)
    after = await db.read(_standing, set_id)
    assert after[moved] == (None, "other")
    await db.write(relearning.store, id, taught, found)
    assert await db.read(_standing, set_id) == after


async def test_a_locked_theme_keeps_its_members_and_its_comments_are_not_asked_about(db: Database) -> None:
    _, set_id = await grouped(db, 80)
    chosen = await _taken_apart(db, set_id)
    view = await db.read(themes.view, set_id)
    kept = next(theme for theme in view.themes if theme.label != "กลุ่มที่แยกออกมา")
    await db.write(themes.lock, set_id, kept.number, "planner", view.about.version)
    before = await db.read(_standing, set_id)
    await db.write(service.ask, set_id, "planner")
    await _run(db)
    after = await db.read(_standing, set_id)
    held = {comment for comment, (theme, _) in before.items() if theme == kept.id}
    assert held and all(after[comment][0] == kept.id for comment in held - set(chosen))
    queue = await db.read(service.queue, set_id, 50)
    assert not held & {comment.id for comment in queue.comments}


async def test_a_set_signed_off_meanwhile_is_left_alone(db: Database) -> None:
    _, set_id = await grouped(db)
    id = await db.write(service.ask, set_id, "planner")
    await db.write(themes.sign_off, set_id, "head", 0)
    await relearning.relearn_set(db, Claimed(1, service.RELEARN_JOB, {"relearn": id}, 1))
    last = (await db.read(service.learning, set_id)).last
    assert last is not None and last.state == "failed" and "ไม่มีอะไรเปลี่ยน" in last.said
    with pytest.raises(Refused, match="รับรองแล้ว"):
        await db.write(service.ask, set_id, "planner")
