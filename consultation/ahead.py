"""What a unit of work reads ahead and writes later for many events at once, so that each need not do it for itself.

Only who begins it has it (the worker, for one transaction); everybody else reads and writes as ever. A row read ahead
is given out once: whoever looks for it again reads the database, which by then may hold what the first one wrote.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from sqlmodel import Session

T = TypeVar("T")
_ROWS, _KEPT, _LATER = "ahead.rows", "ahead.kept", "ahead.later"


def begin(session: Session) -> None:
    """Let this session read ahead and write later; what was read before is forgotten."""
    session.info[_ROWS], session.info[_KEPT], session.info[_LATER] = {}, {}, {}


def end(session: Session) -> None:
    """Forget it all: from now on everything is read from the database and written to it at once."""
    for name in (_ROWS, _KEPT, _LATER):
        session.info.pop(name, None)


def later(session: Session, how: Callable[[Session, list[T]], None], row: T) -> bool:
    """Leave a row that nobody looks up meanwhile to `write`; False where it must be written now.

    how: writes all the rows that were left to it.
    """
    waiting = session.info.get(_LATER)
    if waiting is not None:
        waiting.setdefault(how, []).append(row)
    return waiting is not None


def write(session: Session) -> None:
    """Write what was left for later, all rows of a kind together, in the order in which they were left.

    Rows that were read ahead and not asked for are forgotten: what was written may have replaced them.
    """
    settle(session)
    session.info[_ROWS].clear()


def forget(session: Session) -> None:
    """Forget rows that were read ahead: something was changed for others than who is being heard."""
    session.info.get(_ROWS, {}).clear()


def settle(session: Session) -> None:
    """Write what was left for later now, for whoever looks it up; what was read ahead stays."""
    session.flush()
    waiting: dict[Any, list[Any]] = session.info.get(_LATER, {})
    for how, rows in list(waiting.items()):
        how(session, rows)
    waiting.clear()


def put(session: Session, kind: str, rows: Mapping[Hashable, Any]) -> None:
    """Keep rows that were read ahead, by what they will be asked for."""
    session.info[_ROWS].setdefault(kind, {}).update(rows)


def looked(session: Session, kind: str, keys: Iterable[Hashable]) -> None:
    """Keep, where rows are read ahead, that all of these keys are known: where there was none, there is none."""
    if _ROWS in session.info:
        put(session, _looked(kind), dict.fromkeys(keys, True))


def missing(session: Session, kind: str, key: Hashable, *, still: bool = False) -> bool:
    """Whether it was looked for ahead and was not there; said once, like a row, and only to be believed
    where `take` gave none. To be asked each time, for once the row was taken or made it is not so any more.

    still: known for as long as the rows are, for what is looked for several times before it is made.
    """
    known: dict[Hashable, Any] = session.info.get(_ROWS, {}).get(_looked(kind), {})
    return key in known if still else known.pop(key, None) is not None


def take(session: Session, kind: str, key: Hashable) -> Any | None:
    """The row that was read ahead, once; None when there is none, or none any more."""
    return session.info.get(_ROWS, {}).get(kind, {}).pop(key, None)


def kept(session: Session, kind: str, key: Hashable, look: Callable[[], T | None]) -> T | None:
    """What `look` finds, looked for once in a unit of work that reads ahead: for what many events share."""
    found: dict[Any, Any] | None = session.info.get(_KEPT)
    if found is None:
        return look()
    if (kind, key) not in found and (value := look()) is not None:
        found[kind, key] = value
    answer: T | None = found.get((kind, key))
    return answer


def _looked(kind: str) -> str:
    return f"looked for {kind}"
