"""Votes as everybody may take them away: of questions whose votes officers have published, in Polis's columns.

Only accepted statements, none with the number of whoever proposed it; groups only where the public may see them
(`public`). Whoever voted is a number of this export alone, beside which nothing about the person stands.
"""

from dataclasses import replace

import numpy as np
from sqlmodel import Session

from consultation.opinion import export, public, views
from consultation.opinion.polis import OFFICER, Conversation
from consultation.opinion.views import FEWEST_SHOWN
from consultation.vault import Vault


def opened(session: Session, vault: Vault, consultation_id: int, base_url: str) -> list[tuple[str, Conversation]]:
    """Each question whose votes are public, by its name; none that fewer than five people voted on."""
    boards = [board for board in views.boards(session, consultation_id) if board.published_at is not None]
    grouped = {each.question for each in public.published(session, consultation_id)}
    found = []
    for board in boards:
        of = _public(export.conversation(session, vault, consultation_id, board, base_url), board.question in grouped)
        if len(np.unique(of.votes.person)) >= FEWEST_SHOWN:
            found.append((board.question, of))
    return found


def _public(of: Conversation, grouped: bool) -> Conversation:
    """What of a conversation everybody may have."""
    shown = [replace(one, author=OFFICER) for one in of.statements if one.state == "accepted"]
    kept = np.isin(of.votes.statement, [one.id for one in shown])
    votes = replace(
        of.votes, **{name: getattr(of.votes, name)[kept] for name in ("statement", "person", "value", "day")}
    )
    first = votes.day.min() if len(votes.day) else 0  # when somebody voted is nobody's business
    votes = replace(votes, day=np.full(len(votes.day), first, dtype=np.int64))
    return replace(
        of, statements=shown, votes=votes, groups=of.groups if grouped else {}, number=of.number if grouped else 0
    )
