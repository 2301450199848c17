"""Ages as tables and choices write them ("20–29", "60 ปีขึ้นไป", "ต่ำกว่า 20 ปี", `18_29`), and whether they fit together."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from consultation.wording import wording

OLDEST = 150
_FIGURES = re.compile(r"\d{1,3}")


class Ages(NamedTuple):
    """From one age to another, both counted in; `last` None: and older."""

    first: int
    last: int | None

    def holds(self, other: "Ages") -> bool:
        """Whether every age of the other is among these."""
        return self.first <= other.first and (other.last or OLDEST) <= (self.last or OLDEST)

    def meets(self, other: "Ages") -> bool:
        """Whether they have an age in common."""
        return self.first <= (other.last or OLDEST) and other.first <= (self.last or OLDEST)


def ages(text: str) -> Ages | None:
    """The ages that a text means; None where it means none."""
    words = wording("consultation.population")["age"]
    plain = text.strip().casefold().replace("_", " ")
    figures = [int(one) for one in _FIGURES.findall(plain)]
    if not figures or len(figures) > 2 or max(figures) >= OLDEST:
        return None
    if len(figures) == 2:
        return Ages(*figures) if figures[0] <= figures[1] else None
    [one] = figures
    if any(word in plain for word in words["below"]):
        return Ages(0, one - 1) if one else None
    if any(word in plain for word in words["upto"]):
        return Ages(0, one)
    if any(word in plain for word in words["from"]):
        return Ages(one, None)
    return Ages(one, one)


def of_choices(choices: Mapping[str, str]) -> dict[str, Ages]:
    """The ages that choices stand for, by key; by their label, else by their key. What means none is left out."""
    found = {key: ages(label) or ages(key) for key, label in choices.items()}
    return {key: one for key, one in found.items() if one is not None}
