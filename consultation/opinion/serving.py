"""The statements that a talk shows: a new sitting drawn by priority, and those of a sitting under way."""

from collections.abc import Collection
from datetime import timedelta

from sqlmodel import Session, col, select

from consultation import clock
from consultation.forms.form import Form, Question, Served
from consultation.opinion import service
from consultation.opinion.models import Statement, StatementBoard
from consultation.opinion.priority import Candidate, Tally, order
from consultation.talk import voting
from consultation.talk.model import Talk
from consultation.upsert import insert_once

# Counting a million votes takes seconds, and serving is only a draw by weights: counts may be this old.
COUNTED_AGAIN = timedelta(seconds=60)


def with_statements(
    session: Session, consultation_id: int, form: Form, talk: Talk, begun: Collection[str] = (), *, trial: bool = False
) -> Form:
    """The form with the statements of the talk's ballots. begun: questions whose sitting begins with this step.

    trial: an officer tries the talk, nothing is written; drawn as if nobody had voted yet.
    """
    names = {*talk.ballots, *begun}
    asked = [question for question in form.questions if question.type == "statements" and question.name in names]
    if not asked:
        return form
    statements = {
        question.name: _sitting(session, consultation_id, question, talk.receipt, trial)
        if question.name in begun
        else _served(session, talk.ballots[question.name].served)
        for question in asked
    }
    return form.model_copy(update={"about": form.about.model_copy(update={"statements": statements})})


def _sitting(
    session: Session, consultation_id: int, question: Question, chance: str, trial: bool
) -> tuple[Served, ...]:
    """The statements of a new sitting for the person whose receipt this is, in the order to be served."""
    accepted = (
        select(Statement.id, Statement.meta, Statement.extremity)
        .where(Statement.consultation_id == consultation_id, Statement.question == question.name)
        .where(Statement.state == "accepted")
    )
    rows = session.exec(accepted).all()
    counts = _counts(session, consultation_id, question.name) if rows and not trial else {}
    candidates = [
        Candidate(id, counts.get(id, Tally()), meta, extremity) for id, meta, extremity in rows if id is not None
    ]
    drawn = order(candidates, chance)[: voting.most(question)]
    texts = {one.id: one for one in _served(session, drawn)}
    return tuple(texts[id] for id in drawn)


def _served(session: Session, ids: Collection[int]) -> tuple[Served, ...]:
    """Those of these statements that may still be shown."""
    query = select(Statement).where(col(Statement.id).in_(ids), Statement.state == "accepted")
    found = session.exec(query.order_by(col(Statement.id))).all() if ids else ()
    return tuple(Served(id=row.id or 0, text={**row.translations, row.language: row.text}) for row in found)


def _counts(session: Session, consultation_id: int, question: str) -> dict[int, Tally]:
    """How often each statement was voted on, at most a minute ago; whoever finds the counts older counts again."""
    same = (StatementBoard.consultation_id == consultation_id, StatementBoard.question == question)
    board = session.exec(select(StatementBoard).where(*same)).first()
    if board is not None and clock.now() - board.counted_at <= COUNTED_AGAIN:
        return _tallies(board)
    if board is None:
        counts = _counted(session, consultation_id, question)
        row = {"consultation_id": consultation_id, "question": question, "counts": counts, "counted_at": clock.now()}
        insert_once(session, StatementBoard, row, ("consultation_id", "question"))
        return {int(id): Tally(*three) for id, three in counts.items()}
    # Only one counts; the others go on with what is there instead of waiting for it.
    held = select(StatementBoard).where(StatementBoard.id == board.id).with_for_update(key_share=True, skip_locked=True)
    mine = session.exec(held).first()
    if mine is not None:
        mine.counts, mine.counted_at = _counted(session, consultation_id, question), clock.now()
        session.add(mine)
    return _tallies(board)


def _counted(session: Session, consultation_id: int, question: str) -> dict[str, list[int]]:
    found = service.tallies(session, consultation_id, question, service.SERVED_BY)
    return {str(id): [tally.agree, tally.disagree, tally.passed] for id, tally in found.items()}


def _tallies(board: StatementBoard) -> dict[int, Tally]:
    return {int(id): Tally(*three) for id, three in board.counts.items()}
