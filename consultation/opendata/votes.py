"""Votes as everybody may take them away, in Polis's columns: kept with a version, given while officers publish them.

Only accepted statements, none with the number of whoever proposed it, and none of which one to four people agreed,
disagreed or passed. Whoever voted is a number of this version alone, beside which nothing about the person stands; all
votes are of one day. Opinion groups are left out: whoever wants them can compute them from the votes. No text is kept.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlmodel import Session, col, select

from consultation.consult import service as consult
from consultation.opendata.beside import Version, tells
from consultation.opendata.models import OpenDataVersion
from consultation.opendata.quotable import newest
from consultation.opinion import export, views
from consultation.opinion.polis import OFFICER, Conversation, Said, Votes
from consultation.opinion.service import COUNTED
from consultation.opinion.views import FEWEST_SHOWN, Board, StatementView
from consultation.privacy.cutting import day_of
from consultation.responses.models import Response

Kept = Mapping[str, Mapping[str, Any]]  # by question: numbers of the statements, of each person the votes on them


def kept(session: Session, consultation_id: int, before: Sequence[Kept | None]) -> dict[str, Mapping[str, Any]]:
    """The votes of this moment by question, whether or not they are public yet; those of before where these would tell.

    before: what earlier versions kept, the newest first.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for board in views.boards(session, consultation_id):
        made = _made(session, consultation_id, board)
        earlier: list[Mapping[str, Any]] = []
        for one in (each[board.question] for each in before if each and board.question in each):
            if one not in earlier:
                earlier.append(one)
        telling = any(tells(_version(each), _version(made)) for each in earlier)
        found[board.question] = earlier[0] if telling else made
    return found


def questions(session: Session, consultation_id: int) -> list[str]:
    """The questions whose votes are given; the votes themselves, which may be many, are not read."""
    about = newest(session, consultation_id, OpenDataVersion.about)
    told = about.get("statements", {}) if about else {}
    return [board.question for board in _given(session, consultation_id, told)]


def opened(session: Session, consultation_id: int, base_url: str, only: str = "") -> list[tuple[str, Conversation]]:
    """Each question whose votes are given, by its name, with what everybody may have of it. only: this one."""
    found = newest(session, consultation_id, OpenDataVersion.votes, OpenDataVersion.made_at)
    if found is None or not found[0]:
        return []
    votes, made_at = found
    view = consult.view(session, consultation_id)
    url = f"{base_url.rstrip('/')}/c/{view.code}"
    told = {question: of["statements"] for question, of in votes.items() if only in ("", question)}
    return [
        (
            board.question,
            Conversation(
                topic=view.title, description=board.label, url=url, statements=_said(board, told[board.question]),
                votes=_columns(board, votes[board.question], made_at), groups={}, number=0,
            ),
        )
        for board in _given(session, consultation_id, told)
    ]  # fmt: skip


def _given(session: Session, consultation_id: int, told: Mapping[str, Sequence[int]]) -> list[Board]:
    """Of the questions with these kept statements those that officers publish, and of which something may be read."""
    if not told:
        return []
    public = (each for each in views.boards(session, consultation_id) if each.published_at is not None)
    return [board for board in public if board.question in told and _said(board, told[board.question])]


def _made(session: Session, consultation_id: int, board: Board) -> Mapping[str, Any]:
    """A question's votes: one row a person, in an order that tells nothing, of texts as they stand in a file."""
    told = [one.id for one in board.statements if _enough(one)]
    counted = (Response.consultation_id == consultation_id, col(Response.state).in_(COUNTED))
    ids = session.exec(select(Response.id).where(*counted)).all()
    number = {id or 0: place for place, id in enumerate(ids)}
    cast = export.votes(session, consultation_id, board.question, number)
    columns = (cast.statement, cast.person, cast.value)
    at = {id: place for place, id in enumerate(told)}
    people: dict[int, list[str]] = {}
    for statement, person, value in zip(*(column.tolist() for column in columns), strict=True):
        if statement in at:
            people.setdefault(person, [""] * len(told))[at[statement]] = str(value)
    rows = list(people.values())
    random.shuffle(rows)
    return {"statements": told, "people": rows}


def _version(of: Mapping[str, Any]) -> Version:
    names = [str(id) for id in of["statements"]]
    cast = Counter((names[at], vote) for row in of["people"] for at, vote in enumerate(row) if vote)
    every = {(name, vote): cast[name, vote] for name in names for vote in ("1", "-1", "0")}
    return Version(names, of["people"], every, 0)


def _said(board: Board, told: Sequence[int]) -> list[Said]:
    """Those of the kept statements that still may be read, with their texts."""
    there = frozenset(told)
    return [
        Said(one.id, one.text, day_of(one.created_at), OFFICER, one.state, one.meta, one.seed)
        for one in board.statements
        if one.id in there and one.state == "accepted"
    ]


def _columns(board: Board, votes: Mapping[str, Any], made_at: datetime) -> Votes:
    shown = {one.id for one in _said(board, votes["statements"])}
    cast = [
        (statement, person, int(vote))
        for person, row in enumerate(votes["people"], 1)
        for statement, vote in zip(votes["statements"], row, strict=True)
        if vote and statement in shown
    ]
    cells = np.array(sorted(cast), dtype=np.int64).reshape(-1, 3)
    day = np.full(len(cells), int(day_of(made_at).timestamp()), dtype=np.int64)
    return Votes(statement=cells[:, 0], person=cells[:, 1], value=cells[:, 2].astype(np.int8), day=day)


def _enough(one: StatementView) -> bool:
    """Whether nobody can be one of a few: of each kind of vote there is none, or five and more."""
    counts = (one.agree, one.disagree, one.passed)
    return one.state == "accepted" and any(counts) and not any(0 < n < FEWEST_SHOWN for n in counts)
