"""What the rest of the program sees of themes: frozen values. Counts are of people unless named otherwise."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from consultation.responses.service import Count


class Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SetView(Value):
    """A theme set in a line. state: queued, grouping, draft, signed_off, failed; progress 0 … 1.

    comments: in the set; grouped: those with a theme; waiting: comments that came after the grouping.
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
    method: str
    seed: int
    groups: int | None
    themes: int
    comments: int
    grouped: int
    waiting: int
    created_at: datetime
    created_by: str
    signed_off_at: datetime | None
    signed_off_by: str | None


class MemberView(Value):
    """A comment in a theme set. text has personal data masked; `by` is machine or the account that placed it.

    theme: the number of its theme, None when ungrouped, and then `reason` says why. rank: 1 … n among the theme's
    representative comments, None for others.
    """

    id: int
    ref: str
    response_id: int
    text: str
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


class StanceView(Value):
    """How a theme's people answered a closed question on a development issue; counts in the order of its choices."""

    issue: str
    label: str
    base: int
    counts: tuple[Count, ...]


class ThemeView(Value):
    """A theme. `machine_label` is what the machine called it, empty for one made by people.

    edited: a person renamed it or changed who belongs to it. provinces: of the cluster, those with at least one
    person, largest first.
    """

    id: int
    number: int
    label: str
    machine_label: str
    description: str
    edited: bool
    people: int
    comments: int
    provinces: tuple[Count, ...]
    sectors: tuple[Count, ...]
    stances: tuple[StanceView, ...]
    quotes: tuple[MemberView, ...]

    @property
    def shared(self) -> bool:
        """Whether people of two provinces of the cluster or more raised it."""
        return len(self.provinces) >= 2


class ThemeSetView(Value):
    """A theme set as its board shows it: themes by people, largest first.

    provinces: the cluster's provinces in its order, with all people who answered the question there; their share is
    what a theme's share of a province is measured by. ungrouped: comments without a theme, by reason.
    """

    about: SetView
    themes: tuple[ThemeView, ...]
    people: int
    provinces: tuple[Count, ...]
    sectors: tuple[Count, ...]
    ungrouped: tuple[Count, ...]

    @property
    def ungrouped_comments(self) -> int:
        """How many comments have no theme."""
        return sum(reason.n for reason in self.ungrouped)


class EditView(Value):
    """One act in a theme set's history, in words. undone: it was taken back later."""

    id: int
    act: str
    what: str
    actor: str
    at: datetime
    undone: bool


class Page(Value):
    """One page of comments; `total` counts all that match."""

    comments: tuple[MemberView, ...]
    total: int
    page: int
    pages: int


class Placed(Value):
    """Where a comment stands in one theme set."""

    set_id: int
    set_state: str
    theme_id: int | None
    theme_number: int | None
    theme_label: str
    by: str
    reason: str


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
