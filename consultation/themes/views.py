"""Reading a theme set: counted in the database, a handful of queries whatever its size."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation.forms.form import Question, in_language
from consultation.responses.models import Answer, Comment, Response
from consultation.responses.service import Count, place_name
from consultation.themes.members import (
    MEMBER_COLUMNS,
    Names,
    cluster_of,
    grouped,
    members,
    names,
    people,
    theme_set,
    unplaced,
    views,
    with_theme,
)
from consultation.themes.models import Assignment, Theme, ThemeSet
from consultation.themes.values import MemberView, SetView, StanceView, ThemeSetView, ThemeView
from consultation.themes.wording import said, why

QUOTES = 3
_LAST = 1_000_000  # stands for "no rank" where ranks are ordered


def listing(session: Session, consultation_id: int | None = None) -> list[SetView]:
    """All theme sets, of one consultation when named, newest first."""
    rows = select(ThemeSet).order_by(col(ThemeSet.id).desc())
    if consultation_id is not None:
        rows = rows.where(ThemeSet.consultation_id == consultation_id)
    return [_set_view(session, row) for row in session.exec(rows)]


def summary(session: Session, set_id: int) -> SetView:
    """A theme set in a line. Raises NotFound."""
    return _set_view(session, theme_set(session, set_id))


def view(session: Session, set_id: int) -> ThemeSetView:
    """A theme set with its themes, their spread, stance and quotes. Raises NotFound."""
    row = theme_set(session, set_id)
    known = names(session, row.consultation_id)
    return ThemeSetView(
        about=_set_view(session, row),
        themes=tuple(_themes(session, row, known)),
        people=session.exec(members(set_id, people())).one(),
        provinces=_province_bases(session, row),
        sectors=_counts(session.exec(members(set_id, Response.sector, people()).group_by(col(Response.sector))).all(),
                        lambda key: known.sectors.get(key, key)),
        ungrouped=_ungrouped(session, set_id),
    )  # fmt: skip


def _themes(session: Session, row: ThemeSet, known: Names) -> list[ThemeView]:
    assert row.id is not None
    living = select(Theme).where(Theme.theme_set_id == row.id, col(Theme.retired_at).is_(None))
    sizes = _by_theme(session, members(row.id, Assignment.theme_id, people(), func.count()))
    provinces = _spread(session, row.id, Response.province, place_name)
    sectors = _spread(session, row.id, Response.sector, lambda key: known.sectors.get(key, key))
    isos = {place.iso for place in cluster_of(session, row.consultation_id).provinces}
    stances, quotes, touched = _stances(session, row.id, known), _quotes(session, row), _touched(session, row.id)
    found = [
        ThemeView(
            id=theme.id or 0,
            number=theme.number,
            label=theme.label,
            machine_label=theme.machine_label,
            description=theme.description,
            edited=theme.label != theme.machine_label or theme.id in touched,
            people=sizes.get(theme.id, (0, 0))[0],
            comments=sizes.get(theme.id, (0, 0))[1],
            provinces=tuple(place for place in provinces.get(theme.id, ()) if place.key in isos),
            sectors=sectors.get(theme.id, ()),
            stances=stances.get(theme.id, ()),
            quotes=tuple(quotes.get(theme.number, ())),
        )
        for theme in session.exec(living)
    ]
    return sorted(found, key=lambda theme: (-theme.people, theme.number))


def _by_theme(session: Session, query: Any) -> dict[int | None, tuple[int, ...]]:
    return {row[0]: tuple(row[1:]) for row in session.exec(query.group_by(col(Assignment.theme_id)))}


def _spread(
    session: Session, set_id: int, column: Any, name: Callable[[str], str]
) -> dict[int | None, tuple[Count, ...]]:
    """People by theme and by a fact of their responses, largest first; those who did not say are left out."""
    query = members(set_id, Assignment.theme_id, column, people()).group_by(col(Assignment.theme_id), col(column))
    grouped: dict[int | None, list[tuple[str, int]]] = defaultdict(list)
    for theme_id, key, n in session.exec(query):
        grouped[theme_id].append((key, n))
    return {theme_id: _counts(pairs, name) for theme_id, pairs in grouped.items()}


def _counts(pairs: Iterable[Any], name: Callable[[str], str]) -> tuple[Count, ...]:
    rows = [Count(key=key, name=name(key), n=n) for key, n in pairs if key]
    return tuple(sorted(rows, key=lambda row: (-row.n, row.name)))


def _stances(session: Session, set_id: int, known: Names) -> dict[int | None, tuple[StanceView, ...]]:
    asked = known.stances()
    query = (
        members(set_id, Assignment.theme_id, Answer.question, Answer.value, people())
        .join(Answer, col(Answer.response_id) == col(Response.id))
        .where(col(Answer.question).in_([question.name for question in asked]), col(Answer.late).is_(False))
        .where(col(Answer.value).is_not(None))
        .group_by(col(Assignment.theme_id), col(Answer.question), col(Answer.value))
    )
    grouped: dict[int | None, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for theme_id, question, value, n in session.exec(query) if asked else ():
        grouped[theme_id][question][value] = n
    return {
        theme_id: tuple(_stance(question, answers[question.name]) for question in asked if question.name in answers)
        for theme_id, answers in grouped.items()
    }


def _stance(question: Question, answers: Mapping[str, int]) -> StanceView:
    counts = tuple(
        Count(key=choice.name, name=in_language(choice.label, "th"), n=answers.get(choice.name, 0))
        for choice in question.choices
    )
    label = in_language(question.short or question.label, "th")
    return StanceView(
        issue=question.role.removeprefix("stance:"), label=label, base=sum(count.n for count in counts), counts=counts
    )


def _quotes(session: Session, row: ThemeSet) -> dict[int, list[MemberView]]:
    """The first representative comments of each theme, by the number of the theme."""
    assert row.id is not None
    order = (
        func.coalesce(Assignment.quote, _LAST),
        func.coalesce(Assignment.same_as, 0),
        col(Assignment.typicality).desc(),
        col(Assignment.comment_id),
    )
    place = func.row_number().over(partition_by=col(Assignment.theme_id), order_by=order)
    ranked = members(row.id, col(Assignment.id).label("id"), place.label("place")).where(
        col(Assignment.theme_id).is_not(None)
    )
    inner = ranked.subquery()
    first = select(inner.c.id).where(inner.c.place <= QUOTES)
    chosen = with_theme(members(row.id, *MEMBER_COLUMNS)).where(col(Assignment.id).in_(first)).order_by(*order)
    quotes: dict[int, list[MemberView]] = defaultdict(list)
    for quote in views(session, row.consultation_id, session.exec(chosen)):
        quotes[quote.theme or 0].append(quote)
    return quotes


def _touched(session: Session, set_id: int) -> set[int | None]:
    """Themes that a person put a comment into or took one out of."""
    moved = select(Assignment.theme_id, Assignment.machine_theme_id).where(
        Assignment.theme_set_id == set_id, col(Assignment.by) != "machine"
    )
    return {theme_id for pair in session.exec(moved.distinct()) for theme_id in pair}


def _province_bases(session: Session, row: ThemeSet) -> tuple[Count, ...]:
    """People who answered the question, in each province of the cluster and in its order."""
    assert row.id is not None
    found = session.exec(members(row.id, Response.province, people()).group_by(col(Response.province)))
    by_key = dict(found.all())
    provinces = cluster_of(session, row.consultation_id).provinces
    return tuple(Count(key=p.iso, name=p.name_th, n=by_key.get(p.iso, 0)) for p in provinces)


def _ungrouped(session: Session, set_id: int) -> tuple[Count, ...]:
    query = members(set_id, Assignment.reason, func.count()).where(col(Assignment.theme_id).is_(None))
    rows = session.exec(query.group_by(col(Assignment.reason))).all()
    return tuple(sorted((Count(key=r, name=why(r), n=n) for r, n in rows), key=lambda count: -count.n))


def _set_view(session: Session, row: ThemeSet) -> SetView:
    assert row.id is not None
    sizes = session.exec(members(row.id, func.count(), func.count(col(Assignment.theme_id)))).one()
    themes = select(func.count()).where(col(Theme.theme_set_id) == row.id, col(Theme.retired_at).is_(None))
    ready = row.state in ("draft", "signed_off")
    return SetView(
        **row.model_dump(exclude={"stage"}),
        stage=said("stage", row.stage) if row.stage else "",
        question_label=names(session, row.consultation_id).question(row.question),
        themes=session.exec(themes).one(),
        comments=sizes[0],
        grouped=sizes[1],
        waiting=session.exec(unplaced(row, func.count())).one() if ready else 0,
    )


def questions(session: Session, consultation_id: int) -> list[Count]:
    """The questions whose comments can be grouped, with the number of counted comments of each."""
    form = names(session, consultation_id)
    query = (
        select(Comment.question, func.count())
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(Comment.consultation_id == consultation_id, *grouped())
        .group_by(Comment.question)
    )
    found = dict(session.exec(query).all())
    asked = [question for question in form.form.questions if question.comment]
    return [Count(key=q.name, name=form.question(q.name), n=found.get(q.name, 0)) for q in asked]
