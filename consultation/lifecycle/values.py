"""What pages, commands and tests see of a consultation's life: frozen values."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from consultation.consult.concern import Concern
from consultation.consult.life import Stage
from consultation.consult.models import Consultation
from consultation.consult.service import ConsultationView
from consultation.rights import Grants, Place


class Value(BaseModel):
    """A frozen value that takes nothing it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Mover(Value):
    """Who takes a step: a name for the audit record, and what that person was given. clock: nobody, its time came."""

    name: str
    grants: Grants = Grants()
    clock: bool = False

    def may(self, right: str, row: Consultation | ConsultationView) -> bool:
        """Whether a right is this person's for a consultation; the empty right is nobody's."""
        return bool(right) and self.grants.may(right, Place(row.scheme, row.cluster))

    def may_step(self, stage: Stage, row: Consultation | ConsultationView) -> bool:
        """Whether a step of a consultation is this person's, or the clock's."""
        return stage.clock if self.clock else self.may(stage.right, row)


class StepView(Value):
    """One state on the way. status: "done", "now", "ahead", "optional" (to come, may be left out) or "left" out."""

    state: str
    title: str
    about: str
    status: str
    at: datetime | None = None
    by: str = ""


class NextView(Value):
    """A step that could be taken now. allowed: whether whoever looks may take it. who: who may, in words."""

    to: str
    title: str
    about: str
    allowed: bool
    who: str
    needed: bool
    concerns: tuple[Concern, ...]

    @property
    def stopped(self) -> tuple[Concern, ...]:
        """What has to be mended first."""
        return tuple(each for each in self.concerns if each.stops)

    @property
    def warned(self) -> tuple[Concern, ...]:
        """What should be looked at first."""
        return tuple(each for each in self.concerns if not each.stops)


class PastView(Value):
    """Something that was done: what, by whom, when, with the reason that was given."""

    at: datetime
    by: str
    title: str
    reason: str = ""


class Standing(Value):
    """Where a consultation stands. back: the state it can be taken back to, when whoever looks may do that."""

    view: ConsultationView
    steps: tuple[StepView, ...]
    following: tuple[NextView, ...]
    back: str | None
    may_cancel: bool
    past: tuple[PastView, ...]


class ResultInput(Value):
    """What an officer writes of a result."""

    summary: str = ""
    limits: str = ""
    answer: str = ""
    why: str = ""


class CountView(Value):
    """How many people; None for fewer than five, which are not told."""

    name: str
    n: int | None


class ResultView(Value):
    """One version of a result. people: None while it is not published.

    apart: of `people`, `provinces` and `sectors` what was left as it was in the version before, or hidden beyond the
    rule of five, because it differs by a few people.
    """

    version: int
    summary: str
    limits: str
    answer: str
    why: str
    people: int | None
    provinces: tuple[CountView, ...]
    sectors: tuple[CountView, ...]
    apart: tuple[str, ...] = ()
    opened_at: datetime | None
    closed_at: datetime | None
    saved_at: datetime
    saved_by: str
    published_at: datetime | None
    published_by: str | None
