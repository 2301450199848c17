"""What people do to comments of a theme set: move, split off, star, flag; and what the machine has relearnt."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from consultation.themes import conflicts
from consultation.themes.changing import Change, batches, count_acts, draft, home, members_of, of_comments
from consultation.themes.edits import check_label, must_be_open
from consultation.themes.models import Assignment, Theme, ThemeSet
from consultation.themes.values import Scope
from consultation.themes.wording import refused


def split(
    session: Session, set_id: int, comments: Sequence[int], label: str, actor: str, version: int,
    under: int | None = None, of: Scope = "all",
) -> int:  # fmt: skip
    """Make a new theme of chosen comments, or a sub-theme of `under`, and return its number. of: as in `move`.

    Raises Refused when nothing would be left, and as `move` does.
    """
    row, label = draft(session, set_id), " ".join(label.split())
    check_label(session, set_id, label)
    chosen = _chosen(session, row, comments, of, version)
    conflicts.same_places(session, row, chosen, version)
    parent = conflicts.theme(session, row, under, version) if under is not None else None
    if parent is not None and parent.parent_id is not None:
        raise refused("third_level", label=parent.label)
    origins = _origins(session, set_id, chosen)
    origin = origins[0] if parent is None and len(origins) == 1 else None
    if origin is not None and len(chosen) == _size(session, origin):
        raise refused("whole_theme")
    change = Change(session, row, "split", actor, "place")
    theme = change.new_theme(label, parent.id if parent else None)
    _put(change, chosen, theme)
    change.retire_emptied()
    change.done(new=label, n=change.comments())
    count_acts(session, sorted(change.touched), 1)
    return theme.number


def move(
    session: Session, set_id: int, comments: Sequence[int], to: int | None, actor: str, version: int,
    of: Scope = "all",
) -> None:  # fmt: skip
    """Move chosen comments to a theme by its number, or out of every theme.

    of: the scope that they were chosen in. Of a comment that stands in several themes only that part moves which stands
    there; from the whole set all of it moves. Raises Refused when all are there already, when a locked theme would lose
    one, and when somebody else has moved one since the page was made.
    """
    row = draft(session, set_id)
    target = conflicts.theme(session, row, to, version) if to is not None else None
    chosen = _chosen(session, row, comments, of, version)
    conflicts.same_places(session, row, chosen, version)
    _move(session, row, chosen, target, actor)


def move_place(session: Session, row: ThemeSet, place: int, to: Theme | None, actor: str) -> None:
    """Move one comment or part by its row of Assignment, in a set that is held. Raises Refused as `move` does."""
    _move(session, row, [place], to, actor)


def _move(session: Session, row: ThemeSet, chosen: Sequence[int], target: Theme | None, actor: str) -> None:
    chosen = _elsewhere(session, row.id or 0, chosen, target)
    if not chosen:
        raise refused("same_place")
    change = Change(session, row, "move", actor, "place")
    _put(change, chosen, target)
    change.retire_emptied()
    change.done(n=change.comments(), **({"new": target.label} if target else {}))
    count_acts(session, sorted(change.touched), 1)


def star(
    session: Session, set_id: int, comments: Sequence[int], actor: str, on: bool = True, of: Scope = "all"
) -> int:  # fmt: skip
    """Want comments quoted, or no longer; how many changed. Whether a quote may be printed its author decides."""
    return _mark(session, set_id, comments, actor, ("star", "starred_by"), on, of)


def flag(
    session: Session, set_id: int, comments: Sequence[int], actor: str, on: bool = True, of: Scope = "all"
) -> int:  # fmt: skip
    """Want comments looked at by a colleague, or no longer; how many changed."""
    return _mark(session, set_id, comments, actor, ("flag", "flagged_by"), on, of)


def relearnt(
    session: Session, set_id: int, placed: Mapping[int, int | None], certainty: Mapping[int, float], actor: str
) -> int:
    """Place comments where a model puts them that has learnt from people; how many went elsewhere.

    placed: the id of a theme for each comment or part (a row of Assignment), None for none; certainty: how sure of
    each, 0 … 1. What people placed and what stands in a locked theme stays. One act in the history, which can be
    taken back.
    """
    row = draft(session, set_id)
    living = {theme.id: theme for theme in session.exec(select(Theme).where(Theme.theme_set_id == set_id))}
    change = Change(session, row, "relearn", actor, "place")
    locked = [theme.id for theme in living.values() if theme.locked_at is not None]
    free: Any = col(Assignment.by) == "machine"
    free &= col(Assignment.theme_id).is_(None) | col(Assignment.theme_id).not_in(locked)
    free &= col(Assignment.sub_theme_id).is_(None) | col(Assignment.sub_theme_id).not_in(locked)
    for theme_id, places in _by_value(placed).items():
        theme = living[theme_id] if theme_id is not None else None
        if theme is not None and theme.retired_at is not None:
            continue
        for which in batches(places):
            elsewhere = which & free & _not_in(theme)
            change.place(elsewhere, home(theme), quote=None, reason="" if theme else "unclear")
    for share, places in _by_value({one: round(sure, 2) for one, sure in certainty.items()}).items():
        for which in batches(places):
            here = update(Assignment).where(col(Assignment.theme_set_id) == set_id, which)
            session.connection().execute(here.values(certainty=share))
    change.retire_emptied()
    moved = change.comments()
    change.done(n=moved)
    return moved


def _mark(
    session: Session, set_id: int, comments: Sequence[int], actor: str, mark: tuple[str, str], on: bool, of: Scope
) -> int:
    (act, name), row = mark, draft(session, set_id)
    chosen = _chosen(session, row, comments, of, row.version)
    column = col(getattr(Assignment, name))
    differs = column.is_(None) if on else column.is_not(None)
    which = [each & differs for each in batches(chosen)]
    if all(session.exec(select(Assignment.id).where(Assignment.theme_set_id == set_id, each)).first() is None
           for each in which):  # fmt: skip
        return 0
    change = Change(session, row, act if on else f"un{act}", actor, act)
    for each in which:
        change.mark(each, **{name: actor if on else None})
    marked = change.comments()
    change.done(n=marked)
    return marked


def _put(change: Change, places: Sequence[int], target: Theme | None) -> None:
    """Place comments by a person's decision. Raises Refused when a locked theme would lose one."""
    _must_be_free(change.session, change.row.id or 0, places, target)
    reason = "" if target else "by_person"
    for which in batches(places):
        change.place(which, home(target), by=change.actor, quote=None, reason=reason)


def _must_be_free(session: Session, set_id: int, places: Sequence[int], target: Theme | None) -> None:
    kept = {theme for theme in home(target) if theme is not None}
    for which in batches(places):
        stands = select(Assignment.theme_id, Assignment.sub_theme_id).where(Assignment.theme_set_id == set_id, which)
        for theme_id in {each for pair in session.exec(stands.distinct()) for each in pair if each is not None} - kept:
            must_be_open(session.get_one(Theme, theme_id))


def _chosen(session: Session, row: ThemeSet, comments: Sequence[int], of: Scope, version: int) -> list[int]:
    """The rows of Assignment by which these comments stand in a scope.

    Raises Refused for none, and for comments that do not stand there: saying by whom, when they were moved away since.
    """
    wanted = set(comments)
    if not wanted:
        raise refused("none_selected")
    there = scoped(session, row, of, version)
    chosen: list[int] = []
    missing = wanted
    for which in of_comments(sorted(wanted)):
        here = select(Assignment.id, Assignment.comment_id).where(Assignment.theme_set_id == row.id, which, *there)
        for place, comment in session.exec(here).all():
            chosen.append(place or 0)
            missing = missing - {comment}
    for which in of_comments(sorted(missing)):
        elsewhere = select(Assignment.id).where(Assignment.theme_set_id == row.id, which)
        conflicts.same_places(session, row, [place or 0 for place in session.exec(elsewhere)], version)
    if missing:
        raise refused("strangers")
    return sorted(chosen)


def scoped(session: Session, row: ThemeSet, of: Scope, version: int) -> list[Any]:
    """Conditions on Assignment for what stands in a scope. Raises Refused for a theme that went since."""
    if of == "all":
        return []
    if of is None:
        return [col(Assignment.theme_id).is_(None)]
    return [members_of(conflicts.theme(session, row, of, version))]


def _elsewhere(session: Session, set_id: int, places: Sequence[int], target: Theme | None) -> list[int]:
    """Those of the rows that do not stand in the theme; a comment of its sub-themes stands elsewhere."""
    found: list[int] = []
    for which in batches(places):
        stands = select(Assignment.id).where(Assignment.theme_set_id == set_id, which, _not_in(target))
        found += [place or 0 for place in session.exec(stands)]
    return found


def _not_in(target: Theme | None) -> Any:
    theme_id, sub_theme_id = home(target)
    return col(Assignment.theme_id).is_distinct_from(theme_id) | col(Assignment.sub_theme_id).is_distinct_from(
        sub_theme_id
    )


def _origins(session: Session, set_id: int, places: Sequence[int]) -> list[int | None]:
    found: set[int | None] = set()
    for which in batches(places):
        found |= set(session.exec(select(Assignment.theme_id).where(Assignment.theme_set_id == set_id, which)))
    return list(found)


def _size(session: Session, theme_id: int) -> int:
    theme = session.get_one(Theme, theme_id)
    return session.exec(select(func.count()).select_from(Assignment).where(members_of(theme))).one()


def _by_value(given: Mapping[int, Any]) -> dict[Any, list[int]]:
    found: dict[Any, list[int]] = defaultdict(list)
    for place, value in given.items():
        found[value].append(place)
    return found
