"""The order in which randomized choices stand: the same for the same seed, and the same as ODK's.

Park and Miller's generator and Fisher–Yates from the end: https://getodk.github.io/xforms-spec/#fn:randomize
"""

from collections.abc import Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_PRIME = 2147483647


def shuffled(items: Sequence[_Item], seed: float) -> list[_Item]:
    """The items in the order of a seed (a number; its part after the point is cut off)."""
    mixed, state = list(items), int(seed) % _PRIME
    if state <= 0:
        state += _PRIME - 1
    for last in range(len(mixed) - 1, 0, -1):
        state = state * 16807 % _PRIME
        other = (state - 1) * (last + 1) // (_PRIME - 1)
        mixed[last], mixed[other] = mixed[other], mixed[last]
    return mixed
