"""What people say to a reply: kept when it is theirs to say, let move the commitment, shown to an officer."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.commitments import service as commitments
from consultation.consult.reaching import consulted
from consultation.findings.models import Finding
from consultation.findings.tracing import link_to
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.replies.models import Reply, ReplyRound
from consultation.replies.values import Said, Tally
from consultation.replies.wording import not_found
from consultation.rights import EVERYWHERE, Reach
from nlp.personal import mask

CITIZEN = "citizen"  # who spoke, in the audit record: nothing more is written of them
LONGEST_NOTE = 500
TYPED_WITHIN = timedelta(days=60)  # what is typed speaks of the last reply only so long


def answer(session: Session, contact: Contact, nonce: str, given: str) -> Reply | None:
    """Keep what somebody says to a reply: "not_yet" or "fixed". None when it is not theirs: then nothing is changed.

    The last word counts. Of linked accounts any may speak for the one that was told.
    """
    row = _theirs(session, contact, nonce)
    if row is None or given not in ("not_yet", "fixed"):
        return None
    before, row.answer, row.answered_at, row.seen_at, row.seen_by = row.answer, given, clock.now(), None, ""
    session.add(row)
    session.flush()
    of = session.get_one(ReplyRound, row.round_id)
    after = {"answer": given, "before": before}
    audit.record(session, CITIZEN, "reply.answer", f"reply_round:{of.id}", after=after)
    if of.commitment_id is not None:
        _let_move(session, of.commitment_id, given == "not_yet")
    return row


def note(session: Session, contact: Contact, nonce: str, text: str, mark: str) -> bool:
    """Keep what somebody writes of what is not right yet, masked; whether it was theirs to say. mark: its message."""
    row = _theirs(session, contact, nonce)
    if row is None or row.answer != "not_yet":
        return False
    row.note, row.seen_at, row.seen_by = mask(text.strip()[:LONGEST_NOTE]).text, None, ""
    row.message = mark
    session.add(row)
    session.flush()
    return True


def change(session: Session, contact: Contact, mark: str, text: str) -> bool:
    """Let the note that a message gave say something else, or nothing where the message was taken back."""
    theirs = select(Contact.id).where(Contact.person_id == contact.person_id)
    query = select(Reply).where(col(Reply.contact_id).in_(theirs), Reply.message == mark)
    row = session.exec(query.with_for_update()).first() if mark else None
    if row is None:
        return False
    row.note = mask(text.strip()[:LONGEST_NOTE]).text
    session.add(row)
    session.flush()
    return True


def last_told(session: Session, contact: Contact) -> str | None:
    """The nonce of the last reply that this person was told lately; None when there is none."""
    since = clock.now() - TYPED_WITHIN
    theirs = select(Contact.id).where(Contact.person_id == contact.person_id)
    query = select(Reply.nonce).where(col(Reply.contact_id).in_(theirs), col(Reply.put_at) > since)
    return session.exec(query.order_by(col(Reply.id).desc()).limit(1)).first()


def unread(session: Session, there: Reach = EVERYWHERE, most: int = 200) -> list[Said]:
    """What people within reach answered and nobody of the office has read, "not yet" first, then the newest."""
    near = consulted(there, col(ReplyRound.consultation_id))
    wanted = (col(Reply.answer) != "", col(Reply.seen_at).is_(None), *near)
    query = select(Reply, ReplyRound).join(ReplyRound, col(ReplyRound.id) == col(Reply.round_id)).where(*wanted)
    first = case((col(Reply.answer) == "not_yet", 0), else_=1)
    rows = session.exec(query.order_by(first, col(Reply.answered_at).desc()).limit(most))
    return [_said(session, row, of) for row, of in rows]


def seen(session: Session, reply_id: int, actor: str, there: Reach = EVERYWHERE) -> None:
    """Note that an officer has read an answer. Raises NotFound, also for one that is out of reach."""
    near = consulted(there, col(ReplyRound.consultation_id))
    of = select(Reply).join(ReplyRound, col(ReplyRound.id) == col(Reply.round_id))
    row = session.exec(of.where(Reply.id == reply_id, *near)).first()
    if row is None:
        raise not_found("reply_unknown")
    row.seen_at, row.seen_by = clock.now(), actor
    session.add(row)
    audit.record(session, actor, "reply.seen", f"reply_round:{row.round_id}")


def tally(session: Session, commitment_id: int) -> Tally:
    """What became of all that was told of a commitment, and what people answered since it was last said to be done."""
    rounds = select(ReplyRound.id).where(ReplyRound.commitment_id == commitment_id)
    not_yet, fixed = _answers(session, commitment_id)
    return _tally(session, col(Reply.round_id).in_(rounds)).model_copy(update={"not_yet": not_yet, "fixed": fixed})


def tally_of(session: Session, of: Sequence[str]) -> dict[str, Tally]:
    """What became of each round, by what occasioned it."""
    rows = session.exec(select(ReplyRound.of, ReplyRound.id).where(col(ReplyRound.of).in_(of)))
    return {key: _tally(session, col(Reply.round_id) == id) for key, id in rows}


def _let_move(session: Session, commitment_id: int, disagrees: bool) -> None:
    not_yet, fixed = _answers(session, commitment_id)
    commitments.hear(session, commitment_id, not_yet, fixed, disagrees)


def _answers(session: Session, commitment_id: int) -> tuple[int, int]:
    """How many say "not yet" and "fixed", each by their last word on it, since it was last said to be done."""
    since = commitments.asked_since(session, commitment_id)
    rounds = select(ReplyRound.id).where(ReplyRound.commitment_id == commitment_id)
    query = select(Reply.contact_id, Reply.id, Reply.answer).where(
        col(Reply.round_id).in_(rounds), col(Reply.answer) != ""
    )
    if since is not None:
        query = query.where(col(Reply.answered_at) >= since)
    last = {contact or -(id or 0): given for contact, id, given in session.exec(query.order_by(col(Reply.answered_at)))}
    said = list(last.values())
    return said.count("not_yet"), said.count("fixed")


def _tally(session: Session, which: Any) -> Tally:
    query = (
        select(Reply.answer, OutboxMessage.state, func.count())
        .outerjoin(OutboxMessage, col(OutboxMessage.id) == col(Reply.outbox_id))
        .where(which)
        .group_by(col(Reply.answer), col(OutboxMessage.state))
    )
    rows = list(session.exec(query))
    return Tally(
        told=sum(n for *_, n in rows),
        sent=sum(n for _, state, n in rows if state == "sent"),
        failed=sum(n for _, state, n in rows if state in ("failed", "unknown")),
        not_yet=sum(n for given, _, n in rows if given == "not_yet"),
        fixed=sum(n for given, _, n in rows if given == "fixed"),
    )


def _theirs(session: Session, contact: Contact, nonce: str) -> Reply | None:
    """The reply of a nonce, held, when this very person was told it."""
    row = session.exec(select(Reply).where(Reply.nonce == nonce).with_for_update()).first()
    told = session.get(Contact, row.contact_id) if row is not None and row.contact_id is not None else None
    return row if told is not None and told.person_id == contact.person_id else None


def _said(session: Session, row: Reply, of: ReplyRound) -> Said:
    finding = session.get(Finding, of.finding_id) if of.finding_id is not None else None
    return Said(
        id=row.id or 0, consultation_id=of.consultation_id, occasion=of.occasion,
        finding=link_to(finding) if finding else None, commitment_id=of.commitment_id, answer=row.answer,
        note=row.note, at=row.answered_at or row.put_at,
    )  # fmt: skip
