"""How an act changes a theme set: what it touches is noted before and after, in the same transaction.

Comments are placed by statements over whole sets, so that merging two themes of a hundred thousand comments is three
statements. What stood before is kept row by row in `theme_edit_place`, from which an act is taken back (`undoing.py`).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, literal, update
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.themes import following
from consultation.themes.models import Assignment, Theme, ThemeEdit, ThemeEditPlace, ThemeSet
from consultation.themes.wording import moment, not_found, refused

FIELDS = ("label", "description", "parent_id", "category", "locked_at", "locked_by", "retired_at")
MOMENTS = ("locked_at", "retired_at")
STANDING = ("theme_id", "sub_theme_id", "by", "quote", "reason", "starred_by", "flagged_by")
COUNTED = ("rename", "describe", "merge", "split", "move", "add", "nest", "unnest")  # acts by which people edit a theme
_BATCH = 500  # ids in one SQL list: SQLite and PostgreSQL both take them


class Change:
    """One act under way on a theme set whose row is held. scope: what of comments it changes (`ThemeEdit.scope`)."""

    def __init__(self, session: Session, row: ThemeSet, act: str, actor: str, scope: str = "") -> None:
        self.session, self.row, self.actor, self.placed = session, row, actor, 0
        row.version += 1
        session.add(row)
        self.edit = ThemeEdit(
            theme_set_id=row.id or 0, version=row.version, act=act, scope=scope, actor=actor, at=clock.now(),
            before={}, after={},
        )  # fmt: skip
        session.add(self.edit)
        session.flush()
        self.touched: set[int] = set()
        self._themes: dict[int, tuple[Theme, dict[str, Any]]] = {}

    def theme(self, theme: Theme, **fields: Any) -> None:
        """Change fields of a theme."""
        was = self._themes.setdefault(theme.id or 0, (theme, {}))[1]
        for name, value in fields.items():
            was.setdefault(name, stored(getattr(theme, name)))
            setattr(theme, name, value)
        self.session.add(theme)
        if set(fields) - {"locked_at", "locked_by"}:
            self.touched.add(theme.id or 0)

    def new_theme(self, label: str, parent_id: int | None = None, category: str | None = None) -> Theme:
        """A theme made by a person."""
        highest = self.session.exec(select(func.max(Theme.number)).where(Theme.theme_set_id == self.row.id)).one()
        theme = Theme(
            theme_set_id=self.row.id or 0, number=(highest or 0) + 1, label=label, machine_label="",
            parent_id=parent_id, category=category,
        )  # fmt: skip
        self.session.add(theme)
        self.session.flush()
        nothing: dict[str, Any] = dict.fromkeys(FIELDS) | {"retired_at": stored(clock.now())}
        self._themes[theme.id or 0] = (theme, nothing | {"label": label, "description": ""})
        self.touched.add(theme.id or 0)
        return theme

    def place(self, which: Any, home: tuple[int | None, int | None], **fields: Any) -> int:
        """Put the comments that a condition on Assignment holds for somewhere, noting where they stood; how many."""
        return self._change(which, {"theme_id": home[0], "sub_theme_id": home[1], **fields})

    def mark(self, which: Any, **fields: Any) -> int:
        """Change marks of comments, noting them; how many."""
        return self._change(which, fields)

    def note(self, which: Any) -> int:
        """Keep where the comments of a condition stand now, before they are changed; how many."""
        here = (col(Assignment.theme_set_id) == self.row.id, which)
        self._touch(here)
        columns = [getattr(Assignment, name) for name in STANDING]
        rows = select(literal(self.edit.id), Assignment.id, *columns).where(*here)
        into = insert(ThemeEditPlace).from_select(["edit_id", "assignment_id", *STANDING], rows)
        n = int(self.session.connection().execute(into).rowcount)
        self.placed += n
        return n

    def _change(self, which: Any, fields: dict[str, Any]) -> int:
        self.session.flush()
        n = self.note(which)
        if n:
            here = (col(Assignment.theme_set_id) == self.row.id, which)
            self.session.connection().execute(update(Assignment).where(*here).values(**fields))
            self.touched |= {theme for theme in (fields.get("theme_id"), fields.get("sub_theme_id")) if theme}
        return n

    def _touch(self, here: tuple[Any, ...]) -> None:
        if self.edit.scope != "place":
            return
        pairs = select(Assignment.theme_id, Assignment.sub_theme_id).where(*here).distinct()
        self.touched |= {theme for pair in self.session.exec(pairs) for theme in pair if theme is not None}

    def comments(self) -> int:
        """How many comments were placed or marked, each once, however many of its parts were."""
        noted = (
            select(func.count(func.distinct(Assignment.comment_id)))
            .join(ThemeEditPlace, col(ThemeEditPlace.assignment_id) == col(Assignment.id))
            .where(ThemeEditPlace.edit_id == self.edit.id)
        )
        return self.session.exec(noted).one()

    def retire_emptied(self) -> None:
        """Retire touched themes that have no comment left, but categories and those with sub-themes."""
        for theme_id in sorted(self.touched):
            theme = self.session.get_one(Theme, theme_id)
            if theme.retired_at is None and theme.category is None and empty(self.session, theme):
                self.theme(theme, retired_at=clock.now())

    def done(self, **about: Any) -> int:
        """Write the act into the history and the audit record, let kept figures follow; the number of the act."""
        session, edit, row = self.session, self.edit, self.row
        edit.before = {"themes": {str(id): was for id, (_, was) in self._themes.items()}}
        now = {str(id): {name: stored(getattr(t, name)) for name in was} for id, (t, was) in self._themes.items()}
        edit.after = {"themes": now, "about": about, "touched": sorted(self.touched)}
        session.add(edit)
        session.flush()
        following.follow(session, row, edit.id or 0, self.placed if edit.scope == "place" else 0, self.touched)
        audit.record(
            session, self.actor, f"themes.{edit.act}", f"theme_set:{row.id}",
            before={"version": row.version - 1, **edit.before},
            after={"edit": edit.id, "version": row.version, "themes": now, "comments": self.comments(), **about},
        )  # fmt: skip
        return edit.id or 0


def count_acts(session: Session, theme_ids: Sequence[int], step: int) -> None:
    """Let the number of acts that stand on some themes grow or shrink."""
    session.flush()
    grown = update(Theme).where(col(Theme.id).in_(list(theme_ids))).values(acts=Theme.acts + step)
    session.connection().execute(grown, execution_options={"synchronize_session": False})
    for theme_id in theme_ids:
        session.refresh(session.get_one(Theme, theme_id))


def hold(session: Session, set_id: int) -> ThemeSet:
    """The row of a theme set, held until the transaction ends. Raises NotFound."""
    held = select(ThemeSet).where(ThemeSet.id == set_id).with_for_update().execution_options(populate_existing=True)
    row = session.exec(held).first()
    if row is None:
        raise not_found("set_not_found", id=set_id)
    return row


def draft(session: Session, set_id: int) -> ThemeSet:
    """The row of a theme set that may be edited, held. Raises NotFound; Refused as `must_be_draft` does."""
    row = hold(session, set_id)
    must_be_draft(row)
    return row


def must_be_draft(row: ThemeSet) -> None:
    """Raise Refused for a set that is not grouped yet, failed, or signed off."""
    if row.state == "signed_off":
        assert row.signed_off_at is not None
        raise refused("signed_off", actor=row.signed_off_by, at=moment(row.signed_off_at))
    if row.state != "draft":
        raise refused("failed_set" if row.state in ("failed", "cancelled") else "not_ready")


def home(theme: Theme | None) -> tuple[int | None, int | None]:
    """Where a comment of a theme stands: the theme, and the sub-theme; of no theme nothing and nothing."""
    if theme is None:
        return None, None
    return (theme.parent_id, theme.id) if theme.parent_id is not None else (theme.id, None)


def members_of(theme: Theme) -> Any:
    """A condition on Assignment: the comments of a theme, those of its sub-themes too."""
    return col(Assignment.theme_id if theme.parent_id is None else Assignment.sub_theme_id) == theme.id


def children(session: Session, theme: Theme) -> list[Theme]:
    """The living sub-themes of a theme."""
    return list(session.exec(select(Theme).where(Theme.parent_id == theme.id, col(Theme.retired_at).is_(None))))


def empty(session: Session, theme: Theme) -> bool:
    """Whether a theme has neither a comment nor a sub-theme."""
    one = select(Assignment.id).where(members_of(theme)).limit(1)
    return session.exec(one).first() is None and not children(session, theme)


def stored(value: Any) -> Any:
    """A field of a theme as the history keeps it."""
    return value.isoformat() if isinstance(value, datetime) else value


def restored(name: str, value: Any) -> Any:
    """A field of a theme as it was before the history kept it."""
    return datetime.fromisoformat(value) if name in MOMENTS and value else value


def batches(places: Sequence[int]) -> Iterator[Any]:
    """Conditions on Assignment that together hold for these of its rows."""
    for start in range(0, len(places), _BATCH):
        yield col(Assignment.id).in_(places[start : start + _BATCH])


def of_comments(comments: Sequence[int]) -> Iterator[Any]:
    """Conditions on Assignment that together hold for these comments with all their parts."""
    for start in range(0, len(comments), _BATCH):
        yield col(Assignment.comment_id).in_(comments[start : start + _BATCH])
