"""Reading a question for export: every statement, every counted vote in columns, people under numbers of their own."""

from array import array
from collections.abc import Callable, Mapping
from datetime import datetime

import numpy as np
from sqlmodel import Session, col, select

from consultation import audit
from consultation.consult import service as consult
from consultation.errors import refused
from consultation.opinion import result, service, views, work
from consultation.opinion.models import Statement, StatementAuthor, Vote
from consultation.opinion.polis import OFFICER, Conversation, Said, Votes
from consultation.privacy.cutting import day_of
from consultation.responses.models import Response
from consultation.vault import Vault


def exported(session: Session, vault: Vault, consultation_id: int, question: str, base_url: str) -> Conversation:
    """A question as Polis would export it, for an officer: `record` writes that it was taken.

    question: "" for the only one. Raises Refused without such a question, or where one must be chosen; NotFound.
    """
    return conversation(session, vault, consultation_id, chosen(session, consultation_id, question), base_url)


def record(session: Session, consultation_id: int, question: str, found: Conversation, actor: str) -> None:
    """Write in the audit record that a question was exported, and by whom. question: as `exported` takes it."""
    board = chosen(session, consultation_id, question)
    after = {"format": "polis", "question": board.question, "votes": len(found.votes.person)}
    audit.record(session, actor, "opinion.export", f"consultation:{consultation_id}", after=after)


def conversation(
    session: Session, vault: Vault, consultation_id: int, board: views.Board, base_url: str
) -> Conversation:
    """A question as Polis would export it, for whoever may have it."""
    view = consult.view(session, consultation_id)
    number = _numbers(session, vault, consultation_id)
    run = result.newest(session, consultation_id, board.question)
    inside = work.membership(session, consultation_id, board.question)
    return Conversation(
        topic=view.title,
        description=board.label,
        url=f"{base_url.rstrip('/')}/c/{view.code}",
        statements=_statements(session, consultation_id, board.question, number),
        votes=votes(session, consultation_id, board.question, number),
        groups={number[id]: group for id, group in inside.items() if id in number},
        number=len(run.figures["groups"]) if run else 0,
    )


def chosen(session: Session, consultation_id: int, question: str) -> views.Board:
    """The question that asks for votes, "" for the only one. Raises Refused without it, or where one must be chosen."""
    boards = views.boards(session, consultation_id)
    names = [board.question for board in boards]
    if not names:
        raise refused("statements_none")
    if not question and len(names) > 1:
        raise refused("statements_which", known=", ".join(names))
    found = next((board for board in boards if board.question == (question or names[0])), None)
    if found is None:
        raise refused("statements_unknown", question=question, known=", ".join(names))
    return found


def _numbers(session: Session, vault: Vault, consultation_id: int) -> dict[int, int]:
    """Response → its number from 1, in the order of a keyed hash: the same in every export while nobody comes or goes,
    and neither the order of answering nor the row of an answer can be read from it."""
    counted = (Response.consultation_id == consultation_id, col(Response.state).in_(service.COUNTED))
    rows = session.exec(select(Response.id, Response.receipt).where(*counted)).all()
    order = sorted((vault.lookup("polis", receipt), id or 0) for id, receipt in rows)
    return {id: place for place, (_, id) in enumerate(order, 1)}


def _statements(session: Session, consultation_id: int, question: str, number: dict[int, int]) -> list[Said]:
    of = service.of(consultation_id, question)
    rows = session.exec(select(Statement).where(of).order_by(col(Statement.id))).all()
    proposed = select(StatementAuthor.statement_id, StatementAuthor.response_id).order_by(
        col(StatementAuthor.id).desc()
    )
    joined = proposed.join(Statement, col(Statement.id) == col(StatementAuthor.statement_id)).where(of)
    first = {id: number[response] for id, response in session.exec(joined).all() if response in number}
    return [
        Said(
            id=row.id or 0,
            # What was refused for naming somebody is not handed on, masked or not.
            text="" if row.state == "rejected" and row.reason == "personal" else row.text,
            at=day_of(row.created_at),
            author=OFFICER if row.seed else first.get(row.id or 0, OFFICER),
            state=row.state,
            meta=row.meta,
            seed=row.seed,
        )
        for row in rows
    ]


def votes(session: Session, consultation_id: int, question: str, number: Mapping[int, int]) -> Votes:
    """The counted votes of a question by those who have a number.

    Some statements are read at a time; a million votes are never a million rows in memory.
    """
    ids = session.exec(select(Statement.id).where(service.of(consultation_id, question)).order_by(col(Statement.id)))
    wanted = [id or 0 for id in ids]
    statements, people, values, days = array("q"), array("q"), array("b"), array("q")
    day = _days()
    columns = (Vote.statement_id, Vote.response_id, Vote.value, Vote.voted_at)
    for at in range(0, len(wanted), work.AT_ONCE):
        some = (col(Vote.statement_id).in_(wanted[at : at + work.AT_ONCE]), col(Vote.late).is_(False))
        for statement, response, value, voted_at in session.exec(select(*columns).where(*some)):
            if response in number:
                statements.append(statement)
                people.append(number[response])
                values.append(work.SIGN[value])
                days.append(day(voted_at))
    order = np.lexsort((people, statements)) if people else np.zeros(0, dtype=np.int64)
    return Votes(
        statement=np.array(statements, dtype=np.int64)[order],
        person=np.array(people, dtype=np.int64)[order],
        value=np.array(values, dtype=np.int8)[order],
        day=np.array(days, dtype=np.int64)[order],
    )


def _days() -> Callable[[datetime], int]:
    """The beginning of a moment's day in seconds, looked up once an hour."""
    known: dict[datetime, int] = {}

    def day(moment: datetime) -> int:
        hour = moment.replace(minute=0, second=0, microsecond=0)
        if hour not in known:
            known[hour] = int(day_of(hour).timestamp())
        return known[hour]

    return day
