"""A whole conversation as data: a form, what a citizen does, and every message and answer that must come of it.

`play` walks a script again through the same step that every channel uses; the scripts in `tests/talks/` are compared
with what they then say. `prachakhom play --record` writes one.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict

from consultation.forms.form import About, Form
from consultation.forms.templates import fill
from consultation.places.schemes import cluster as find_cluster
from consultation.talk import tongues
from consultation.talk.model import Button, Incoming, Media, Outgoing, Place, Step, Talk
from consultation.talk.step import begin, step

RECEIPT = "TEST-2345"
STARTS = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)  # 12:00 in Bangkok, 2 November 2569


class NoSuchButton(ValueError):
    """A script taps a button that has not been shown."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Heard(_Value):
    """A message as the citizen reads it: choices with the numbers that may be typed, controls as words."""

    key: str
    text: str
    buttons: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    link: str | None = None
    wants: str | None = None


class Stored(_Value):
    """An answer that was stored; value None where it was skipped."""

    question: str
    value: str | None
    raw: str
    late: bool = False


class Turn(_Value):
    """What the citizen does, and what comes of it. Exactly one of say, tap, data, media, sends, place; none is a hello.

    tap: a label of the newest message that has such a button, or of the newest with the key `of`. data: a button's
    data as nobody showed it. media: the caption of something that no answer can be made of. sends: a photo, a voice, a
    file, with `media` as its caption. wait: seconds since the turn before. behind: seconds until the event was worked.
    """

    say: str | None = None
    tap: str | None = None
    of: str = ""
    data: str | None = None
    media: str | None = None
    sends: Media | None = None
    place: Place | None = None
    wait: int = 60
    behind: int = 0
    heard: tuple[Heard, ...] = ()
    stored: tuple[Stored, ...] = ()


class Script(_Value):
    """A conversation. The form is given whole, or as a template filled in for a cluster.

    language: the one that the talk begins in; reads: the one that the platform says its user reads.
    """

    title: str
    template: str = ""
    cluster: str = ""
    form: Form | None = None
    about: About
    language: str = "th"
    reads: str = ""
    starts: datetime = STARTS
    welcome: tuple[Heard, ...] = ()
    turns: tuple[Turn, ...] = ()

    @classmethod
    def of(cls, form: Form, title: str = "", language: str = "th") -> Self:
        """An empty script on a form, its revision and what it tells about its consultation included."""
        return cls(title=title, form=form.model_copy(update={"about": About()}), about=form.about, language=language)

    def compiled(self) -> Form:
        """The form to walk through. Raises Refused, UnknownPlace."""
        form = self.form or fill(self.template, find_cluster(self.cluster))
        return form.model_copy(update={"about": self.about})


class Walk:
    """A script on its way: takes one turn after the other and tells what came of it."""

    def __init__(self, script: Script) -> None:
        self.form = script.compiled()
        self.at = script.starts
        told = {"receipt": RECEIPT, "language": script.language, "reads": script.reads}
        talk = Talk.model_validate({"code": self.form.about.code, "revision": self.form.revision, **told})
        first = _spoken(begin(self.form, talk, self.at))
        self.talk, self.shown = first.talk, list(first.outgoing)
        self.script = script.model_copy(update={"welcome": _heard(first.outgoing), "turns": ()})

    def take(self, turn: Turn) -> Step:
        """Take a turn, whatever it has recorded. Raises NoSuchButton."""
        self.at += timedelta(seconds=turn.wait)
        done = _spoken(step(self.form, self.talk, self._incoming(turn), self.at + timedelta(seconds=turn.behind)))
        self.talk = done.talk
        self.shown += done.outgoing
        stored = tuple(Stored.model_validate(answer.model_dump(exclude={"at", "message"})) for answer in done.answers)
        turn = turn.model_copy(update={"heard": _heard(done.outgoing), "stored": stored})
        self.script = self.script.model_copy(update={"turns": (*self.script.turns, turn)})
        return done

    def _incoming(self, turn: Turn) -> Incoming:
        if turn.say is not None:
            return Incoming(kind="text", at=self.at, text=turn.say)
        if turn.data is not None:
            return Incoming(kind="tap", at=self.at, data=turn.data)
        if turn.tap is not None:
            return Incoming(kind="tap", at=self.at, data=self._button(turn.tap, turn.of).data)
        if turn.place is not None:
            return Incoming(kind="place", at=self.at, place=turn.place)
        if turn.sends is not None or turn.media is not None:
            return Incoming(kind="media", at=self.at, text=turn.media or "", media=turn.sends)
        return Incoming(kind="hello", at=self.at)

    def _button(self, label: str, of: str) -> Button:
        for message in reversed(self.shown):
            for button in (*message.buttons, *message.controls):
                if label in (button.label, button.shown) and of in ("", message.key):
                    return button
        raise NoSuchButton(f"no message {of} has shown a button {label!r}")


def play(script: Script) -> Script:
    """The same script with what it says now. Raises NoSuchButton."""
    walk = Walk(script)
    for turn in script.turns:
        walk.take(turn)
    return walk.script


def load(text: str) -> Script:
    """A script from its JSON. Raises ValueError."""
    return Script.model_validate_json(text)


def dump(script: Script) -> str:
    """A script as JSON that people can read and compare: Thai as Thai, only what is not usual."""
    content = script.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _spoken(done: Step) -> Step:
    return done.model_copy(update={"outgoing": tongues.spoken(done.outgoing, done.talk.language)})


def _heard(messages: Iterable[Outgoing]) -> tuple[Heard, ...]:
    return tuple(
        Heard(
            key=message.key,
            text=message.text,
            buttons=tuple(f"{b.number}. {b.shown}" if b.number and not b.figure else b.shown for b in message.buttons),
            controls=tuple(b.label for b in message.controls),
            link=message.link,
            wants=message.wants,
        )
        for message in messages
    )
