"""The order in which randomized choices stand: the same for the same seed, and the same as ODK's.

Park and Miller's generator, each item put in at a place drawn for it:
https://getodk.github.io/xforms-spec/#fn:randomize
"""

import math
from collections.abc import Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_PRIME = 2147483647


def shuffled(items: Sequence[_Item], seed: float) -> list[_Item]:
    """The items in the order of a seed: a number, of which what is after the point is cut off; NaN is 0."""
    state = int(math.fmod(math.trunc(seed), _PRIME)) if math.isfinite(seed) else 0
    if state <= 0:
        state += _PRIME - 1
    mixed: list[_Item] = []
    for at, item in enumerate(items):
        state = state * 16807 % _PRIME
        drawn = (state - 1) * (at + 1) // (_PRIME - 1)
        mixed.append(item)
        mixed[at], mixed[drawn] = mixed[drawn], mixed[at]
    return mixed
