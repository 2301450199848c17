"""What the rest of the program sees of traits and voices: frozen values."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Trait(Value):
    """One field of a comment: what stands, what the machine suggested, who decided (`machine` until a person does)."""

    value: str
    name: str
    suggested: str
    suggested_name: str
    by: str

    @property
    def decided(self) -> bool:
        """Whether a person said so."""
        return self.by != "machine"


class PlaceView(Value):
    """A province (ISO code) or a district (four digits) and what it is called; full_name: with its province."""

    code: str
    name: str
    full_name: str


class Places(Value):
    """The places that a comment mentions: those that stand, those that the machine found, who decided."""

    value: tuple[PlaceView, ...]
    suggested: tuple[PlaceView, ...]
    by: str

    @property
    def decided(self) -> bool:
        """Whether a person said so."""
        return self.by != "machine"

    @property
    def typed(self) -> str:
        """The places that stand as a person would type them: names between commas, "-" for none."""
        return ", ".join(place.full_name for place in self.value) or "-"


class Traits(Value):
    """What one comment is. sure: of the suggested kind, 0 to 1. rude: `yes` or `no`.

    voice_id: of the message that it repeats, None where it stands for itself; voices: how many people sent it
    (1 where nobody else did); campaign: whether a person said that it was sent round.
    """

    comment_id: int
    kind: Trait
    scope: Trait
    rude: Trait
    places: Places
    voice_id: int | None
    voices: int
    voice_by: str
    campaign: bool
    sure: float


class BurstView(Value):
    """A short while in which many sent one message, with its evidence (`nlp.bursts.Burst`)."""

    begins_at: datetime
    ends_at: datetime
    people: int
    meanwhile: int
    share: float
    dated: int
    new: int
    half_known_days: float | None
    channels: tuple[tuple[str, int], ...]


class Sample(Value):
    """One wording of a voice as readers see it, and how many people sent it so."""

    comment_id: int
    ref: str
    text: str
    people: int


class VoiceView(Value):
    """One message that several people sent. text: of the comment that stands for it, personal data masked.

    alike: mean likeness of its copies, 0 to 1. mark, note, marked_by: what a person made of it. share: of all people
    who said something to the question.
    """

    id: int
    consultation_id: int
    question: str
    comment_id: int
    ref: str
    text: str
    comments: int
    people: int
    share: float
    long: bool
    alike: float
    first_at: datetime
    last_at: datetime
    mark: str
    mark_name: str
    note: str
    marked_by: str
    marked_at: datetime | None
    bursts: tuple[BurstView, ...] = ()


class Counts(Value):
    """People who said something to a question: all, and without those whose message is marked as a campaign.

    in_campaigns: of all; once: how many people there are when each campaign counts as one voice.
    """

    people: int
    in_campaigns: int
    campaigns: int

    @property
    def without(self) -> int:
        """People whose message is no campaign."""
        return self.people - self.in_campaigns

    @property
    def once(self) -> int:
        """The same with each campaign counted as one voice."""
        return self.without + self.campaigns


class FieldModel(Value):
    """What labels of the office taught for one field: how many, shares of right suggestions over labels held back."""

    labels: int
    right: float
    rules: float
    used: bool
    found: dict[str, float]
    true: dict[str, float | None]


class ReadingView(Value):
    """The last reading of a question's comments: when, and what there is of each kind and scope."""

    question: str
    read_at: datetime
    comments: int
    people: int
    repeated: int
    rude: int
    kinds: tuple[tuple[str, str, int], ...]
    scopes: tuple[tuple[str, str, int], ...]
    models: dict[str, FieldModel]
