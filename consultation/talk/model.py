"""The values of a conversation: what comes in, where a talk stands, what goes out. All frozen, all JSON."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Stage = Literal["welcome", "asking", "review", "correcting", "done", "declined"]


class Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Incoming(Value):
    """One thing a citizen did, the same from every channel.

    kind: `text` (typed), `tap` (a button; `data` is the button's), `hello` (added the bot, or /start without a code),
    `media` (photo, voice, sticker, place: `text` is a caption, if any), `farewell` (blocked or left).
    at: when it happened by the platform's clock.
    """

    kind: Literal["text", "tap", "hello", "media", "farewell"]
    at: datetime
    text: str = ""
    data: str = ""


class Button(Value):
    """Something to tap: a label in full (channels shorten it) and data of at most 40 ASCII characters."""

    label: str
    data: str
    number: int | None = None  # what to type instead of tapping; None for controls


class Outgoing(Value):
    """One message. `buttons` answer the question, `controls` steer (skip, back, pause). `key` names its wording."""

    key: str
    text: str
    buttons: tuple[Button, ...] = ()
    controls: tuple[Button, ...] = ()
    link: str | None = None


class Talk(Value):
    """Where one person stands in one consultation.

    turn: grows with every question asked; a button carries the turn it belongs to. answers: question name to value
    (choice names separated by spaces for several), None where skipped. picked: what has been chosen so far of a
    question that takes several.
    """

    code: str
    revision: int
    receipt: str
    stage: Stage = "welcome"
    language: str = "th"
    at: str | None = None
    turn: int = 0
    answers: dict[str, str | None] = {}
    picked: tuple[str, ...] = ()
    path: tuple[str, ...] = ()  # questions asked, in order, for going back
    returning: bool = False  # a question is being corrected; afterwards comes the review again
    last_tap: str = ""  # the last button taken; the same one again at once is a finger that trembled
    last_tap_at: datetime | None = None
    misses: int = 0  # answers in a row that were not understood
    paused: bool = False
    sent: dict[str, str | None] | None = None  # what was sent, while it is open for correction


class Answered(Value):
    """An answer to be stored: `value` as understood, None when skipped; `raw` as typed or the button's label."""

    question: str
    value: str | None
    raw: str
    at: datetime
    late: bool = False


class Step(Value):
    """What one step changed: the talk as it is now, answers to store, messages to send."""

    talk: Talk
    answers: tuple[Answered, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
