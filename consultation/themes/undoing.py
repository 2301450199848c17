"""The way back and forth: any act can be taken back and done again, unless others have built on it.

An act has been built upon when a later one that stands has placed the same comments, changed the same field of a theme,
or worked on a theme that the act had made. Then it is refused, naming the act that must be taken back first; nothing of
what others did is lost in silence. Comments that the machine let join a theme which an undo takes away go to the
ungrouped ones, and comments whose authors changed their words since stay where they are.
"""

from typing import Any

from sqlalchemy import func, update
from sqlalchemy import select as plain_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from consultation.themes.changing import COUNTED, FIELDS, Change, count_acts, draft, home, members_of, restored
from consultation.themes.edits import check_label
from consultation.themes.history import AROUND, last_done, last_undone, was_said
from consultation.themes.models import Assignment, Theme, ThemeEdit, ThemeEditPlace, ThemeSet
from consultation.themes.wording import moment, not_found, refused

_BACK = {"star": ("starred_by",), "flag": ("flagged_by",), "place": ("by", "quote", "reason")}


def undo(session: Session, set_id: int, actor: str, edit_id: int | None = None) -> None:
    """Take an act back: the one named, else this planner's last. Raises Refused for none, and when built upon."""
    row = draft(session, set_id)
    edit = _find(session, row, edit_id) if edit_id is not None else last_done(session, set_id, actor)
    if edit is None:
        raise refused("nothing_to_undo")
    if edit.undone:
        raise refused("undone_already", what=was_said(edit))
    _turn(session, row, edit, "undo", actor)


def redo(session: Session, set_id: int, actor: str, edit_id: int | None = None) -> None:
    """Do an act again that was taken back: the one named, else the one this planner took back last."""
    row = draft(session, set_id)
    edit = _find(session, row, edit_id) if edit_id is not None else last_undone(session, set_id, actor)
    if edit is None:
        raise refused("nothing_to_redo")
    if not edit.undone:
        raise refused("done_already", what=was_said(edit))
    _turn(session, row, edit, "redo", actor)


def _find(session: Session, row: ThemeSet, edit_id: int) -> ThemeEdit:
    edit = session.get(ThemeEdit, edit_id)
    if edit is None or edit.theme_set_id != row.id or edit.act in AROUND:
        raise not_found("edit_not_found")
    return edit


def _turn(session: Session, row: ThemeSet, edit: ThemeEdit, act: str, actor: str) -> None:
    """Put back what stood before the newest doing of an act (undo), or before its newest undoing (redo)."""
    source = _newest_of(session, edit, "redo" if act == "undo" else "undo")
    _must_be_the_last_word(session, row, edit, source)
    change = Change(session, row, act, actor, edit.scope)
    change.edit.target_id = edit.id
    edit.undone = act == "undo"
    session.add(edit)
    _restore_themes(change, source)
    _restore_comments(change, source)
    _empty_the_retired(change)
    change.done(what=was_said(edit))
    if edit.act in COUNTED:
        count_acts(session, edit.after["touched"], -1 if edit.undone else 1)


def _newest_of(session: Session, edit: ThemeEdit, act: str) -> ThemeEdit:
    """The newest turn of this kind of an act, else the act itself."""
    turns = select(ThemeEdit).where(ThemeEdit.target_id == edit.id, ThemeEdit.act == act)
    return session.exec(turns.order_by(col(ThemeEdit.version).desc()).limit(1)).first() or edit


def _must_be_the_last_word(session: Session, row: ThemeSet, edit: ThemeEdit, source: ThemeEdit) -> None:
    """Raise Refused when a later act that stands rests on what this one left.

    Where an act is taken back, another that was done again is as late as that. Where it is done again, what stood below
    it at first was done again before it.
    """
    turn: Any = aliased(ThemeEdit)
    again = select(func.max(turn.version)).where(turn.target_id == ThemeEdit.id, turn.act == "redo").scalar_subquery()
    version: Any = func.coalesce(again, ThemeEdit.version) if edit.undone is False else ThemeEdit.version
    stands = (version > source.version, col(ThemeEdit.undone).is_(False))
    later = select(ThemeEdit).where(ThemeEdit.theme_set_id == row.id, *stands)
    ours: dict[str, dict[str, Any]] = source.before["themes"]
    for other in session.exec(later.order_by(col(ThemeEdit.version).desc())):
        if other.act not in AROUND and other.id != edit.id and _rests(session, source, other, ours):
            raise refused(
                "built_upon", what=was_said(edit), then=was_said(other), actor=other.actor, at=moment(other.at)
            )


def _rests(session: Session, source: ThemeEdit, other: ThemeEdit, ours: dict[str, dict[str, Any]]) -> bool:
    theirs: dict[str, dict[str, Any]] = other.after["themes"]
    if any(set(fields) & set(theirs.get(theme_id, {})) for theme_id, fields in ours.items()):
        return True
    gone = {int(theme_id) for theme_id, fields in ours.items() if fields.get("retired_at")}
    if gone & set(other.after["touched"]):
        return True
    if not source.scope or other.scope != source.scope:
        return False
    mine = plain_select(col(ThemeEditPlace.assignment_id)).where(col(ThemeEditPlace.edit_id) == source.id)
    same = select(ThemeEditPlace.id).where(
        ThemeEditPlace.edit_id == other.id, col(ThemeEditPlace.assignment_id).in_(mine)
    )
    return session.exec(same.limit(1)).first() is not None


def _restore_themes(change: Change, source: ThemeEdit) -> None:
    session = change.session
    for theme_id, fields in source.before["themes"].items():
        theme = session.get_one(Theme, int(theme_id))
        values = {name: restored(name, value) for name, value in fields.items() if name in FIELDS}
        label, retired = values.get("label", theme.label), values.get("retired_at", theme.retired_at)
        if retired is None and (label != theme.label or theme.retired_at is not None):
            check_label(session, change.row.id or 0, label, besides=theme)
        change.theme(theme, **values)
    session.flush()


def _restore_comments(change: Change, source: ThemeEdit) -> None:
    """Let every comment that the source placed stand as it stood before, where its theme stands now."""
    session, fields = change.session, _BACK.get(source.scope, ())
    if not fields:
        return
    if source.scope != "place":
        before = plain_select(col(ThemeEditPlace.assignment_id)).where(col(ThemeEditPlace.edit_id) == source.id)
        change.note(col(Assignment.id).in_(before))
        _write(change, source, before, fields, {})
        return
    pairs = select(ThemeEditPlace.theme_id, ThemeEditPlace.sub_theme_id).where(ThemeEditPlace.edit_id == source.id)
    for theme_id, sub_theme_id in session.exec(pairs.distinct()).all():
        before = plain_select(col(ThemeEditPlace.assignment_id)).where(
            col(ThemeEditPlace.edit_id) == source.id,
            col(ThemeEditPlace.theme_id).is_not_distinct_from(theme_id),
            col(ThemeEditPlace.sub_theme_id).is_not_distinct_from(sub_theme_id),
        )
        anchor = sub_theme_id or theme_id
        target = session.get_one(Theme, anchor) if anchor is not None else None
        _must_be_possible(change, source, before, target)
        change.note(col(Assignment.id).in_(before))
        change.touched |= {theme for theme in home(target) if theme is not None}
        stands = dict(zip(("theme_id", "sub_theme_id"), home(target), strict=True))
        _write(change, source, before, fields, stands)


def _write(change: Change, source: ThemeEdit, before: Any, fields: tuple[str, ...], stands: dict[str, Any]) -> None:
    old = {
        name: plain_select(getattr(ThemeEditPlace, name))
        .where(col(ThemeEditPlace.edit_id) == source.id, col(ThemeEditPlace.assignment_id) == col(Assignment.id))
        .scalar_subquery()
        for name in fields
    }
    here = update(Assignment).where(col(Assignment.theme_set_id) == change.row.id, col(Assignment.id).in_(before))
    change.session.connection().execute(here.values(**old, **stands))


def _must_be_possible(change: Change, source: ThemeEdit, before: Any, target: Theme | None) -> None:
    """Raise Refused when comments would go to a theme that is no more, or leave one that was locked with them in it."""
    if target is not None and target.retired_at is not None:
        raise refused("theme_gone", label=target.label)
    stands = select(Assignment.theme_id, Assignment.sub_theme_id).where(
        Assignment.theme_set_id == change.row.id, col(Assignment.id).in_(before)
    )
    kept = {theme for theme in home(target) if theme is not None}
    leave = {theme for pair in change.session.exec(stands.distinct()) for theme in pair if theme is not None} - kept
    for theme_id in leave:
        theme = change.session.get_one(Theme, theme_id)
        if theme.locked_at is not None and theme.locked_at > source.at:
            raise refused("locked", label=theme.label, actor=theme.locked_by)


def _empty_the_retired(change: Change) -> None:
    """Comments that the machine let join a theme which is taken away have nowhere to go back to: they wait."""
    for theme_id in sorted(change.touched):
        theme = change.session.get_one(Theme, theme_id)
        if theme.retired_at is not None:
            change.place(members_of(theme), (None, None), quote=None, reason="waiting")
