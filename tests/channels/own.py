"""The channels of our own, the web chat and the terminal, as speakers of the common table.

What such a channel has no way to do at all raises `NoWay`, with the reason: a page has no followers and no groups.
"""

import json
from dataclasses import dataclass, field
from typing import Any, NoReturn

from bot.channel import Channel
from bot.message import Event, RawEvent
from bot.terminal import turn
from bot.web import WebChannel
from bot.web.visitor import COOKIE, signed
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from consultation.talk.script import Script, Walk
from consultation.vault import Vault
from tests.channels.speakers import AT, Json

SECRET, OLD_SECRET = "the secret of this installation", "the secret of another one"
CODE = "AB23CD"


class NoWay(Exception):
    """A citizen cannot do this here, because …"""


@dataclass(frozen=True)
class WebSpeaker:
    """What the page of the web chat sends."""

    channel: Channel = field(default_factory=lambda: WebChannel(Vault(SECRET.encode())))

    def signed(self, body: bytes, secret: str = SECRET) -> dict[str, str]:
        visitor = json.loads(body)["events"][0]["visitor"]
        return {"Cookie": f"{COOKIE}={signed(Vault(secret.encode()), visitor)}"}

    def typed(self, text: str, n: int = 1, who: int = 1) -> Json:
        return self._event("text", n, who, text=text)

    def tapped(self, data: str, n: int = 1, who: int = 1) -> Json:
        return self._event("tap", n, who, data=data)

    def came(self) -> Json:
        return _no("the first visit says the consultation's code; see tests/bot/web/test_pages.py")

    def left(self) -> Json:
        return _no("nobody follows a page, so nobody can leave it")

    def sent(self, what: str) -> Json:
        if what in ("sticker", "image"):
            _no("a page sends no stickers, and one photo at a time")
        name = "โครงการ.pdf" if what == "file" else ""
        return self._event("media", media={"what": what, "id": "61", "name": name, "size": 2138})

    def shared(self, lat: float, lon: float, title: str = "") -> Json:
        if title or abs(lat) > 90:
            _no("a browser tells where it is, without a name, and refuses what is nowhere")
        return self._event("place", lat=lat, lon=lon)

    def in_group(self, text: str) -> Json:
        return _no("a page has no groups")

    def edited(self, text: str) -> Json:
        return _no("what was said on a page is changed by going back")

    def unheard_of(self) -> Json:
        return _no("the page is ours: what it does not know is refused, see tests/bot/web/test_channel.py")

    def body(self, event: Json) -> bytes:
        return json.dumps({"events": [event]}, ensure_ascii=False).encode()

    def _event(self, kind: str, n: int = 1, who: int = 1, **parts: Any) -> Json:
        given = {"id": f"event-{n:05d}", "visitor": f"visitor-{who:05d}", "code": CODE, "kind": kind}
        return {**given, "at": AT.isoformat(), "text": "", "data": "", **parts}


@dataclass(frozen=True)
class TerminalSpeaker:
    """Lines that are typed at `prachakhom play`."""

    name: str = "terminal"

    def typed(self, text: str, n: int = 1, who: int = 1) -> Json:
        if "\n" in text or "\0" in text:
            _no("a line has one line")
        return {"line": text}

    def tapped(self, data: str, n: int = 1, who: int = 1) -> Json:
        return _no("a terminal has no buttons: their words and numbers are typed")

    def came(self) -> Json:
        return {"line": ""}

    def left(self) -> Json:
        return _no("a terminal is closed")

    def sent(self, what: str) -> Json:
        if what in ("sticker", "image"):
            _no("one photo at a time, and no stickers")
        return {"line": f"/{what} " + ("โครงการ.pdf" if what == "file" else "")}

    def shared(self, lat: float, lon: float, title: str = "") -> Json:
        if abs(lat) > 90:
            _no("what is nowhere is read as words")
        return {"line": f"/place {lat} {lon} {title}"}

    def in_group(self, text: str) -> Json:
        return _no("a terminal has no groups")

    def edited(self, text: str) -> Json:
        return _no("what was typed is changed by going back")

    def unheard_of(self) -> Json:
        return _no("a line is a line")


def heard_on_the_web(speaker: WebSpeaker, event: Json) -> tuple[RawEvent, Event]:
    """One event through the channel, and through JSON as the inbox keeps it."""
    body = speaker.body(event)
    assert speaker.channel.genuine(speaker.signed(body), body)
    (raw,) = speaker.channel.split(body)
    return raw, speaker.channel.parse(json.loads(json.dumps(raw.raw)))


def heard_at_the_terminal(_speaker: TerminalSpeaker, event: Json) -> tuple[RawEvent, Event]:
    """One line as the talk hears it."""
    walk = Walk(Script.of(fill("needs", cluster("current:10")), title="ก"))
    incoming = walk._incoming(turn(event["line"], 61)).model_copy(update={"at": AT})
    return RawEvent("61", "terminal", AT, event), Event("terminal", incoming)


def _no(why: str) -> NoReturn:
    raise NoWay(why)


OWN: tuple[tuple[str, Any, Any], ...] = (
    ("web", WebSpeaker(), heard_on_the_web),
    ("terminal", TerminalSpeaker(), heard_at_the_terminal),
)
