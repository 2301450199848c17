"""Telling people what became of a statement they proposed: in the channel they came from, by day, through the outbox.

It is an answer to what they did and announced when they did it, not a broadcast: it needs no consent to be contacted.
See docs/decisions/0011-statements.md.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from consultation import clock
from consultation.opinion.models import Statement, StatementAuthor
from consultation.outbox import service as outbox
from consultation.people.models import Contact
from consultation.responses.models import Response
from consultation.settings import settings
from consultation.talk.model import Outgoing
from consultation.talk.readable import cut
from consultation.talk.wording import say, words

QUOTED = 60  # characters of the statement in the telling
FIRST_HOUR, LAST_HOUR = 8, 20  # nobody's telephone rings at night for this


def sentences(statement: Statement, language: str) -> tuple[Outgoing, ...]:
    """What the author of a moderated statement is told."""
    text = cut(statement.text, QUOTED)
    if statement.state == "accepted":
        return (Outgoing(key="statement_accepted", text=say("statement_accepted", language, text=text)),)
    why = words("reason", language)[statement.reason]
    told = [Outgoing(key="statement_rejected", text=say("statement_rejected", language, text=text, reason=why))]
    if statement.words:
        told.append(Outgoing(key="statement_words", text=say("statement_words", language, words=statement.words)))
    return tuple(told)


def authors(session: Session, statement: Statement) -> Sequence[Response]:
    """The responses that proposed a statement and have not been withdrawn."""
    query = (
        select(Response)
        .join(StatementAuthor, col(StatementAuthor.response_id) == col(Response.id))
        .where(StatementAuthor.statement_id == statement.id, Response.state == "submitted")
    )
    return session.exec(query.order_by(col(Response.id))).all()


def tell(session: Session, statement: Statement, responses: Sequence[Response]) -> int:
    """Put into the outbox, for each of these authors who can be reached, what became of the statement; how many."""
    told = 0
    for response in responses:
        contact = _contact(session, response)
        if contact is None or contact.id is None:
            continue
        outbox.put(
            session,
            contact.id,
            sentences(statement, contact.language),
            lane="reminder",
            not_before=by_day(clock.now()),
            consultation_id=statement.consultation_id,
        )
        told += 1
    return told


def by_day(moment: datetime) -> datetime:
    """The moment itself by day, at night the next morning."""
    local = moment.astimezone(settings().zone)
    if FIRST_HOUR <= local.hour < LAST_HOUR:
        return moment
    morning = local.replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0)
    return morning if local.hour < FIRST_HOUR else morning + timedelta(days=1)


def _contact(session: Session, response: Response) -> Contact | None:
    """Where a response came from, unless the person has blocked us or the link has been cut."""
    theirs = (Contact.person_id == response.person_id, Contact.channel == response.channel)
    query = select(Contact).where(*theirs, col(Contact.blocked_at).is_(None))
    return session.exec(query.order_by(col(Contact.last_seen_at).desc(), col(Contact.id))).first()
