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


def every(terms: Sequence[Term], marks: Sequence[str], postgresql: bool, any_of: Sequence[str] = ()) -> str:
    """All terms and all facts at once, and one of `any_of`, in the language of a database; empty where nothing is
    asked for.
    """
    if postgresql:
        one = [f"({' | '.join(any_of)})"] if any_of else []
        return " & ".join([*(f"({tsquery(term)})" for term in terms), *marks, *one])
    one = [f"({' OR '.join(map(_quoted, any_of))})"] if any_of else []
    return " AND ".join([*map(fts5, terms), *map(_quoted, marks), *one])


def _quoted(mark: str) -> str:
    return f'"{mark}"'
