"""Votes as everybody may take them away: of questions whose votes officers have published, in Polis's columns.

Only accepted statements, none with the number of whoever proposed it, and none of which one to four people agreed,
disagreed or passed. Whoever voted is a number of this export alone, beside which nothing about the person stands; all
votes are of one day. Opinion groups are left out: whoever wants them can compute them from the votes.
"""

from dataclasses import replace

import numpy as np
from sqlmodel import Session

from consultation.opinion import export, views
from consultation.opinion.polis import OFFICER, Conversation, Votes
from consultation.opinion.views import FEWEST_SHOWN
from consultation.vault import Vault


def opened(session: Session, vault: Vault, consultation_id: int, base_url: str) -> list[tuple[str, Conversation]]:
    """Each question whose votes are public, by its name; none of which no statement may be told."""
    boards = [board for board in views.boards(session, consultation_id) if board.published_at is not None]
    found = (
        (board.question, public(export.conversation(session, vault, consultation_id, board, base_url)))
        for board in boards
    )
    return [(question, of) for question, of in found if of.statements]


def public(of: Conversation) -> Conversation:
    """What of a conversation everybody may have."""
    shown = [
        replace(one, author=OFFICER) for one in of.statements if one.state == "accepted" and _enough(of.votes, one.id)
    ]
    kept = np.isin(of.votes.statement, [one.id for one in shown])
    day = of.votes.day[kept]
    votes = Votes(
        statement=of.votes.statement[kept],
        person=of.votes.person[kept],
        value=of.votes.value[kept],
        day=np.full(len(day), day.min() if len(day) else 0, dtype=np.int64),
    )
    return replace(of, statements=shown, votes=votes, groups={}, number=0)


def _enough(votes: Votes, statement: int) -> bool:
    """Whether nobody can be one of a few: of each kind of vote there is none, or five and more."""
    values = votes.value[votes.statement == statement]
    counts = [int((values == value).sum()) for value in (1, -1, 0)]
    return any(counts) and not any(0 < n < FEWEST_SHOWN for n in counts)
