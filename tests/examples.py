"""How many examples the property tests try: few in every run, many where somebody waits for it.

`PRACHAKHOM_EXAMPLES=thorough` (`make thorough`) tries ten times as many. A test that wants another number names it with
`examples`, which grows likewise. None is judged by time: a busy machine proves nothing.
"""

import os

from hypothesis import settings
from hypothesis.internal.conjecture import junkdrawer

USUAL, TIMES = 50, {"suite": 1, "thorough": 10}
PROFILE = os.environ.get("PRACHAKHOM_EXAMPLES", "suite")


def load() -> None:
    """Make this run's profile the one of all property tests."""
    settings.register_profile("prachakhom", deadline=None, max_examples=examples(USUAL))
    settings.load_profile("prachakhom")
    # Hypothesis takes the collector's time off its deadlines, by a callback that Python runs within the collector. A
    # test's time limit that ends there is swallowed: it would neither end nor fail, and be an "unraisable" error later.
    junkdrawer._gc_initialized = True


def examples(usual: int) -> int:
    """So many examples in every run, and as many times more as this run asks for."""
    return usual * TIMES[PROFILE]
