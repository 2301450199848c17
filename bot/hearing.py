"""Hearing the events of one transaction: all together as long as none fails, else each in a savepoint of its own.

Together is what makes it fast: what many events look up is read at once, and what they write is written at once. In a
round each conversation has one event, and a round is written before the next one begins, so that a conversation's next
event finds what the one before has changed.
"""

import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import bindparam, update
from sqlmodel import Session, col

from bot.arrival_time import believed
from bot.beside import beside
from bot.channel import Channel
from bot.inbox import opened
from bot.message import Event
from bot.models import Conversation, InboxEvent
from consultation import ahead, clock
from consultation.among import among
from consultation.columns import BIG
from consultation.talk.model import Incoming
from consultation.talk.service import Who, read_ahead
from consultation.vault import Vault

# Gives back the consultation that the event was about, if any.
Hear = Callable[[Session, Vault, Who, Incoming, dict[str, Any] | None], int | None]
Channels = Mapping[tuple[str, str], Channel]  # (name, account) to channel

MOST_TRIES = 3
# After these no further event is begun. Cut shorter, a transaction on a busy machine hears ten events and pays for
# what each of them needs, whatever it hears, as for thirty.
TRANSACTION_SECONDS = 0.3

log = structlog.get_logger(__name__)

# Built once: putting a statement together takes longer than running it.
_DONE = (
    update(InboxEvent)
    .where(among(col(InboxEvent.id), "ids", BIG))
    .values(state="done", why="", done_at=bindparam("at"), consultation_id=bindparam("about"))
)


@dataclass
class Hearing:
    """One transaction's events. done: how many were heard or ignored. failed: those that were not."""

    session: Session
    vault: Vault
    channels: Channels
    hear: Hear
    done: int = 0
    failed: list[InboxEvent] = field(default_factory=list)
    _heard: dict[int | None, list[InboxEvent]] = field(default_factory=dict)  # by the consultation they were about
    _until: float = field(default_factory=lambda: time.monotonic() + TRANSACTION_SECONDS)

    def together(self, rows: Sequence[InboxEvent]) -> None:
        """Hear events in rounds, without a savepoint for each; raises what the first that fails raises."""
        ahead.begin(self.session)
        try:
            for some in _rounds(rows):
                if self._over():
                    break
                # What an event of before has taken back is not heard any more.
                self._round([(row, self._parsed(row)) for row in some if row.state == "new"])
                ahead.write(self.session)
        finally:
            ahead.end(self.session)

    def apart(self, rows: Sequence[InboxEvent]) -> Iterator[InboxEvent]:
        """Hear each event by itself; yields those that failed. What comes after one that is tried again waits."""
        waiting: set[int | None] = set()
        for row in rows:
            if self._over():
                break
            if row.conversation_id in waiting or row.state != "new" or self._one(row):
                continue
            self.failed.append(row)
            waiting |= {row.conversation_id} if row.state == "new" else set()
            yield row

    def mark_done(self) -> None:
        """One statement for all events heard about one consultation, in the transaction that heard them."""
        for consultation_id, rows in self._heard.items():
            values = {"ids": [row.id for row in rows], "at": clock.now(), "about": consultation_id}
            self.session.connection().execute(_DONE, values)

    def _over(self) -> bool:
        return self.done > 0 and time.monotonic() > self._until

    def _round(self, events: Sequence[tuple[InboxEvent, Event]]) -> None:
        who = [self._who(row, event) for row, event in events if event.incoming is not None]
        if len(who) > 1:
            read_ahead(self.session, self.vault, who)
        for row, event in events:
            if self._over():
                break
            self._take(row, event)

    def _one(self, row: InboxEvent) -> bool:
        """Hear one event in its own savepoint; False when it failed, which the row then tells."""
        try:
            with self.session.begin_nested():
                about = self._understand(row, self._parsed(row))
        except Exception as error:
            fail(row, what_failed(error))
            log.warning("worker.event_failed", inbox_event=row.id, tries=row.attempts, error=row.why)
            return False
        self._count(row, about)
        return True

    def _take(self, row: InboxEvent, event: Event) -> None:
        self._count(row, self._understand(row, event))

    def _understand(self, row: InboxEvent, event: Event) -> int | None:
        """Have one event heard, or ignored with the reason; the consultation it was about."""
        if event.incoming is None:
            row.state, row.why, row.done_at = "ignored", event.why, clock.now()
            return None
        incoming = _in_time(event.incoming, row)
        return self.hear(self.session, self.vault, self._who(row, event), incoming, event.reply)

    def _count(self, row: InboxEvent, about: int | None) -> None:
        self.done += 1
        if row.state == "new":
            self._heard.setdefault(about, []).append(row)

    def _parsed(self, row: InboxEvent) -> Event:
        event = self.channels[row.channel, row.account].parse(opened(self.vault, row))
        of = self.session.get_one(Conversation, row.conversation_id)  # the worker has it: this reads nothing
        return beside(self.session, self.vault, of, row, event)

    def _who(self, row: InboxEvent, event: Event) -> Who:
        return Who(row.channel, row.account, event.address, self.channels[row.channel, row.account].carrier)


def fail(row: InboxEvent, error: str) -> None:
    """Count a try that failed; after the last the event is set aside."""
    row.attempts += 1
    row.why = error
    if row.attempts >= MOST_TRIES:
        row.state, row.done_at = "set_aside", clock.now()


def what_failed(error: BaseException) -> str:
    """The kind of error and where it was raised; not its message, which may quote what a citizen wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    place = f" at {'/'.join(Path(ours[-1].filename).parts[-3:])}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"


def _rounds(rows: Sequence[InboxEvent]) -> Iterator[list[InboxEvent]]:
    """Events in their order, cut before a conversation's next event."""
    some: dict[int | None, InboxEvent] = {}
    for row in rows:
        if row.conversation_id in some:
            yield [*some.values()]
            some = {}
        some[row.conversation_id] = row
    if some:
        yield [*some.values()]


def _in_time(incoming: Incoming, row: InboxEvent) -> Incoming:
    """What the citizen did, at a time that can be believed."""
    at = believed(incoming.at, row.received_at)
    return incoming if at == incoming.at else incoming.model_copy(update={"at": at})
