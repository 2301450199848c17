"""Kept figures say what a count would say, after every act and after what citizens do; and boards remember visits."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from consultation import clock
from consultation.db import Database
from consultation.themes import figures, following, service, visits
from consultation.themes.changed import JOIN_JOB, comments_changed
from consultation.themes.filters import Filter
from consultation.themes.models import ThemeSet
from consultation.themes.values import MemberView, ThemeSetView, Visit
from tests.consultation.themes.grouped import SEVERAL, grouped, run_jobs
from tests.consultation.themes.hearing import answer, rows, withdraw
from tests.prepared import afresh


def kept_and_counted(session: Session, set_id: int) -> tuple[object, object]:
    row = session.get_one(ThemeSet, set_id)
    assert row.counted_at is not None, "the set is large enough to keep its figures"
    kept, counted = figures.of(session, row), figures.count(session, row)
    return _plain(kept), _plain(counted)


def _plain(found: dict[int | None, figures.Figures]) -> object:
    return {
        theme: (sorted(of.cells), sorted(of.stances), of.loose)
        for theme, of in found.items()
        if of.cells or of.stances or of.loose
    }


@pytest.mark.parametrize("small", [0, 2_000])
async def test_kept_figures_are_what_a_count_gives(db: Database, monkeypatch: pytest.MonkeyPatch, small: int) -> None:
    monkeypatch.setattr(figures, "COUNTED_LIVE", 50)
    monkeypatch.setattr(following, "SMALL", small)
    consultation_id, set_id = await afresh(grouped)(db, 60, 4, SEVERAL)
    seen = await db.read(service.view, set_id)
    one, two, three = (theme.number for theme in seen.themes[:3])
    first = [c.id for c in (await db.read(service.page, set_id, one, Filter())).comments]
    each = [theme.number for theme in seen.themes]
    parts = {c.id: c.others[0].number for n in each for c in await _read(db, set_id, n) if c.others}
    assert len(parts) == 3 and seen.people == 63
    assert sum(theme.people for theme in seen.themes) == 63 - seen.ungrouped_comments + 3
    acts = (
        *((service.move, [comment], two if at == one else one, "a", 9, at) for comment, at in parts.items()),
        (service.move, list(parts), None, "a", 9),
        (service.undo, "a"),
        (service.move, first[:1], two, "a", 9),
        (service.move, first[1:2], None, "a", 9),
        (service.nest, [three], two, "a", 9),
        (service.merge, [one, two], one, "a", 9),
        (service.split, first[2:4], "แยก", "a", 9),
        (service.undo, "a"),
        (service.undo, "a"),
        (service.redo, "a"),
    )
    for act, *given in acts:
        await db.write(act, set_id, *given)
        kept, counted = await db.read(kept_and_counted, set_id)
        assert kept == counted, act
    await db.write(withdraw, first[0])
    await db.write(answer, consultation_id, {**rows(1)[0], "reason": ""})
    await db.write(service.join_new, set_id)
    with clock.fixed(clock.now() + timedelta(minutes=5)):  # soon after a count it waits
        await run_jobs(db, service.JOIN_JOB)
    kept, counted = await db.read(kept_and_counted, set_id)
    assert kept == counted
    now = await db.read(service.view, set_id)
    assert (now.people, now.about.comments, now.about.waiting) == (63, 63, 0)


async def _read(db: Database, set_id: int, number: int) -> tuple[MemberView, ...]:
    return (await db.read(service.page, set_id, number, Filter())).comments


async def test_what_citizens_send_joins_by_one_job_of_ten_seconds(db: Database) -> None:
    consultation_id, set_id = await grouped(db)
    await run_jobs(db, JOIN_JOB)  # the one that follows a grouping
    with clock.fixed(clock.now()) as _:
        near = await db.write(answer, consultation_id, {**rows(1)[0], "reason": ""})
        for _ in range(3):
            await db.write(comments_changed, consultation_id)
        assert (await db.read(service.summary, set_id)).waiting == 1
        await run_jobs(db, JOIN_JOB)
        assert (await db.read(service.summary, set_id)).waiting == 1, "other comments of these seconds may still come"
    with clock.fixed(clock.now() + timedelta(seconds=15)):
        await run_jobs(db, JOIN_JOB)
        seen = await db.read(service.summary, set_id)
        assert seen.waiting == 0 and seen.beat > 0
    assert (await db.read(service.comment, near)).placed[0].theme_id is not None


async def test_without_a_theme_set_nothing_is_put_in(db: Database) -> None:
    consultation_id, _ = await grouped(db, 12, 2)
    before = await db.read(jobs_of)
    await db.write(comments_changed, consultation_id + 1)
    assert await db.read(jobs_of) == before


async def test_a_planner_sees_what_changed_since_the_visit_before(db: Database, fixed_clock: object) -> None:
    _, set_id = await grouped(db)
    seen = await db.read(service.view, set_id)
    assert (await db.write(visits.visit, seen, "สมใจ")).at is None
    one, two = seen.themes[:2]
    await db.write(service.merge, set_id, [one.number, two.number], one.number, "a", 0)
    await db.write(service.add, set_id, "ใหม่", "a")
    now = await db.read(service.view, set_id)
    assert (await db.write(visits.visit, now, "สมใจ")).at is None, "the same visit"
    assert (await db.write(visits.visit, now, "สมศรี")).at is None, "somebody else's first"
    assert (await again(db, now, 2)).themes[one.id].more == 0, "the merge was seen at the last visit"
    await db.write(service.undo, set_id, "a")
    await db.write(service.undo, set_id, "a")
    back = await db.read(service.view, set_id)
    later = await again(db, back, 4)
    assert later.at is not None and later.themes[one.id].more == -two.people
    assert later.themes[two.id].people is None, "it was not there, and is back"


async def again(db: Database, seen: ThemeSetView, hours: int) -> Visit:
    with clock.fixed(clock.now() + timedelta(hours=hours)):
        return await db.write(visits.visit, seen, "สมใจ")


def jobs_of(session: Session) -> int:
    from sqlmodel import func, select

    from consultation.jobs import Job

    return session.exec(select(func.count()).select_from(Job)).one()
