"""Where something is said that answers no question: by whom, and with what at hand; and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from consultation import clock
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.people.models import Contact
from consultation.people.service import Who
from consultation.privacy.store import Store
from consultation.settings import settings
from consultation.talk import keeping
from consultation.talk.model import Button, Incoming, Outgoing
from consultation.talk.offers import Offer, offered
from consultation.talk.wording import button, say, short_date, short_time
from consultation.vault import Vault

TAG = "me"  # begins the data of a button that is about the person and no question; a start code is longer


@dataclass(frozen=True)
class Caller:
    """One event's surroundings. stores: every store of personal data, for whoever asks to be forgotten.

    seen: talks as they were read for this event, None where they are read anew each time (`looking`).
    """

    session: Session
    vault: Vault
    who: Who
    contact: Contact
    stores: Sequence[Store]
    seen: dict[int | None, keeping.Open | None] | None = field(default=None, compare=False, repr=False)

    def looking(self) -> "Caller":
        """The same, reading each talk once: while it is found out what an event is, nothing changes."""
        return replace(self, seen={})

    def acting(self) -> "Caller":
        """The same, reading anew: what is done may change or destroy what was read."""
        return replace(self, seen=None)

    @property
    def language(self) -> str:
        """In which language to speak."""
        return self.contact.language

    def say(self, key: str, **values: object) -> str:
        """A sentence of the catalogue."""
        return say(key, self.language, **values)

    def message(self, key: str, **values: object) -> Outgoing:
        """A sentence as a message."""
        return Outgoing(key=key, text=self.say(key, **values))

    def control(self, label: str, *data: str) -> Button:
        """A button without a number. data: what it does, after the tag."""
        return Button(label=button(label, self.language), data=tag(*data))

    def moment(self, at: datetime | None = None) -> str:
        """A moment as people write it, now when none is given."""
        return short_time(at or clock.now(), settings().timezone, self.language)

    def date(self, at: datetime) -> str:
        """A day as people write it."""
        return short_date(at, settings().timezone, self.language)

    def active(self) -> Consultation | None:
        """The consultation that is being talked about."""
        code = self.contact.active_code
        return consult.find_code(self.session, code) if code else None

    def talk(self, consultation: Consultation | None) -> keeping.Open | None:
        """The person's talk about a consultation."""
        if consultation is None:
            return None
        if self.seen is None:
            return keeping.load(self.session, consultation, self.contact.person_id, self.who.carrier)
        if consultation.id not in self.seen:
            self.seen[consultation.id] = self.acting().talk(consultation)
        return self.seen[consultation.id]

    def mark(self, incoming: Incoming) -> str:
        """By what the answers are found that a message gave: a keyed hash, empty for what is no message."""
        who = self.who
        if not incoming.message:
            return ""
        return self.vault.lookup("message", who.channel, who.account, who.address, incoming.message)

    def resume(self) -> tuple[Button, ...]:
        """The button that leads back to the question that is open, where there is one."""
        active = self.active()
        row = keeping.find(self.session, active, self.contact.person_id) if active is not None else None
        if active is None or row is None or active.state != "open" or row.stage in ("done", "declined"):
            return ()
        return (Button(label=button("resume", self.language), data=f"{active.code}.go"),)


@dataclass(frozen=True)
class Heard:
    """What is said to an event. consultation_id: what it was about, if anything; offered: what may now be chosen."""

    messages: tuple[Outgoing, ...] = ()
    consultation_id: int | None = None
    offered: list[Offer] | None = None


def tag(*parts: str) -> str:
    """The data of a button about the person."""
    return ".".join((TAG, *parts))


def numbered(pairs: Sequence[tuple[str, str]]) -> tuple[Button, ...]:
    """Buttons with the numbers that may be typed instead, from labels and data."""
    return tuple(Button(label=label, data=data, number=n) for n, (label, data) in enumerate(pairs, 1))


def asking(
    before: Sequence[Outgoing],
    asked: Outgoing,
    choices: Sequence[tuple[str, str]],
    controls: Sequence[Button] = (),
    consultation_id: int | None = None,
) -> Heard:
    """A question with choices, each by its button, its number or its words."""
    buttons = numbered(choices)
    last = asked.model_copy(update={"buttons": buttons, "controls": tuple(controls)})
    return Heard((*before, last), consultation_id, offered(buttons, controls))
