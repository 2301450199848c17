"""The history of a theme set in words, and which acts can still be taken back or done again."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation.themes.models import ThemeEdit
from consultation.themes.values import EditView, History
from consultation.themes.wording import said

AROUND = ("undo", "redo", "sign_off")  # acts that cannot themselves be taken back
PAGE = 50


def history(session: Session, set_id: int, at: int = 1, actor: str = "") -> History:
    """One page of the acts on a theme set, newest first. actor: only that planner's; "" for everybody's."""
    wanted = [ThemeEdit.theme_set_id == set_id, *([ThemeEdit.actor == actor] if actor else [])]
    total = session.exec(select(func.count()).select_from(ThemeEdit).where(*wanted)).one()
    pages = max(1, -(-total // PAGE))
    at = min(max(at, 1), pages)
    newest_first = select(ThemeEdit).where(*wanted).order_by(col(ThemeEdit.version).desc())
    rows = session.exec(newest_first.limit(PAGE).offset(PAGE * (at - 1)))
    actors = select(ThemeEdit.actor).where(ThemeEdit.theme_set_id == set_id).distinct().order_by(col(ThemeEdit.actor))
    return History(
        edits=tuple(_view(row) for row in rows), actors=tuple(session.exec(actors)), total=total, page=at, pages=pages
    )


def later(session: Session, set_id: int, version: int, most: int = 5) -> list[EditView]:
    """The newest acts after a version, newest first."""
    rows = select(ThemeEdit).where(ThemeEdit.theme_set_id == set_id, col(ThemeEdit.version) > version)
    return [_view(row) for row in session.exec(rows.order_by(col(ThemeEdit.version).desc()).limit(most))]


def turns(session: Session, set_id: int, actor: str) -> tuple[EditView | None, EditView | None]:
    """What "undo" would take back for this planner, and what "redo" would do again."""
    done, undone = last_done(session, set_id, actor), last_undone(session, set_id, actor)
    return (_view(done) if done else None), (_view(undone) if undone else None)


def last_done(session: Session, set_id: int, actor: str) -> ThemeEdit | None:
    """The last act of this planner that stands."""
    theirs = select(ThemeEdit).where(
        ThemeEdit.theme_set_id == set_id, ThemeEdit.actor == actor, col(ThemeEdit.undone).is_(False),
        col(ThemeEdit.act).not_in(AROUND),
    )  # fmt: skip
    return session.exec(theirs.order_by(col(ThemeEdit.version).desc()).limit(1)).first()


def last_undone(session: Session, set_id: int, actor: str) -> ThemeEdit | None:
    """What this planner took back last, unless they have done something else since."""
    theirs = select(ThemeEdit).where(ThemeEdit.theme_set_id == set_id, ThemeEdit.actor == actor)
    newest_first = theirs.order_by(col(ThemeEdit.version).desc())
    acted = session.exec(newest_first.where(col(ThemeEdit.act).not_in(AROUND)).limit(1)).first()
    taken_back = newest_first.where(ThemeEdit.act == "undo", col(ThemeEdit.version) > (acted.version if acted else 0))
    for turn in session.exec(taken_back):
        edit = session.get_one(ThemeEdit, turn.target_id)
        if edit.undone:
            return edit
    return None


def newest(session: Session, set_id: int) -> ThemeEdit:
    """The last act on a set that has had one."""
    acts = select(ThemeEdit).where(ThemeEdit.theme_set_id == set_id).order_by(col(ThemeEdit.version).desc())
    return session.exec(acts.limit(1)).one()


def was_said(edit: ThemeEdit) -> str:
    """An act in words."""
    about = edit.after.get("about", {})
    key = "move_out" if edit.act == "move" and "new" not in about else edit.act
    return said("act", key, **about)


def _view(row: ThemeEdit) -> EditView:
    return EditView(
        id=row.id or 0, act=row.act, what=was_said(row), actor=row.actor, at=row.at, version=row.version,
        undone=row.undone, turns=row.act not in AROUND,
    )  # fmt: skip
