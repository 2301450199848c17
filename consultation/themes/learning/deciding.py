"""A person says of one comment where it belongs: that it stands right, or that it goes elsewhere."""

from sqlmodel import Session, col, select

from consultation.themes import conflicts, placing
from consultation.themes.changing import Change, draft, home
from consultation.themes.learning.wording import refused
from consultation.themes.models import Assignment, Theme, ThemeSet


def decide(session: Session, set_id: int, place: int, number: int | None, actor: str, version: int) -> None:
    """Keep where a person says that a comment (`MemberView.place`) belongs: in the theme of this number, or in none.

    Where it stands there already that is kept as decided, too, for the machine to learn from. Raises Refused as a move
    does: for a comment or theme that is not there, a locked theme, and a set that is no draft.
    """
    row = draft(session, set_id)
    which = (Assignment.theme_set_id == set_id, Assignment.id == place)
    placed = session.exec(select(Assignment).where(*which)).first()
    if placed is None:
        raise refused("not_here")
    conflicts.same_places(session, row, [place], version)
    target = conflicts.theme(session, row, number, version) if number is not None else None
    at = placed.theme_id, placed.sub_theme_id
    if at == home(target) or (target is not None and target.id in at):
        confirm(session, row, placed, actor)
    else:
        placing.move_place(session, row, place, target, actor)


def confirm(session: Session, row: ThemeSet, placed: Assignment, actor: str) -> bool:
    """Where a comment stands is what a person says, too."""
    theme = session.get_one(Theme, placed.theme_id) if placed.theme_id is not None else None
    at, quote = (placed.theme_id, placed.sub_theme_id), placed.quote
    change = Change(session, row, "confirm" if theme else "confirm_out", actor, "place")
    change.place(col(Assignment.id) == placed.id, at, by=actor, quote=quote)
    change.done(n=1, **({"new": theme.label} if theme else {}))
    return True
