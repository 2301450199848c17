"""The face of themes: start a grouping, read it, edit it, sign it off. Units of work; values out.

Grouping and joining are jobs: `start` and `join_new` put them in, `work.handlers` does them.
"""

from sqlmodel import Session, col, select

from consultation import audit, clock, jobs
from consultation.themes.edits import merge, move, must_be_draft, rename, sign_off, split, undo
from consultation.themes.history import history
from consultation.themes.members import theme_set
from consultation.themes.models import ThemeSet
from consultation.themes.reading import Filter, comment, evidence, page
from consultation.themes.views import listing, questions, summary, view
from consultation.themes.wording import refused
from nlp.group import FEWEST

__all__ = [
    "GROUP_JOB",
    "JOIN_JOB",
    "Filter",
    "comment",
    "evidence",
    "history",
    "join_new",
    "listing",
    "merge",
    "move",
    "page",
    "questions",
    "rename",
    "sign_off",
    "split",
    "start",
    "summary",
    "undo",
    "view",
]

GROUP_JOB, JOIN_JOB = "themes.group", "themes.join"
TRIES = 3
FEWEST_GROUPS, MOST_GROUPS = 2, 70
RUNNING = ("queued", "grouping")


def start(
    session: Session, consultation_id: int, question: str, actor: str, groups: int | None = None, seed: int = 0
) -> int:
    """Put a grouping of a question's comments in and return the id of its theme set.

    groups: how many themes; None lets the method choose. Raises Refused for an unknown question, too few comments,
    or when one is under way for the question.
    """
    counts = {count.key: count.n for count in questions(session, consultation_id)}
    if question not in counts:
        raise refused("question_unknown", question=question)
    if counts[question] < FEWEST:
        raise refused("too_few", n=counts[question], least=FEWEST)
    if groups is not None and not FEWEST_GROUPS <= groups <= MOST_GROUPS:
        raise refused("groups_range", least=FEWEST_GROUPS, most=MOST_GROUPS)
    same = (ThemeSet.consultation_id == consultation_id, ThemeSet.question == question)
    if session.exec(select(ThemeSet.id).where(*same, col(ThemeSet.state).in_(RUNNING))).first() is not None:
        raise refused("running")
    return _queue(session, consultation_id, question, actor, groups, seed)


def join_new(session: Session, set_id: int, actor: str = "system") -> None:
    """Let comments that came after the grouping join their nearest theme, soon. Raises Refused when signed off."""
    row = theme_set(session, set_id)
    must_be_draft(row)
    jobs.enqueue(session, JOIN_JOB, {"theme_set": set_id, "actor": actor}, key=f"{JOIN_JOB}:{set_id}")


def _queue(session: Session, consultation_id: int, question: str, actor: str, groups: int | None, seed: int) -> int:
    row = ThemeSet(
        consultation_id=consultation_id,
        question=question,
        groups=groups,
        seed=seed,
        stage="queued",
        created_at=clock.now(),
        created_by=actor,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    jobs.enqueue(session, GROUP_JOB, {"theme_set": row.id}, key=f"{GROUP_JOB}:{row.id}", max_attempts=TRIES)
    about = {"question": question, "groups": groups, "seed": seed}
    audit.record(session, actor, "themes.start", f"theme_set:{row.id}", after=about)
    return row.id
