"""When traits are worked out, and what becomes of them when an author changes or takes back the words."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from consultation import ahead, clock, jobs
from consultation.responses.models import Comment
from consultation.traits.models import CommentPlace, CommentTrait, TraitReading, Voice, VoiceBurst

READ_JOB = "traits.read"
EVERY = timedelta(minutes=2)  # comments of one consultation are read once in so long at most


def soon(session: Session, consultation_id: int) -> None:
    """Have the new comments of a consultation read at the end of this stretch of time, once however many come."""
    stretch = int(clock.now().timestamp() // EVERY.total_seconds()) + 1
    at = datetime.fromtimestamp(stretch * EVERY.total_seconds(), UTC)
    key = f"{READ_JOB}:{consultation_id}:{stretch}"

    def put_in() -> bool:
        jobs.enqueue_once(session, READ_JOB, {"consultation": consultation_id}, key=key, at=at)
        return True

    ahead.kept(session, "read soon", key, put_in)


def forget(session: Session, comments: Sequence[int]) -> None:
    """Forget everything that was suggested and decided of comments: other words were judged, or they are gone.

    A message that others sent too is from now on shown by another of its comments; one that nobody else sent goes.
    """
    if not comments:
        return
    session.flush()
    connection = session.connection()
    again = update(TraitReading).where(col(TraitReading.consultation_id).in_(_consultations(comments)))
    connection.execute(again.values(read_to=0, stale=True))  # what they say now is read though their numbers are old
    connection.execute(delete(CommentPlace).where(col(CommentPlace.comment_id).in_(comments)))
    connection.execute(delete(CommentTrait).where(col(CommentTrait.comment_id).in_(comments)))
    for voice_id in session.exec(select(Voice.id).where(col(Voice.comment_id).in_(comments))).all():
        assert voice_id is not None
        _shown_by_another(session, voice_id)


def _consultations(comments: Sequence[int]) -> Any:
    return select(Comment.consultation_id).where(col(Comment.id).in_(comments))


def _shown_by_another(session: Session, voice_id: int) -> None:
    theirs = select(func.min(CommentTrait.comment_id)).where(CommentTrait.voice_id == voice_id)
    other = session.exec(theirs).one()
    if other is not None:
        session.connection().execute(update(Voice).where(col(Voice.id) == voice_id).values(comment_id=other))
    else:
        drop(session, [voice_id])


def drop(session: Session, voices: Sequence[int]) -> None:
    """Delete voices that nobody repeats any more, with their bursts."""
    connection = session.connection()
    connection.execute(update(CommentTrait).where(col(CommentTrait.voice_id).in_(voices)).values(voice_id=None))
    connection.execute(delete(VoiceBurst).where(col(VoiceBurst.voice_id).in_(voices)))
    connection.execute(delete(Voice).where(col(Voice.id).in_(voices)))
