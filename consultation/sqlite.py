"""What every connection to an SQLite file sets, and whether the file is still the one that was opened."""

from pathlib import Path
from typing import Any

# To wait comes first: whoever opens a file while another writes its log anew would be told that it is locked.
PRAGMAS = ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


class Gone(OSError):
    """The file is not where it was, or another is in its place: what is written to the open one would be lost."""


def prepare(connection: Any) -> None:
    """Set up a connection of the driver's: write-ahead log, every commit waits for the disk."""
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def path_of(url: str) -> Path:
    """The file of an address such as `sqlite:///file`."""
    return Path(url.split("?", 1)[0].removeprefix("sqlite:///"))


class Whereabouts:
    """Remembers which file was opened. SQLite itself goes on writing into a file that was moved or deleted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: tuple[int, int] | None = None

    def remember(self) -> None:
        """The file that is there now is the one that was opened."""
        self._opened = self._now()

    def check(self) -> None:
        """Raises Gone when the file is not the one that was opened."""
        if self._now() != self._opened:
            raise Gone(f"{self._path.name} is not the file that was opened")

    @property
    def replaced(self) -> bool:
        """Whether another file is there now, such as one that was restored, which may be opened in its place."""
        return self._now() not in (None, self._opened)

    def _now(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino
