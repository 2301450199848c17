"""Units of work on statements and votes: kept as they come in, settled when the response is sent, counted.

A vote is stored with the event that cast it and counts once its response is submitted; withdrawn responses are not
counted. What a citizen adds becomes a statement when the response is sent, and waits to be read.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, update
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.forms.form import Question
from consultation.opinion import membership, telling
from consultation.opinion import text as texts
from consultation.opinion.models import Statement, StatementAuthor, Vote
from consultation.opinion.priority import Tally
from consultation.opinion.seeds import Known, Seed
from consultation.responses.models import Response
from consultation.talk.model import Answered, Ballot
from consultation.upsert import insert_once, upsert
from nlp.personal import mask

COUNTED = ("submitted",)
SERVED_BY = ("started", "submitted")  # for serving, votes of people still on their way say what has been seen
_FIELD = {"agree": "agree", "disagree": "disagree", "pass": "passed"}


def keep(session: Session, response: Response, statement_id: int, answered: Answered) -> None:
    """Store a vote; a later one on the same statement takes its place, a late one stands apart."""
    values = {
        "statement_id": statement_id,
        "response_id": response.id,
        "late": answered.late,
        "value": answered.value,
        "message": answered.message,
        "voted_at": answered.at,
    }
    upsert(session, Vote, values, ("statement_id", "response_id", "late"))


def settle(session: Session, response: Response, question: Question, ballot: Ballot | None, at: datetime) -> None:
    """Make what is stored what was said, when the response is sent, and when it is sent again.

    ballot None: the question no longer applies. A vote that stays as it is keeps its time.
    """
    said = ballot.votes if ballot else {}
    mine = (Vote.response_id == response.id, col(Vote.late).is_(False))
    ids = select(Statement.id).where(of(response.consultation_id, question.name))
    there = session.exec(select(Vote).where(*mine, col(Vote.statement_id).in_(ids)))
    stored = {vote.statement_id: vote.value for vote in there}
    stale = and_(col(Vote.response_id) == response.id, col(Vote.late).is_(False))
    gone = [statement_id for statement_id in stored if statement_id not in said]
    session.connection().execute(delete(Vote).where(stale, col(Vote.statement_id).in_(gone)))
    for statement_id, value in said.items():
        if stored.get(statement_id) != value:
            keep(session, response, statement_id, Answered(question=question.name, value=value, raw="", at=at))
    if said or stored:
        membership.again(session, response.consultation_id, question.name)
    propose(session, response, question, ballot.own if ballot else None, at)


def take_back(session: Session, responses: Sequence[int]) -> None:
    """Forget what responses of one consultation voted and proposed, because their authors take it back.

    What nobody else proposed and nobody voted on is deleted. A statement that others have voted on stays, as everybody
    has read it: with personal data masked, and no longer as it was typed. As many statements for many as for one.
    """
    session.flush()
    membership.leave(session, responses)
    mine = col(Vote.response_id).in_(responses)
    voted = select(Statement.consultation_id, Statement.question).join(
        Vote, col(Vote.statement_id) == col(Statement.id)
    )
    for consultation_id, question in session.exec(voted.where(mine).distinct()).all():
        membership.again(session, consultation_id, question)
    connection = session.connection()
    connection.execute(delete(Vote).where(mine))
    authored = col(StatementAuthor.response_id).in_(responses)
    proposed = set(session.exec(select(StatementAuthor.statement_id).where(authored)))
    if proposed:
        connection.execute(delete(StatementAuthor).where(authored))
        _unauthored(session, proposed)


def _unauthored(session: Session, proposed: Collection[int]) -> None:
    """Of statements that lost authors: those without any lose their raw words, and go where nobody voted on them."""
    others = exists().where(col(StatementAuthor.statement_id) == col(Statement.id))
    voted = exists().where(col(Vote.statement_id) == col(Statement.id))
    alone = (col(Statement.id).in_(proposed), ~others)
    connection = session.connection()
    connection.execute(update(Statement).where(*alone, voted).values(raw=col(Statement.text)))
    connection.execute(delete(Statement).where(*alone, ~voted))
    for row in [row for row in session if isinstance(row, Statement)]:
        session.expire(row)


def seed(session: Session, consultation_id: int, question: Question, seeds: Sequence[Seed], actor: str) -> int:
    """Put an officer's statements in, accepted at once; how many. One that came in meanwhile is left as it is."""
    now = clock.now()
    put = 0
    for one in seeds:
        row = _values(consultation_id, question.name, one.text, one.text, "th", now)
        row |= {"translations": one.translations, "seed": True, "state": "accepted"}
        row |= {"moderated_by": actor, "moderated_at": now}
        put += insert_once(session, Statement, row, ("consultation_id", "question", "wording"))
    if put:
        after = {"question": question.name, "statements": put}
        audit.record(session, actor, "statement.seed", f"consultation:{consultation_id}", after=after)
    return put


def known(session: Session, consultation_id: int, question: str) -> dict[str, Known]:
    """Every statement of a question by its wording, for finding what is there already."""
    rows = select(Statement.wording, Statement.id, Statement.text).where(of(consultation_id, question))
    return {wording: Known(reference(id or 0), text) for wording, id, text in session.exec(rows)}


def tallies(
    session: Session, consultation_id: int, question: str, states: Collection[str] = COUNTED
) -> dict[int, Tally]:
    """Votes on each statement by responses in these states, late ones left out; statements without votes are not in.

    All votes less those of other responses: to look each response up would take a million votes ten times as long.
    """
    ids = select(Statement.id).where(of(consultation_id, question))
    all_votes = _grouped(session, col(Vote.statement_id).in_(ids))
    others = select(Response.id).where(Response.consultation_id == consultation_id, col(Response.state).not_in(states))
    left_out = _grouped(session, col(Vote.response_id).in_(others))  # on other questions too, which does no harm
    counted = {key: count - left_out.get(key, 0) for key, count in all_votes.items()}
    found: dict[int, dict[str, int]] = {}
    for (statement_id, value), count in counted.items():
        if count:
            found.setdefault(statement_id, {})[_FIELD[value]] = count
    return {statement_id: Tally(**counts) for statement_id, counts in found.items()}


def _grouped(session: Session, which: ColumnElement[bool]) -> dict[tuple[int, str], int]:
    query = select(Vote.statement_id, Vote.value, func.count()).where(which, col(Vote.late).is_(False))
    grouped = query.group_by(col(Vote.statement_id), col(Vote.value))
    return {(statement_id, value): count for statement_id, value, count in session.exec(grouped)}


def reference(statement_id: int) -> str:
    """How a statement is named on pages: `S12`."""
    return f"S{statement_id}"


def propose(session: Session, response: Response, question: Question, own: str | None, at: datetime) -> None:
    """Let a response be the author of what it proposes, and of nothing else in this question."""
    wording = texts.wording(own) if own else ""
    _leave(session, response, question, wording)
    if own is None:
        return
    key = ("consultation_id", "question", "wording")
    row = _values(response.consultation_id, question.name, own, mask(own).text, response.language, at)
    insert_once(session, Statement, row, key)
    same = select(Statement).where(of(response.consultation_id, question.name), Statement.wording == wording)
    statement = session.exec(same).one()
    values = {"statement_id": statement.id, "response_id": response.id}
    new = insert_once(session, StatementAuthor, values, ("statement_id", "response_id"))
    if new and statement.state != "waiting":  # somebody proposed the same before: what became of it is known already
        telling.tell(session, statement, [response])


def _leave(session: Session, response: Response, question: Question, wording: str) -> None:
    """Take the response from what it proposed in other words before; what nobody proposes any more need not be read."""
    before = (
        select(StatementAuthor, Statement)
        .join(Statement, col(Statement.id) == col(StatementAuthor.statement_id))
        .where(of(response.consultation_id, question.name), Statement.wording != wording)
        .where(StatementAuthor.response_id == response.id)
    )
    for author, statement in session.exec(before).all():
        session.delete(author)
        session.flush()
        if statement.state == "waiting" and not _has(session, StatementAuthor, statement):
            session.delete(statement)
            session.flush()


def _has(session: Session, table: type[StatementAuthor] | type[Vote], statement: Statement) -> bool:
    """Whether somebody proposed, or voted on, a statement."""
    return session.exec(select(table.id).where(table.statement_id == statement.id)).first() is not None


def _values(consultation_id: int, question: str, raw: str, text: str, language: str, at: datetime) -> dict[str, object]:
    return {
        "consultation_id": consultation_id,
        "question": question,
        "wording": texts.wording(raw),
        "raw": raw,
        "text": text,
        "language": language,
        "translations": {},
        "seed": False,
        "meta": False,
        "state": "waiting",
        "reason": "",
        "words": "",
        "moderated_by": "",
        "created_at": at,
        "extremity": 0.0,
    }


def of(consultation_id: int, question: str) -> ColumnElement[bool]:
    """The condition that a statement belongs to a question."""
    return and_(col(Statement.consultation_id) == consultation_id, col(Statement.question) == question)
