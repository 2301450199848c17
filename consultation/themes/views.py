"""Reading a theme set: a handful of queries whatever its size."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation.forms.form import Question, in_language
from consultation.places.schemes import Cluster
from consultation.responses.models import Comment, Response
from consultation.responses.service import Count, place_name
from consultation.themes import figures, quoting
from consultation.themes.figures import Figures, living
from consultation.themes.members import Names, cluster_of, grouped, members, names, theme_set, unplaced
from consultation.themes.models import Assignment, Theme, ThemeFigures, ThemeSet
from consultation.themes.parts import once, standing
from consultation.themes.quality import quality
from consultation.themes.values import Progress, SetView, StanceView, ThemeSetView, ThemeView
from consultation.themes.wording import said, why

READY = ("draft", "signed_off")


def listing(session: Session, consultation_id: int | None = None) -> list[SetView]:
    """All theme sets, of one consultation when named, newest first."""
    rows = select(ThemeSet).order_by(col(ThemeSet.id).desc())
    if consultation_id is not None:
        rows = rows.where(ThemeSet.consultation_id == consultation_id)
    return [_set_view(session, row) for row in session.exec(rows)]


def summary(session: Session, set_id: int) -> SetView:
    """A theme set in a line. Raises NotFound."""
    return _set_view(session, theme_set(session, set_id))


def progress(session: Session, set_id: int) -> Progress:
    """How far a set is, and how often it has changed: one row. Raises NotFound."""
    row = theme_set(session, set_id)
    stage = said("stage", row.stage) if row.stage else ""
    return Progress(state=row.state, stage=stage, share=row.progress, version=row.version, beat=row.beat)


def view(session: Session, set_id: int) -> ThemeSetView:
    """A theme set with its themes, their spread, stance, quality and quotes. Raises NotFound."""
    row = theme_set(session, set_id)
    known, counted = names(session, row.consultation_id), figures.of(session, row)
    cluster, whole = cluster_of(session, row.consultation_id), counted.get(None, Figures())
    by_province = whole.by(0)
    return ThemeSetView(
        about=_set_view(session, row, whole),
        themes=tuple(_themes(session, row, known, cluster, counted)),
        people=whole.people,
        provinces=tuple(Count(key=p.iso, name=p.name_th, n=by_province.get(p.iso, 0)) for p in cluster.provinces),
        sectors=_counts(whole.by(1), lambda key: known.sectors.get(key, key)),
        ages=_in_order(whole.by(2), known.ages),
        ungrouped=_counts(whole.loose, why),
    )


def _themes(
    session: Session, row: ThemeSet, known: Names, cluster: Cluster, counted: Mapping[int | None, Figures]
) -> list[ThemeView]:
    rows = living(session, row.id or 0)
    quotes, flagged = quoting.quotes(session, row, rows), _flagged(session, row.id or 0)
    by_id = {theme.id: theme for theme in rows}
    asked = known.stances()
    made: dict[int | None, list[ThemeView]] = defaultdict(list)
    for theme in sorted(rows, key=lambda theme: theme.parent_id is None):  # sub-themes first
        of = counted.get(theme.id, Figures())
        made[theme.parent_id].append(
            ThemeView(
                **_facts(theme, of, known, {place.iso for place in cluster.provinces}),
                stances=_stances(asked, of),
                quotes=tuple(quotes.get(theme.id, ())),
                parent=by_id[theme.parent_id].number if theme.parent_id in by_id else None,
                quality=quality(theme, by_id.get(theme.rival_id)),
                flagged=flagged[theme.id],
                subs=tuple(_by_size(made[theme.id])),
            )
        )
    return _by_size(made[None])


_AS_STORED = {"id", "number", "label", "machine_label", "named_by_model", "description", "category", "locked_by"}


def _facts(theme: Theme, of: Figures, known: Names, isos: set[str]) -> dict[str, Any]:
    provinces = {iso: n for iso, n in of.by(0).items() if iso in isos}
    return {
        **theme.model_dump(include=_AS_STORED),
        "edited": theme.acts > 0 or theme.label != theme.machine_label,
        "people": of.people,
        "comments": of.comments,
        "provinces": _counts(provinces, place_name),
        "sectors": _counts(of.by(1), lambda key: known.sectors.get(key, key)),
        "ages": _in_order(of.by(2), known.ages),
    }


def _by_size(themes: Sequence[ThemeView]) -> list[ThemeView]:
    return sorted(themes, key=lambda theme: (-theme.people, theme.number))


def _counts(found: Mapping[str, int], name: Callable[[str], str]) -> tuple[Count, ...]:
    """Largest first; those who did not say are left out."""
    rows = [Count(key=key, name=name(key), n=n) for key, n in found.items() if key]
    return tuple(sorted(rows, key=lambda row: (-row.n, row.name)))


def _in_order(found: Mapping[str, int], known: Mapping[str, str]) -> tuple[Count, ...]:
    """In the order of the form's choices, those that nobody chose left out."""
    return tuple(Count(key=key, name=name, n=found[key]) for key, name in known.items() if found.get(key))


def _stances(asked: Sequence[Question], of: Figures) -> tuple[StanceView, ...]:
    answers: dict[str, dict[str, int]] = defaultdict(dict)
    for question, value, n in of.stances:
        answers[question][value] = n
    return tuple(stance(question, answers[question.name]) for question in asked if question.name in answers)


def stance(question: Question, answers: Mapping[str, int]) -> StanceView:
    """How some people answered a closed question on a development issue; answers: people by choice."""
    counts = tuple(
        Count(key=choice.name, name=in_language(choice.label, "th"), n=answers.get(choice.name, 0))
        for choice in question.choices
    )
    label = in_language(question.short or question.label, "th")
    return StanceView(
        issue=question.role.removeprefix("stance:"), label=label, base=sum(count.n for count in counts), counts=counts
    )


def _flagged(session: Session, set_id: int) -> Counter[int | None]:
    """Comments that somebody wants looked at, by theme and by sub-theme."""
    flagged = select(Assignment.comment_id, Assignment.theme_id, Assignment.sub_theme_id).where(
        Assignment.theme_set_id == set_id, col(Assignment.flagged_by).is_not(None)
    )
    each = {(comment, at) for comment, *pair in session.exec(flagged) for at in pair if at is not None}
    return Counter(at for _, at in each)


def _set_view(session: Session, row: ThemeSet, whole: Figures | None = None) -> SetView:
    assert row.id is not None
    ready = row.state in READY
    comments, loose = _sizes(session, row, whole) if ready else (0, 0)
    themes = select(func.count()).where(
        col(Theme.theme_set_id) == row.id, col(Theme.retired_at).is_(None), col(Theme.parent_id).is_(None)
    )
    waiting = row.waiting if row.counted_at is not None else None
    return SetView(
        **row.model_dump(exclude={"stage", "waiting"}),
        stage=said("stage", row.stage) if row.stage else "",
        question_label=names(session, row.consultation_id).question(row.question),
        themes=session.exec(themes).one(),
        comments=comments,
        grouped=comments - loose,
        waiting=session.exec(unplaced(row, func.count())).one() if ready and waiting is None else waiting or 0,
    )


def _sizes(session: Session, row: ThemeSet, whole: Figures | None) -> tuple[int, int]:
    """How many comments are in the set, and in no theme with all of them or a part."""
    if whole is None and row.counted_at is not None:
        kept = select(ThemeFigures).where(ThemeFigures.theme_set_id == row.id, col(ThemeFigures.theme_id).is_(None))
        whole = figures.opened(session.exec(kept).one())
    if whole is not None:
        return whole.comments, sum(whole.loose.values())
    first, loose = col(Assignment.position) == 0, standing(None, None)
    total = session.exec(members(row.id or 0, func.count()).where(first)).one()
    single = once(row.id or 0, loose)
    return total, session.exec(members(row.id or 0, func.count()).where(*loose(Assignment), single)).one()


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
