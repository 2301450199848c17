"""What every store of personal data fulfils, so that none is forgotten: neither in time nor when somebody asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, SQLModel

from consultation.vault import Vault


@dataclass(frozen=True)
class Ended:
    """A closed consultation. at: when it ended; also what takes the place of any time that would tell who is who."""

    id: int
    code: str
    at: datetime


@dataclass(frozen=True)
class Leaving:
    """One person who asked to be forgotten, by their account on a channel.

    erase: their answers go too; else these stay without anybody behind them. account: False at the moment of asking,
    when the account must still hear that it is done; True a while later, when the account itself goes unless it has
    come back. others: further accounts linked to it, as (channel, account, address). patient: what is still on its way
    to it is let arrive first. until: what came in later than this stays. day: what takes the place of any time that
    would tell who is who.
    """

    person: int
    contact: int
    channel: str
    account_name: str
    address: str
    vault: Vault
    erase: bool
    account: bool
    patient: bool
    until: datetime
    day: datetime
    others: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Whose:
    """One person, by everything that leads to what is kept of them. accounts: channel, account and address of each."""

    person: int
    contacts: tuple[int, ...]
    accounts: tuple[tuple[str, str, str], ...]
    responses: tuple[int, ...]
    comments: tuple[int, ...]
    vault: Vault


Reads = Callable[[Session, Whose], Sequence[SQLModel]]


@dataclass(frozen=True)
class Store:
    """Tables that hold personal data, how they are cut from people in time, and how one person is forgotten.

    cut: cuts up to so many rows in the caller's transaction and gives back how many; none means that nothing is left.
    forget: the same for all rows of one person at once. A test fails for a store that has none. held: how the rows of
    one person are read in each table, for whoever asks to see them; tables that hang on `tables` (answers of a
    response) are among them. A test fails for a table of the program that is in none and has no stated reason.
    """

    name: str
    tables: frozenset[str]
    cut: Callable[[Session, Ended, int], int]
    forget: Callable[[Session, Leaving], int] | None = None
    held: Mapping[str, Reads] = field(default_factory=dict)
