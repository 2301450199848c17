"""Votes as a plane: every person a point, near those who vote alike; every statement the direction its agreement pulls.

What a person did not vote on counts as the mean of those who did, so it pulls nobody; whoever voted on little is drawn
out by √(statements / votes), as Polis does, else they would all lie in the middle. Sparse all through: a missing vote
costs nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Plane", "Table", "plane", "table"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_DENSE = 300  # up to so many statements an exact decomposition of their covariance costs less than an iterative one


@dataclass(frozen=True)
class Table:
    """The votes as a matrix: rows are people, columns statements, both in ascending order of their ids.

    row, column, vote: one entry a vote (1 agree, -1 disagree, 0 pass). out: columns that do not count for the plane.
    """

    people: Ints
    statements: Ints
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    vote: NDArray[np.int8]
    out: NDArray[np.bool_]

    def votes_of_people(self) -> Ints:
        """How many statements each person voted on, passes and statements that are out included."""
        return np.bincount(self.row, minlength=len(self.people))


@dataclass(frozen=True)
class Plane:
    """Where people and statements lie. people: n × 2; statements: m × 2; extremity: m, a statement's distance from
    the middle."""

    people: Floats
    statements: Floats
    extremity: Floats


def table(people: Ints, statements: Ints, votes: NDArray[np.int8], out: Collection[int]) -> Table:
    """Put votes into a table. The last of several votes of one person on one statement counts.

    Raises ValueError for columns of different length and for votes other than 1, -1 and 0.
    """
    if not len(people) == len(statements) == len(votes):
        raise ValueError("people, statements and votes must be of one length")
    if len(votes) and not np.isin(votes, (-1, 0, 1)).all():
        raise ValueError("a vote is 1 (agree), -1 (disagree) or 0 (pass)")
    who, row = np.unique(people, return_inverse=True)
    what, column = np.unique(statements, return_inverse=True)
    place = row.astype(np.int64) * max(len(what), 1) + column
    # The first of the reversed columns is the last vote given.
    _, last = np.unique(place[::-1], return_index=True)
    kept = len(place) - 1 - last
    return Table(
        people=who.astype(np.int64),
        statements=what.astype(np.int64),
        row=row[kept].astype(np.int32),
        column=column[kept].astype(np.int32),
        vote=votes[kept].astype(np.int8),
        out=np.isin(what, list(out)),
    )


def plane(votes: Table, people: Ints | None = None) -> Plane:
    """Lay people and statements on the two directions in which votes differ most.

    people: rows that the directions are learnt from (with repeats: a resample); all where None. Every person of the
    table is laid on the plane either way. Each direction points to where its heaviest statement is agreed with.
    """
    centred, mean = _centred(votes)
    directions = _directions(centred if people is None else centred[people])
    given = votes.votes_of_people() + votes.out.sum() - _votes_on_out(votes)
    drawn = np.sqrt(len(votes.statements) / np.maximum(given, 1))
    where = np.asarray(centred @ directions) * drawn[:, None]
    agreed = np.where(votes.out, 0.0, 1.0 - mean)
    pulled = agreed[:, None] * directions * np.sqrt(len(votes.statements))
    return Plane(np.round(where, 9), np.round(pulled, 9), np.round(np.linalg.norm(pulled, axis=1), 9))


def _votes_on_out(votes: Table) -> Ints:
    return np.bincount(votes.row[votes.out[votes.column]], minlength=len(votes.people))


def _centred(votes: Table) -> tuple[Any, Floats]:
    """The matrix of votes less their statement's mean, missing ones 0; and the means."""
    from scipy import sparse

    size = len(votes.statements)
    cast = np.bincount(votes.column, minlength=size)
    mean = np.bincount(votes.column, weights=votes.vote, minlength=size) / np.maximum(cast, 1)
    counts = ~votes.out[votes.column]
    row, column = votes.row[counts], votes.column[counts]
    difference = votes.vote[counts] - mean[column]
    return sparse.csr_matrix((difference, (row, column)), shape=(len(votes.people), size)), mean


def _directions(centred: Any) -> Floats:
    """The first two principal components, columns of a matrix m × 2; zeros where there is no second."""
    from scipy.sparse.linalg import eigsh

    size = centred.shape[1]
    found = np.zeros((size, 2))
    if size == 0 or centred.nnz == 0:
        return found
    if size <= _DENSE:
        strength, vectors = np.linalg.eigh((centred.T @ centred).toarray())
    else:
        covariance = _Covariance(centred)
        strength, vectors = eigsh(covariance.operator(), k=2, v0=np.ones(size), tol=1e-9, which="LA")
    for place, number in enumerate(np.argsort(strength)[::-1][:2]):
        if strength[number] > 1e-9:
            vector = vectors[:, number]
            found[:, place] = vector * np.sign(vector[np.argmax(np.abs(vector))])
    return found


class _Covariance:
    """The covariance of statements, applied and never written out: thousands of statements would square it."""

    def __init__(self, centred: Any) -> None:
        self.centred, self.turned = centred, centred.T.tocsr()

    def operator(self) -> Any:
        """As scipy wants it."""
        from scipy.sparse.linalg import LinearOperator

        size = self.centred.shape[1]
        return LinearOperator((size, size), matvec=lambda v: self.turned @ (self.centred @ v), dtype=np.float64)
