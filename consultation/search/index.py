"""The index of words follows comments: in the transaction that stores, changes or takes back what somebody said.

Kept of every comment that has words are its facts and the words of its masked text: in SQLite an FTS5 index that
follows the table by triggers, in PostgreSQL a GIN index over the words with their places. See
docs/decisions/0042-search-and-representativeness.md.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Text, cast, delete, exists, func, insert, literal_column
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col, select

from consultation.responses.models import UNSENT, Comment, Response
from consultation.search.marks import marks
from consultation.search.models import CommentWords
from nlp.sought import entry

_FROM_JSON = sql(
    "INSERT INTO comment_words (comment_id, words)"
    " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:rows)"
)
SIMPLE: Any = literal_column("'simple'::regconfig")
FACTS: tuple[Any, ...] = (Comment.question, Response.province, Response.sector, Response.age, Response.channel)


def keep(session: Session, responses: Collection[int]) -> None:
    """Let the index hold what the comments of these responses say now, and nothing that they said before."""
    session.flush()
    ids = list(responses)
    theirs = select(Comment.id).where(col(Comment.response_id).in_(ids))
    session.connection().execute(delete(CommentWords).where(col(CommentWords.comment_id).in_(theirs)))
    add(session, ids)


def add(session: Session, responses: Collection[int]) -> None:
    """Take the comments of responses in that the index does not have."""
    session.flush()
    there = exists().where(col(CommentWords.comment_id) == col(Comment.id))
    rows = session.exec(said().where(col(Comment.response_id).in_(list(responses)), ~there)).all()
    put(session, [{"comment_id": id, "words": line(text, facts)} for id, text, facts in read(rows)])


def leave(session: Session, comments: Any) -> None:
    """Take comments out of the index: ids, or a selection of them."""
    session.connection().execute(delete(CommentWords).where(col(CommentWords.comment_id).in_(comments)))


def said() -> Any:
    """A selection of what the index holds of comments: number, masked text, consultation, `FACTS`."""
    return (
        select(Comment.id, Comment.text, Comment.consultation_id, *FACTS)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(col(Comment.text) != "", col(Comment.kind) != UNSENT, col(Response.state) == "submitted")
    )


def read(rows: Iterable[Sequence[Any]]) -> list[tuple[int, str, dict[str, str | None]]]:
    """Rows of `said` as number, text and facts."""
    names = ("question", "province", "sector", "age", "channel")
    return [
        (id, text, {"consultation": str(consultation), **dict(zip(names, facts, strict=True))})
        for id, text, consultation, *facts in rows
    ]


def line(text: str, facts: Mapping[str, str | None]) -> str:
    """What the index holds of a comment: its facts, then the words of its text, between spaces."""
    return f" {' '.join(marks(facts))}{entry(text)}"


def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Put rows in that are not there: comment_id, and words as `line` gives them."""
    if not rows:
        return
    if session.get_bind().dialect.name != "postgresql":
        # One statement: for each statement FTS5 writes a segment of its own, and a segment a row is merged for hours.
        packed = json.dumps([[row["comment_id"], row["words"]] for row in rows])
        session.connection().execute(_FROM_JSON, {"rows": packed})
        return
    ids, words = [row["comment_id"] for row in rows], [row["words"] for row in rows]
    rows_of = func.unnest(cast(ids, ARRAY(BigInteger)), cast(words, ARRAY(Text)))
    given = rows_of.table_valued("comment_id", "words").render_derived()
    made = select(given.c.comment_id, func.to_tsvector(SIMPLE, given.c.words))
    session.connection().execute(insert(CommentWords).from_select(["comment_id", "words"], made))
