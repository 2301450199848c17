"""Sign-in slows down after failures: for a name from one address, for an address, and for a name from anywhere.

A try is counted before the password is looked at, so that many at once cannot slip through; success forgets it.
Counts are rows of the database, so that all machines share them. They fade after `FADES`.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from sqlmodel import Session, col, delete, select

from admin.accounts.models import SignInCount
from consultation import clock

FADES = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=10)
# Tries that cost nothing, by what is counted. A name from anywhere is generous: nobody may lock an officer out.
FREE = {"both": 5, "address": 30, "name": 100}
# The same for codes of one account, by whoever has its password: six digits stand only while few are tried.
FREE_CODES = {"both": 5, "address": 30, "name": 15}
CODES = "code of "  # what a try of a code is counted under, before the account's number


def counted_keys(name: str, address: str) -> dict[str, str]:
    """What one try is counted under; hashed, so that mistyped passwords in the name field are not kept."""
    parts = {"both": f"{name.casefold()}\n{address}", "address": address, "name": name.casefold()}
    return {kind: kind + ":" + hashlib.sha256(part.encode()).hexdigest() for kind, part in parts.items()}


def reserve(session: Session, name: str, address: str) -> timedelta | None:
    """Count one try and return None, or how long to wait when there were too many; then it is not counted."""
    keys, free = counted_keys(name, address), FREE_CODES if name.startswith(CODES) else FREE
    rows = {row.counted: row for row in _rows(session, keys.values())}
    waits = [_wait(rows[key], free[kind]) for kind, key in keys.items() if key in rows]
    longest = max(waits, default=timedelta(0))
    if longest > timedelta(0):
        return longest
    for key in keys.values():
        _count(session, rows.get(key) or SignInCount(counted=key, tries=0, last_at=clock.now()))
    return None


def forget(session: Session, name: str, address: str) -> None:
    """Forget the tries of a name from an address, after a success; and what has faded anyway."""
    sweep(session)
    keys = counted_keys(name, address)
    gone = [keys["both"], keys["name"]] if name.startswith(CODES) else [keys["both"]]
    session.connection().execute(delete(SignInCount).where(col(SignInCount.counted).in_(gone)))


def sweep(session: Session) -> None:
    """Drop the counts that have faded."""
    session.connection().execute(delete(SignInCount).where(col(SignInCount.last_at) < clock.now() - FADES))


def _rows(session: Session, keys: Iterable[str]) -> list[SignInCount]:
    chosen = select(SignInCount).where(col(SignInCount.counted).in_(list(keys))).with_for_update()
    return list(session.exec(chosen))


def _count(session: Session, row: SignInCount) -> None:
    now = clock.now()
    row.tries = 1 if row.last_at < now - FADES else row.tries + 1
    row.last_at = now
    session.add(row)


def _wait(row: SignInCount, free: int) -> timedelta:
    over = row.tries - free
    since = clock.now() - row.last_at
    if over < 0 or since > FADES:
        return timedelta(0)
    doubled: timedelta = FIRST_WAIT * 2 ** min(over, 10)
    return min(doubled, LONGEST_WAIT) - since
