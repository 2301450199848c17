"""Rough weather: a seeded plan of the accidents that befall a platform's calls and deliveries, until it is told to end.

`double.rough = Rough(seed=7, accidents=LINE_ACCIDENTS, forged=0.05)`; `double.rough = CALM` ends it. The shares are of
one. A seed gives the same row of decisions; which call meets which of them depends on the order in which calls come.
"""

import random
from dataclasses import dataclass, field

from tests.doubles.records import Fault

LONGER_THAN_ANYBODY_WAITS = 12.0  # seconds


@dataclass(frozen=True)
class Accident:
    """One kind of accident to so many calls of these operations; the rest as `Platform.fail_next` has it."""

    share: float
    operations: tuple[str, ...]
    status: int | None = None
    hang: float | None = None
    drop: bool = False
    accepted: bool = False
    retry_after: int | None = None

    def fault(self, operation: str) -> Fault:
        """What then happens to one call."""
        return Fault(operation, self.status, self.hang, self.drop, self.accepted, 0, self.retry_after, None)


_LINE = ("reply", "push")
_TELEGRAM = ("sendMessage", "editMessageText", "answerCallbackQuery")
LINE_ACCIDENTS = (
    Accident(0.02, _LINE, status=429),
    Accident(0.01, _LINE, status=500),
    Accident(0.01, _LINE, status=500, accepted=True),
    Accident(0.015, _LINE, drop=True, accepted=True),
    Accident(0.005, _LINE, drop=True),
    Accident(0.003, _LINE, hang=LONGER_THAN_ANYBODY_WAITS, accepted=True),
)
# Telegram's own 500 means that nothing was done; a gateway's 502 says nothing about it.
TELEGRAM_ACCIDENTS = (
    Accident(0.02, _TELEGRAM, status=429, retry_after=1),
    Accident(0.02, _TELEGRAM, status=500),
    Accident(0.005, _TELEGRAM, status=502, accepted=True),
    Accident(0.015, _TELEGRAM, drop=True, accepted=True),
    Accident(0.004, _TELEGRAM, drop=True),
    Accident(0.003, _TELEGRAM, hang=LONGER_THAN_ANYBODY_WAITS, accepted=True),
)


@dataclass
class Rough:
    """A plan. forged: webhook posts preceded by a copy with other words and a false signature.

    duplicate, late: Telegram updates that come once more though accepted, or are held back for up to `late_seconds` so
    that those of other queues overtake them (the LINE double has `duplicate` and `shuffle` for this).
    """

    seed: int = 0
    accidents: tuple[Accident, ...] = ()
    forged: float = 0.0
    duplicate: float = 0.0
    late: float = 0.0
    late_seconds: float = 0.2
    befell: list[Accident] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def draw(self, operation: str) -> Fault | None:
        """The accident that befalls the next call of an operation, if any."""
        drawn = self.random.random() if self.accidents else 1.0
        for accident in self.accidents:
            if operation not in accident.operations:
                continue
            drawn -= accident.share
            if drawn < 0:
                self.befell.append(accident)
                return accident.fault(operation)
        return None

    def happens(self, share: float) -> bool:
        """Whether something that happens to such a share happens now."""
        return share > 0 and self.random.random() < share


CALM = Rough()
