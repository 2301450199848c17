"""The values of a conversation: what comes in, where a talk stands, what goes out. All frozen, all JSON."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Stage = Literal["welcome", "asking", "review", "correcting", "done", "declined"]
What = Literal["image", "audio", "video", "file", "sticker"]


class Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Value):
    """A place that was shared, in degrees (WGS 84); title: what the platform calls it, if anything."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    title: str = ""


class Media(Value):
    """Something sent that is no text, as the channel can fetch it later.

    reference: `line:MESSAGE_ID`, `telegram:FILE_ID`, `web:ID`; without spaces. name: the file's, where it has one.
    size: in bytes, where the platform tells it. album: the same for all that was sent together, empty when alone.
    """

    what: What
    reference: str
    name: str = ""
    size: int | None = None
    album: str = ""
    part: int = 0  # its place among those sent together


class Incoming(Value):
    """One thing a citizen did, the same from every channel.

    kind: `text` (typed), `tap` (a button; `data` is the button's), `hello` (added the bot, or /start; `text` is the
    code that the link had, if any), `media` (photo, voice, sticker …: `text` is a caption, if any; `media` None for
    what no answer can be made of), `place` (a place shared), `farewell` (blocked or left), `edit` (a message changed
    after it was sent: as it is now), `unsend` (a message taken back), `outside` (said where nothing is counted;
    `text` names what is to be explained), `section` (written under a section of a draft on our own page, which has
    asked for the consent that the welcome asks for: `text` the words, `data` the section's code). at: when it happened
    by the platform's clock. reads: the language that the platform says its user reads, only ever offered; speaks: the
    one that the citizen chose on a page of ours before the talk began. message: the platform's id of the message that
    was sent, changed or taken back. order: what puts events of one moment in order.
    """

    kind: Literal["text", "tap", "hello", "media", "place", "farewell", "edit", "unsend", "outside", "section"]
    at: datetime
    text: str = ""
    data: str = ""
    media: Media | None = None
    place: Place | None = None
    reads: str = ""
    speaks: str = ""
    message: str = ""
    order: str = ""


class Button(Value):
    """Something to tap: a label in full (channels shorten it) and data of at most 40 ASCII characters.

    number: what to type instead of tapping; None for controls. figure: the label is itself what to type (a number on a
    scale), so nobody needs to read it in a list beside its number. ticked: it is chosen already, and tapping takes it
    back; shown with a tick.
    """

    label: str
    data: str
    number: int | None = None
    figure: bool = False
    ticked: bool = False

    @property
    def shown(self) -> str:
        """The label as it is read, with its tick."""
        return f"✓ {self.label}" if self.ticked and self.label.strip() else self.label


class Outgoing(Value):
    """One message. `buttons` answer the question, `controls` steer (skip, back, pause). `key` names its wording.

    wants: what is to be sent from the telephone to answer, for channels that have a button for it. language: the one
    that was chosen, for what a channel adds of its own and for the direction of its lines.

    page: of a long list of buttons, from 0; a channel that shows them all at once need not know. pager: what the data
    of a button that turns to a page begins with, the page's number follows; empty where pages cannot be turned.
    tapped: what becomes of the message whose button was tapped, where a channel can change what it has said: `taken`:
    it stays, with what was chosen; `replaced`: this message takes its place; else it only loses its buttons.
    """

    key: str
    text: str
    buttons: tuple[Button, ...] = ()
    controls: tuple[Button, ...] = ()
    link: str | None = None
    wants: Literal["place", "image", "audio", "video", "file"] | None = None
    language: str = "th"
    page: int = 0
    pager: str = ""
    tapped: Literal["", "taken", "replaced"] = ""


class Ballot(Value):
    """One person's voting on the statements of a question.

    served: the statements of this sitting, in order; fixed when it begins. at: the place of the open one; after the
    last, the invitation to add one's own. votes: `agree`, `disagree` or `pass` by statement. own: the text added.
    """

    served: tuple[int, ...] = ()
    at: int = 0
    votes: dict[int, str] = {}
    own: str | None = None


class Part(Value):
    """One thing of an album that was taken. message: the mark of the message that it came in; late: after the close.

    place: among those sent together; raw: the caption or the file's name.
    """

    place: int = 0
    reference: str
    raw: str = ""
    message: str = ""
    late: bool = False


class Album(Value):
    """Several pictures sent as one: the question that was open when the first came, and what was taken, in order.

    question: empty where none was open. told: it was said that not all of it is kept.
    """

    question: str = ""
    parts: tuple[Part, ...] = ()
    told: bool = False


class Talk(Value):
    """Where one person stands in one consultation.

    at: the key of the open question (`forms.form`: `age`, inside repeats `age[2]`). turn: grows with every question
    asked; a button carries the turn it belongs to. answers: key to value (choice names separated by spaces for
    several), None where skipped. picked: what has been chosen so far of a question that takes several. began: when
    the first question was asked. reads: the language that the platform says this person reads. choosing: they have
    just been asked which language they want. meeting: at which it is held, when it was begun with a meeting's code.
    toward: the question on a section of a draft whose link led here, until it is asked.
    """

    code: str
    revision: int
    receipt: str
    stage: Stage = "welcome"
    language: str = "th"
    reads: str = ""
    meeting: int | None = None
    toward: str = ""
    choosing: bool = False
    at: str | None = None
    turn: int = 0
    answers: dict[str, str | None] = {}
    picked: tuple[str, ...] = ()
    meant: tuple[int, ...] = ()  # places of what was offered because a reply may have meant it
    path: tuple[str, ...] = ()  # keys of the questions asked, in order, for going back
    began: datetime | None = None
    page: int = 0  # of the list of answers to correct, or of the choices of the open question
    albums: dict[str, Album] = {}  # sent lately: whatever else comes of them belongs to the same answer
    returning: bool = False  # a question is being corrected; afterwards comes the review again
    last_tap: str = ""  # the last button taken; the same one again at once is a finger that trembled
    last_tap_at: datetime | None = None
    last_tap_order: str = ""
    misses: int = 0  # answers in a row that were not understood
    paused: bool = False
    ballots: dict[str, Ballot] = {}  # by question of type `statements`
    sent: dict[str, str | None] | None = None  # the answers that were sent, while they are open for correction
    sent_ballots: dict[str, Ballot] = {}  # and the votes

    @model_validator(mode="before")
    @classmethod
    def _as_before(cls, kept: Any) -> Any:
        """Talks that were kept before albums were remembered by their id."""
        if isinstance(kept, dict) and "album" in kept:
            return {key: value for key, value in kept.items() if key != "album"}
        return kept


class Answered(Value):
    """An answer to be stored: `value` as understood, None when skipped; `raw` as typed or the button's label.

    question: its key. Calculated values are stored the same way when the talk is sent, with nothing as `raw`.
    message: the mark of the message that said it (talk/afterwards.py), empty for a tap. Of an album `value` holds the
    references of its parts and `message` their marks, in the same order, separated by spaces.
    """

    question: str
    value: str | None
    raw: str
    at: datetime
    late: bool = False
    message: str = ""


class Step(Value):
    """What one step changed: the talk as it is now, answers to store, messages to send.

    counted: the answers belong to what was sent already and count at once, also while others are being corrected.
    """

    talk: Talk
    answers: tuple[Answered, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    counted: bool = False
