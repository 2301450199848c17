"""The last reading of a file, kept from its check until it is stored: reading it takes longer than storing it.

Only a saving. Whoever has other inputs, another process, or comes an hour later reads the file again.
"""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from consultation.db import Database
from consultation.entry.checking import Checked

KEPT_FOR = 3600.0  # seconds
MOST_ROWS = 10_000  # about 60 MB


@dataclass(frozen=True)
class Reading:
    """What was read. of: all that the reading hangs on. numbers: of the papers; stored: which of them were taken."""

    of: Any
    rows: int
    numbers: tuple[str, ...]
    stored: dict[str, str]
    found: Checked
    at: float


_kept: WeakKeyDictionary[Database, Reading] = WeakKeyDictionary()
_lock = Lock()


def keep(db: Database, reading: Reading) -> None:
    """Keep the reading in place of the last one, unless it is very large."""
    with _lock:
        if reading.rows <= MOST_ROWS:
            _kept[db] = reading


def take(db: Database, of: Any) -> Reading | None:
    """The reading of just this, once."""
    with _lock:
        found = _kept.pop(db, None)
    return found if found is not None and found.of == of and time.monotonic() - found.at < KEPT_FOR else None
