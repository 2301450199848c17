"""What somebody reaches, as the database is asked for it."""

from consultation.consult import reaching
from consultation.consult import service as consult
from consultation.db import Database
from consultation.rights import EVERYWHERE, Place, Reach
from tests.admin.accounts.test_reach import MINE, OTHER, opened


async def test_lists_hold_what_is_within_reach_and_nothing_else(db: Database) -> None:
    mine = await db.write(opened, "2567:10", MINE)
    old = await db.write(opened, "2551:10", "ชื่อเดียวกันในระบบเดิม")
    await db.write(opened, "2567:1", OTHER)
    ours = Reach(frozenset({Place("2567", 10)}))
    for there, titles in (
        (ours, {MINE}), (Reach(frozenset({Place("2567", 10), Place("2551", 10)})), {MINE, old.title}),
        (Reach(frozenset()), set()), (EVERYWHERE, {MINE, OTHER, old.title}),
    ):  # fmt: skip
        assert {view.title for view in await db.read(consult.listing, there)} == titles
    assert await db.read(reaching.ids, ours) == {mine.id}
    assert await db.read(reaching.ids, Reach(frozenset())) == frozenset()
    assert await db.read(reaching.ids, EVERYWHERE) is None
