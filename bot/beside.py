"""What is done for an event beside hearing it: messages taken back are destroyed, and strangers are told once.

A message taken back is destroyed wherever its raw event is kept; the event's row stays, because its id stops a second
copy. One that was taken back before it came is stopped when it does, by a mark on its conversation.
"""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from bot.inbox import opened
from bot.message import Event
from bot.models import Conversation, InboxEvent
from bot.storing import conversation_key
from consultation import clock
from consultation.talk.model import Incoming
from consultation.vault import Vault

MOST_MARKS = 50  # of messages that have not come yet, in one conversation
MOST_LOOKED_AT = 5_000  # events of one conversation, the newest: LINE lets a message be taken back for some days only
UNSENT = "unsent"


def beside(session: Session, vault: Vault, of: Conversation, row: InboxEvent, event: Event) -> Event:
    """Do what an event asks for beside being heard, and give back what is to be heard of it."""
    if event.message and of.unsent and _mark(vault, of, event.message) in of.unsent:
        row.raw = b""
        return Event(event.address, None, why=UNSENT)
    if event.gone and not _scrubbed(session, vault, row, event.gone) and event.unsent:
        of.unsent = [*(of.unsent or ()), _mark(vault, of, event.gone)][-MOST_MARKS:]
    if event.was:
        _moved(session, vault, of, event.was)
    if event.explain and event.explain not in of.explained.split():
        of.explained = f"{of.explained} {event.explain}".strip()
        outside = Incoming(kind="outside", at=row.occurred_at, text=event.explain, reads=event.language)
        return Event(event.address, outside, event.reply)
    return event


def _scrubbed(session: Session, vault: Vault, row: InboxEvent, message: str) -> bool:
    """Destroy the raw events of a message in its conversation; whether there were any. One to be heard never is."""
    found = False
    others = (InboxEvent.conversation_id == row.conversation_id, InboxEvent.id != row.id, InboxEvent.raw != b"")
    newest = select(InboxEvent).where(*others).order_by(col(InboxEvent.id).desc()).limit(MOST_LOOKED_AT)
    for other in session.exec(newest):
        if not _is_of(opened(vault, other), message):
            continue
        found, other.raw = True, b""
        if other.state in ("new", "set_aside"):
            other.state, other.why, other.done_at = "ignored", UNSENT, clock.now()
        session.add(other)
    return found


def _is_of(raw: Mapping[str, Any], message: str) -> bool:
    said = raw.get("message")
    return isinstance(said, Mapping) and str(said.get("id", "")) == message


def _moved(session: Session, vault: Vault, of: Conversation, was: str) -> None:
    """A group that became a supergroup was told already what it was told under its old number."""
    key = conversation_key(vault, of.channel, of.account, was)
    same = (Conversation.channel == of.channel, Conversation.account == of.account, Conversation.key == key)
    before = session.exec(select(Conversation.explained).where(*same)).first()
    of.explained = of.explained or before or ""


def _mark(vault: Vault, of: Conversation, message: str) -> str:
    return vault.lookup("unsent", of.channel, of.account, of.key, message)
