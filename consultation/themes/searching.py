"""Conditions for a search inside a theme set, by the index of words that consultation/search keeps."""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, column, exists, func, literal, literal_column, table
from sqlmodel import Session, col, select

from consultation.db import Database
from consultation.responses.models import Comment
from consultation.search import fill, index
from consultation.search.expressions import fts5, side_by_side, tsquery
from consultation.search.models import CommentWords
from consultation.themes.models import Assignment
from nlp.sought import Term

BATCH = 2_000
RARE = 20_000  # comments up to which SQLite looks words up first, and above which it goes through the theme's comments

_INDEX = table("comment_words_index", column("rowid"))


async def follow(db: Database, set_id: int, comments: Sequence[int] | None = None) -> None:
    """Take the comments of a set into the index that are not in it: these, or all.

    What citizens send is in it already; this is for what came into the database another way.
    """
    after = 0
    while batch := await db.read(_missing, set_id, after, comments):
        after = batch[-1][0]
        lines = await asyncio.to_thread(fill.lines, batch)
        await db.write(fill.follow, batch, lines)


def complete(session: Session, set_id: int) -> bool:
    """Whether every comment of a set is in the index; they are taken in by their number, so the last one tells."""
    last = session.exec(select(func.max(Assignment.comment_id)).where(Assignment.theme_set_id == set_id)).one()
    return fill.share(session) == 1.0 and (last is None or session.get(CommentWords, last) is not None)


def says(session: Session, terms: Sequence[Term]) -> ColumnElement[bool]:
    """A condition on Assignment: the comment says all of these."""
    comment = col(Assignment.comment_id)
    if session.get_bind().dialect.name == "postgresql":
        query = func.to_tsquery(index.SIMPLE, " & ".join(map(tsquery, terms)))
        there = select(CommentWords.comment_id).where(col(CommentWords.words).bool_op("@@")(query))
        return comment.in_(there)
    match = literal_column("comment_words_index").op("MATCH")(" AND ".join(map(fts5, terms)))
    some = select(literal(1)).select_from(_INDEX).where(match).limit(RARE + 1).subquery()
    if session.connection().execute(select(func.count()).select_from(some)).scalar_one() <= RARE:
        return comment.in_(select(_INDEX.c.rowid).where(match))
    each = [col(CommentWords.words).like(f"%{side_by_side(term)}%") for term in terms]
    return exists().where(col(CommentWords.comment_id) == comment, *each)


def _missing(session: Session, set_id: int, after: int, comments: Sequence[int] | None) -> fill.Said:
    there = exists().where(col(CommentWords.comment_id) == col(Comment.id))
    placed: Any = exists().where(col(Assignment.theme_set_id) == set_id, col(Assignment.comment_id) == col(Comment.id))
    query = index.said().where(col(Comment.id) > after, placed, ~there).order_by(col(Comment.id))
    if comments is None:
        return index.read(session.exec(query.limit(BATCH)))
    some = sorted(one for one in comments if one > after)[:BATCH]
    return index.read(session.exec(query.where(col(Comment.id).in_(some))))
