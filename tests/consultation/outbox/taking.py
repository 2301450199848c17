"""Turns taken and ended as the sender does it, one by one: at the path that it uses, without rates."""

from collections.abc import Collection
from datetime import timedelta

from sqlmodel import Session

from consultation.outbox import service as outbox
from consultation.outbox.pace import Pace, Room


def claim(
    session: Session,
    owner: str,
    accounts: Collection[tuple[str, str]],
    limit: int = 16,
    lease: timedelta = outbox.LEASE,
) -> list[outbox.Claimed]:
    """Take up to `limit` turns that are due on these accounts."""
    rooms = [Room(Pace(channel, account), limit, limit) for channel, account in accounts]
    return outbox.claim_within(session, owner, rooms, lease, most=limit).turns


def record(session: Session, id: int, owner: str, outcome: outbox.Outcome) -> None:
    """Write down what became of one turn. Raises LeaseLost when it is another's by now."""
    if outbox.record_all(session, owner, {id: outcome}):
        raise outbox.LeaseLost(f"outbox message {id} is not {owner}'s")
