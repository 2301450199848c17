"""Reading the index: the numbers of comments that say all that is looked for, the newest first, as many as are wanted.

Neither database is ever asked for more than `WINDOW` hits at once, so that a search takes as long at a million
comments as at fifty thousand.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, cast, column, func, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from consultation.responses.models import Comment, Response
from consultation.search.asked import Asked, beyond, conditions, marks, reached
from consultation.search.expressions import every
from consultation.search.index import SIMPLE
from consultation.search.models import CommentWords
from nlp.sought import Term

WINDOW = 50_000  # hits of the index that are held against what it does not hold
RARE = 20_000  # hits up to which PostgreSQL collects all of them first

_INDEX = table("comment_words_index", column("rowid"))


class Found:
    """Numbers of comments, newest first. more: there are more than were wanted; looked_to: the number down to which
    the index was read, None when that is all of it.
    """

    def __init__(self, ids: Sequence[int], more: bool, looked_to: int | None) -> None:
        self.ids, self.more, self.looked_to = list(ids), more, looked_to


def newest(session: Session, asked: Asked, terms: Sequence[Term], most: int, below: int | None = None) -> Found:
    """Up to so many comments that answer, from below a number on when there is one."""
    hits = _hits(session, terms, marks(asked), below, reached(asked))
    if hits is None:
        return _by_number(session, asked, most, below)
    within = hits.limit(WINDOW).subquery()
    query = _answering(select(within.c.id).join(Comment, col(Comment.id) == within.c.id), asked)
    ids = session.connection().execute(query.order_by(within.c.id.desc()).limit(most + 1)).scalars().all()
    ended = None if len(ids) > most or not beyond(asked) else _end_of_window(session, hits)
    return Found(ids[:most], len(ids) > most, ended)


def saying(session: Session, term: Term) -> int:
    """How many comments say a term: counted to `RARE`, beyond that judged by how close together the newest stand."""
    hits = _hits(session, [term], [], None)
    assert hits is not None
    some = hits.limit(RARE).subquery()
    n, least = session.connection().execute(select(func.count(), func.min(some.c.id)).select_from(some)).one()
    return int(n) if n < RARE else int(n * total(session) / max(1, total(session) - least + 1))


def total(session: Session) -> int:
    """How many comments there are, near enough: the highest number."""
    return session.connection().execute(select(func.max(Comment.id))).scalar_one() or 0


def _hits(
    session: Session, terms: Sequence[Term], facts: Sequence[str], below: int | None, any_of: Sequence[str] = ()
) -> Select[Any] | None:
    """A selection of what the index finds, newest first; None when nothing is looked for that it holds."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    asked = every(terms, facts, postgresql, any_of)
    if not asked:
        return None
    if postgresql:
        return _postgresql(session, asked, below)
    found = select(_INDEX.c.rowid.label("id")).where(literal_column("comment_words_index").op("MATCH")(asked))
    return (found if below is None else found.where(_INDEX.c.rowid < below)).order_by(_INDEX.c.rowid.desc())


def _postgresql(session: Session, asked: str, below: int | None) -> Select[Any]:
    """What few say is collected from the index and sorted; what many say is met often enough by going through the
    comments from the newest on. Left to itself the planner takes the second way for words that it takes to be common
    only one by one, and reads a million comments for a handful.
    """
    id = col(CommentWords.comment_id)
    says = col(CommentWords.words).bool_op("@@")(func.to_tsquery(SIMPLE, asked))
    found: Any = select(id.label("id")).where(says, *(() if below is None else (id < below,)))
    collected = found.limit(RARE + 1).cte("collected").prefix_with("MATERIALIZED")
    session.connection().execute(text("SET LOCAL enable_seqscan = off"))
    session.connection().execute(text("SET LOCAL enable_indexscan = off"))
    ids = session.connection().execute(select(collected.c.id)).scalars().all()
    session.connection().execute(text("SET LOCAL enable_indexscan = on"))
    session.connection().execute(text("SET LOCAL enable_seqscan = on"))
    if len(ids) > RARE:
        ordered: Select[Any] = found.order_by(id.desc())
        return ordered
    rows: Any = func.unnest(cast(list(ids), ARRAY(BigInteger))).table_valued("id").render_derived()
    return select(rows.c.id.label("id")).order_by(rows.c.id.desc())


def _end_of_window(session: Session, hits: Select[Any]) -> int | None:
    """The last number that the window holds, None when it holds all hits."""
    return session.connection().execute(hits.offset(WINDOW - 1).limit(1)).scalar()


def _by_number(session: Session, asked: Asked, most: int, below: int | None) -> Found:
    """With no word and no fact: all comments, from the newest on, as many as a window holds."""
    within: Any = select(col(Comment.id).label("id")).order_by(col(Comment.id).desc()).limit(WINDOW)
    within = within if below is None else within.where(col(Comment.id) < below)
    some = within.subquery()
    query = _answering(select(some.c.id).join(Comment, col(Comment.id) == some.c.id), asked)
    ids = session.connection().execute(query.order_by(some.c.id.desc()).limit(most + 1)).scalars().all()
    ended = None if len(ids) > most or not beyond(asked) else _end_of_window(session, within.limit(None))
    return Found(ids[:most], len(ids) > most, ended)


def _answering(query: Any, asked: Asked) -> Any:
    joined = query.join(Response, col(Response.id) == col(Comment.response_id))
    return joined.where(*conditions(asked))
