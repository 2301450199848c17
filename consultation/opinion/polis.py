"""Votes and opinion groups as the five files of Polis's export, column for column (server/src/routes/export.ts).

`is-meta` and `is-seed` stand in comments.csv as further columns: without the first nobody can compute the groups again.
What would tell who is who is not in the files: people have a number of this export's own, in an order that nobody else
can work out, and times are days.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

FILES = ("summary.csv", "comments.csv", "votes.csv", "participant-votes.csv", "comment-groups.csv")
MODERATED = {"rejected": -1, "waiting": 0, "accepted": 1}
OFFICER = 0  # the author of what an office put in; people are numbered from 1
_LETTERS = "abcde"
_FORMULA = ("=", "@", "+", "-", "\t", "\r")

Open = Callable[[str], AbstractContextManager[TextIO]]


@dataclass(frozen=True)
class Said:
    """A statement. author: number of whoever proposed it first, OFFICER for an office's. at: a day."""

    id: int
    text: str
    at: datetime
    author: int
    state: str
    meta: bool
    seed: bool


@dataclass(frozen=True)
class Votes:
    """Counted votes in columns, ordered by statement and person. value: 1, -1, 0; day: seconds of its beginning."""

    statement: NDArray[np.int64]
    person: NDArray[np.int64]
    value: NDArray[np.int8]
    day: NDArray[np.int64]


@dataclass(frozen=True)
class Conversation:
    """A question as Polis knows it. groups: person → group, of those who entered; number: how many groups."""

    topic: str
    description: str
    url: str
    statements: Sequence[Said]
    votes: Votes
    groups: Mapping[int, int]
    number: int


def write(of: Conversation, opened: Open) -> None:
    """Write the five files. opened: gives a text file, without translation of line ends, for each name."""
    for name, rows in zip(FILES, (_summary, _comments, _votes, _participants, _groups), strict=True):
        with opened(name) as file:
            csv.writer(file, lineterminator="\n").writerows(rows(of))


def javascript(moment: datetime) -> str:
    """A moment as `Date.toString()` writes it where the time is UTC."""
    return moment.astimezone(UTC).strftime("%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)")


def _summary(of: Conversation) -> Iterator[list[Any]]:
    people = np.unique(of.votes.person)
    yield ["topic", _guarded(of.topic)]
    yield ["url", of.url]
    yield ["voters", len(people)]
    yield ["voters-in-conv", len(of.groups)]
    yield ["commenters", len({one.author for one in of.statements})]
    yield ["comments", len(of.statements)]
    yield ["groups", of.number]
    yield ["conversation-description", _guarded(of.description)]


def _comments(of: Conversation) -> Iterator[list[Any]]:
    yield [
        "timestamp",
        "datetime",
        "comment-id",
        "author-id",
        "agrees",
        "disagrees",
        "moderated",
        "comment-body",
        "is-meta",
        "is-seed",
    ]
    for one in of.statements:
        votes = of.votes.value[of.votes.statement == one.id]
        yield [
            int(one.at.timestamp()),
            javascript(one.at),
            one.id,
            one.author,
            int((votes == 1).sum()),
            int((votes == -1).sum()),
            MODERATED[one.state],
            _guarded(one.text),
            str(one.meta).lower(),
            str(one.seed).lower(),
        ]


def _votes(of: Conversation) -> Iterator[list[Any]]:
    yield ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
    days = {int(day): javascript(datetime.fromtimestamp(int(day), UTC)) for day in np.unique(of.votes.day)}
    columns = (of.votes.day, of.votes.statement, of.votes.person, of.votes.value)
    for day, statement, person, value in zip(*(column.tolist() for column in columns), strict=True):
        yield [day, days[day], statement, person, value]


def _participants(of: Conversation) -> Iterator[list[Any]]:
    ids = [one.id for one in of.statements]
    column = {id: place for place, id in enumerate(ids)}
    proposed: dict[int, int] = {}
    for one in of.statements:
        if one.author != OFFICER:
            proposed[one.author] = proposed.get(one.author, 0) + 1
    yield ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *ids]
    order = np.argsort(of.votes.person, kind="stable")
    people, first = np.unique(of.votes.person[order], return_index=True)
    own = dict(zip(people.tolist(), np.split(order, first[1:]), strict=True)) if len(people) else {}
    for person in sorted(own.keys() | proposed):
        mine = own.get(person, order[:0])
        cells: list[Any] = [""] * len(ids)
        votes = of.votes.value[mine]
        for statement, value in zip(of.votes.statement[mine].tolist(), votes.tolist(), strict=True):
            cells[column[statement]] = value
        agreed, disagreed = int((votes == 1).sum()), int((votes == -1).sum())
        group = of.groups.get(person, "")
        yield [person, group, proposed.get(person, 0), len(mine), agreed, disagreed, *cells]


def _groups(of: Conversation) -> Iterator[list[Any]]:
    parts = ("votes", "agrees", "disagrees", "passes")
    names = [f"group-{_LETTERS[group]}-{part}" for group in range(of.number) for part in parts]
    yield ["comment-id", "comment", *(f"total-{part}" for part in parts), *names]
    group_of = np.array([of.groups.get(person, -1) for person in of.votes.person.tolist()], dtype=np.int64)
    for one in of.statements:
        mine = of.votes.statement == one.id
        votes, groups = of.votes.value[mine], group_of[mine]
        of_groups = [cell for group in range(of.number) for cell in _four(votes[groups == group])]
        yield [one.id, _guarded(one.text), *_four(votes), *of_groups]


def _four(votes: NDArray[np.int8]) -> tuple[int, int, int, int]:
    return len(votes), int((votes == 1).sum()), int((votes == -1).sum()), int((votes == 0).sum())


def _guarded(text: str) -> str:
    """A spreadsheet would run what begins like a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
