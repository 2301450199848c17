"""Taking words out of what was said, because their author took them back: reviews and confirmations repeat them."""

from collections.abc import Collection

from sqlmodel import Session, select

from consultation.outbox.models import OutboxMessage

LEAST = 4  # characters: anything shorter is a choice or a number, which stands in every other sentence too
GONE = "…"


def redact(session: Session, contact_id: int, words: Collection[str]) -> int:
    """Replace these words in everything said or still to be said to a contact; how many turns had them."""
    looked_for = sorted({each.rstrip("…") for each in words if len(each) >= LEAST}, key=len, reverse=True)
    if not looked_for:
        return 0
    session.flush()
    changed = 0
    for row in session.exec(select(OutboxMessage).where(OutboxMessage.contact_id == contact_id)):
        kept = [{**message, "text": _without(str(message.get("text", "")), looked_for)} for message in row.messages]
        reply = row.reply  # may repeat the message under whose button the turn answers
        if reply is not None and isinstance(reply.get("text"), str):
            reply = {**reply, "text": _without(reply["text"], looked_for)}
        if (kept, reply) != (row.messages, row.reply):
            row.messages, row.reply, changed = kept, reply, changed + 1
            session.add(row)
    return changed


def _without(text: str, words: Collection[str]) -> str:
    for each in words:
        text = text.replace(each, GONE)
    return text
