"""A conversation that only writes down what it hears, in the caller's transaction: stands where the talk will stand."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from bot.worker import Hear
from consultation import jobs
from consultation.jobs import Job
from consultation.talk.model import Incoming
from consultation.talk.service import Who
from consultation.vault import Vault


def write_down(session: Session, vault: Vault, who: Who, incoming: Incoming, reply: dict[str, Any] | None) -> None:
    jobs.enqueue(session, "heard", {"who": who.address, "text": incoming.text, "reply": reply})
    session.flush()


def failing(on: Callable[[str], bool]) -> Hear:
    """Writes down, then fails for the texts that `on` says."""

    def hear(session: Session, vault: Vault, who: Who, incoming: Incoming, reply: dict[str, Any] | None) -> None:
        write_down(session, vault, who, incoming, reply)
        if on(incoming.text):
            raise RuntimeError(f"cannot hear {incoming.text}")

    return hear


def heard(session: Session) -> list[tuple[str, str]]:
    """Who said what, in the order in which it was heard."""
    rows = session.exec(select(Job).where(Job.kind == "heard").order_by(col(Job.id)))
    return [(row.payload["who"], row.payload["text"]) for row in rows]
