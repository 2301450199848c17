"""How long is waited for PostgreSQL: a value that settings can name without loading what speaks to a database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How long is waited, in seconds. answer: for a new connection, and for a sign of life; statement: for its end."""

    answer: float = 10.0
    statement: float = 60.0
