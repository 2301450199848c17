"""The log of a process, on standard error: what happened, and of an error where it was raised and of which kind.

Never an error's words nor the values around it: they may be a citizen's, an address or a secret. (structlog by itself
shows the local variables of every frame.)
"""

import sys
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

import structlog


def configure(level: int) -> None:
    """Log from this level on."""
    dev = structlog.dev
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            dev.set_exc_info,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
            dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=write_where),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def write_where(out: TextIO, error: Any) -> None:
    """Write the frames and kinds of an error and of those before it. error: as `sys.exc_info` gives it."""
    out.write("\n" + "".join(_told(traceback.TracebackException(*error))).rstrip("\n"))


def _told(error: traceback.TracebackException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
        yield "then:\n"
    yield from error.stack.format()
    yield f"{error.exc_type.__name__ if error.exc_type else 'Error'}\n"
    for one in error.exceptions or ():
        yield from _told(one)
