"""The search over all comments at a size that no office has had yet: words, ranks, facts, pages, files.

    python -m tests.bench search [COMMENTS]     1,000,000 unless said otherwise

Prints seconds of processor as the board's bench does. The rows are made up by counting; nobody said them. Every comment
says น้ำ, one in ten ถนน, one in a hundred ตลาด, one in fifty thousand สะพาน.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from sqlmodel import Session, col, select

from consultation.db import Database
from consultation.places.schemes import cluster
from consultation.responses.models import Comment
from consultation.search import index, service
from consultation.search.asked import Asked
from consultation.search.marks import LETTERS, marks
from consultation.themes.models import Theme
from nlp.sought import entry
from tests.bench.board import Measured, analyze, fill, timed

BATCH = 20_000
SAID = (("สะพานขาด", 50_000), ("ตลาดปิด", 100), ("ถนน พัง", 10))


async def measure(db: Database, comments: int) -> list[Measured]:
    """Fill the database and time what a planner does, each once warm."""
    await fill(db, comments)
    for start in range(0, comments, BATCH):
        await db.write(_words, start, min(start + BATCH, comments))
    await db.write(analyze)
    theme = await db.read(lambda session: session.exec(select(Theme.id).where(Theme.number == 1)).one())
    found = []
    for name, act in _acts(db, theme or 0):
        await act()
        found.append(await timed(db, name, act))
    return found


def _acts(db: Database, theme: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    def page(before: int | None = None, **asked: Any) -> Callable[[], Any]:
        return lambda: db.read(service.page, Asked(**asked), 1, before)

    places = [place.iso for place in cluster("current:10").provinces]
    yield "nothing asked for", page()
    yield "word of all comments, by rank", page(words="น้ำ")
    yield "word of all comments, newest first", page(words="น้ำ", order="newest")
    yield "word of one in ten, by rank", page(words="ถนน")
    yield "word of one in 100, by rank", page(words="ตลาด")
    yield "word of one in 50,000", page(words="สะพาน")
    yield "two common words, by rank", page(words="น้ำ ถนน")
    yield "a common and a rare word", page(words="น้ำ สะพาน")
    yield "words side by side", page(words='"น้ำไม่พอใช้"')
    yield "beginning of a word", page(words="น้ำ*")
    yield "a word that nobody says", page(words="ปลาทู")
    yield "two words, never together", page(words="ตลาด สะพาน")
    mine = frozenset(range(1, 31))  # what a planner of one cluster may reach
    yield "common word, one cluster's planner", page(words="น้ำ", within=mine)
    yield "rare word, one cluster's planner", page(words="สะพาน", within=mine)
    yield "common word, planner of what has no comment", page(words="น้ำ", within=frozenset(range(900, 930)))
    yield "common word, one province", page(words="น้ำ", province=places[0])
    yield "common word, sector and age", page(words="น้ำ", sector="L", age="60_up")
    yield "common word, channel of nobody", page(words="น้ำ", channel="telegram")
    yield "common word, one theme", page(words="น้ำ", theme=theme)
    yield "common word, kind of nobody", page(words="น้ำ", kind="complaint")
    yield "one province, no word", page(province=places[0])
    yield "a page from the middle", page(before=500_000, words="น้ำ", order="newest")
    yield "file of 20,000", lambda: db.read(service.listed, Asked(words="น้ำ"), 20_000)


def _words(session: Session, start: int, stop: int) -> None:
    rows = session.exec(index.said().where(col(Comment.id).between(start + 1, stop))).all()
    said = (
        (id, " ".join(("น้ำไม่พอใช้", *(also for also, each in SAID if id % each == 1))), facts)
        for id, _, facts in index.read(rows)
    )
    made = ((id, f" {_facts(*facts.values())}{_entry(text)}") for id, text, facts in said)
    index.put(session, [{"comment_id": id, "words": words} for id, words in made])


@cache
def _entry(text: str) -> str:
    return entry(text)


@cache
def _facts(*values: str | None) -> str:
    return " ".join(marks(dict(zip(LETTERS, values, strict=True))))
