"""Moderation: a person reads what citizens propose, opens it to votes or not, and the author is told which and why."""

from sqlalchemy import update
from sqlmodel import Session, col

from consultation import audit, clock
from consultation.consult.life import phase
from consultation.consult.models import Consultation
from consultation.errors import not_found, refused, state_name
from consultation.opinion import membership, telling
from consultation.opinion import text as texts
from consultation.opinion.models import Statement, StatementBoard
from consultation.opinion.service import reference
from consultation.talk.model import Outgoing
from consultation.talk.wording import say
from consultation.upsert import insert_once

REASONS = (
    "repeated",
    "personal",
    "rude",
    "unclear",
    "off_topic",
    "complaint",
    "other",
)  # texts: reason_… in talk/th.toml
EXPLAINED = ("other",)  # not enough without the officer's own words
LONGEST_WORDS = 140


def accept(session: Session, statement_id: int, actor: str, seen: str | None = None) -> int:
    """Open a statement to votes and tell its authors; how many are told.

    seen: the state that the officer had before them; raises Refused when another officer was quicker, NotFound.
    """
    row = _hold(session, statement_id, seen)
    return _decide(session, row, "accepted", "", "", actor)


def reject(session: Session, statement_id: int, reason: str, words: str, actor: str, seen: str | None = None) -> int:
    """Keep a statement from votes, or take it back, with a reason that its authors are told; how many are told.

    reason: one of REASONS. words: what the officer adds. Votes already cast are kept and no longer shown. Raises
    Refused, NotFound.
    """
    words = _checked(reason, words)
    row = _hold(session, statement_id, seen)
    return _decide(session, row, "rejected", reason, words, actor)


def preview(session: Session, statement_id: int, reason: str, words: str) -> tuple[Outgoing, ...]:
    """What the authors would be told if the statement were rejected so, in Thai. Raises Refused, NotFound."""
    row = session.get(Statement, statement_id)
    if row is None:
        raise not_found("statement_not_found", id=statement_id)
    said = {"state": "rejected", "reason": reason, "words": _checked(reason, words)}
    return telling.sentences(row.model_copy(update=said), "th")


def mark_meta(session: Session, statement_id: int, meta: bool, actor: str) -> None:
    """Say whether a statement is about the people who vote ("ฉันเป็นเกษตรกร") and not about the matter."""
    row = _hold(session, statement_id, None)
    before, row.meta = row.meta, meta
    session.add(row)
    membership.again(session, row.consultation_id, row.question)
    audit.record(session, actor, "statement.meta", f"statement:{row.id}", before={"meta": before}, after={"meta": meta})


def publish(session: Session, consultation_id: int, question: str, published: bool, actor: str) -> None:
    """Show the votes on a question's statements on the public page, or no more. Raises Refused before the close."""
    consultation = session.get(Consultation, consultation_id)
    if consultation is None:
        raise not_found("consultation_not_found", id=consultation_id)
    if phase(consultation.state) != "after":
        raise refused("results_not_closed", state=state_name(consultation.state))
    values = {"published_at": clock.now() if published else None, "published_by": actor if published else None}
    board = {"consultation_id": consultation_id, "question": question, "counts": {}, "counted_at": clock.now()}
    insert_once(session, StatementBoard, {**board, **values}, ("consultation_id", "question"))
    same = (col(StatementBoard.consultation_id) == consultation_id, col(StatementBoard.question) == question)
    session.connection().execute(update(StatementBoard).where(*same).values(**values))
    after = {"question": question, "published": published}
    audit.record(session, actor, "statement.publish", f"consultation:{consultation_id}", after=after)


def reasons(language: str = "th") -> dict[str, str]:
    """The reasons that may be given, as they are told."""
    return {key: say(f"reason_{key}", language) for key in REASONS}


def _checked(reason: str, words: str) -> str:
    """The officer's words in one line. Raises Refused."""
    words = " ".join(words.split())
    if reason not in REASONS:
        raise refused("reason_missing")
    if reason in EXPLAINED and not texts.speaks(words):
        raise refused("reason_words_missing")
    if texts.length(words) > LONGEST_WORDS:
        raise refused("reason_words_long", length=texts.length(words), most=LONGEST_WORDS)
    return words


def _hold(session: Session, statement_id: int, seen: str | None) -> Statement:
    """The row, held until the transaction ends: of two who moderate at once the second sees what the first did."""
    # NO KEY UPDATE, so that votes, which refer to the row, can still be stored.
    row = session.get(Statement, statement_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is None:
        raise not_found("statement_not_found", id=statement_id)
    if seen is not None and row.state != seen:
        raise refused("statement_moderated", ref=reference(row.id or 0))
    return row


def _decide(session: Session, row: Statement, state: str, reason: str, words: str, actor: str) -> int:
    before = {"state": row.state, "reason": row.reason}
    row.state, row.reason, row.words = state, reason, words
    row.moderated_by, row.moderated_at = actor, clock.now()
    session.add(row)
    membership.again(session, row.consultation_id, row.question)
    after = {"state": state, "reason": reason}
    audit.record(session, actor, f"statement.{state}", f"statement:{row.id}", before=before, after=after)
    return telling.tell(session, row, telling.authors(session, row))
