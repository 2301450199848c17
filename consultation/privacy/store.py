"""What every store of personal data fulfils, so that none is forgotten when a consultation's time is over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session


@dataclass(frozen=True)
class Ended:
    """A closed consultation. at: when it ended; also what takes the place of any time that would tell who is who."""

    id: int
    code: str
    at: datetime


@dataclass(frozen=True)
class Store:
    """Tables that hold personal data, and how what they hold is cut from people when a consultation's time is over.

    cut: cuts up to so many rows in the caller's transaction and gives back how many; none means that nothing is left.
    """

    name: str
    tables: frozenset[str]
    cut: Callable[[Session, Ended, int], int]
