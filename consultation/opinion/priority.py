"""Which statement a person is served next: Polis's priority, and its draw by weight, as pure functions.

Source: compdemocracy/polis, math/src/polismath/math/conversation.clj (`importance-metric`, `priority-metric`) and
server/src/nextComment.ts (`selectProbabilistically`).
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

META = 7.0  # stands where importance and newness stand for the others


@dataclass(frozen=True)
class Tally:
    """How a statement was voted on so far."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    @property
    def seen(self) -> int:
        """S: everybody who voted on it, passes included."""
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True)
class Candidate:
    """A statement that may be served. extremity: E, the length of its projection among all opinions; 0 without."""

    id: int
    tally: Tally = Tally()
    meta: bool = False
    extremity: float = 0.0


def importance(tally: Tally, extremity: float = 0.0) -> float:
    """(1−p)(E+1)a with p = (P+1)/(S+2) and a = (A+1)/(S+2): agreed to, seldom passed, and dividing."""
    p = (tally.passed + 1) / (tally.seen + 2)
    a = (tally.agree + 1) / (tally.seen + 2)
    return (1 - p) * (extremity + 1) * a


def priority(candidate: Candidate) -> float:
    """[importance · (1 + 8 · 2^(−S/5))]²: the second factor lets new statements be seen. 7² for meta statements."""
    if candidate.meta:
        return META**2
    newness = 1 + 8 * 2.0 ** (-candidate.tally.seen / 5)
    return float((importance(candidate.tally, candidate.extremity) * newness) ** 2)


def order(candidates: Sequence[Candidate], chance: str) -> list[int]:
    """The ids in the order in which a person is served them: drawn without replacement, by priority as weight.

    chance: what is drawn by, such as the person's receipt; the same gives the same order, whatever the order of the
    candidates. An order by priority alone would give a full hall the same ten statements and leave the rest unseen.
    """
    # A race: each runs for an exponential time whose rate is its weight (Efraimidis and Spirakis, 2006).
    return [id for _, id in sorted((_time(chance, one), one.id) for one in candidates)]


def _time(chance: str, candidate: Candidate) -> float:
    drawn = int.from_bytes(hashlib.sha256(f"{chance}:{candidate.id}".encode()).digest()[:7])
    return -math.log((drawn + 1) / 2**56) / priority(candidate)
