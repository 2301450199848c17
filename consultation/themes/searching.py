"""The index of words that comments are found by: what is kept, how it follows comments, and conditions for a search.

Kept of every comment in a theme set are the words of its masked text (`nlp.sought`): in SQLite an FTS5 index that
follows the table by triggers, in PostgreSQL a GIN index over the words with their places. A comment whose words change
or go leaves the index in the same transaction, and comes back when it joins a set again.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    cast,
    column,
    exists,
    func,
    insert,
    literal,
    literal_column,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col, select

from consultation.db import Database
from consultation.responses.models import Comment
from consultation.themes.models import Assignment, CommentWords
from nlp.sought import Term, entry, written

BATCH = 2_000
RARE = 20_000  # comments up to which SQLite looks words up first, and above which it goes through the theme's comments

_INDEX = table("comment_words_index", column("rowid"))


async def follow(db: Database, set_id: int, comments: Sequence[int] | None = None) -> None:
    """Take the comments of a set into the index that are not in it: these, or all."""
    after = 0
    while batch := await db.read(_missing, set_id, after, comments):
        after = batch[-1][0]
        entries = await asyncio.to_thread(_entries, batch)
        await db.write(_store, entries, dict(batch))


def complete(session: Session, set_id: int) -> bool:
    """Whether every comment of a set is in the index; they are taken in by their number, so the last one tells."""
    last = session.exec(select(func.max(Assignment.comment_id)).where(Assignment.theme_set_id == set_id)).one()
    return last is None or session.get(CommentWords, last) is not None


def says(session: Session, terms: Sequence[Term]) -> ColumnElement[bool]:
    """A condition on Assignment: the comment says all of these."""
    comment = col(Assignment.comment_id)
    if session.get_bind().dialect.name == "postgresql":
        query = func.to_tsquery(literal_column("'simple'::regconfig"), " & ".join(map(_tsquery, terms)))
        there = select(CommentWords.comment_id).where(col(CommentWords.words).bool_op("@@")(query))
        return comment.in_(there)
    match = literal_column("comment_words_index").op("MATCH")(" AND ".join(map(_fts5, terms)))
    some = select(literal(1)).select_from(_INDEX).where(match).limit(RARE + 1).subquery()
    if session.connection().execute(select(func.count()).select_from(some)).scalar_one() <= RARE:
        return comment.in_(select(_INDEX.c.rowid).where(match))
    each = [col(CommentWords.words).like(f"%{_side_by_side(term)}%") for term in terms]
    return exists().where(col(CommentWords.comment_id) == comment, *each)


def _missing(session: Session, set_id: int, after: int, comments: Sequence[int] | None) -> list[tuple[int, str]]:
    there = exists().where(col(CommentWords.comment_id) == col(Assignment.comment_id))
    query = (
        select(Comment.id, Comment.text)
        .join(Assignment, col(Assignment.comment_id) == col(Comment.id))
        .where(Assignment.theme_set_id == set_id, col(Assignment.comment_id) > after, ~there)
    )
    if comments is None:
        return _pairs(session, query.order_by(col(Assignment.comment_id)).limit(BATCH))
    some = sorted(one for one in comments if one > after)[:BATCH]
    return _pairs(session, query.where(col(Assignment.comment_id).in_(some)).order_by(col(Assignment.comment_id)))


def _pairs(session: Session, query: Any) -> list[tuple[int, str]]:
    return [(comment_id, text) for comment_id, text in session.exec(query)]


def _entries(batch: Sequence[tuple[int, str]]) -> dict[int, str]:
    return {comment_id: entry(text) for comment_id, text in batch}


def _store(session: Session, entries: dict[int, str], texts: dict[int, str]) -> None:
    """Keep entries of texts that are still what they were, and still in a set."""
    now = select(Comment.id, Comment.text).where(col(Comment.id).in_(entries)).with_for_update()
    placed = set(session.exec(select(Assignment.comment_id).where(col(Assignment.comment_id).in_(entries))))
    known = set(session.exec(select(CommentWords.comment_id).where(col(CommentWords.comment_id).in_(entries))))
    rows = [
        {"comment_id": comment_id, "words": entries[comment_id]}
        for comment_id, text in session.exec(now)
        if comment_id is not None and text == texts[comment_id] and comment_id in placed - known
    ]
    if rows:
        insert_entries(session, rows)


def insert_entries(session: Session, rows: list[dict[str, Any]]) -> None:
    """Put rows of `comment_words` in: comment_id and words, as `nlp.sought.entry` gives them."""
    if session.get_bind().dialect.name != "postgresql":
        session.connection().execute(insert(CommentWords), rows)
        return
    ids, words = [row["comment_id"] for row in rows], [row["words"] for row in rows]
    rows_of = func.unnest(cast(ids, ARRAY(BigInteger)), cast(words, ARRAY(Text)))
    given = rows_of.table_valued("comment_id", "words").render_derived()
    made = select(given.c.comment_id, func.to_tsvector(literal_column("'simple'::regconfig"), given.c.words))
    session.connection().execute(insert(CommentWords).from_select(["comment_id", "words"], made))


def _side_by_side(term: Term) -> str:
    """A part of what the index keeps of a comment that says the term."""
    return f" {' '.join(map(written, term.words))}" + ("" if term.begun else " ")


def _fts5(term: Term) -> str:
    return f'"{" ".join(map(written, term.words))}"' + ("*" if term.begun else "")


def _tsquery(term: Term) -> str:
    return " <-> ".join(map(written, term.words)) + (":*" if term.begun else "")
