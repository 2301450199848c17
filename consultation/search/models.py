"""Tables of the search: the words of comments with what they are found by, how far it is filled, searches kept."""

from datetime import datetime

from sqlalchemy import DDL, Text, UniqueConstraint, event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from consultation.columns import BIG, key


class CommentWords(SQLModel, table=True):
    """The words of a comment's masked text as `nlp.sought` writes them, and before them its facts (`marks.py`)."""

    __tablename__ = "comment_words"

    comment_id: int = Field(primary_key=True, foreign_key="comment.id", sa_type=BIG)
    words: str = Field(sa_type=Text().with_variant(TSVECTOR(), "postgresql"))


class SearchFill(SQLModel, table=True):
    """How far the index has been filled with comments from before it; one row while and after it is, else none."""

    __tablename__ = "search_fill"

    id: int | None = key()
    read_to: int = Field(default=0, sa_type=BIG)
    upto: int = Field(sa_type=BIG)
    done_at: datetime | None = Field(default=None)


class SavedSearch(SQLModel, table=True):
    """A search that an account keeps under a name. query: what the address of the page asks for."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("account", "name"),)

    id: int | None = key()
    account: str
    name: str
    query: str
    created_at: datetime


# What no table of SQLAlchemy can say; a migration executes the same. Names that begin so are left out when code and
# database are compared (`admin/migrate.py`).
SEARCH_INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE comment_words_index USING fts5"
        "(words, content='comment_words', content_rowid='comment_id', tokenize='ascii')",
        "CREATE TRIGGER comment_words_in AFTER INSERT ON comment_words BEGIN "
        "INSERT INTO comment_words_index(rowid, words) VALUES (new.comment_id, new.words); END",
        "CREATE TRIGGER comment_words_out AFTER DELETE ON comment_words BEGIN "
        "INSERT INTO comment_words_index(comment_words_index, rowid, words) "
        "VALUES ('delete', old.comment_id, old.words); END",
    ),
    "postgresql": ("CREATE INDEX comment_words_index ON comment_words USING gin (words)",),
}
for _dialect, _statements in SEARCH_INDEX.items():
    for _statement in _statements:
        event.listen(
            SQLModel.metadata.tables["comment_words"],
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
