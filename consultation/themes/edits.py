"""What people do to a theme set: rename, merge, split, move, undo, sign off.

Each act is one unit of work: it locks the set, refuses when somebody edited after the planner's page was made
(`version`), changes, and records itself with what was before and after, in the set's history and in the audit record.
The machine's own label and placing stay beside what people made of them.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.themes.history import last_live, was_said
from consultation.themes.members import theme as find_theme
from consultation.themes.models import Assignment, Theme, ThemeEdit, ThemeSet
from consultation.themes.wording import moment, not_found, refused

LONGEST_LABEL = 120
LONGEST_DESCRIPTION = 1000
_BATCH = 500  # ids in one SQL list: SQLite and PostgreSQL both take them


class _Change:
    """What an act changes, noted before it happens and after."""

    def __init__(self, session: Session, row: ThemeSet) -> None:
        self.session, self.row = session, row
        self.themes: dict[int, tuple[Theme, dict[str, Any] | None]] = {}
        self.placed: dict[int, tuple[Assignment, list[Any]]] = {}

    def theme(self, theme: Theme, *, new: bool = False) -> Theme:
        """Note a theme that is about to change."""
        assert theme.id is not None
        self.themes.setdefault(theme.id, (theme, None if new else _theme_state(theme)))
        self.session.add(theme)
        return theme

    def place(self, placed: Assignment, theme_id: int | None, actor: str, *, quote: bool = False) -> None:
        """Put a comment into a theme, or out of any."""
        self.placed.setdefault(placed.comment_id, (placed, _placing(placed)))
        placed.theme_id, placed.by = theme_id, actor
        placed.quote = placed.quote if quote else None
        placed.reason = "by_person" if theme_id is None else ""
        self.session.add(placed)

    def new_theme(self, label: str) -> Theme:
        """A theme made by a person."""
        highest = self.session.exec(select(func.max(Theme.number)).where(Theme.theme_set_id == self.row.id)).one()
        theme = Theme(theme_set_id=self.row.id or 0, number=(highest or 0) + 1, label=label, machine_label="")
        self.session.add(theme)
        self.session.flush()
        return self.theme(theme, new=True)

    def retire_empty(self, theme_ids: set[int]) -> None:
        """Retire themes that have no comment left."""
        self.session.flush()
        for theme_id in theme_ids:
            left = select(func.count()).select_from(Assignment).where(col(Assignment.theme_id) == theme_id)
            theme = self.session.get(Theme, theme_id)
            if theme is not None and self.session.exec(left).one() == 0:
                self.theme(theme).retired_at = clock.now()

    def before(self) -> dict[str, Any]:
        """Everything that changed, as it was."""
        themes = {str(theme_id): state for theme_id, (_, state) in self.themes.items()}
        return {"themes": themes, "placed": [state for _, state in self.placed.values()]}

    def after(self) -> dict[str, Any]:
        """Everything that changed, as it is."""
        themes = {str(theme_id): _theme_state(theme) for theme_id, (theme, _) in self.themes.items()}
        return {"themes": themes, "placed": [_placing(placed) for placed, _ in self.placed.values()]}


def rename(session: Session, set_id: int, number: int, label: str, description: str, actor: str, version: int) -> None:
    """Give a theme another name and description. Raises Refused for an empty, long or taken name."""
    change = _begin(session, set_id, version)
    theme, label, description = find_theme(session, set_id, number), " ".join(label.split()), description.strip()
    if (label, description) == (theme.label, theme.description):
        raise refused("nothing_changed")
    _check_label(session, set_id, label, besides=theme)
    act, old = ("rename" if label != theme.label else "describe"), theme.label
    change.theme(theme).label = label
    theme.description = description[:LONGEST_DESCRIPTION]
    _record(change, act, actor, {"old": old, "new": label})


def merge(session: Session, set_id: int, numbers: Sequence[int], into: int, actor: str, version: int) -> None:
    """Put the comments of some themes into one of them and retire the others. Raises Refused for fewer than two."""
    change = _begin(session, set_id, version)
    others = sorted(set(numbers) - {into})
    if not others:
        raise refused("merge_two")
    target, away = find_theme(session, set_id, into), [find_theme(session, set_id, number) for number in others]
    for theme in away:
        for placed in session.exec(select(Assignment).where(Assignment.theme_id == theme.id)):
            change.place(placed, target.id, actor, quote=True)
        change.theme(theme).retired_at = clock.now()
    labels = " ".join(f"“{theme.label}”" for theme in away)
    _record(change, "merge", actor, {"old": labels, "new": target.label, "n": len(change.placed)})


def split(session: Session, set_id: int, comments: Sequence[int], label: str, actor: str, version: int) -> int:
    """Make a new theme of chosen comments and return its number. Raises Refused when nothing would be left."""
    change = _begin(session, set_id, version)
    label = " ".join(label.split())
    _check_label(session, set_id, label)
    chosen = _chosen(session, set_id, comments)
    origins = {placed.theme_id for placed in chosen}
    if len(origins) == 1 and (origin := next(iter(origins))) is not None and len(chosen) == _size(session, origin):
        raise refused("whole_theme")
    theme = change.new_theme(label)
    for placed in chosen:
        change.place(placed, theme.id, actor)
    change.retire_empty({origin for origin in origins if origin is not None})
    _record(change, "split", actor, {"new": label, "n": len(chosen)})
    return theme.number


def move(session: Session, set_id: int, comments: Sequence[int], to: int | None, actor: str, version: int) -> None:
    """Move chosen comments to a theme by its number, or out of every theme. Raises Refused when they are there."""
    change = _begin(session, set_id, version)
    target = find_theme(session, set_id, to) if to is not None else None
    target_id = target.id if target else None
    chosen = [placed for placed in _chosen(session, set_id, comments) if placed.theme_id != target_id]
    if not chosen:
        raise refused("same_place")
    origins = {placed.theme_id for placed in chosen if placed.theme_id is not None}
    for placed in chosen:
        change.place(placed, target_id, actor)
    change.retire_empty(origins)
    about = {"n": len(chosen)} | ({"new": target.label} if target else {})
    _record(change, "move", actor, about)


def undo(session: Session, set_id: int, actor: str, version: int) -> None:
    """Take the last act back that has not been taken back yet. Raises Refused when there is none."""
    change = _begin(session, set_id, version)
    edit = last_live(session, set_id)
    if edit is None:
        raise refused("nothing_to_undo")
    _restore(change, edit)
    _record(change, "undo", actor, {"undoes": edit.id, "what": was_said(edit)})


def sign_off(session: Session, set_id: int, actor: str, version: int) -> None:
    """Freeze a theme set: later edits are refused, later comments go to the next set. Raises Refused without themes."""
    change = _begin(session, set_id, version)
    living = (
        select(func.count()).select_from(Theme).where(Theme.theme_set_id == set_id, col(Theme.retired_at).is_(None))
    )
    if session.exec(living).one() == 0:
        raise refused("no_themes")
    change.row.state, change.row.signed_off_at, change.row.signed_off_by = "signed_off", clock.now(), actor
    _record(change, "sign_off", actor, {})


def lock(session: Session, set_id: int) -> ThemeSet:
    """The row of a theme set, held until the transaction ends. Raises NotFound."""
    held = select(ThemeSet).where(ThemeSet.id == set_id).with_for_update().execution_options(populate_existing=True)
    row = session.exec(held).first()
    if row is None:
        raise not_found("set_not_found", id=set_id)
    return row


def must_be_draft(row: ThemeSet) -> None:
    """Raise Refused for a set that is not grouped yet, failed, or signed off."""
    if row.state == "signed_off":
        assert row.signed_off_at is not None
        raise refused("signed_off", actor=row.signed_off_by, at=moment(row.signed_off_at))
    if row.state != "draft":
        raise refused("failed_set" if row.state == "failed" else "not_ready")


def _begin(session: Session, set_id: int, version: int) -> _Change:
    """Hold the set and make sure that it may be edited from this version."""
    row = lock(session, set_id)
    must_be_draft(row)
    if row.version != version:
        newest = select(ThemeEdit).where(ThemeEdit.theme_set_id == set_id).order_by(col(ThemeEdit.id).desc())
        edit = session.exec(newest.limit(1)).first()
        assert edit is not None, "the version grows with an edit"
        raise refused("changed", what=was_said(edit), actor=edit.actor, at=moment(edit.at))
    return _Change(session, row)


def _record(change: _Change, act: str, actor: str, about: dict[str, Any]) -> None:
    """Let the version grow and write the act into the history and the audit record."""
    session, row = change.session, change.row
    row.version += 1
    session.add(row)
    before, after = change.before(), change.after() | {"about": about}
    edit = ThemeEdit(theme_set_id=row.id or 0, act=act, actor=actor, at=clock.now(), before=before, after=after)
    session.add(edit)
    session.flush()
    short = {"edit": edit.id, "version": row.version, **about}
    audit.record(
        session,
        actor,
        f"themes.{act}",
        f"theme_set:{row.id}",
        before={"version": row.version - 1, "themes": before["themes"]},
        after={**short, "themes": after["themes"], "comments": len(after["placed"])},
    )


def _restore(change: _Change, edit: ThemeEdit) -> None:
    """Put everything an act changed back as it was."""
    session = change.session
    was = {state[0]: state for state in edit.before["placed"]}
    for placed in _placed(session, edit.theme_set_id, list(was)):  # some may have been changed by their authors since
        _, theme_id, by, quote, reason = was[placed.comment_id]
        change.place(placed, theme_id, by)
        placed.quote, placed.reason = quote, reason
    session.flush()
    for theme_id, state in edit.before["themes"].items():
        theme = session.get(Theme, int(theme_id))
        assert theme is not None, "themes are retired, never deleted"
        change.theme(theme)
        _set_theme(theme, state)
        if theme.retired_at is not None:
            # Comments that joined it after the act have nowhere to go back to.
            for left in session.exec(select(Assignment).where(Assignment.theme_id == theme.id)):
                change.place(left, None, left.by)
                left.reason = "waiting"


def _set_theme(theme: Theme, state: dict[str, Any] | None) -> None:
    if state is None:
        theme.retired_at = clock.now()
        return
    theme.label, theme.description = state["label"], state["description"]
    theme.retired_at = clock.now() if state["retired"] else None


def _chosen(session: Session, set_id: int, comments: Sequence[int]) -> list[Assignment]:
    """The placings of these comments in this set. Raises Refused for none, and for comments that are not in it."""
    wanted = sorted(set(comments))
    if not wanted:
        raise refused("none_selected")
    found = _placed(session, set_id, wanted)
    if len(found) != len(wanted):
        raise refused("strangers")
    return found


def _placed(session: Session, set_id: int, comments: Sequence[int]) -> list[Assignment]:
    """The placings of these comments in this set, as far as there are any."""
    found: list[Assignment] = []
    for start in range(0, len(comments), _BATCH):
        batch = comments[start : start + _BATCH]
        rows = select(Assignment).where(Assignment.theme_set_id == set_id, col(Assignment.comment_id).in_(batch))
        found += session.exec(rows)
    return found


def _check_label(session: Session, set_id: int, label: str, *, besides: Theme | None = None) -> None:
    if not label:
        raise refused("label_empty")
    if len(label) > LONGEST_LABEL:
        raise refused("label_long", n=len(label), most=LONGEST_LABEL)
    same = select(Theme).where(Theme.theme_set_id == set_id, Theme.label == label, col(Theme.retired_at).is_(None))
    for other in session.exec(same):
        if besides is None or other.id != besides.id:
            raise refused("label_taken", label=label, number=other.number)


def _size(session: Session, theme_id: int) -> int:
    return session.exec(select(func.count()).select_from(Assignment).where(Assignment.theme_id == theme_id)).one()


def _theme_state(theme: Theme) -> dict[str, Any]:
    return {"label": theme.label, "description": theme.description, "retired": theme.retired_at is not None}


def _placing(placed: Assignment) -> list[Any]:
    return [placed.comment_id, placed.theme_id, placed.by, placed.quote, placed.reason]
