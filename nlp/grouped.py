"""Values of a grouping: what became of each comment, and what each theme is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nlp.quality import Quality

__all__ = ["FEWEST", "Grouping", "Placed", "Point", "SubTheme", "Theme", "TooFewComments", "Why"]

FEWEST = 10

Why = Literal["empty", "too_short", "unclear"]


class TooFewComments(ValueError):
    """Fewer comments with something to group by than themes can be made of.

    given: comments handed in; usable: those that say something; needed: the fewest usable ones.
    """

    def __init__(self, given: int, usable: int, needed: int = FEWEST) -> None:
        super().__init__(f"{usable} usable comments of {given}; at least {needed} are needed")
        self.given, self.usable, self.needed = given, usable, needed


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one comment went.

    theme: index into Grouping.themes, or None with why; sub: index into the theme's subthemes, or None. typicality: 0
    (at the edge of its theme) to 1 (at its heart). duplicate_of: index of the comment that stands for it, where it is
    the same text or nearly; else None.
    """

    theme: int | None
    sub: int | None
    why: Why | None
    typicality: float
    duplicate_of: int | None


@dataclass(frozen=True, slots=True)
class Point:
    """One part of a comment that stands in a theme of its own: code points of the comment as it was given, from start
    up to end; theme, sub and typicality as in Placed.
    """

    start: int
    end: int
    theme: int
    sub: int | None
    typicality: float


@dataclass(frozen=True)
class SubTheme:
    """A part of a theme that is found again by itself; fields as in Theme, stability as in Quality."""

    label: str
    description: str
    phrases: tuple[str, ...]
    size: int
    distinct: int
    stability: float
    representatives: tuple[int, ...]


@dataclass(frozen=True)
class Theme:
    """One theme: its name, key phrases, how many comments and different texts, and up to five telling comments.

    size: comments that stand in it, with a point or as a whole; distinct: texts that stand in it as a whole.
    tightness: mean likeness of its texts to its centre, 0 to 1. representatives: indices of comments. quality: how far
    it can be trusted. subthemes: largest first; none where its parts are not found again. category: key of the category
    of the taxonomy that it stands for; None for a new matter. previous: the earlier theme that it goes on, if any.
    named_by_model: whether a language model of the office gave the label (never here; see consultation.themes.naming).
    """

    label: str
    description: str
    phrases: tuple[str, ...]
    size: int
    distinct: int
    tightness: float
    representatives: tuple[int, ...]
    quality: Quality
    subthemes: tuple[SubTheme, ...] = ()
    category: str | None = None
    previous: int | None = None
    named_by_model: bool = False


@dataclass(frozen=True)
class Grouping:
    """comments: one Placed for each comment given, in order; themes: largest first.

    embedded: whether sentence embeddings had a say. points: the parts, in their order, of each comment (by its index)
    that stands in two themes or more; its Placed is then where its main point stands.
    """

    comments: tuple[Placed, ...]
    themes: tuple[Theme, ...]
    embedded: bool = False
    points: Mapping[int, tuple[Point, ...]] = field(default_factory=dict)
