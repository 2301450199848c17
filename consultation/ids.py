"""Identifiers that people read aloud and machines cannot guess; tests can make them repeatable."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

# No 0 O 1 I L: a code is read over the telephone and copied from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

_source: random.Random = secrets.SystemRandom()


def code(length: int = 6) -> str:
    """A new random code of `length` characters that cannot be misread (31 letters and digits, upper case)."""
    return "".join(_source.choice(ALPHABET) for _ in range(length))


def receipt() -> str:
    """A new receipt code for a citizen, grouped for reading: `XXXX-XXXX`."""
    return f"{code(4)}-{code(4)}"


def token() -> str:
    """A new secret of 256 bits, safe in a URL and a cookie."""
    return secrets.token_urlsafe(32)


@contextmanager
def repeatable(seed: int) -> Iterator[None]:
    """Make `code` and `receipt` repeat for a seed until the block ends. For tests and recorded talks only."""
    global _source
    before, _source = _source, random.Random(seed)
    try:
        yield
    finally:
        _source = before
