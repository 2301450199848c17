"""Reading a theme: words are found as words, filters leave out what they say, pages go on from a comment."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from consultation.db import Database
from consultation.responses.erase import erase
from consultation.responses.models import Comment, Response
from consultation.search.models import CommentWords
from consultation.themes import reading, searching, service
from consultation.themes.changed import leave_themes
from consultation.themes.filters import Filter
from consultation.themes.models import Assignment
from consultation.themes.values import MemberView, Scope
from consultation.traits import service as traits
from nlp.sought import found_at, terms
from tests.consultation.themes.grouped import grouped


async def everything(db: Database, set_id: int, scope: Scope, wanted: Filter) -> list[MemberView]:
    """All pages of a filter, walked forwards, and that walking backwards gives the same."""
    page = await db.read(service.page, set_id, scope, wanted)
    found = list(page.comments)
    while page.after is not None:
        page = await db.read(service.page, set_id, scope, wanted, page.after)
        found += page.comments
    back = list(page.comments)
    while page.before is not None:
        page = await db.read(service.page, set_id, scope, wanted, None, page.before)
        back = [*page.comments, *back]
    assert back == found
    return found


async def test_words_are_found_as_words_at_once_after_grouping(db: Database, monkeypatch: object) -> None:
    _, set_id = await grouped(db)
    assert await db.read(service.complete, set_id)
    everybody = await everything(db, set_id, "all", Filter())
    assert len(everybody) == 60
    for asked in ("น้ำ", "น้ำ*", '"น้ำไม่"', "น้ำ แล้ง", "2568", "ราคา"):
        wanted = [m.id for m in everybody if all(any(found_at(t, m.text)) for t in terms(asked))]
        assert [m.id for m in await everything(db, set_id, "all", Filter(words=asked))] == wanted, asked
        before, searching.RARE = searching.RARE, 0
        try:  # a word that most comments have is looked for the other way
            assert [m.id for m in await everything(db, set_id, "all", Filter(words=asked))] == wanted, asked
        finally:
            searching.RARE = before
    for nothing in ("100%_", "'", '"', "((", "a & b | !c <-> d:*", "*"):
        assert not await everything(db, set_id, "all", Filter(words=nothing)), nothing
    inside = await everything(db, set_id, "all", Filter(words="้ำ", letters=True))
    assert [m.id for m in inside] == [m.id for m in everybody if "้ำ" in m.text]


async def test_pages_go_on_from_a_comment_in_every_order(db: Database) -> None:
    _, set_id = await grouped(db)
    before, reading.PAGE = reading.PAGE, 7
    try:
        theme = (await db.read(service.view, set_id)).themes[0]
        for scope in (theme.number, None, "all"):
            typical = await everything(db, set_id, scope, Filter())
            newest = await everything(db, set_id, scope, Filter(order="newest"))
            unsure = await everything(db, set_id, scope, Filter(order="unsure"))
            assert {m.id for m in typical} == {m.id for m in newest} == {m.id for m in unsure}
            assert [m.id for m in newest] == sorted((m.id for m in newest), reverse=True)
            assert [m.typicality for m in unsure] == sorted(m.typicality for m in unsure)
        typical = await everything(db, set_id, theme.number, Filter())
        assert [m.typicality for m in typical] == sorted((m.typicality for m in typical), reverse=True)
        other = (await db.read(service.view, set_id)).themes[1].number
        await db.write(service.move, set_id, [typical[6].id], other, "a", 0)
        page = await db.read(service.page, set_id, theme.number, Filter(), typical[6].id)
        assert [m.id for m in page.comments] == [m.id for m in typical[7:14]]  # nothing slips
        assert len((await db.read(service.page, set_id, theme.number, Filter(), 10**12)).comments) > 0
    finally:
        reading.PAGE = before


async def test_filters_leave_out_what_they_say(db: Database) -> None:
    _, set_id = await grouped(db)
    everybody = await everything(db, set_id, "all", Filter())
    one = next(m for m in everybody if m.province and m.sector)
    for wanted, holds in (
        (Filter(province=one.province or ""), lambda m: m.province == one.province),
        (Filter(sector=one.sector or ""), lambda m: m.sector == one.sector),
        (Filter(channel="telegram"), lambda m: False),
        (Filter(by="person"), lambda m: False),
        (Filter(by="machine"), lambda m: True),
        (Filter(unsure=True), lambda m: False),
    ):
        assert wanted.narrow
        assert [m.id for m in await everything(db, set_id, "all", wanted)] == [m.id for m in everybody if holds(m)]
    await db.write(service.star, set_id, [one.id], "a")
    assert [m.id for m in await everything(db, set_id, "all", Filter(starred=True))] == [one.id]
    assert await everything(db, set_id, "all", Filter(flagged=True)) == []
    assert not Filter(order="newest").narrow
    await db.write(traits.change, one.id, "kind", "praise", "a")
    await db.write(traits.change, one.id, "places", "หนองคาย", "a")
    for wanted in (Filter(kind="praise"), Filter(place="TH-43"), Filter(kind="praise", rude="no")):
        assert [m.id for m in await everything(db, set_id, "all", wanted)] == [one.id]
    assert await everything(db, set_id, "all", Filter(kind="praise", place="TH-41")) == []


async def test_words_that_change_or_go_leave_the_index_at_once(db: Database) -> None:
    _, set_id = await grouped(db)
    everybody = await everything(db, set_id, "all", Filter())
    one, two = everybody[:2]
    await db.write(leave_themes, [one.id])
    await db.write(_erase, two.id)
    kept = set(await db.read(lambda s: s.exec(select(CommentWords.comment_id)).all()))
    assert kept == {m.id for m in everybody[2:]}
    await db.write(_come_back, set_id, one.id)
    await searching.follow(db, set_id)
    found = await everything(db, set_id, "all", Filter(words="ตลาดนัดวันพุธ"))
    assert [m.id for m in found] == [one.id]


def _erase(session: Session, comment_id: int) -> None:
    comment = session.get_one(Comment, comment_id)
    erase(session, session.get_one(Response, comment.response_id), comment.created_at)


def _come_back(session: Session, set_id: int, comment_id: int) -> None:
    session.connection().execute(update(Comment).where(col(Comment.id) == comment_id).values(text="ตลาดนัดวันพุธ"))
    session.add(Assignment(theme_set_id=set_id, comment_id=comment_id))
