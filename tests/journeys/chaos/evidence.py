"""What there is to judge by afterwards: the doubles' own record, the database, and the figures that reports show."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from sqlmodel import Session, col, select

from bot.line.render import render as line_messages
from bot.models import InboxEvent
from bot.telegram.render import render as telegram_messages
from consultation.db import Database
from consultation.outbox.models import OutboxMessage
from consultation.people.models import Contact
from consultation.responses import service as responses
from consultation.responses.models import Answer, Response
from consultation.talk.model import Outgoing
from consultation.vault import Vault
from tests.doubles import LineDouble, TelegramDouble
from tests.journeys.chaos.mind import CLOSED, TEXTS, subject

Who = tuple[str, str]  # platform, address
Words = tuple[str, ...]  # all that a message shows and carries, in no order

_DATA = re.compile(r'"[A-Z0-9]{2,12}\.[0-9]+\.([0-9]+)\.[a-z]+[0-9]*"')
_TAG = re.compile(r"</?[a-z][^>]*>")
_SHOWN = ("text", "label", "data", "callback_data", "uri", "url", "altText")


@dataclass(frozen=True)
class Said:
    """A message that the platform took. turn: that of its buttons; subject: what it asks for; edit: of an older one."""

    words: Words
    turn: int | None = None
    subject: str = ""
    edit: bool = False


@dataclass(frozen=True)
class Row:
    """A turn of the outbox: the words of each of its messages, and what became of it."""

    messages: tuple[Words, ...]
    state: str


@dataclass(frozen=True)
class Platform:
    """One double's record. accepted: ids of the events it saw answered 200; forged: what came back to false posts."""

    accepted: frozenset[str]
    lost: frozenset[str]
    forged: Counter[int | None]
    violations: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """The database. events: how often each (platform, event id) is there by state; answers: by receipt."""

    events: Counter[tuple[str, str, str]]
    people: Mapping[Who, int]
    states: Mapping[str, str]
    answers: Mapping[str, Mapping[str, str | None]]
    raws: Mapping[str, Mapping[str, str]]
    rows: Mapping[Who, tuple[Row, ...]]


@dataclass(frozen=True)
class Report:
    """The figures of the officers' pages, the API and the documents. counts: (question, choice) to people."""

    submitted: int
    counts: Counter[tuple[str, str]]
    comments: Counter[tuple[str, str]]


def platform_of(double: LineDouble | TelegramDouble) -> Platform:
    """What one double saw."""
    return Platform(
        frozenset(id for delivery in double.deliveries if delivery.accepted for id in delivery.ids),
        frozenset(double.lost),
        Counter(delivery.status for delivery in double.deliveries if delivery.attempt == 0),
        tuple(f"{one.rule}: {one.detail}" for one in double.violations),
    )


def said_on(double: LineDouble | TelegramDouble) -> dict[Who, list[Said]]:
    """What each citizen was told, in order; on Telegram edits too."""
    found: list[tuple[int, str, Any, bool]] = [(one.seq, one.to, one.message, False) for one in double.sent]
    for call in double.calls:
        if call.operation == "editMessageText":
            markup = call.body.get("reply_markup")
            markup = json.loads(markup) if isinstance(markup, str) else markup
            message = {"text": _plain(str(call.body.get("text"))), "reply_markup": markup}
            found.append((call.seq, str(call.body.get("chat_id")), message, True))
    heard: dict[Who, list[Said]] = {}
    for _, to, message, edit in sorted(found, key=lambda one: one[0]):
        if double.kind == "telegram":
            message = {name: message.get(name) for name in ("text", "reply_markup")}
        turns = [int(turn) for turn in _DATA.findall(json.dumps(message))]
        asks = subject(str(message.get("text", ""))) if turns else ""
        heard.setdefault((double.kind, to), []).append(Said(words(message), max(turns, default=None), asks, edit))
    return heard


def words(message: Any) -> Words:
    """All that a message object shows and carries."""
    return tuple(sorted(_words(message)))


def _words(node: Any) -> list[str]:
    if isinstance(node, list):
        return [word for child in node for word in _words(child)]
    if not isinstance(node, dict):
        return []
    own = [value for name, value in node.items() if name in _SHOWN and isinstance(value, str)]
    return own + [word for child in node.values() for word in _words(child)]


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", html))


async def quiet(db: Database, vault: Vault, who: Who, ids: Sequence[str]) -> bool:
    """Whether all events of a citizen are worked on and nothing is waiting to be said to them."""
    platform, address = who

    def read(session: Session) -> bool:
        new = (col(InboxEvent.channel) == platform, col(InboxEvent.event_id).in_(ids), col(InboxEvent.state) == "new")
        if session.exec(select(InboxEvent.id).where(*new).limit(1)).first() is not None:
            return False
        waiting = (
            select(OutboxMessage.id)
            .join(Contact, col(Contact.id) == col(OutboxMessage.contact_id))
            .where(Contact.address_hash == vault.lookup(platform, platform, address))
            .where(col(OutboxMessage.state).in_(("queued", "sending")))
        )
        return session.exec(waiting.limit(1)).first() is None

    return await db.read(read)


async def stored(db: Database, platform: str, id: str) -> bool:
    """Whether an event is there, whatever its platform was answered."""

    def read(session: Session) -> bool:
        those = (InboxEvent.channel == platform, InboxEvent.event_id == id)
        return session.exec(select(InboxEvent.id).where(*those)).first() is not None

    return await db.read(read)


async def at_rest(db: Database) -> bool:
    """Whether all events are worked on and all that is due is said."""

    def read(session: Session) -> bool:
        new = select(InboxEvent.id).where(col(InboxEvent.state) == "new").limit(1)
        waiting = select(OutboxMessage.id).where(col(OutboxMessage.state).in_(("queued", "sending"))).limit(1)
        return session.exec(new).first() is None and session.exec(waiting).first() is None

    return await db.read(read)


async def held_in(db: Database, vault: Vault) -> Held:
    """Read the database, with the servers gone or running."""
    return await db.read(_held, vault)


def _held(session: Session, vault: Vault) -> Held:
    contacts = {
        row.id: (row.channel, vault.open(row.address_sealed).decode(), row.person_id)
        for row in session.exec(select(Contact))
    }
    receipts = {row.id: row.receipt for row in session.exec(select(Response))}
    answers: dict[str, dict[str, str | None]] = {receipt: {} for receipt in receipts.values()}
    raws: dict[str, dict[str, str]] = {receipt: {} for receipt in receipts.values()}
    for answer in session.exec(select(Answer)):
        answers[receipts[answer.response_id]][answer.question] = answer.value
        raws[receipts[answer.response_id]][answer.question] = answer.raw
    rows: dict[Who, tuple[Row, ...]] = {}
    for row in session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))):
        who = contacts[row.contact_id][:2]
        turn = tuple(Outgoing.model_validate(message) for message in row.messages)
        rows[who] = (*rows.get(who, ()), Row(_rendered(who[0], turn), row.state))
    return Held(
        Counter((row.channel, row.event_id, row.state) for row in session.exec(select(InboxEvent))),
        {(channel, address): person for channel, address, person in contacts.values()},
        {row.receipt: row.state for row in session.exec(select(Response))},
        answers,
        raws,
        rows,
    )


def _rendered(platform: str, turn: tuple[Outgoing, ...]) -> tuple[Words, ...]:
    if platform == "line":
        return tuple(words(message) for message in line_messages(turn))
    shown = [
        {"text": _plain(one["text"]), "reply_markup": {"inline_keyboard": one["rows"]}}
        for one in telegram_messages(turn)
    ]
    return tuple(words(message) for message in shown)


async def reported(db: Database, consultation_id: int) -> Report:
    """The figures of a consultation, as pages, API and documents read them."""

    def read(session: Session) -> Report:
        closed = [one for one in responses.stances(session, consultation_id) if one.question in CLOSED]
        comments = responses.comments(session, consultation_id)
        return Report(
            responses.figures(session, consultation_id).submitted,
            Counter({(one.question, count.key): count.n for one in closed for count in one.counts}),
            Counter((one.question, one.text) for one in comments if one.question in TEXTS),
        )

    return await db.read(read)
