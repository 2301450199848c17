"""Reading a theme at a size that no hearing has had yet: pages, searches and filters of a generated theme set.

    python -m tests.bench reading [COMMENTS]     1,000,000 unless said otherwise

Prints seconds of processor as the board's bench does. The rows are made up by counting; nobody said them. Every comment
says น้ำ, one in a hundred ถนน, one in fifty thousand สะพาน.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlmodel import Session, col, func, select

from consultation.db import Database
from consultation.search import index
from consultation.themes import service
from consultation.themes.filters import Filter
from consultation.themes.models import Assignment
from consultation.themes.values import Scope
from nlp.sought import entry
from tests.bench.board import Measured, analyze, fill, timed

BATCH = 20_000
COMMON, RARE = 100, 50_000


async def measure(db: Database, comments: int) -> list[Measured]:
    """Fill the database and time the pages, each once warm."""
    set_id = await fill(db, comments)
    for start in range(0, comments, BATCH):
        await db.write(_words, start, min(start + BATCH, comments))
    await db.write(analyze)
    found = []
    for name, act in _acts(db, set_id, comments):
        await act()
        found.append(await timed(db, name, act))
    return found


def _acts(db: Database, set_id: int, comments: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    def page(scope: Scope, after: int | None = None, **wanted: Any) -> Callable[[], Any]:
        return lambda: db.read(service.page, set_id, scope, Filter(**wanted), after)

    yield "theme, first page", page(1)
    yield "theme, newest first", page(1, order="newest")
    yield "theme, least certain first", page(1, order="unsure")
    yield "theme, a page from the middle", lambda: db.read(_from_the_middle, set_id)
    yield "whole set, first page", page("all")
    yield "whole set, last page", page("all", 51)
    yield "ungrouped, first page", page(None)
    yield "theme, word of all comments", page(1, words="น้ำ")
    yield "theme, word of one in a hundred", page(1, words="ถนน")
    yield "theme, word of one in 50,000", page(1, words="สะพาน")
    yield "theme, two words side by side", page(1, words='"น้ำไม่พอใช้"')
    yield "theme, beginning of a word", page(1, words="น้ำ*")
    yield "whole set, rare word", page("all", words="สะพาน")
    yield "whole set, word of all comments", page("all", words="น้ำ")
    yield "theme, one sector and age", page(1, sector="L", age="60_up")
    yield "theme, none that match", page(1, channel="telegram")
    yield "sample of 2,000 for words in context", lambda: db.read(service.sample, set_id, 1, Filter(words="น้ำ"), 2_000)


def _from_the_middle(session: Session, set_id: int) -> object:
    middle = session.exec(select(func.max(col(Assignment.comment_id)) / 2)).one()
    here = select(Assignment.comment_id).where(col(Assignment.comment_id) > int(middle), Assignment.theme_id == 1)
    return service.page(session, set_id, 1, Filter(), session.exec(here.limit(1)).one())


def _words(session: Session, start: int, stop: int) -> None:
    usual, some, few = (entry(text) for text in ("น้ำไม่พอใช้", "น้ำไม่พอใช้ ถนนชำรุด", "น้ำไม่พอใช้ สะพานขาด"))
    rows = [
        {"comment_id": n, "words": few if n % RARE == 1 else some if n % COMMON == 1 else usual}
        for n in range(start + 1, stop + 1)
    ]
    index.put(session, rows)
