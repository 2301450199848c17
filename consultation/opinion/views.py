"""Reading statements: the queue to be moderated, the list with its votes, what the public may see."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, exists, func
from sqlmodel import Session, col, select

from consultation.errors import not_found
from consultation.forms import service as forms
from consultation.forms.form import Question, in_language
from consultation.opinion import service
from consultation.opinion import text as texts
from consultation.opinion.models import Statement, StatementAuthor, StatementBoard, Vote
from consultation.opinion.priority import Tally
from consultation.responses.models import Response

FEWEST_SHOWN = 5  # smaller numbers are not published: they may point at somebody


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StatementView(_Value):
    """A statement with its votes. text has personal data masked; authors: how many people proposed it.

    reason: a key of `moderation.REASONS`, with `words` of the officer's own. Votes are of submitted responses.
    """

    id: int
    ref: str
    text: str
    language: str
    translations: dict[str, str]
    seed: bool
    meta: bool
    state: str
    reason: str
    words: str
    authors: int
    moderated_by: str
    moderated_at: datetime | None
    created_at: datetime
    agree: int
    disagree: int
    passed: int

    @property
    def votes(self) -> int:
        """Everybody who voted on it, passes included."""
        return self.agree + self.disagree + self.passed


class Waiting(_Value):
    """A statement to be moderated, with those it is nearly the same as."""

    statement: StatementView
    alike: tuple[StatementView, ...]


class Board(_Value):
    """All statements of a question. people: who voted; published_at: when officers published the votes."""

    question: str
    label: str
    statements: tuple[StatementView, ...]
    people: int
    published_at: datetime | None

    @property
    def states(self) -> Counter[str]:
        """How many statements are in which state."""
        return Counter(one.state for one in self.statements)

    @property
    def votes(self) -> int:
        """All votes, passes included."""
        return sum(one.votes for one in self.statements)


class Published(_Value):
    """An accepted statement as the public sees it. A number under 5 is None, and with it the sum that would give it."""

    text: str
    agree: int | None
    disagree: int | None
    passed: int | None
    votes: int | None


def boards(session: Session, consultation_id: int) -> list[Board]:
    """One board for each statements question of the newest form, and for each that still has statements."""
    return [_board(session, consultation_id, name, label) for name, label in labels(session, consultation_id).items()]


def labels(session: Session, consultation_id: int) -> dict[str, str]:
    """The statements questions of the newest form by name, then those that still have statements."""
    form = forms.current(session, consultation_id)
    asked = {q.name: in_language(q.short or q.label, "th") for q in form.questions if q.type == "statements"}
    stored = select(Statement.question).where(Statement.consultation_id == consultation_id).distinct()
    return asked | {name: name for name in sorted(set(session.exec(stored)) - asked.keys())}


def waiting(session: Session, consultation_id: int) -> int:
    """How many statements of a consultation wait to be read."""
    query = select(func.count()).where(Statement.consultation_id == consultation_id, Statement.state == "waiting")
    return session.exec(query).one()


def queue(listed: Sequence[StatementView], limit: int) -> list[Waiting]:
    """Of all statements of a question those that wait the longest, with what is nearly the same as each."""
    first = [place for place, one in enumerate(listed) if one.state == "waiting"][:limit]
    return [Waiting(statement=listed[place], alike=_alike(listed, place)) for place in first]


def listing(session: Session, consultation_id: int, question: str) -> list[StatementView]:
    """The statements of a question, in the order they came."""
    of = service.of(consultation_id, question)
    rows = session.exec(select(Statement).where(of).order_by(col(Statement.id))).all()
    counts, authors = service.tallies(session, consultation_id, question), _authors(session, of)
    return [_view(row, counts.get(row.id or 0, Tally()), authors.get(row.id or 0, 0)) for row in rows]


def published(session: Session, consultation_id: int) -> list[tuple[str, list[Published]]]:
    """For each question whose votes officers have published: its label and its accepted statements."""
    shown = [board for board in boards(session, consultation_id) if board.published_at is not None]
    return [(board.label, [hide_small(one) for one in board.statements if one.state == "accepted"]) for board in shown]


def hide_small(one: StatementView) -> Published:
    """The same without numbers from 1 to 4."""
    cells = {name: getattr(one, name) for name in ("agree", "disagree", "passed")}
    shown = {name: None if 0 < count < FEWEST_SHOWN else count for name, count in cells.items()}
    return Published(text=one.text, votes=None if None in shown.values() else one.votes, **shown)


def question_of(session: Session, consultation_id: int, name: str) -> Question | None:
    """The statements question of this name in the newest form."""
    question = forms.current(session, consultation_id).question(name)
    return question if question is not None and question.type == "statements" else None


def of_consultation(session: Session, consultation_id: int, statement_id: int) -> int:
    """The same number when the statement belongs to the consultation. Raises NotFound."""
    row = session.get(Statement, statement_id)
    if row is None or row.consultation_id != consultation_id:
        raise not_found("statement_not_found", id=statement_id)
    return statement_id


def _board(session: Session, consultation_id: int, question: str, label: str) -> Board:
    theirs = exists().where(col(Vote.response_id) == col(Response.id), col(Vote.late).is_(False))
    voted = theirs.where(col(Vote.statement_id) == col(Statement.id), service.of(consultation_id, question))
    counted = (Response.consultation_id == consultation_id, col(Response.state).in_(service.COUNTED))
    people = select(func.count()).select_from(Response).where(*counted, voted)
    same = (StatementBoard.consultation_id == consultation_id, StatementBoard.question == question)
    return Board(
        question=question,
        label=label,
        statements=tuple(listing(session, consultation_id, question)),
        people=session.exec(people).one(),
        published_at=session.exec(select(StatementBoard.published_at).where(*same)).first(),
    )


def _alike(seen: Sequence[StatementView], place: int) -> tuple[StatementView, ...]:
    others = [*seen[:place], *seen[place + 1 :]]
    return tuple(others[index] for index in texts.nearest(seen[place].text, [other.text for other in others]))


def _authors(session: Session, of: ColumnElement[bool]) -> dict[int, int]:
    """How many people proposed each statement."""
    proposed = (
        select(StatementAuthor.statement_id, func.count())
        .join(Statement, col(Statement.id) == col(StatementAuthor.statement_id))
        .join(Response, col(Response.id) == col(StatementAuthor.response_id))
        .where(of, col(Response.state).in_(service.COUNTED))
        .group_by(col(StatementAuthor.statement_id))
    )
    return dict(session.exec(proposed).all())


def _view(row: Statement, tally: Tally, authors: int) -> StatementView:
    stored = row.model_dump(include=set(StatementView.model_fields))
    return StatementView(
        **stored,
        ref=service.reference(row.id or 0),
        authors=authors,
        agree=tally.agree,
        disagree=tally.disagree,
        passed=tally.passed,
    )
