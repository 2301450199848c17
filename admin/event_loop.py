"""The event loop that the program runs on: uvloop where it is installed, which does the same with less processor."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

try:
    import uvloop
except ImportError:  # on Windows
    _made: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
else:
    _made = uvloop.new_event_loop

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, and return its value."""
    with asyncio.Runner(loop_factory=_made) as runner:
        return runner.run(coroutine)
