"""Grouping and joining put in as jobs: by a planner, and by what citizens send."""

from sqlmodel import Session, col, select

from consultation import audit, clock, jobs
from consultation.themes import guides
from consultation.themes.changed import JOIN_JOB
from consultation.themes.changing import hold, must_be_draft
from consultation.themes.members import theme_set
from consultation.themes.models import ThemeSet
from consultation.themes.views import questions
from consultation.themes.wording import refused
from nlp.group import FEWEST

GROUP_JOB = "themes.group"
TRIES = 3
FEWEST_GROUPS, MOST_GROUPS = 2, 70
RUNNING = ("queued", "grouping")


def start(
    session: Session, consultation_id: int, question: str, actor: str, groups: int | None = None, seed: int = 0,
    guide: str = "", previous: int | None = None,
) -> int:  # fmt: skip
    """Put a grouping of a question's comments in and return the id of its theme set.

    groups: how many themes; None lets the method choose. guide: a key of `guides.KINDS`. previous: the set of the same
    question whose pairs are to stay together and whose names go on. Raises Refused for an unknown question, too few
    comments, or when one is under way for the question.
    """
    counts = {count.key: count.n for count in questions(session, consultation_id)}
    if question not in counts:
        raise refused("question_unknown", question=question)
    if counts[question] < FEWEST:
        raise refused("too_few", n=counts[question], least=FEWEST)
    if groups is not None and not FEWEST_GROUPS <= groups <= MOST_GROUPS:
        raise refused("groups_range", least=FEWEST_GROUPS, most=MOST_GROUPS)
    guides.check(session, consultation_id, guide)
    same = (ThemeSet.consultation_id == consultation_id, ThemeSet.question == question)
    if session.exec(select(ThemeSet.id).where(*same, col(ThemeSet.state).in_(RUNNING))).first() is not None:
        raise refused("running")
    if previous is not None:
        before = theme_set(session, previous)
        if (before.consultation_id, before.question) != (consultation_id, question):
            raise refused("not_comparable")
    row = ThemeSet(
        consultation_id=consultation_id, question=question, groups=groups, seed=seed, guide=guide,
        previous_id=previous, stage="queued", created_at=clock.now(), created_by=actor,
    )  # fmt: skip
    return _queue(session, row)


def cancel(session: Session, set_id: int, actor: str) -> None:
    """Stop a grouping that is under way; its comments are untouched. Raises Refused when it is not under way."""
    row = hold(session, set_id)
    if row.state not in RUNNING:
        raise refused("not_running")
    before, row.state, row.stage = row.state, "cancelled", ""
    session.add(row)
    told = {"before": {"state": before}, "after": {"state": row.state}}
    audit.record(session, actor, "themes.cancel", f"theme_set:{set_id}", **told)


def join_new(session: Session, set_id: int, actor: str = "system") -> None:
    """Let comments that came after the grouping join their nearest theme, soon. Raises Refused when signed off."""
    must_be_draft(theme_set(session, set_id))
    jobs.enqueue(session, JOIN_JOB, {"theme_set": set_id, "actor": actor}, key=f"{JOIN_JOB}:{set_id}")
    if actor != "system":
        audit.record(session, actor, "themes.join", f"theme_set:{set_id}", after={"asked": True})


def _queue(session: Session, row: ThemeSet) -> int:
    session.add(row)
    session.flush()
    assert row.id is not None
    jobs.enqueue(session, GROUP_JOB, {"theme_set": row.id}, key=f"{GROUP_JOB}:{row.id}", max_attempts=TRIES)
    about = {"question": row.question, "groups": row.groups, "seed": row.seed, "guide": row.guide}
    after = {**about, "previous": row.previous_id}
    audit.record(session, row.created_by, "themes.start", f"theme_set:{row.id}", after=after)
    return row.id
