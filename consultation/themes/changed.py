"""What becomes of a comment's places in theme sets when its author changes or takes back its words."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlmodel import Session, col

from consultation.themes.models import Assignment


def leave_themes(session: Session, comments: Sequence[int]) -> None:
    """Take comments out of every theme set: they wait to be placed like new ones.

    A planner or the machine judged other words, so neither judgement holds for the new ones. What repeated the old
    words stands for itself again. A set that was signed off loses them too; they then belong to the next set.
    """
    session.flush()
    connection = session.connection()
    connection.execute(update(Assignment).where(col(Assignment.same_as).in_(comments)).values(same_as=None))
    connection.execute(delete(Assignment).where(col(Assignment.comment_id).in_(comments)))
