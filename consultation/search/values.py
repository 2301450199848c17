"""What pages see of a search: frozen values."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from nlp.excerpt import Piece


class Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Hit(Value):
    """A comment that answers, as readers see it: masked. pieces: the part that says it, found words told apart."""

    id: int
    ref: str
    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool
    text: str
    consultation_id: int
    consultation: str
    question: str
    kind: str
    province_name: str
    district_name: str
    sector_name: str
    age_name: str
    channel: str
    themes: tuple[tuple[int, int, str], ...]  # set, number, label
    created_at: datetime
    sample: bool


class Results(Value):
    """One page of hits. total: how many answer, counted to a bound, `more` than that.

    by_rank: they are in the order of how well they answer; ranked_newest: only the newest so many were, there are
    more. looked_to: not everything was looked through; the search goes on from this number when asked for (`before`).
    number, pages: of the page, for an order by rank; before: for the newest first, the number that the next page goes
    on from.
    """

    hits: tuple[Hit, ...]
    total: int
    more: bool
    by_rank: bool
    ranked_newest: bool = False
    looked_to: int | None = None
    number: int = 1
    pages: int = 1
    before: int | None = None


class Saved(Value):
    """A search that somebody keeps; query: what the address of the page asks for."""

    id: int
    account: str
    name: str
    query: str
    created_at: datetime
