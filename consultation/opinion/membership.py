"""When opinion groups are computed anew, and how a response leaves them."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from consultation import clock, jobs
from consultation.jobs import Job
from consultation.opinion.models import OpinionMember

GROUPS_JOB = "opinion.groups"
SOON = timedelta(minutes=5)  # votes of so long are computed together


def again(session: Session, consultation_id: int, question: str, *, now: bool = False) -> None:
    """Have the groups of a question computed: soon, with whatever else comes in meanwhile, or now."""
    name = f"{GROUPS_JOB}:{consultation_id}:{question}"
    if not now and _waits(session, name):
        return  # moved on each time, the job of a busy question would never be due
    about = {"consultation": consultation_id, "question": question}
    jobs.enqueue(session, GROUPS_JOB, about, key=name, at=None if now else clock.now() + SOON, max_attempts=3)


def underway(session: Session, consultation_id: int, question: str) -> bool:
    """Whether the groups of a question are due or being computed at this moment."""
    name = f"{GROUPS_JOB}:{consultation_id}:{question}"
    due = (Job.key == name, Job.run_at <= clock.now(), col(Job.done_at).is_(None), col(Job.failed_at).is_(None))
    return session.exec(select(Job.id).where(*due)).first() is not None


def leave(session: Session, response_id: int) -> None:
    """Take a response out of its groups at once; the figures follow with the next run."""
    session.connection().execute(delete(OpinionMember).where(col(OpinionMember.response_id) == response_id))


def _waits(session: Session, name: str) -> bool:
    waiting = (Job.key == name, col(Job.done_at).is_(None), col(Job.failed_at).is_(None), col(Job.owner).is_(None))
    return session.exec(select(Job.id).where(*waiting)).first() is not None
