"""Votes as everybody may take them away: of questions whose votes officers have published, in Polis's columns.

Only accepted statements, none with the number of whoever proposed it, and none of which one to four people agreed,
disagreed or passed. Whoever voted is a number of this export alone, beside which nothing about the person stands; all
votes are of one day. Opinion groups are left out: whoever wants them can compute them from the votes.
"""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from sqlmodel import Session

from consultation.opinion import export, views
from consultation.opinion.polis import OFFICER, Conversation, Votes
from consultation.opinion.views import FEWEST_SHOWN, Board, StatementView
from consultation.vault import Vault


def tellable(session: Session, consultation_id: int) -> list[Board]:
    """The questions whose votes are public and of which something may be told, each with those statements alone."""
    boards = (board for board in views.boards(session, consultation_id) if board.published_at is not None)
    told = (
        board.model_copy(update={"statements": tuple(one for one in board.statements if _enough(one))})
        for board in boards
    )
    return [board for board in told if board.statements]


def opened(session: Session, vault: Vault, consultation_id: int, base_url: str) -> list[tuple[str, Conversation]]:
    """Each question of which something may be told, by its name, with what everybody may have of it."""
    return [
        (
            board.question,
            _public(
                export.conversation(session, vault, consultation_id, board, base_url),
                {one.id for one in board.statements},
            ),
        )
        for board in tellable(session, consultation_id)
    ]


def _public(of: Conversation, told: Collection[int]) -> Conversation:
    shown = [replace(one, author=OFFICER) for one in of.statements if one.id in told]
    kept = np.isin(of.votes.statement, list(told))
    day = of.votes.day[kept]
    votes = Votes(
        statement=of.votes.statement[kept],
        person=of.votes.person[kept],
        value=of.votes.value[kept],
        day=np.full(len(day), day.min() if len(day) else 0, dtype=np.int64),
    )
    return replace(of, statements=shown, votes=votes, groups={}, number=0)


def _enough(one: StatementView) -> bool:
    """Whether nobody can be one of a few: of each kind of vote there is none, or five and more."""
    counts = (one.agree, one.disagree, one.passed)
    return one.state == "accepted" and any(counts) and not any(0 < n < FEWEST_SHOWN for n in counts)
