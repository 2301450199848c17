"""The history of a theme set in words, and which act can still be taken back."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from consultation.themes.models import ThemeEdit
from consultation.themes.values import EditView
from consultation.themes.wording import said


def history(session: Session, set_id: int) -> list[EditView]:
    """Every act on a theme set, newest first."""
    edits = _newest_first(session, set_id)
    undone = _undone(edits)
    return [
        EditView(id=e.id or 0, act=e.act, what=was_said(e), actor=e.actor, at=e.at, undone=e.id in undone)
        for e in edits
    ]


def last_live(session: Session, set_id: int) -> ThemeEdit | None:
    """The last act that has not been taken back and can be."""
    edits = _newest_first(session, set_id)
    undone = _undone(edits)
    return next((e for e in edits if e.act not in ("undo", "sign_off") and e.id not in undone), None)


def was_said(edit: ThemeEdit) -> str:
    """An act in words."""
    about = edit.after.get("about", {})
    key = "move_out" if edit.act == "move" and "new" not in about else edit.act
    return said("act", key, **about)


def _newest_first(session: Session, set_id: int) -> list[ThemeEdit]:
    edits = select(ThemeEdit).where(ThemeEdit.theme_set_id == set_id).order_by(col(ThemeEdit.id).desc())
    return list(session.exec(edits))


def _undone(edits: Iterable[ThemeEdit]) -> set[int]:
    return {edit.after["about"]["undoes"] for edit in edits if edit.act == "undo"}
