"""What a kept broadcast says now, and whether what it offers can still be begun."""

from datetime import datetime

from sqlmodel import Session

from consultation.broadcast import content
from consultation.broadcast.models import Broadcast
from consultation.consult import service as consult
from consultation.consult.life import phase
from consultation.consult.models import Consultation
from consultation.talk.model import Outgoing


def words(session: Session, row: Broadcast, language: str) -> tuple[Outgoing, ...]:
    """What it says in a language."""
    stop = content.stop_of(str(row.audience["kind"]))
    return content.turn(row.texts, row.link, start_code(session, row.starts_id), language, stop)


def start_code(session: Session, consultation: int | None) -> str:
    """The start code of a consultation; empty for none."""
    row = session.get(Consultation, consultation) if consultation is not None else None
    return row.code if row is not None else ""


def startable(session: Session, row: Broadcast, at: datetime) -> bool:
    """Whether the consultation whose start is offered, if any, is open at a time."""
    if row.starts_id is None:
        return True
    of = session.get_one(Consultation, row.starts_id)
    end = consult.end_of(of)
    opens = of.state == "open" or (phase(of.state) == "before" and of.opens_at is not None and of.opens_at <= at)
    return opens and (end is None or at < end)
