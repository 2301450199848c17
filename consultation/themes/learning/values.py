"""What pages see of learning and checking: frozen values."""

from datetime import datetime

from consultation.responses.service import Count
from consultation.themes.values import MemberView, Value


class RelearnView(Value):
    """One relearning. state: queued, learning, done, failed; progress 0 … 1; stage and said are words for a planner.

    edit_id: the act that can be taken back; None where nothing moved.
    """

    id: int
    state: str
    progress: float
    stage: str
    said: str
    asked_by: str
    asked_at: datetime
    done_at: datetime | None
    decisions: int
    moved: int
    edit_id: int | None


class LearningView(Value):
    """How a theme set learns. decisions: comments people decided; since: of those, decided after it learnt last.

    offer: whether to offer to learn again, with words why; running: the one under way; last: the last that ended.
    """

    decisions: int
    since: int
    offer: bool
    offer_said: str
    running: RelearnView | None
    last: RelearnView | None


class Queue(Value):
    """Comments that people should look at next, the most telling first, and how many are left of the last learning.

    ready: whether there is a queue; without one the set has to learn first.
    """

    ready: bool
    comments: tuple[MemberView, ...]
    left: int


class Dealt(Value):
    """One comment of a sample put before a checker: the theme it stood in, and the first guesses of others.

    place: 1 … size. rivals: living themes of the set besides it, largest first.
    """

    sample_id: int
    place: int
    size: int
    comment: MemberView
    theme_id: int
    theme_number: int | None
    theme_label: str
    theme_description: str


class Estimate(Value):
    """The share of comments in the right theme. base: comments judged right or wrong; unsure: those nobody could tell.

    share, low, high: 0 … 1, Wilson's interval at 95 %; None while nothing is judged. said: what it means.
    """

    right: int
    base: int
    unsure: int
    share: float | None
    low: float | None
    high: float | None
    said: str


class CheckerView(Value):
    """One checker of a sample: how many of its comments they judged, and the estimate from their answers alone."""

    actor: str
    answered: int
    estimate: Estimate


class Agreement(Value):
    """Two checkers of the same comments. both: comments both judged; same: those with the same answer.

    kappa: Cohen's, None where it cannot be told; differ: ids of comments they judged differently.
    """

    one: str
    other: str
    both: int
    same: int
    kappa: float | None
    said: str
    differ: tuple[int, ...]


class SampleView(Value):
    """A sample with what came of it. size: comments in it that are still counted; population: those it stands for.

    fresh: whether the themes are as they were when it was drawn; by_theme: wrong answers by the theme that was dealt.
    """

    id: int
    theme_set_id: int
    seed: int
    size: int
    population: int
    drawn_at: datetime
    drawn_by: str
    fresh: bool
    checkers: tuple[CheckerView, ...]
    agreements: tuple[Agreement, ...]
    estimate: Estimate
    by_theme: tuple[Count, ...]
