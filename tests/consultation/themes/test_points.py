"""A comment of two points stands in two themes: listed, shown, moved and counted as what it says there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from consultation import clock
from consultation.db import Database
from consultation.errors import Refused
from consultation.responses import erase
from consultation.responses.models import Comment, Response
from consultation.themes import service
from consultation.themes.filters import Filter
from consultation.themes.models import Assignment
from consultation.themes.values import MemberView, Scope, ThemeSetView
from tests.consultation.themes.grouped import PRICES, SEVERAL, WATER, grouped, run_jobs
from tests.consultation.themes.hearing import answer, rows


async def _read(db: Database, set_id: int, scope: Scope, wanted: Filter | None = None) -> dict[int, MemberView]:
    found = (await db.read(service.page, set_id, scope, wanted or Filter())).comments
    assert len({each.id for each in found}) == len(found), "each comment is listed once"
    return {each.id: each for each in found}


def _rows(session: Session, comment: int) -> list[Assignment]:
    rows = select(Assignment).where(Assignment.comment_id == comment).order_by(col(Assignment.position))
    return list(session.exec(rows))


def _last(session: Session, back: int) -> int:
    return sorted(session.exec(select(Comment.id)).all())[-back] or 0


def _where(seen: ThemeSetView, rows: list[Assignment]) -> Iterator[int]:
    numbers = {theme.id: theme.number for theme in seen.themes}
    return (numbers[row.theme_id or 0] for row in rows)


async def test_a_comment_of_two_points_from_the_job_to_the_page_and_back(db: Database) -> None:
    _, set_id = await grouped(db, 60, 4, SEVERAL)
    seen, both, thrice = await db.read(service.view, set_id), await db.read(_last, 3), await db.read(_last, 2)
    water, prices = _where(seen, await db.read(_rows, both))
    assert len(await db.read(_rows, thrice)) == 3 and seen.people == seen.about.comments == 63
    whole = await _read(db, set_id, "all")
    assert [each.number for each in whole[both].others] == [prices]
    shown = (await _read(db, set_id, water))[both]
    assert shown.text.startswith("1) ขอแหล่งน้ำ") and "[เบอร์โทร]" in shown.text and "081" not in shown.text
    assert [piece for piece, ours in shown.pieces if ours] == [WATER.replace("081-234-5678", "[เบอร์โทร]")]
    assert "".join(piece for piece, _ in shown.pieces) == shown.text
    assert shown.said.startswith("… ขอแหล่งน้ำ") and PRICES not in shown.said
    assert [(each.number, each.label) for each in shown.others] == [(prices, seen.theme(prices).label)]
    twice = (await _read(db, set_id, prices))[thrice]
    assert [ours for _, ours in twice.pieces].count(True) == 2, "both points of this theme are marked, listed once"
    stands = [(placed.theme_number, placed.part[:8]) for placed in (await db.read(service.comment, both)).placed]
    assert stands == [(water, WATER[:8]), (prices, PRICES[:8])]
    found = await _read(db, set_id, prices, Filter(words="ข้าวราคาตก", order="newest"))
    assert both in found and thrice in found
    behind = await db.read(service.evidence, [theme.id for theme in seen.themes if theme.number in (water, prices)])
    (member,) = [each for each in behind if each.id == both]
    assert len(member.spans) == 2, "for a finding on both themes both points are quoted"


async def test_the_part_moves_or_the_comment(db: Database) -> None:
    _, set_id = await grouped(db, 60, 4, SEVERAL)
    seen, both = await db.read(service.view, set_id), await db.read(_last, 3)
    water, prices = _where(seen, await db.read(_rows, both))
    other = next(theme.number for theme in seen.themes if theme.number not in (water, prices))
    before = [row.theme_id for row in await db.read(_rows, both)]
    await db.write(service.move, set_id, [both], other, "สมใจ", 0, water)
    after = [row.theme_id for row in await db.read(_rows, both)]
    assert after[1] == before[1] and after[0] != before[0]
    with pytest.raises(Refused, match="สมใจ"):  # from a page made before
        await db.write(service.move, set_id, [both], prices, "สมศรี", 0, water)
    await db.write(service.move, set_id, [both], other, "สมศรี", 0, prices)  # the other part is nobody else's business
    assert len((await _read(db, set_id, other))[both].spans) == 2
    now = await db.read(service.view, set_id)
    assert now.people == seen.people and now.theme(other).people == seen.theme(other).people + 1
    await db.write(service.undo, set_id, "สมใจ")
    await db.write(service.undo, set_id, "สมศรี")
    assert [row.theme_id for row in await db.read(_rows, both)] == before
    await db.write(service.move, set_id, [both], None, "สมใจ", 9)
    assert both in await _read(db, set_id, None)
    assert (await db.read(service.summary, set_id)).grouped == seen.about.grouped - 1
    assert "1 ข้อ" in (await db.read(service.history, set_id)).edits[0].what, "a comment of two parts is one"


async def test_marks_and_filters_are_of_the_part(db: Database) -> None:
    _, set_id = await grouped(db, 60, 4, SEVERAL)
    seen, both = await db.read(service.view, set_id), await db.read(_last, 3)
    water, prices = _where(seen, await db.read(_rows, both))
    assert await db.write(service.flag, set_id, [both], "สมใจ", True, prices) == 1
    assert set(await _read(db, set_id, prices, Filter(flagged=True))) == {both}
    assert not await _read(db, set_id, water, Filter(flagged=True))
    assert set(await _read(db, set_id, "all", Filter(flagged=True))) == {both}
    flagged = {theme.number for theme in (await db.read(service.view, set_id)).themes if theme.flagged}
    assert flagged == {prices}


async def test_new_comments_join_with_their_points_and_erased_ones_leave_no_trace_of_them(db: Database) -> None:
    consultation_id, set_id = await grouped(db, 60, 4, SEVERAL)
    same = {**rows(1)[0], "reason": "", "change": SEVERAL[0]}
    new = await db.write(answer, consultation_id, same)
    await db.write(service.join_new, set_id)
    await run_jobs(db, service.JOIN_JOB)
    placed = await db.read(_rows, new)
    assert [row.position for row in placed] == list(range(len(placed)))
    assert (await db.read(service.summary, set_id)).waiting == 0
    await db.write(_erase, await db.read(_last, 4))
    erased = await db.read(_rows, await db.read(_last, 4))
    assert len(erased) == 2 and {(row.begins, row.ends) for row in erased} == {(0, None)}
    assert (await db.read(service.view, set_id)).people == 63


def _erase(session: Session, comment: int) -> None:
    response = session.get_one(Response, session.get_one(Comment, comment).response_id)
    erase.erase(session, response, clock.now() + timedelta(seconds=1))
