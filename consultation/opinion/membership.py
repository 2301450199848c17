"""When opinion groups are computed anew, and how a response leaves them."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from consultation import clock, jobs
from consultation.jobs import Job
from consultation.opinion.models import OpinionMember

GROUPS_JOB = "opinion.groups"
SOON = timedelta(minutes=5)  # votes of so long are computed together


def again(session: Session, consultation_id: int, question: str, *, now: bool = False) -> None:
    """Have the groups of a question computed: soon, with whatever else comes in meanwhile, or now.

    A job that waits is left where it is: moved on each time, that of a busy question would never be due. One that is
    being worked on has read its votes already and is left alone; another, under a second key, comes after it.
    """
    about = {"consultation": consultation_id, "question": question}
    for name in _names(consultation_id, question):
        job = session.exec(select(Job).where(Job.key == name)).first()
        open_still = job is not None and job.done_at is None and job.failed_at is None
        if open_still and job is not None and job.owner is not None:
            continue
        if now or not open_still:
            at = None if now else clock.now() + SOON
            jobs.enqueue(session, GROUPS_JOB, about, key=name, at=at, max_attempts=3)
        return


def underway(session: Session, consultation_id: int, question: str) -> bool:
    """Whether the groups of a question are due or being computed at this moment."""
    mine = col(Job.key).in_(_names(consultation_id, question))
    due = (Job.run_at <= clock.now(), col(Job.done_at).is_(None), col(Job.failed_at).is_(None))
    return session.exec(select(Job.id).where(mine, *due)).first() is not None


def leave(session: Session, responses: Sequence[int]) -> None:
    """Take responses out of their groups at once; the figures follow with the next run."""
    session.connection().execute(delete(OpinionMember).where(col(OpinionMember.response_id).in_(responses)))


def _names(consultation_id: int, question: str) -> tuple[str, str]:
    name = f"{GROUPS_JOB}:{consultation_id}:{question}"
    return name, f"{name}:next"
