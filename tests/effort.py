"""How much work something is, so that a slow or busy machine judges as a quiet one does.

A limit in seconds is no promise that every machine can keep. `spent` gives processor seconds of the machine the limits
were set on: a fixed piece of work is timed before and after, and what is judged counts as much as it took longer than
that. Where the promise is that something grows no faster than what it is given, compare two of these.
"""

import gc
import time
from collections.abc import Callable

import regex

STANDARD = 0.022  # processor seconds of one `_standard` on the quiet machine where the limits were set
NOTHING = 0.1
_TEXT = "น้ำท่วมทุกปี ขอให้ขุดลอกคลอง " * 40
_WORD = regex.compile(r"\p{Thai}+|\s+")


def spent(work: Callable[[], object]) -> float:
    """The standard processor seconds of a piece of work. What is over at once is told as it is: nobody limits that."""
    took = _taken(work)
    return took if took < NOTHING else quiet(took)


def quiet(took: float) -> float:
    """Processor seconds of this machine at this moment as those of the quiet one."""
    return took * STANDARD / max(_taken(_standard), _taken(_standard))


def _taken(work: Callable[[], object]) -> float:
    """Processor seconds of this thread: not of what earlier tests left running, nor of looking through it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        begun = time.thread_time()
        work()
        return time.thread_time() - begun
    finally:
        if collecting:
            gc.enable()


def _standard() -> int:
    """Calls, dictionaries, texts and patterns: what our own code does, too."""
    counted: dict[str, int] = {}
    for _ in range(96):
        for word in _WORD.findall(_TEXT):
            counted[word] = counted.get(word, 0) + len(word)
        for n in range(2_000):
            counted[str(n % 97)] = n
    return len(counted)
