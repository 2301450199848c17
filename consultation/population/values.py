"""What pages, files and reports see of representativeness: frozen values."""

from pydantic import BaseModel, ConfigDict

from consultation.population.score import Line
from consultation.population.service import TableView
from consultation.population.weights import Weights


class Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(Value):
    """One fact: province, sex or age. cannot: why it is not compared, in Thai, empty where it is.

    unknown: who answered and did not tell it; outside: who told what no group of the table is (another province, an
    age below those that are counted).
    """

    key: str
    name: str
    cannot: str
    lines: tuple[Line, ...] = ()
    score: float | None = None
    unknown: int = 0
    outside: int = 0


class ByChannel(Value):
    """One channel: people, and the score of each fact that is compared, in the order of the facts."""

    key: str
    people: int
    share: float
    scores: tuple[float | None, ...]


class Choice(Value):
    """One choice of a closed question: people who chose it; shares of those who answered, as they are and weighted."""

    key: str
    name: str
    n: int
    raw: float
    weighted: float


class WeightedQuestion(Value):
    """A closed question. base: who answered it; weighted_base: those of them whose weight is known."""

    question: str
    label: str
    base: int
    weighted_base: int
    effective: float
    choices: tuple[Choice, ...]


class Standing(Value):
    """Who answered a consultation against who is registered.

    sampling: open, invited, quota; says: what may be said of such a sample. unweighted: why there are no weights, empty
    where there are. representatives: who answered for an organisation, who are counted nowhere here. youngest: from
    which age on registered people are counted; youngests: from which they can be. tables: those that may be chosen.
    """

    consultation_id: int
    sampling: str
    says: str
    people: int
    representatives: int
    registered: int
    table: TableView | None
    tables: tuple[TableView, ...]
    youngest: int
    youngests: tuple[int, ...]
    parts: tuple[Part, ...]
    channels: tuple[ByChannel, ...]
    weights: Weights | None
    method: str
    unweighted: str
    questions: tuple[WeightedQuestion, ...]

    @property
    def open(self) -> bool:
        """Whether anybody could answer: then nothing here is called representative."""
        return self.sampling == "open"

    @property
    def score(self) -> float | None:
        """The lowest score of the facts that are compared."""
        known = [part.score for part in self.parts if part.score is not None]
        return min(known) if known else None
