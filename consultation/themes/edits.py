"""What people do to themes: rename, describe, merge, make, lock, put under another, sign off.

Each act is one unit of work: it holds the set, refuses what collides with what others did since the planner's page was
made (`conflicts.py`), changes, and records itself (`changing.py`). Acts on comments: `placing.py`; the way back:
`undoing.py`.
"""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import clock
from consultation.themes import conflicts
from consultation.themes.changing import Change, children, count_acts, draft, home, members_of
from consultation.themes.history import newest
from consultation.themes.models import Assignment, Theme, ThemeEdit, ThemeSet
from consultation.themes.wording import refused

LONGEST_LABEL = 120
LONGEST_DESCRIPTION = 1000


def rename(
    session: Session, set_id: int, number: int, label: str, description: str, actor: str, version: int,
    was: tuple[str, str] | None = None,
) -> None:  # fmt: skip
    """Give a theme another name and description. Raises Refused for an empty, long or taken name.

    was: name and description as the page showed them. What the planner left alone keeps what others wrote meanwhile;
    what both changed is refused. Without it both must stand as they did at `version`.
    """
    row = draft(session, set_id)
    theme = conflicts.theme(session, row, number, version)
    now = (theme.label, theme.description)
    given = (" ".join(label.split()), description.strip()[:LONGEST_DESCRIPTION])
    if was is None and (edit := _renamed_since(session, row, theme, version)):
        conflicts.changed(edit)
    before = was or now
    label = _either(session, row, theme, "label", given[0], before[0], now[0], version)
    description = _either(session, row, theme, "description", given[1], before[1], now[1], version)
    if (label, description) == now:
        raise refused("nothing_changed")
    check_label(session, set_id, label, besides=theme)
    act, old = ("rename" if label != theme.label else "describe"), theme.label
    change = Change(session, row, act, actor)
    fields = {"label": label} if label != now[0] else {}
    change.theme(theme, **fields, **({"description": description} if description != now[1] else {}))
    _finish(change, old=old, new=label)


def merge(session: Session, set_id: int, numbers: Sequence[int], into: int, actor: str, version: int) -> None:
    """Put the comments of some themes into one of them and retire the others; sub-themes come along.

    Raises Refused for fewer than two, for a locked one that would go, and for one under another of them.
    """
    row = draft(session, set_id)
    others = sorted(set(numbers) - {into})
    if not others:
        raise refused("merge_two")
    target = conflicts.theme(session, row, into, version)
    away = [conflicts.theme(session, row, number, version) for number in others]
    conflicts.same_members(session, row, [target, *away], version)
    for theme in away:
        must_be_open(theme)
        if target.parent_id == theme.id:
            raise refused("merge_parent", label=theme.label, under=target.label)
    change = Change(session, row, "merge", actor, "place")
    for theme in away:
        _pour(change, theme, target)
    labels = " ".join(f"“{theme.label}”" for theme in away)
    _finish(change, old=labels, new=target.label, n=change.comments())


def add(session: Session, set_id: int, label: str, actor: str, under: int | None = None, version: int = 0) -> int:
    """Make an empty theme, or sub-theme of `under`, and return its number. Raises Refused for a bad name."""
    row, label = draft(session, set_id), " ".join(label.split())
    check_label(session, set_id, label)
    parent = conflicts.theme(session, row, under, version) if under is not None else None
    if parent is not None and parent.parent_id is not None:
        raise refused("third_level", label=parent.label)
    change = Change(session, row, "add", actor)
    theme = change.new_theme(label, parent.id if parent else None)
    _finish(change, new=label)
    return theme.number


def lock(session: Session, set_id: int, number: int, actor: str, version: int = 0) -> None:
    """Let a theme keep its members: nobody and no machine takes one out until it is unlocked."""
    row = draft(session, set_id)
    theme = conflicts.theme(session, row, number, version)
    if theme.locked_at is not None:
        return
    change = Change(session, row, "lock", actor)
    change.theme(theme, locked_at=clock.now(), locked_by=actor)
    change.done(new=theme.label)


def unlock(session: Session, set_id: int, number: int, actor: str, version: int = 0) -> None:
    """Let members leave a theme again."""
    row = draft(session, set_id)
    theme = conflicts.theme(session, row, number, version)
    if theme.locked_at is None:
        return
    change = Change(session, row, "unlock", actor)
    change.theme(theme, locked_at=None, locked_by=None)
    change.done(new=theme.label)


def nest(session: Session, set_id: int, numbers: Sequence[int], under: int, actor: str, version: int) -> None:
    """Make themes sub-themes of another. Raises Refused for none, and where that would make a third level."""
    row = draft(session, set_id)
    parent = conflicts.theme(session, row, under, version)
    themes = [conflicts.theme(session, row, number, version) for number in sorted(set(numbers) - {under})]
    conflicts.same_members(session, row, [*themes, parent], version)
    if not themes:
        raise refused("under_itself", label=parent.label)
    if parent.parent_id is not None:
        raise refused("third_level", label=parent.label)
    for theme in themes:
        if theme.parent_id == parent.id:
            raise refused("under_itself", label=theme.label)
        if children(session, theme):
            raise refused("has_sub_themes", label=theme.label)
        _leaves(session, theme)
    change = Change(session, row, "nest", actor, "place")
    for theme in themes:
        members = members_of(theme)
        change.theme(theme, parent_id=parent.id)
        change.place(members, home(theme))
    _finish(change, old=" ".join(theme.label for theme in themes), new=parent.label)


def unnest(session: Session, set_id: int, number: int, actor: str, version: int) -> None:
    """Take a sub-theme out from under its theme, with its comments. Raises Refused when it is under none."""
    row = draft(session, set_id)
    theme = conflicts.theme(session, row, number, version)
    conflicts.same_members(session, row, [theme], version)
    if theme.parent_id is None:
        raise refused("under_none", label=theme.label)
    _leaves(session, theme)
    above = session.get_one(Theme, theme.parent_id)
    change = Change(session, row, "unnest", actor, "place")
    members = members_of(theme)
    change.theme(theme, parent_id=None)
    change.place(members, home(theme))
    _finish(change, old=above.label, new=theme.label)


def sign_off(session: Session, set_id: int, actor: str, version: int) -> None:
    """Freeze a theme set: later edits are refused, later comments go to the next set.

    Raises Refused without themes, and when anybody changed anything since: one signs what one has seen.
    """
    row = draft(session, set_id)
    if row.version != version:
        conflicts.changed(newest(session, set_id))
    living = (
        select(func.count()).select_from(Theme).where(Theme.theme_set_id == set_id, col(Theme.retired_at).is_(None))
    )
    if session.exec(living).one() == 0:
        raise refused("no_themes")
    change = Change(session, row, "sign_off", actor)
    row.state, row.signed_off_at, row.signed_off_by = "signed_off", clock.now(), actor
    change.done()


def check_label(session: Session, set_id: int, label: str, *, besides: Theme | None = None) -> None:
    """Raise Refused for a name that is empty, long or another living theme's."""
    if not label:
        raise refused("label_empty")
    if len(label) > LONGEST_LABEL:
        raise refused("label_long", n=len(label), most=LONGEST_LABEL)
    same = select(Theme).where(Theme.theme_set_id == set_id, Theme.label == label, col(Theme.retired_at).is_(None))
    for other in session.exec(same):
        if besides is None or other.id != besides.id:
            raise refused("label_taken", label=label, number=other.number)


def must_be_open(theme: Theme) -> None:
    """Raise Refused for a locked theme, saying who locked it."""
    if theme.locked_at is not None:
        raise refused("locked", label=theme.label, actor=theme.locked_by)


def _leaves(session: Session, theme: Theme) -> None:
    """Raise Refused when a theme stands under a locked one, whose members it would take along."""
    if theme.parent_id is not None:
        must_be_open(session.get_one(Theme, theme.parent_id))


def _pour(change: Change, theme: Theme, target: Theme) -> None:
    """Put everything of a theme into another, and retire it."""
    into, session = home(target), change.session
    if theme.parent_id not in (None, target.id, target.parent_id):
        _leaves(session, theme)
    if theme.parent_id is None and target.parent_id is None:
        for child in children(session, theme):
            change.place(members_of(child), (into[0], child.id))
            change.theme(child, parent_id=target.id)
        change.place(members_of(theme) & col(Assignment.sub_theme_id).is_(None), into)
    else:
        for child in children(session, theme):
            change.theme(child, retired_at=clock.now())
        change.place(members_of(theme), into)
    change.theme(theme, retired_at=clock.now())


def _renamed_since(session: Session, row: ThemeSet, theme: Theme, version: int, *fields: str) -> ThemeEdit | None:
    """The newest act since a version on one of these fields of a theme; of name and description where none is named."""
    wanted = set(fields or ("label", "description"))
    later = conflicts.since(session, row, version)
    return next((edit for edit in later if wanted & set(edit.after["themes"].get(str(theme.id), {}))), None)


def _either(
    session: Session, row: ThemeSet, theme: Theme, field: str, typed: str, was: str, now: str, version: int
) -> str:
    """A field that may have been changed by the planner or by others; Refused when by both and differently."""
    if typed in (was, now) or was == now:
        return now if typed == was else typed
    if edit := _renamed_since(session, row, theme, version, field):
        conflicts.changed(edit)
    return typed


def _finish(change: Change, **about: object) -> None:
    change.done(**about)
    count_acts(change.session, sorted(change.touched), 1)
