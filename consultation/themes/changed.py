"""What becomes of theme sets when citizens send, change or take back comments."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from consultation import ahead, clock, jobs
from consultation.jobs import Job
from consultation.responses.models import Comment
from consultation.search import index
from consultation.themes.learning.models import ThemeCheck
from consultation.themes.models import Assignment, ThemeEditPlace, ThemeSet

JOIN_JOB = "themes.join"
GATHER = 10  # seconds of comments that one job lets join
AFTER = timedelta(seconds=2)  # for the transactions of those seconds to end
# By then every transaction of before has ended: the worker's are ended after 60 seconds (bot/worker.py), and what it
# stored without knowing of a set, or of a job that has run meanwhile, is looked for once more.
ALL_ENDED = timedelta(seconds=90)
LATE = 60  # seconds of comments for which one such look is enough


def comments_changed(session: Session, consultation_id: int) -> None:
    """Let theme sets follow soon: called wherever a comment came, changed, went, or changed what it is.

    All comments of ten seconds are followed by one job, which only the first of them puts in, and those of a minute by
    one that comes when even the slowest of their transactions has ended. Nothing is written for a consultation without
    a theme set; a set that is made meanwhile looks by itself for what came while it was made (themes/storing.py).
    """
    if not ahead.kept(session, "grouped", consultation_id, lambda: _grouped(session, consultation_id)):
        return
    now, of = int(clock.now().timestamp()), f"{JOIN_JOB}:c{consultation_id}"
    slot, late = now // GATHER, now // LATE
    wanted = {
        f"{of}:{slot}": datetime.fromtimestamp((slot + 1) * GATHER, UTC) + AFTER,
        f"{of}:late:{late}": datetime.fromtimestamp((late + 1) * LATE, UTC) + ALL_ENDED,
    }
    there = set(session.exec(select(Job.key).where(col(Job.key).in_(wanted))))
    for key in wanted.keys() - there:
        jobs.enqueue_once(session, JOIN_JOB, {"consultation": consultation_id}, key=key, at=wanted[key])


def _grouped(session: Session, consultation_id: int) -> bool:
    ready = select(ThemeSet.id).where(
        ThemeSet.consultation_id == consultation_id, col(ThemeSet.state).in_(("draft", "signed_off"))
    )
    return session.exec(ready.limit(1)).first() is not None


def leave_themes(session: Session, comments: Sequence[int]) -> None:
    """Take comments out of every theme set: they wait to be placed like new ones.

    A planner, a checker or the machine judged other words, so no judgement holds for the new ones. What repeated the
    old words stands for itself again. A set that was signed off loses them too; they then belong to the next set.

    The comments stay locked: who places the old words at this moment has done so before, or finds the new ones.
    """
    session.flush()
    held = select(Comment.id).where(col(Comment.id).in_(comments)).order_by(col(Comment.id))
    session.exec(held.with_for_update()).all()
    connection = session.connection()
    connection.execute(update(Assignment).where(col(Assignment.same_as).in_(comments)).values(same_as=None))
    theirs = select(Assignment.id).where(col(Assignment.comment_id).in_(comments))
    connection.execute(delete(ThemeEditPlace).where(col(ThemeEditPlace.assignment_id).in_(theirs)))
    connection.execute(delete(ThemeCheck).where(col(ThemeCheck.assignment_id).in_(theirs)))
    connection.execute(delete(Assignment).where(col(Assignment.comment_id).in_(comments)))
    index.leave(session, comments)
