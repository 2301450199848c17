"""Any acts in any order: taken back one by one they leave what the machine made, done again what people made."""

import random

import pytest
from sqlmodel import Session, col, select

from consultation.db import Database
from consultation.errors import Refused
from consultation.themes import service
from consultation.themes.figures import living
from consultation.themes.models import Assignment, Theme
from tests.consultation.themes.grouped import SEVERAL, grouped

ACTS = 20


def state(session: Session, set_id: int) -> tuple[object, object]:
    """Everything that acts can change."""
    themes = {
        theme.id: (theme.label, theme.description, theme.parent_id, theme.locked_by, theme.acts)
        for theme in living(session, set_id)
    }
    rows = select(Assignment).where(Assignment.theme_set_id == set_id).order_by(col(Assignment.id))
    placed = [
        (p.id, p.theme_id, p.sub_theme_id, p.by, p.quote, p.reason, p.starred_by, p.flagged_by)
        for p in session.exec(rows)
    ]
    return themes, placed


def whole(session: Session, set_id: int) -> None:
    """What must always hold: every comment stands in a living theme or in none, a sub-theme under its own theme."""
    themes = {theme.id: theme for theme in living(session, set_id)}
    for placed in session.exec(select(Assignment).where(Assignment.theme_set_id == set_id)):
        if placed.theme_id is None:
            assert placed.sub_theme_id is None and placed.reason
        else:
            assert themes[placed.theme_id].parent_id is None
        if placed.sub_theme_id is not None:
            assert themes[placed.sub_theme_id].parent_id == placed.theme_id
    for theme in themes.values():
        assert theme.parent_id is None or themes[theme.parent_id].parent_id is None


def act(session: Session, set_id: int, chance: random.Random) -> None:
    """One act, made from the page as it is."""
    themes = [theme.number for theme in living(session, set_id)]
    version = service.progress(session, set_id).version
    comments = list(session.exec(select(Assignment.comment_id).where(Assignment.theme_set_id == set_id)))
    one, two = chance.choice(themes), chance.choice(themes)
    some = chance.sample(comments, chance.randint(1, 6))
    of = chance.choice(("all", "all", one, None))
    name = f"ชื่อ {chance.random()}"
    chosen = chance.choice(
        (
            lambda: service.rename(session, set_id, one, name, name, "a", version),
            lambda: service.merge(session, set_id, [one, two], two, "a", version),
            lambda: service.nest(session, set_id, [one], two, "a", version),
            lambda: service.unnest(session, set_id, one, "a", version),
            lambda: service.split(session, set_id, some, name, "a", version, chance.choice((None, two)), of),
            lambda: service.move(session, set_id, some, chance.choice((None, two)), "a", version, of),
            lambda: service.add(session, set_id, name, "a", chance.choice((None, one))),
            lambda: service.lock(session, set_id, one, "a"),
            lambda: service.unlock(session, set_id, one, "a"),
            lambda: service.star(session, set_id, some, "a", chance.random() < 0.7),
            lambda: service.flag(session, set_id, some, "a", chance.random() < 0.7),
        )
    )
    chosen()


@pytest.mark.parametrize("seed", range(3))
async def test_all_acts_go_back_and_forth(db: Database, seed: int) -> None:
    _, set_id = await grouped(db, 60, 4, SEVERAL)
    chance, states = random.Random(seed), [await db.read(state, set_id)]
    for _ in range(ACTS):
        try:
            await db.write(act, set_id, chance)
        except Refused:
            continue
        await db.read(whole, set_id)
        if (now := await db.read(state, set_id)) != states[-1]:
            states.append(now)
    assert len(states) > 5
    for before in reversed(states[:-1]):
        await db.write(service.undo, set_id, "a")
        assert await db.read(state, set_id) == before
        await db.read(whole, set_id)
    for after in states[1:]:
        await db.write(service.redo, set_id, "a")
        assert await db.read(state, set_id) == after


async def test_what_was_relearnt_keeps_what_people_decided_and_can_be_undone(db: Database) -> None:
    _, set_id = await grouped(db, 40, 4)
    seen = await db.read(service.view, set_id)
    one, two, three = seen.themes[:3]
    ids = {n: [c.id for c in (await db.read(service.page, set_id, n, service.Filter())).comments]
           for n in (one.number, two.number, three.number)}  # fmt: skip
    decided = ids[one.number][0]
    await db.write(service.move, set_id, [decided], two.number, "สมใจ", 0)
    await db.write(service.lock, set_id, three.number, "สมใจ")
    before = await db.read(state, set_id)
    rows = [c for n in ids for c in (await db.read(service.page, set_id, n, service.Filter())).comments]
    placed = {each.place: one.id for each in rows}
    certainty = dict.fromkeys(placed, 0.4)
    moved = await db.write(service.relearnt, set_id, placed, certainty, "ระบบ")
    assert moved == len(ids[two.number]), "but neither the decided one nor those of the locked theme"
    now = (await db.read(service.page, set_id, one.number, service.Filter())).comments
    assert decided not in {c.id for c in now} and {c.certainty for c in now} == {0.4}
    assert (await db.read(service.view, set_id)).theme(three.number) is not None
    edit = (await db.read(service.history, set_id)).edits[0]
    assert edit.act == "relearn"
    await db.write(service.undo, set_id, "สมใจ", edit.id)
    assert await db.read(state, set_id) == before


def test_every_field_that_acts_change_is_one_of_the_theme() -> None:
    from consultation.themes.changing import FIELDS

    assert set(FIELDS) <= set(Theme.model_fields)
