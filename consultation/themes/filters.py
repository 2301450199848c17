"""What a planner looks for among the comments of a theme set, and the order they are read in."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import and_, case, func, true
from sqlmodel import Session, col, select

from consultation.responses.models import Comment, Response
from consultation.themes import searching
from consultation.themes.models import Assignment
from consultation.themes.values import Scope, Value
from consultation.traits import service as traits
from nlp.sought import terms

ORDERS = ("typical", "newest", "unsure")
Order = Literal["typical", "newest", "unsure"]


class Filter(Value):
    """What a planner looks for. Empty is no filter.

    words: as `nlp.sought.terms` reads them, on the masked text; letters: look for these signs in a row instead, inside
    words too; typing: the last word may not be typed to its end. kind, about
    (its scope), place, rude ("yes" or "no"): traits of a comment (`consultation.traits`). by: "machine" or "person";
    unsure: only comments that
    the machine is less than half sure of, where it has learnt from people.
    """

    words: str = ""
    letters: bool = False
    typing: bool = False
    province: str = ""
    district: str = ""
    sector: str = ""
    age: str = ""
    channel: str = ""
    kind: str = ""
    about: str = ""
    place: str = ""
    rude: str = ""
    by: str = ""
    starred: bool = False
    flagged: bool = False
    unsure: bool = False
    order: Order = "typical"

    @property
    def narrow(self) -> bool:
        """Whether anything is left out."""
        return self.model_copy(update={"order": "typical", "letters": False, "typing": False}) != Filter()


HALF_SURE = 0.5


def conditions(session: Session, wanted: Filter) -> list[Any]:
    """SQL conditions on Assignment, Comment and Response."""
    found: list[Any] = []
    for name in ("province", "district", "sector", "age", "channel"):
        if value := getattr(wanted, name):
            found.append(col(getattr(Response, name)) == value)
    found += placed_so(wanted, Assignment)
    rude = {"yes": True, "no": False}.get(wanted.rude)
    found += traits.conditions(kind=wanted.kind, scope=wanted.about, place=wanted.place, rude=rude)
    return found + _said(session, wanted)


def placed_so(wanted: Filter, table: Any) -> list[Any]:
    """Those of the conditions that are about how a comment, or a part of it, was placed; table: of assignments."""
    found: list[Any] = []
    if wanted.by:
        found.append((col(table.by) == "machine") == (wanted.by == "machine"))
    if wanted.starred:
        found.append(col(table.starred_by).is_not(None))
    if wanted.flagged:
        found.append(col(table.flagged_by).is_not(None))
    if wanted.unsure:
        found.append(col(table.certainty) < HALF_SURE)
    return found


def _said(session: Session, wanted: Filter) -> list[Any]:
    if wanted.letters:
        return [col(Comment.text).icontains(word, autoescape=True) for word in wanted.words.split()[:8]]
    asked = terms(wanted.words, wanted.typing)
    if not asked:
        return [col(Comment.id).is_(None)] if wanted.words.strip() else []  # only signs: nothing can say them
    return [searching.says(session, asked)]


@dataclass(frozen=True)
class Sorted:
    """An order of comments: by a key, and by their number from the highest where it is the same.

    key: a column of Assignment, None for the number alone; falling: the highest key first.
    """

    key: Any
    falling: bool = True

    def by(self, backwards: bool) -> list[Any]:
        """What to order by."""
        number = col(Assignment.comment_id)
        last = number.asc() if backwards else number.desc()
        if self.key is None:
            return [last]
        return [self.key.desc() if self.falling != backwards else self.key.asc(), last]

    def beyond(self, session: Session, set_id: int, comment_id: int, backwards: bool, stands: Any) -> list[Any]:
        """Conditions: what comes after a comment, or before it. None for a comment that the set does not have.

        stands: conditions for the part of it that is meant, where it stands there still.
        """
        number = col(Assignment.comment_id)
        further = number > comment_id if backwards else number < comment_id
        if self.key is None:
            return [further]
        which = (Assignment.theme_set_id == set_id, Assignment.comment_id == comment_id)
        meant = case((and_(true(), *stands), 0), else_=1)
        here = session.exec(select(self.key).where(*which).order_by(meant, col(Assignment.position))).first()
        if here is None:
            return []
        down = self.falling != backwards
        reached = self.key <= here if down else self.key >= here  # a range that an index on the key can be read by
        return [reached, (self.key != here) | further]


def order(scope: Scope, wanted: Order) -> Sorted:
    """The order of comments. A whole set is read by number, which needs no sorting of all that is in it."""
    if wanted == "unsure":
        return Sorted(func.coalesce(Assignment.certainty, Assignment.typicality), falling=False)
    if wanted == "newest" or scope == "all":
        return Sorted(None)
    return Sorted(col(Assignment.typicality))
