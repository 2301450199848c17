"""Two sets side by side show only what still counts."""

from sqlmodel import Session, select

from consultation.db import Database
from consultation.themes import service as themes
from consultation.themes.models import Assignment, Theme, ThemeSet
from tests.consultation.themes.grouped import grouped
from tests.consultation.themes.hearing import withdraw


def copied(session: Session, set_id: int) -> int:
    """A second set of the same question, with every comment in one theme."""
    first = session.get_one(ThemeSet, set_id)
    other = ThemeSet(**first.model_dump(exclude={"id"}))
    session.add(other)
    session.flush()
    theme = Theme(theme_set_id=other.id or 0, number=1, label="ทั้งหมด", machine_label="")
    session.add(theme)
    session.flush()
    for row in session.exec(select(Assignment).where(Assignment.theme_set_id == set_id)).all():
        part = row.model_dump(include={"comment_id", "position", "begins", "ends"})
        session.add(Assignment(theme_set_id=other.id or 0, theme_id=theme.id, **part))
    session.flush()
    return other.id or 0


async def test_a_comment_taken_back_is_not_compared(db: Database) -> None:
    _, set_id = await grouped(db)
    other = await db.write(copied, set_id)
    before = await db.read(themes.compare, set_id, other)
    comment = (await db.read(themes.view, set_id)).themes[0].quotes[0].id
    await db.write(withdraw, comment)
    after = await db.read(themes.compare, set_id, other)
    assert (
        before.right[0].n - after.right[0].n == 1
        and after.right[0].n == (await db.read(themes.summary, other)).comments
    )
