"""Who stands behind a finding, counted in the database: people by province, sector, age and channel, and their stance.

A person is counted once, however much they said and whichever of the finding's themes it stands in. Only what boards
count is counted: comments of sent responses that are neither a complaint nor an emergency.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from consultation.findings.models import Finding, FindingAnswer, FindingComment, FindingTheme
from consultation.findings.values import AnswerBehind, Spread
from consultation.forms.form import in_language
from consultation.forms.logic import parse_key
from consultation.responses.models import Answer, Comment, Response
from consultation.responses.service import Count
from consultation.themes.members import COUNTED, Names, cluster_of, grouped, names
from consultation.themes.models import Assignment, Theme
from consultation.themes.values import StanceView
from consultation.themes.views import stance


def comments_behind(finding_id: int) -> Any:
    """A selection of the ids of the counted comments behind a finding: of its themes, and those picked by hand."""
    own = select(FindingTheme.theme_id).where(
        FindingTheme.finding_id == finding_id, col(FindingTheme.replaced_at).is_(None)
    )
    main, sub = (
        own.join(Theme, col(Theme.id) == col(FindingTheme.theme_id)).where(parent)
        for parent in (col(Theme.parent_id).is_(None), col(Theme.parent_id).is_not(None))
    )
    placed = select(Assignment.comment_id).where(
        or_(col(Assignment.theme_id).in_(main), col(Assignment.sub_theme_id).in_(sub))
    )
    picked = select(FindingComment.comment_id).where(
        FindingComment.finding_id == finding_id, FindingComment.role == "evidence"
    )
    return (
        select(Comment.id)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(or_(col(Comment.id).in_(placed), col(Comment.id).in_(picked)), *grouped())
    )


def people_behind(finding_id: int) -> Any:
    """A selection of the ids of the responses whose comments stand behind a finding."""
    return select(Comment.response_id).where(col(Comment.id).in_(comments_behind(finding_id)))


def counted(session: Session, row: Finding) -> tuple[int, tuple[Count, ...], Spread]:
    """How many people, by province of the cluster, and who they are otherwise."""
    known, finding_id = names(session, row.consultation_id), row.id or 0
    facts: tuple[Any, ...] = (Response.province, Response.sector, Response.age, Response.channel)
    query: Any = select(*facts, func.count()).where(col(Response.id).in_(people_behind(finding_id)))  # type: ignore[call-overload]
    by: list[dict[str, int]] = [defaultdict(int) for _ in facts]
    people = 0
    for *cell, n in session.exec(query.group_by(*facts)):
        people += n
        for fact, key in enumerate(cell):
            by[fact][key or ""] += n
    of_cluster = {place.iso: place.name_th for place in cluster_of(session, row.consultation_id).provinces}
    provinces = _largest_first({iso: n for iso, n in by[0].items() if iso in of_cluster}, of_cluster)
    spread = Spread(
        sectors=_largest_first(by[1], known.sectors),
        ages=tuple(Count(key=key, name=name, n=by[2][key]) for key, name in known.ages.items() if by[2].get(key)),
        channels=_largest_first(by[3], {}),
        elsewhere=sum(n for iso, n in by[0].items() if iso and iso not in of_cluster),
        no_place=by[0].get("", 0),
        together=_together(session, row) if _choices(session, finding_id) else people,
    )
    return people, provinces, spread


def stances(session: Session, row: Finding) -> tuple[StanceView, ...]:
    """How the people behind a finding answered the closed questions on development issues."""
    asked = names(session, row.consultation_id).stances()
    if not asked:
        return ()
    query = (
        select(Answer.question, Answer.value, func.count(func.distinct(Answer.response_id)))
        .where(col(Answer.response_id).in_(people_behind(row.id or 0)), col(Answer.late).is_(False))
        .where(col(Answer.question).in_([question.name for question in asked]), col(Answer.value).is_not(None))
        .group_by(col(Answer.question), col(Answer.value))
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for question, value, n in session.exec(query):
        found[question][value or ""] = n
    return tuple(stance(question, found[question.name]) for question in asked if question.name in found)


def answers(session: Session, row: Finding) -> tuple[AnswerBehind, ...]:
    """The choices that speak for a finding, with the people who made them."""
    known = names(session, row.consultation_id)
    return tuple(
        AnswerBehind(
            question=one.question,
            label=known.question(one.question),
            choice=one.choice,
            name=_choice_name(known, one.question, one.choice),
            people=len(_who_chose(session, row.consultation_id, one.question, one.choice)),
        )
        for one in _choices(session, row.id or 0)
    )


def everybody(session: Session, row: Finding) -> set[int]:
    """The responses behind a finding by a comment or by a choice."""
    found = set(session.exec(people_behind(row.id or 0)).all())
    for one in _choices(session, row.id or 0):
        found |= _who_chose(session, row.consultation_id, one.question, one.choice)
    return found


def _together(session: Session, row: Finding) -> int:
    return len(everybody(session, row))


def _choices(session: Session, finding_id: int) -> list[FindingAnswer]:
    of = select(FindingAnswer).where(FindingAnswer.finding_id == finding_id)
    return list(session.exec(of.order_by(col(FindingAnswer.id))))


def _who_chose(session: Session, consultation_id: int, question: str, choice: str) -> set[int]:
    """Responses that chose it, alone or among several; inside repeats in any round."""
    asked = or_(col(Answer.question) == question, col(Answer.question).startswith(f"{question}[", autoescape=True))
    query = (
        select(Answer.response_id, Answer.question, Answer.value)
        .join(Response, col(Response.id) == col(Answer.response_id))
        .where(Response.consultation_id == consultation_id, Response.state == COUNTED, asked)
        .where(col(Answer.late).is_(False), col(Answer.value).contains(choice, autoescape=True))
    )
    rows = session.exec(query)
    return {id for id, key, value in rows if parse_key(key)[0] == question and choice in (value or "").split()}


def _choice_name(known: Names, question: str, choice: str) -> str:
    asked = known.form.question(question)
    found = next((one for one in asked.choices if one.name == choice), None) if asked else None
    return in_language(found.label, "th") if found else choice


def _largest_first(found: dict[str, int], named: dict[str, str]) -> tuple[Count, ...]:
    rows = [Count(key=key, name=named.get(key, key), n=n) for key, n in found.items() if key]
    return tuple(sorted(rows, key=lambda row: (-row.n, row.name)))
