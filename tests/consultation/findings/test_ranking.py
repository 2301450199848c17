"""The order of findings: weights do what they say, ties share places, agreement is Kendall's W, differences show."""

import pytest

from consultation.db import Database
from consultation.errors import Refused
from consultation.findings import ranking, ranks, service
from consultation.findings.ranks import Criterion
from consultation.findings.service import FindingInput
from tests.admin.strategy.signed import signed


def test_points_are_weighted_and_all_are_wanted() -> None:
    weights = {"a": 3, "b": 1}
    assert ranking.weighted({"a": 5, "b": 1}, weights) == 4.0
    assert ranking.weighted({"a": 5}, weights) is None and ranking.weighted({}, {}) is None


def test_equal_scores_share_the_mean_of_their_places() -> None:
    assert ranking.ranks({"x": 3.0, "y": 5.0, "z": 3.0}) == {"x": 2.5, "y": 1.0, "z": 2.5}


def test_agreement() -> None:
    same = {"a": 1.0, "b": 2.0, "c": 3.0}
    turned = {"a": 3.0, "b": 2.0, "c": 1.0}
    assert ranking.concordance([same, same, same]) == 1.0
    assert ranking.concordance([same, turned]) == 0.0
    # Three judges of six things: sums 8, 14, 11, 11, 11, 8 (Kendall's textbook case gives S = 25.5 from the mean 10.5).
    judges = [
        dict(zip("abcdef", map(float, row), strict=True))
        for row in ((1, 6, 3, 2, 5, 4), (1, 5, 6, 4, 2, 3), (6, 3, 2, 5, 4, 1))
    ]
    assert ranking.concordance(judges) == pytest.approx(12 * 25.5 / (9 * (216 - 6)))
    tied = {"a": 1.5, "b": 1.5, "c": 3.0}
    assert ranking.concordance([tied, tied]) == pytest.approx(1.0), "ties are corrected for"
    flat = {"a": 2.0, "b": 2.0, "c": 2.0}
    assert ranking.concordance([flat, flat]) is None and ranking.concordance([same]) is None


async def test_planners_rank_and_see_where_they_differ(db: Database) -> None:
    consultation, seen = await signed(db)
    made = [
        await db.write(service.add, consultation, [theme.id], FindingInput(statement=f"ข้อ {n}", kind="need"), "a")
        for n, theme in enumerate(seen.themes[:3])
    ]
    usual = await db.read(ranks.criteria, consultation)
    assert [one.weight for one in usual] == [3, 3, 2, 2] and {one.id for one in usual} == {0}
    with pytest.raises(Refused, match="1 ถึง 5"):
        await db.write(ranks.give, consultation, {(made[0].id, 0): 9}, "ก")
    two = [Criterion(id=0, name="เดือดร้อน", about="", weight=3), Criterion(id=0, name="ทำได้", about="", weight=1)]
    need, able = (one.id for one in await db.write(ranks.set_criteria, consultation, two, "a"))
    first, second, third = (one.id for one in made)
    mine = {
        (first, need): 5,
        (first, able): 1,
        (second, need): 3,
        (second, able): 3,
        (third, need): 1,
        (third, able): 5,
    }
    await db.write(ranks.give, consultation, mine, "ก")
    alone = await db.read(ranks.order, consultation)
    assert [(one.finding.id, one.score, one.rank) for one in alone.placed] == [
        (first, 4.0, 1), (second, 3.0, 2), (third, 2.0, 3),
    ]  # fmt: skip
    assert alone.w is None and alone.whole == ("ก",) and alone.differ == ()
    await db.write(ranks.give, consultation, {(first, need): 1, (first, able): 1, (second, need): 3}, "ข")
    half = await db.read(ranks.order, consultation)
    assert half.whole == ("ก",), "who has not placed everything is not compared"
    rest = {(second, able): 3, (third, need): 5, (third, able): 5}
    await db.write(ranks.give, consultation, rest, "ข")
    both = await db.read(ranks.order, consultation)
    assert both.whole == ("ก", "ข") and both.w == 0.0
    assert [one.finding.id for one in both.differ] == [third, first] and both.differ[0].apart == 2.0
    assert both.differ[0].on == ("เดือดร้อน", 1, 5)
    assert both.placed[0].rank == 1 and both.placed[0].finding.id == third and both.placed[0].score == 3.5


async def test_criteria_keep_the_points_of_those_that_stay(db: Database) -> None:
    consultation, seen = await signed(db)
    made = await db.write(service.add, consultation, [seen.themes[0].id], FindingInput(statement="ก", kind="need"), "a")
    two = [Criterion(id=0, name="ก", about="", weight=1), Criterion(id=0, name="ข", about="", weight=1)]
    one, other = (each.id for each in await db.write(ranks.set_criteria, consultation, two, "a"))
    await db.write(ranks.give, consultation, {(made.id, one): 4, (made.id, other): 2}, "x")
    await db.write(ranks.set_criteria, consultation, two[:1], "a")
    assert (await db.read(ranks.order, consultation)).placed[0].score == 4.0
    for given, why in (
        ([], "อย่างน้อย"),
        ([Criterion(id=0, name="ก", about="", weight=0)], "น้ำหนัก"),
        ([Criterion(id=0, name=f"{n}", about="", weight=1) for n in range(8)], "ไม่เกิน 7"),
    ):
        with pytest.raises(Refused, match=why):
            await db.write(ranks.set_criteria, consultation, given, "a")
