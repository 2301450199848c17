"""When a consultation's answers are to be cut from the accounts that gave them: the date that its notice names."""

from datetime import datetime, timedelta

from sqlmodel import Session

from consultation import jobs
from consultation.settings import settings

UNLINK_JOB = "privacy.unlink"
# A promise to citizens: tried for hours, not minutes, before an officer has to look.
MOST_TRIES = 30


def unlink_later(session: Session, consultation_id: int, ended: datetime) -> None:
    """Put the cut in, in the transaction that closes the consultation; due `retention_link_days` after its end."""
    jobs.enqueue(
        session,
        UNLINK_JOB,
        {"consultation": consultation_id},
        key=f"{UNLINK_JOB}:{consultation_id}",
        at=ended + timedelta(days=settings().retention_link_days),
        max_attempts=MOST_TRIES,
    )
