"""Words that are looked for, in the language of each database's index."""

from collections.abc import Sequence

from nlp.sought import Term, written


def side_by_side(term: Term) -> str:
    """A part of what the index keeps of a comment that says the term."""
    return f" {' '.join(map(written, term.words))}" + ("" if term.begun else " ")


def fts5(term: Term) -> str:
    """A term for SQLite's MATCH."""
    return f'"{" ".join(map(written, term.words))}"' + ("*" if term.begun else "")


def tsquery(term: Term) -> str:
    """A term for PostgreSQL's to_tsquery."""
    return " <-> ".join(map(written, term.words)) + (":*" if term.begun else "")


def every(terms: Sequence[Term], marks: Sequence[str], postgresql: bool) -> str:
    """All terms and all facts at once, in the language of a database; empty where nothing is asked for."""
    if postgresql:
        return " & ".join([*(f"({tsquery(term)})" for term in terms), *marks])
    return " AND ".join([*map(fts5, terms), *(f'"{mark}"' for mark in marks)])
