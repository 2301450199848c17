"""What becomes of theme sets when citizens send, change or take back comments."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from consultation import ahead, clock, jobs
from consultation.jobs import Job
from consultation.search import index
from consultation.themes.learning.models import ThemeCheck
from consultation.themes.models import Assignment, ThemeEditPlace, ThemeSet

JOIN_JOB = "themes.join"
GATHER = 10  # seconds of comments that one job lets join
AFTER = timedelta(seconds=2)  # for the transactions of those seconds to end


def comments_changed(session: Session, consultation_id: int) -> None:
    """Let theme sets follow soon: called wherever a comment came, changed, went, or changed what it is.

    All comments of ten seconds are followed by one job, which only the first of them puts in. Nothing is written for a
    consultation without a theme set.
    """
    if not ahead.kept(session, "grouped", consultation_id, lambda: _grouped(session, consultation_id)):
        return
    slot = int(clock.now().timestamp()) // GATHER
    key = f"{JOIN_JOB}:c{consultation_id}:{slot}"
    if session.exec(select(Job.id).where(Job.key == key)).first() is None:
        at = datetime.fromtimestamp((slot + 1) * GATHER, UTC) + AFTER
        jobs.enqueue(session, JOIN_JOB, {"consultation": consultation_id}, key=key, at=at)


def _grouped(session: Session, consultation_id: int) -> bool:
    ready = select(ThemeSet.id).where(
        ThemeSet.consultation_id == consultation_id, col(ThemeSet.state).in_(("draft", "signed_off"))
    )
    return session.exec(ready.limit(1)).first() is not None


def leave_themes(session: Session, comments: Sequence[int]) -> None:
    """Take comments out of every theme set: they wait to be placed like new ones.

    A planner, a checker or the machine judged other words, so no judgement holds for the new ones. What repeated the
    old words stands for itself again. A set that was signed off loses them too; they then belong to the next set.
    """
    session.flush()
    connection = session.connection()
    connection.execute(update(Assignment).where(col(Assignment.same_as).in_(comments)).values(same_as=None))
    theirs = select(Assignment.id).where(col(Assignment.comment_id).in_(comments))
    connection.execute(delete(ThemeEditPlace).where(col(ThemeEditPlace.assignment_id).in_(theirs)))
    connection.execute(delete(ThemeCheck).where(col(ThemeCheck.assignment_id).in_(theirs)))
    connection.execute(delete(Assignment).where(col(Assignment.comment_id).in_(comments)))
    index.leave(session, comments)
