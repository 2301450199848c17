"""What the rest of the program sees of themes: frozen values. Counts are of people unless named otherwise."""

from datetime import datetime
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, ConfigDict

from consultation.responses.service import Count

Scope = int | Literal["all"] | None  # a theme by its number, the whole set, the comments in no theme


class Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SetView(Value):
    """A theme set in a line. state: a value of `models.SET_STATES`; progress 0 … 1.

    comments: in the set; grouped: those with a theme for every part; waiting: comments that came after the grouping.
    version grows with every act of a person, beat when the machine changes what is shown. counted_at: of a large set,
    when its figures were last counted whole; None for one that is counted whenever it is shown.
    """

    id: int
    consultation_id: int
    question: str
    question_label: str
    state: str
    progress: float
    stage: str
    error: str
    version: int
    beat: int
    method: str
    seed: int
    groups: int | None
    guide: str
    previous_id: int | None
    counted_at: datetime | None
    themes: int
    comments: int
    grouped: int
    waiting: int
    created_at: datetime
    created_by: str
    signed_off_at: datetime | None
    signed_off_by: str | None


class Progress(Value):
    """How far a set is, cheaply: state, stage in words and share while grouping; version and beat as in SetView."""

    state: str
    stage: str
    share: float
    version: int
    beat: int


class Elsewhere(Value):
    """A theme that a comment also stands in, with another part of it; number None: a part that is in no theme."""

    number: int | None
    label: str


class MemberView(Value):
    """A comment in a theme set. text has personal data masked; `by` is machine or the account that placed it.

    theme: the number of its theme, None when ungrouped, and then `reason` says why; sub_theme: that of its sub-theme.
    spans: from where to where of `text` it speaks of this theme; none where it stands here as a whole. others: where
    the rest of it stands. place: the row by which it stands here (`Assignment`). rank: 1 … n among the theme's
    representative comments, None for others. certainty: 0 … 1, how sure the machine is where it has learnt from people.
    starred_by: who wants it quoted; flagged_by: who wants it looked at.
    """

    id: int
    place: int
    ref: str
    response_id: int
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    others: tuple[Elsewhere, ...] = ()
    theme: int | None
    province: str | None
    province_name: str
    district_name: str
    sector: str | None
    sector_name: str
    age_name: str
    quote_ok: bool
    by: str
    typicality: float
    rank: int | None
    same_as: str
    reason: str
    created_at: datetime
    sub_theme: int | None = None
    certainty: float | None = None
    starred_by: str | None = None
    flagged_by: str | None = None

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The whole text in pieces, each with whether it speaks of this theme."""
        if not self.spans:
            return ((self.text, False),)
        cuts = [0, *(at for span in self.spans for at in span), len(self.text)]
        return tuple((self.text[a:b], at % 2 == 1) for at, (a, b) in enumerate(pairwise(cuts)) if a < b)

    @property
    def said(self) -> str:
        """What it says of this theme; what is left out is shown as …"""
        if not self.spans:
            return self.text
        return " ".join(piece.strip() if ours else "…" for piece, ours in self.pieces if ours or piece.strip())


class StanceView(Value):
    """How a theme's people answered a closed question on a development issue; counts in the order of its choices."""

    issue: str
    label: str
    base: int
    counts: tuple[Count, ...]


class QualityView(Value):
    """How good a theme is, as the machine measured it: each 0 … 1, None for what people made; words: the same in Thai.

    rival: number and label of the theme it is most easily taken for.
    """

    stability: float | None
    tightness: float | None
    margin: float | None
    rival: tuple[int, str] | None
    words: tuple[str, ...]


class ThemeView(Value):
    """A theme, or a sub-theme. `machine_label` is what the machine called it, empty for one made by people.

    named_by_model: whether a language model of the office gave that name. edited: a person renamed it or changed who
    belongs to it. provinces: of the cluster, those with at least one person, largest first. subs: its sub-themes by
    people; their people are among its own. flagged: comments that somebody wants looked at.
    """

    id: int
    number: int
    label: str
    machine_label: str
    named_by_model: bool
    description: str
    edited: bool
    people: int
    comments: int
    provinces: tuple[Count, ...]
    sectors: tuple[Count, ...]
    ages: tuple[Count, ...]
    stances: tuple[StanceView, ...]
    quotes: tuple[MemberView, ...]
    parent: int | None
    category: str | None
    locked_by: str | None
    quality: QualityView
    flagged: int
    subs: tuple["ThemeView", ...] = ()

    @property
    def shared(self) -> bool:
        """Whether people of two provinces of the cluster or more raised it."""
        return len(self.provinces) >= 2


class ThemeSetView(Value):
    """A theme set as its board shows it: themes by people, largest first.

    provinces: the cluster's provinces in its order, with all people who answered the question there; their share is
    what a theme's share of a province is measured by. sectors, ages: all people by these. ungrouped: comments without a
    theme, by reason.
    """

    about: SetView
    themes: tuple[ThemeView, ...]
    people: int
    provinces: tuple[Count, ...]
    sectors: tuple[Count, ...]
    ages: tuple[Count, ...]
    ungrouped: tuple[Count, ...]

    @property
    def ungrouped_comments(self) -> int:
        """How many comments have no theme."""
        return sum(reason.n for reason in self.ungrouped)

    @property
    def every(self) -> tuple[ThemeView, ...]:
        """Themes with their sub-themes after each."""
        return tuple(one for theme in self.themes for one in (theme, *theme.subs))

    def theme(self, number: int) -> ThemeView | None:
        """A theme or sub-theme by its number."""
        return next((theme for theme in self.every if theme.number == number), None)


class EditView(Value):
    """One act in a theme set's history, in words. undone: it was taken back; turns: it can be, or done again."""

    id: int
    act: str
    what: str
    actor: str
    at: datetime
    version: int
    undone: bool
    turns: bool


class History(Value):
    """One page of a set's acts, newest first; actors: everybody who has acted on it."""

    edits: tuple[EditView, ...]
    actors: tuple[str, ...]
    total: int
    page: int
    pages: int


class Since(Value):
    """What of a theme has changed since a planner's visit before: people then; None for a theme there was not."""

    people: int | None
    now: int

    @property
    def more(self) -> int:
        """How many people more there are, or fewer (below 0)."""
        return self.now - (self.people or 0)


class Visit(Value):
    """What has changed since a planner's visit before, by theme id; at: None on the first visit."""

    at: datetime | None
    themes: dict[int, Since]
    people: Since


class Page(Value):
    """One page of comments. total: all that match; more: there are more than are counted.

    after, before: the comment that the next page goes on from, and the one that the page before leads up to; None where
    there is none.
    """

    comments: tuple[MemberView, ...]
    total: int
    more: bool
    after: int | None
    before: int | None


class Placed(Value):
    """Where a comment, or a part of it, stands in one theme set; part: its words, empty for the whole comment."""

    set_id: int
    set_state: str
    theme_id: int | None
    theme_number: int | None
    theme_label: str
    by: str
    reason: str
    part: str


class CommentDetail(Value):
    """A comment with the facts of its response and where it stands in each theme set."""

    id: int
    ref: str
    consultation_id: int
    response_id: int
    question: str
    question_label: str
    text: str
    kind: str
    province_name: str
    district_name: str
    sector_name: str
    age_name: str
    channel: str
    source: str
    quote_ok: bool
    submitted_at: datetime | None
    placed: tuple[Placed, ...]
    organisation: str = ""  # whose representative said it, by an invitation code
