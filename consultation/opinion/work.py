"""The job `opinion.groups`: read the counted votes of a question, compute its opinion groups, store them.

The arithmetic runs in a thread. Votes are read some statements at a time into columns of numbers, so that a million
votes are never a million rows in memory.
"""

import asyncio
from array import array
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, col, select

from consultation import clock, jobs
from consultation.db import Database
from consultation.jobs import Claimed, Handler
from consultation.opinion import service
from consultation.opinion.figures import Figures, figures, members
from consultation.opinion.membership import GROUPS_JOB
from consultation.opinion.models import OpinionMember, OpinionRun, Statement, Vote
from consultation.responses.models import Response
from nlp.opinion import Opinions, opinions

FEWEST_PEOPLE = 15
FEWEST_STATEMENTS = 3
AT_ONCE = 20  # statements whose votes are read by one query
SIGN = {"agree": 1, "disagree": -1, "pass": 0}


@dataclass(frozen=True)
class Cast:
    """The counted votes on the accepted statements of a question, in columns. out: statements about the voters."""

    people: NDArray[np.int64]
    statements: NDArray[np.int64]
    votes: NDArray[np.int8]
    out: frozenset[int]
    previous: dict[int, int]

    @property
    def enough(self) -> bool:
        """Whether there are enough people and statements for groups to mean anything."""
        asked = set(np.unique(self.statements).tolist()) - self.out
        return len(np.unique(self.people)) >= FEWEST_PEOPLE and len(asked) >= FEWEST_STATEMENTS


def handlers(db: Database) -> dict[str, Handler]:
    """The handler of this job by its kind."""
    return {GROUPS_JOB: partial(compute, db)}


async def compute(db: Database, job: Claimed) -> None:
    """Handle `opinion.groups`. Where there are too few, groups of earlier are taken away."""
    consultation, question = int(job.payload["consultation"]), str(job.payload["question"])
    cast = await db.read(read, consultation, question)
    if not cast.enough:
        await db.write(_too_few, job, consultation, question)
        return
    found, kept = await asyncio.to_thread(_found, cast)
    await db.write(_store, job, cast, found, kept)


def read(session: Session, consultation_id: int, question: str) -> Cast:
    """Read the counted votes, and the groups that people were in before."""
    chosen = (service.of(consultation_id, question), Statement.state == "accepted")
    rows = session.exec(select(Statement.id, Statement.meta).where(*chosen).order_by(col(Statement.id))).all()
    ids = [id or 0 for id, _ in rows]
    counted = (Response.consultation_id == consultation_id, col(Response.state).in_(service.COUNTED))
    who = np.fromiter((id or 0 for id in session.exec(select(Response.id).where(*counted))), np.int64)
    people, statements, votes = array("q"), array("q"), array("b")
    for first in range(0, len(ids), AT_ONCE):
        some = (col(Vote.statement_id).in_(ids[first : first + AT_ONCE]), col(Vote.late).is_(False))
        for person, statement, value in session.exec(
            select(Vote.response_id, Vote.statement_id, Vote.value).where(*some)
        ):
            people.append(person)
            statements.append(statement)
            votes.append(SIGN[value])
    given = np.frombuffer(people, np.int64) if people else np.zeros(0, np.int64)
    sent = np.isin(given, who)
    return Cast(
        people=given[sent],
        statements=(np.frombuffer(statements, np.int64) if statements else given)[sent],
        votes=(np.frombuffer(votes, np.int8) if votes else given.astype(np.int8))[sent],
        out=frozenset(id or 0 for id, meta in rows if meta),
        previous=membership(session, consultation_id, question),
    )


def membership(session: Session, consultation_id: int, question: str) -> dict[int, int]:
    """Response → group of the newest run; empty without one."""
    run = (OpinionRun.consultation_id == consultation_id, OpinionRun.question == question)
    query = select(OpinionMember.response_id, OpinionMember.number)
    joined = query.join(OpinionRun, col(OpinionRun.id) == col(OpinionMember.run_id)).where(*run)
    return dict(session.exec(joined).all())


def _found(cast: Cast) -> tuple[Opinions, Figures]:
    found = opinions(cast.people, cast.statements, cast.votes, out=cast.out, previous=cast.previous)
    return found, figures(found)


def _store(session: Session, job: Claimed, cast: Cast, found: Opinions, kept: Figures) -> None:
    """Put the run in the place of the one before. Whoever took their answer back meanwhile is in no group."""
    consultation, question = int(job.payload["consultation"]), str(job.payload["question"])
    jobs.hold(session, job)
    _clear(session, consultation, question)
    inside = members(found)
    run = OpinionRun(
        consultation_id=consultation,
        question=question,
        at=clock.now(),
        voters=len(found.group_of),
        people=len(inside),
        votes=len(cast.votes),
        figures=kept.model_dump(mode="json"),
    )
    session.add(run)
    session.flush()
    counted = (Response.consultation_id == consultation, col(Response.state).in_(service.COUNTED))
    still = set(session.exec(select(Response.id).where(*counted)))
    rows = [{"run_id": run.id, "response_id": id, "number": group} for id, group in inside.items() if id in still]
    if rows:
        session.connection().execute(insert(OpinionMember), rows)
    table = Statement.__table__  # type: ignore[attr-defined]
    far = [{"one": one.id, "far": one.extremity} for one in kept.statements]
    by_id = update(table).where(table.c.id == bindparam("one")).values(extremity=bindparam("far"))
    session.connection().execute(by_id, far)


def _too_few(session: Session, job: Claimed, consultation: int, question: str) -> None:
    jobs.hold(session, job)
    _clear(session, consultation, question)
    at_rest = update(Statement).where(service.of(consultation, question), col(Statement.extremity) != 0)
    session.connection().execute(at_rest.values(extremity=0.0))


def _clear(session: Session, consultation: int, question: str) -> None:
    same = (col(OpinionRun.consultation_id) == consultation, col(OpinionRun.question) == question)
    runs = select(OpinionRun.id).where(*same)
    session.connection().execute(delete(OpinionMember).where(col(OpinionMember.run_id).in_(runs)))
    session.connection().execute(delete(OpinionRun).where(*same))
