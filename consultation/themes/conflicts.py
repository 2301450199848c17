"""When an act is made from a page that others have changed meanwhile: only what truly collides is refused.

Acts on different themes or different comments never collide. A page says with `version` what it was made from.
"""

from collections.abc import Iterable, Sequence
from typing import NoReturn

from sqlmodel import Session, col, select

from consultation.themes.changing import batches
from consultation.themes.history import was_said
from consultation.themes.models import Assignment, Theme, ThemeEdit, ThemeEditPlace, ThemeSet
from consultation.themes.wording import moment, not_found, refused

WHOLE = ("merge", "nest", "unnest")  # acts that give a theme other members at one stroke


def since(session: Session, row: ThemeSet, version: int) -> list[ThemeEdit]:
    """The acts after a version that still make a difference to it, newest first."""
    later = select(ThemeEdit).where(ThemeEdit.theme_set_id == row.id, col(ThemeEdit.version) > version)
    edits = list(session.exec(later.order_by(col(ThemeEdit.version).desc())))
    new = {edit.id for edit in edits}
    return [edit for edit in edits if not edit.undone and not (edit.act == "undo" and edit.target_id in new)]


def theme(session: Session, row: ThemeSet, number: int, version: int) -> Theme:
    """A living theme by its number. Raises Refused, saying by whom, when it went since; else NotFound."""
    found = session.exec(select(Theme).where(Theme.theme_set_id == row.id, Theme.number == number)).first()
    if found is None:
        raise not_found("theme_not_found", number=number)
    if found.retired_at is not None:
        for edit in since(session, row, version):
            if edit.after["themes"].get(str(found.id), {}).get("retired_at"):
                changed(edit)
        raise not_found("theme_not_found", number=number)
    return found


def same_members(session: Session, row: ThemeSet, themes: Iterable[Theme], version: int) -> None:
    """Raise Refused when a whole theme came into one of these, or left it, since the page was made."""
    ids = {theme.id for theme in themes}
    for edit in since(session, row, version):
        if whole(session, edit) and ids & set(edit.after["touched"]):
            changed(edit)


def same_places(session: Session, row: ThemeSet, places: Sequence[int], version: int) -> None:
    """Raise Refused when somebody placed one of these comments or parts elsewhere since the page was made.

    places: rows of Assignment.
    """
    later = {edit.id: edit for edit in since(session, row, version) if edit.scope == "place"}
    for edit_id, edit in later.items():
        for which in batches(places):
            moved = select(ThemeEditPlace.id).where(
                ThemeEditPlace.edit_id == edit_id,
                col(ThemeEditPlace.assignment_id).in_(select(Assignment.id).where(which)),
            )
            if session.exec(moved.limit(1)).first() is not None:
                changed(edit)


def whole(session: Session, edit: ThemeEdit) -> bool:
    """Whether an act, or the one that it takes back or does again, moved whole themes."""
    if edit.target_id is not None:
        edit = session.get_one(ThemeEdit, edit.target_id)
    return edit.act in WHOLE


def changed(edit: ThemeEdit) -> NoReturn:
    """Raise Refused: what changed, by whom and when."""
    raise refused("changed", what=was_said(edit), actor=edit.actor, at=moment(edit.at))
