"""The search over all comments: words as words, facts as facts, in the transaction in which they were said."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from consultation import clock
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.responses.by_message import tombstones
from consultation.responses.erase import erase
from consultation.responses.models import Comment, Response
from consultation.search import fill, hits, index, saved, service
from consultation.search.asked import Asked
from consultation.search.models import CommentWords, SearchFill
from consultation.search.values import Results
from consultation.themes import service as themes
from consultation.themes.filters import Filter
from consultation.vault import Vault
from nlp.sought import found_at, terms
from tests.consultation.talk.citizens import ANSWERS, Citizen, consultation
from tests.consultation.talk.test_rights import NO
from tests.consultation.themes.grouped import grouped, run_handlers
from tests.engines import on_sqlite


def all_of(session: Session) -> list[Comment]:
    """Every comment, newest first."""
    return list(session.exec(select(Comment).order_by(col(Comment.id).desc())))


async def found(db: Database, number: int = 1, before: int | None = None, **asked: object) -> Results:
    return await db.read(service.page, Asked(**asked), number, before)


async def indexed(db: Database) -> tuple[int, int]:
    """A grouped hearing whose comments stand in the index, all of them, by the job that fills it."""
    consultation_id, set_id = await grouped(db)
    await db.write(lambda session: index.leave(session, select(Comment.id)))
    await db.write(fill.begin)
    assert await db.read(service.share) < 1
    await run_handlers(db, fill.FILL_JOB, fill.handlers(db))
    assert await db.read(service.share) == 1
    return consultation_id, set_id


async def test_words_are_found_in_every_question_and_the_best_stands_first(db: Database) -> None:
    await indexed(db)
    said = await db.read(all_of)
    for asked in ("น้ำ", "น้ำ*", '"น้ำไม่"', "น้ำ แล้ง", "2568", "ราคา"):
        wanted = {c.id for c in said if all(any(found_at(t, c.text)) for t in terms(asked))}
        page = await found(db, words=asked)
        assert {hit.id for hit in page.hits} == wanted and page.total == len(wanted) and page.by_rank, asked
        newest = await found(db, words=asked, order="newest")
        assert [hit.id for hit in newest.hits] == sorted(wanted, reverse=True), asked
        before, hits.RARE = hits.RARE, 0
        try:  # what many say is looked for the other way in PostgreSQL
            assert [hit.id for hit in (await found(db, words=asked)).hits] == [hit.id for hit in page.hits], asked
        finally:
            hits.RARE = before
    for nothing in ("100%_", "'", '"', "((", "a & b | !c <-> d:*", "*", "\\"):
        assert not (await found(db, words=nothing)).hits, nothing
    assert len({c.question for c in said if any(found_at(terms("น้ำ")[0], c.text))}) == 2


async def test_more_often_and_shorter_ranks_higher_on_both_databases_alike(db: Database) -> None:
    await grouped(db)
    texts = ("น้ำ น้ำ น้ำ", "น้ำ", "น้ำ และเรื่องอื่นอีกยาวมากที่ไม่เกี่ยวกันเลยสักนิดเดียว", "ถนน น้ำ", "ถนน ถนน น้ำ")
    await db.write(_instead, texts)
    ranked = [hit.text for hit in (await found(db, words="น้ำ")).hits]
    assert ranked == ["น้ำ น้ำ น้ำ", "น้ำ", "ถนน น้ำ", "ถนน ถนน น้ำ", texts[2]]
    both = [hit.text for hit in (await found(db, words="น้ำ ถนน")).hits]
    assert both == ["ถนน ถนน น้ำ", "ถนน น้ำ"]


async def test_facts_narrow_and_what_is_found_is_marked(db: Database) -> None:
    consultation_id, set_id = await indexed(db)
    said = await db.read(all_of)
    facts = await db.read(lambda s: {r.id: r for r in s.exec(select(Response)).all()})
    one = facts[said[0].response_id]
    for name in ("province", "sector", "age", "channel"):
        value = getattr(one, name)
        page = await found(db, **{name: value})
        assert page.total == sum(getattr(facts[c.response_id], name) == value for c in said), name
        assert len(page.hits) == min(page.total, service.PAGE)
    assert (await found(db, consultation=consultation_id)).total == len(said)
    assert (await found(db, consultation=consultation_id + 1)).total == 0
    assert (await found(db, question="reason")).total == sum(c.question == "reason" for c in said)
    today = clock.now().date()
    assert (await found(db, since=today - timedelta(days=2))).total == len(said)
    assert (await found(db, until=date(2000, 1, 1))).total == 0
    theme = (await db.read(themes.view, set_id)).themes[0]
    page = await found(db, theme=theme.id)
    members = await db.read(themes.page, set_id, theme.number, Filter(order="newest"))
    assert [hit.id for hit in page.hits] == [m.id for m in members.comments][: service.PAGE]
    hit = (await found(db, words="น้ำ*", province=one.province)).hits[0]
    assert any(word.startswith("น้ำ") for word, ours in hit.pieces if ours) and hit.sample
    assert "".join(piece for piece, _ in hit.pieces) in hit.text


async def test_pages_by_rank_and_from_the_newest_on_miss_nothing(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await indexed(db)
    everything = [c.id for c in await db.read(all_of)]
    monkeypatch.setattr(service, "PAGE", 7)
    seen, before = [], None
    while True:
        page = await found(db, before=before)
        seen += [hit.id for hit in page.hits]
        if (before := page.before) is None:
            break
    assert seen == everything
    first = await found(db, words="น้ำ")
    ranked = [h.id for n in range(1, first.pages + 1) for h in (await found(db, n, words="น้ำ")).hits]
    assert len(ranked) == first.total == len(set(ranked))
    assert [h.id for h in (await db.read(service.listed, Asked(words="น้ำ"), 10_000))[0]] == ranked


async def test_what_the_index_does_not_hold_is_looked_for_a_window_at_a_time(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation_id, _ = await indexed(db)
    monkeypatch.setattr(hits, "WINDOW", 20)
    everything = await db.read(all_of)
    oldest = everything[-1]
    for asked in ({"consultation": consultation_id}, {}):
        page, looks = await found(db, kind="complaint", **asked), 1
        assert page.hits == () and page.looked_to == everything[19].id
        while page.looked_to is not None:
            page, looks = await found(db, before=page.looked_to, kind="complaint", **asked), looks + 1
        assert looks == len(everything) // 20 + 1
    assert oldest.kind == "opinion"


async def test_a_citizens_words_are_found_at_once_and_gone_at_once(db: Database, vault: Vault) -> None:
    made = await db.write(consultation)
    await Citizen(db, vault).says(made.code, *ANSWERS, NO, NO, "ส่ง")
    said = {comment.text: comment for comment in await db.read(all_of)}
    comment = said["ขุดลอกคลอง"]
    asked = {"words": "ขุดลอก*", "province": "TH-41"}
    assert [hit.id for hit in (await found(db, **asked)).hits] == [comment.id]
    await db.write(_move, comment.response_id, "TH-43")
    assert (await found(db, **asked)).total == 0
    assert (await found(db, words="ขุดลอก*", province="TH-43")).total == 1
    await db.write(_unsend, comment.response_id, comment.question)
    assert (await found(db, words="ขุดลอก*")).total == 0
    kept = select(CommentWords.comment_id)
    assert await db.read(lambda s: list(s.exec(kept))) == [said["น้ำไม่พอทำนา"].id]
    await db.write(lambda s: erase(s, s.get_one(Response, comment.response_id), clock.now()))
    assert await db.read(lambda s: list(s.exec(kept))) == []


async def test_filling_goes_on_where_it_was_and_takes_nothing_back_in_that_left(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await grouped(db)
    said = await db.read(all_of)
    await db.write(lambda session: index.leave(session, select(Comment.id)))
    await db.write(fill.begin)
    monkeypatch.setattr(fill, "BATCH", 10)
    batch = await db.read(fill._next)
    assert batch is not None and len(batch) == 10
    await db.write(_change, batch[0][0])
    await db.write(fill._store, batch, fill.lines(batch))
    assert await db.read(lambda s: s.get(CommentWords, batch[0][0])) is None  # other words than were read
    assert await db.read(lambda s: s.exec(select(SearchFill)).one().read_to) == batch[-1][0]
    await run_handlers(db, fill.FILL_JOB, fill.handlers(db))
    assert len(await db.read(lambda s: s.exec(select(CommentWords.comment_id)).all())) == len(said) - 1


@on_sqlite
async def test_searches_are_kept_by_name_for_one_account_and_read_by_all(db: Database) -> None:
    id = await db.write(saved.keep, "a", " น้ำ  แพร่ ", "q=1")
    assert await db.write(saved.keep, "a", "น้ำ แพร่", "q=2") == id
    assert [(one.name, one.query) for one in await db.read(saved.saved, "a")] == [("น้ำ แพร่", "q=2")]
    assert await db.read(saved.saved, "b") == [] and (await db.read(saved.one, id)).account == "a"
    for name, query in (("", "q=1"), ("ก" * 81, "q=1"), ("ก", "")):
        with pytest.raises(Refused):
            await db.write(saved.keep, "a", name, query)
    with pytest.raises(Refused, match="เจ้าของ"):
        await db.write(saved.drop, "b", id)
    await db.write(saved.drop, "a", id)
    with pytest.raises(NotFound):
        await db.read(saved.one, id)


def _instead(session: Session, texts: tuple[str, ...]) -> None:
    """Let the first comments say these, and no other say anything."""
    comments = list(session.exec(select(Comment).order_by(col(Comment.id))))
    for at, comment in enumerate(comments):
        comment.text = texts[at] if at < len(texts) else ""
        session.add(comment)
    session.flush()
    index.keep(session, {comment.response_id for comment in comments})


def _move(session: Session, response_id: int, province: str) -> None:
    response = session.get_one(Response, response_id)
    response.province = province
    session.add(response)
    index.keep(session, [response_id])


def _unsend(session: Session, response_id: int, question: str) -> None:
    tombstones(session, session.get_one(Response, response_id), question)


def _change(session: Session, comment_id: int) -> None:
    comment = session.get_one(Comment, comment_id)
    comment.text = "คำอื่น"
    session.add(comment)
