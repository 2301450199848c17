"""Whether LINE delivers again what it could not deliver: no call tells it, a redelivered event in the inbox does."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.inbox import opened
from bot.models import InboxEvent
from consultation.vault import Vault, WrongKey

LOOKED_AT = 2_000  # newest events of the account


def last_redelivered(session: Session, vault: Vault, account: str) -> datetime | None:
    """When an event last came that LINE had delivered in vain before; None when none is among the newest."""
    mine = (InboxEvent.channel == "line", InboxEvent.account == account)
    newest = select(InboxEvent).where(*mine).order_by(col(InboxEvent.id).desc()).limit(LOOKED_AT)
    return next((row.received_at for row in session.exec(newest) if _again(vault, row)), None)


def _again(vault: Vault, row: InboxEvent) -> bool:
    try:
        context = opened(vault, row).get("deliveryContext")
    except WrongKey:
        return False
    return isinstance(context, dict) and context.get("isRedelivery") is True
