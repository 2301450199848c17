"""What a citizen may do, and what must be understood of it: the same on every channel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from consultation.talk.model import Place
from tests.channels.speakers import Speaker

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One event and what is to be understood. kind None: nothing for the talk, because of `why`.

    media: what was sent, the file's name, the album; its reference is `CHANNEL:61`. on: the channels where it is so;
    empty: on all.
    """

    name: str
    event: Callable[[Speaker], Json]
    kind: str | None
    text: str = ""
    data: str = ""
    why: str = ""
    media: tuple[str, str, str] | None = None
    place: Place | None = None
    on: tuple[str, ...] = ()


TEMPLE = Place(lat=16.4322, lon=102.8236, title="วัดหนองแวง")
FAMILY = "น้ำท่วม🌊👨‍👩‍👧‍👦๑๒๓"

CASES = (
    Case("typed Thai", lambda s: s.typed("ถนนหน้าโรงเรียนเป็นหลุม"), "text", text="ถนนหน้าโรงเรียนเป็นหลุม"),
    Case("typed marks, emoji and Thai digits", lambda s: s.typed(FAMILY), "text", text=FAMILY),
    Case("typed spaces and lines", lambda s: s.typed(" ก\n ข "), "text", text=" ก\n ข "),
    Case("typed what looks like markup", lambda s: s.typed("<b>_*[&lt;"), "text", text="<b>_*[&lt;"),
    Case("typed what looks like a formula", lambda s: s.typed("=1+1"), "text", text="=1+1"),
    Case("typed 5,000 letters", lambda s: s.typed("ก" * 5000), "text", text="ก" * 5000),
    Case("typed NUL", lambda s: s.typed("ก\0ข"), "text", text="ก\ufffdข"),
    Case("tapped", lambda s: s.tapped("a|7|3"), "tap", data="a|7|3"),
    Case("tapped forged data", lambda s: s.tapped("' OR 1=1 --"), "tap", data="' OR 1=1 --"),
    Case("came", lambda s: s.came(), "hello"),
    Case("left", lambda s: s.left(), "farewell"),
    Case("sent one photo of two", lambda s: s.sent("image"), "media", media=("image", "", "E005")),
    Case("sent a voice", lambda s: s.sent("audio"), "media", media=("audio", "", "")),
    Case("sent a video", lambda s: s.sent("video"), "media", media=("video", "", "")),
    Case("sent a file", lambda s: s.sent("file"), "media", media=("file", "โครงการ.pdf", "")),
    Case("sent a sticker", lambda s: s.sent("sticker"), "media", media=("sticker", "", "")),
    Case("shared a place", lambda s: s.shared(16.4322, 102.8236, "วัดหนองแวง"), "place", place=TEMPLE),
    Case("shared a place without a name", lambda s: s.shared(-90, 180), "place", place=Place(lat=-90, lon=180)),
    Case("shared a place that is nowhere", lambda s: s.shared(91, 1e9), "media"),
    Case("L15 T14 spoke in a group", lambda s: s.in_group("เห็นด้วย"), None, why="group"),
    Case("T10 edited", lambda s: s.edited("ใหม่"), "edit", text="ใหม่", on=("telegram",)),
    Case("L14 edited", lambda s: s.edited("ใหม่"), None, why="edited", on=("line",)),
    Case("I8 did something nobody knows yet", lambda s: s.unheard_of(), None, why="unknown"),
    Case(
        "I8 typed, with properties nobody knows yet",
        lambda s: s.typed("ก") | {"newField": {"x": [1]}},
        "text",
        text="ก",
    ),
)
