"""What befell each citizen moment by moment, from every side: the evidence behind a breach, for people to read.

What the citizen did and saw, when each event was brought and to which process, in which order events were taken and
worked, what was to be said and what became of it, and which answer was kept with what time.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from bot.models import InboxEvent
from consultation.db import Database
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.responses.models import Answer, Response
from consultation.vault import Vault
from tests.doubles import LineDouble, TelegramDouble
from tests.journeys.chaos.citizens import Crowd, Who

Told = tuple[datetime, str]
_CHANGES = ("editMessageText", "editMessageReplyMarkup")


async def stories(
    db: Database, vault: Vault, crowd: Crowd, doubles: Sequence[LineDouble | TelegramDouble]
) -> dict[Who, list[str]]:
    """The story of each citizen in lines, in the order of time."""
    told: dict[Who, list[Told]] = {who: [] for who in crowd.minds}
    whose: dict[tuple[str, str], Who] = {}
    for act in crowd.did:
        told[act.who].append((_moment(act.at), f"did      {act.what!r} as {act.id}"))
        whose[act.who[0], act.id] = act.who
    for double in doubles:
        _seen(double, whose, told)
    await db.read(_kept, vault, whose, told)
    return {who: [f"{at:%H:%M:%S.%f} {line}" for at, line in sorted(lines)] for who, lines in told.items()}


def _seen(double: LineDouble | TelegramDouble, whose: dict[tuple[str, str], Who], told: dict[Who, list[Told]]) -> None:
    """What the platform saw: posts of events with what came back, messages shown, messages changed."""
    for delivery in double.deliveries:
        for id in delivery.ids:
            if (who := whose.get((double.kind, id))) is not None:
                came = delivery.status or delivery.error
                told[who].append((_moment(delivery.at), f"brought  {id}, try {delivery.attempt}: {came}"))
    for sent in double.sent:
        told.setdefault((double.kind, sent.to), []).append(
            (_moment(sent.at), f"shown    {sent.operation} {_brief(sent.message)}")
        )
    for call in double.calls:
        if call.operation in _CHANGES:
            line = f"changed  {call.body.get('message_id')}: {call.status} {_brief(call.body)}"
            told.setdefault((double.kind, str(call.body.get("chat_id"))), []).append((_moment(call.at), line))


def _kept(session: Session, vault: Vault, whose: dict[tuple[str, str], Who], told: dict[Who, list[Told]]) -> None:
    for event in session.exec(select(InboxEvent)):
        if (who := whose.get((event.channel, event.event_id))) is not None:
            line = f"{event.event_id} of {event.occurred_at:%H:%M:%S.%f} as no. {event.id}"
            told[who].append((event.received_at, f"taken    {line}"))
            told[who].append((event.done_at or event.received_at, f"worked   {line}: {event.state} {event.why}"))
    for row, contact in session.exec(
        select(OutboxMessage, Contact).join(Contact, col(Contact.id) == col(OutboxMessage.contact_id))
    ):
        said = ", ".join(str(message.get("key")) for message in row.messages)
        line = f"no. {row.id} ({row.lane}): {said}; {row.state} {row.reason} {row.error}, {row.attempts} tries"
        told.setdefault(_who(vault, contact), []).append((row.created_at, f"to say   {line}"))
    for answer, _, contact in session.exec(
        select(Answer, Response, Contact)
        .join(Response, col(Response.id) == col(Answer.response_id))
        .join(Contact, col(Contact.person_id) == col(Response.person_id))
    ):
        line = f"answer   {answer.question} = {answer.value!r} ({answer.raw!r})"
        told.setdefault(_who(vault, contact), []).append((answer.answered_at, line))


def _who(vault: Vault, contact: Contact) -> Who:
    return contact.channel, vault.open(contact.address_sealed).decode()


def _brief(message: dict[str, object]) -> str:
    text = str(message.get("text", message.get("altText", "")))
    return f"{message.get('message_id', '')} {text[:60]!r} {str(message.get('reply_markup', ''))[:90]}"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
