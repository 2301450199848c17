"""Samples that people check: drawn fairly, dealt one by one, counted, and followed by the board."""

import pytest
from sqlmodel import Session, col, select

from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.themes import service as themes
from consultation.themes.learning import service
from consultation.themes.learning.values import Dealt
from consultation.themes.models import Assignment, Theme
from tests.consultation.themes.grouped import grouped
from tests.consultation.themes.hearing import withdraw


def _stand(session: Session, set_id: int, place: int) -> tuple[int | None, str]:
    placed = session.get_one(Assignment, place)
    assert placed.theme_set_id == set_id
    return placed.theme_id, placed.by


def _numbers(session: Session, set_id: int) -> dict[int, int]:
    living = select(Theme).where(Theme.theme_set_id == set_id, col(Theme.retired_at).is_(None))
    return {theme.id or 0: theme.number for theme in session.exec(living)}


async def _next(db: Database, sample: int, actor: str) -> Dealt:
    dealt = await db.read(service.deal, sample, actor)
    assert dealt is not None
    return dealt


async def test_a_sample_is_dealt_once_to_each_and_the_same_by_the_same_seed(db: Database) -> None:
    _, set_id = await grouped(db)
    sample = await db.write(service.draw, set_id, "one", 12, 7)
    again = await db.write(service.draw, set_id, "one", 12, 7)
    seen = []
    for place in range(1, 13):
        dealt = await _next(db, sample, "one")
        assert (dealt.place, dealt.size) == (place, 12) and dealt.theme_label and dealt.comment.text
        seen.append(dealt.comment.place)
        await db.write(service.answer, sample, dealt.comment.place, "one", "unsure")
    assert await db.read(service.deal, sample, "one") is None
    assert len(set(seen)) == 12
    assert (await _next(db, again, "two")).comment.place == seen[0]
    view, placed = await db.read(service.sample, sample), (await db.read(themes.summary, set_id)).grouped
    assert (view.seed, view.population, view.size, view.fresh) == (7, placed, 12, True)
    assert view.estimate.unsure == 12 and view.estimate.share is None


async def test_answers_are_decisions_that_the_board_follows_and_can_take_back(db: Database) -> None:
    _, set_id = await grouped(db)
    numbers = await db.read(_numbers, set_id)
    sample = await db.write(service.draw, set_id, "one", 4, 1)
    right, wrong, nowhere, unsure = (comment for comment, _ in await db.read(_dealt, sample))
    themes_of = dict(await db.read(_dealt, sample))
    other = next(theme for theme in numbers if theme != themes_of[wrong])
    await db.write(service.answer, sample, right, "one", "right")
    await db.write(service.answer, sample, wrong, "one", "wrong", numbers[other])
    await db.write(service.answer, sample, nowhere, "one", "wrong")
    await db.write(service.answer, sample, unsure, "one", "unsure")
    assert await db.read(_stand, set_id, right) == (themes_of[right], "one")
    assert await db.read(_stand, set_id, wrong) == (other, "one")
    assert await db.read(_stand, set_id, nowhere) == (None, "one")
    assert await db.read(_stand, set_id, unsure) == (themes_of[unsure], "machine")
    view = await db.read(service.sample, sample)
    assert (view.estimate.right, view.estimate.base, view.estimate.unsure) == (1, 3, 1)
    assert sum(count.n for count in view.by_theme) == 2
    assert (await db.read(service.learning, set_id)).decisions == 3
    await db.write(themes.undo, set_id, "one")
    await db.write(themes.undo, set_id, "one")
    assert await db.read(_stand, set_id, wrong) == (themes_of[wrong], "machine")


async def test_two_checkers_are_compared_and_the_first_decision_stands(db: Database) -> None:
    _, set_id = await grouped(db)
    numbers = await db.read(_numbers, set_id)
    sample = await db.write(service.draw, set_id, "one", 6, 2)
    dealt = await db.read(_dealt, sample)
    for comment, _ in dealt:
        await db.write(service.answer, sample, comment, "one", "right")
    for place, (comment, theme) in enumerate(dealt):
        other = next(number for id, number in numbers.items() if id != theme)
        await db.write(service.answer, sample, comment, "two", *(("wrong", other) if place == 0 else ("right",)))
    assert await db.read(_stand, set_id, dealt[0][0]) == (dealt[0][1], "one")
    view = await db.read(service.sample, sample)
    (told,) = view.agreements
    assert (told.both, told.same, told.differ) == (6, 5, (await db.read(_comment, dealt[0][0]),))
    assert [(checker.actor, checker.answered) for checker in view.checkers] == [("one", 6), ("two", 6)]
    assert (view.estimate.right, view.estimate.base) == (5, 6)


async def test_what_is_no_answer_is_refused(db: Database) -> None:
    _, set_id = await grouped(db)
    numbers = await db.read(_numbers, set_id)
    sample = await db.write(service.draw, set_id, "one", 3, 3)
    (comment, theme), (gone, _), _ = await db.read(_dealt, sample)
    for arguments, why in (
        (("maybe",), "เลือกคำตอบ"), (("wrong", numbers[theme]), "กลุ่มเดิม"), (("wrong", 999), "ไม่พบกลุ่ม"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            await db.write(service.answer, sample, comment, "one", *arguments)
    await db.write(service.answer, sample, comment, "one", "right")
    with pytest.raises(Refused, match="ตรวจข้อนี้แล้ว"):
        await db.write(service.answer, sample, comment, "one", "right")
    await db.write(withdraw, await db.read(_comment, gone))
    with pytest.raises(NotFound, match="ขอลบ"):
        await db.write(service.answer, sample, gone, "one", "right")
    assert (await db.read(service.sample, sample)).size == 2
    with pytest.raises(NotFound, match="99"):
        await db.read(service.deal, 99, "one")


async def test_signed_off_and_locked_are_checked_without_changing_them(db: Database) -> None:
    _, set_id = await grouped(db)
    numbers = await db.read(_numbers, set_id)
    sample = await db.write(service.draw, set_id, "one", 2, 4)
    (locked, theme), (later, _) = await db.read(_dealt, sample)
    await db.write(themes.lock, set_id, numbers[theme], "one")
    other = next(number for id, number in numbers.items() if id != theme)
    await db.write(service.answer, sample, locked, "one", "wrong", other)
    assert await db.read(_stand, set_id, locked) == (theme, "machine")
    version = (await db.read(themes.summary, set_id)).version
    await db.write(themes.sign_off, set_id, "one", version)
    await db.write(service.answer, sample, later, "one", "right")
    assert (await db.read(themes.summary, set_id)).version == version + 1
    assert (await db.read(service.sample, sample)).estimate.base == 2


def _dealt(session: Session, sample: int) -> list[tuple[int, int]]:
    from consultation.themes.learning.models import ThemeCheckSample

    return [(place, theme) for place, theme, _ in session.get_one(ThemeCheckSample, sample).dealt]


def _comment(session: Session, place: int) -> int:
    return session.get_one(Assignment, place).comment_id
