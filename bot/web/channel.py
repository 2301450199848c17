"""The web chat as a channel: the page is its platform, a signed cookie its user, the transcript its delivery.

Events go through `split`, the inbox and `parse` like those of every channel. A body is `{"events": [{"id", "visitor",
"code", "kind": "start"|"text"|"tap"|"place"|"media"|"section", "text", "data", "at"}]}`, a start with `reads` (the
language that the browser prefers), `speaks` (the one chosen on the public page) and `door` (the code that led here,
where it is not the consultation's own: a meeting's, a section's), a place with `lat` and `lon`, media with `media`
(`what`, `id`, `name`, `size`; the id of a file that the page has sent before), a comment under a section of a draft
with `section` ("D1S3"). A visitor talks about each consultation under an address of its own, so that two windows are
never mixed up.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot import arrival, gifts
from bot.channel import BadRequest, Letter, Outcome, Sent
from bot.message import Event, RawEvent
from bot.web.visitor import visitor_of
from consultation import clock
from consultation.attachments.fetching import Fetched, Gone
from consultation.talk.model import Incoming, Media
from consultation.talk.wording import LANGUAGES
from consultation.vault import Vault

NAME = "web"
LONGEST_TEXT = 5000  # characters; what LINE lets through in one message
_ID = re.compile(r"[A-Za-z0-9_-]{5,80}")
_CODE = re.compile(r"[A-Z0-9]{1,16}")
_DOOR = re.compile(r"[A-Z0-9-]{0,32}")
_SECTION = re.compile(r"D[0-9]{1,6}S[0-9]{1,6}")
_DATA = re.compile(r"[ -~]{1,64}")  # what it means, and whether it is one of ours, the talk knows
_KINDS = ("start", "text", "tap", "place", "media", "section")
_WHAT = ("image", "audio", "video", "file")


class WebChannel:
    """The pages under /chat. carrier is empty: nobody but this installation carries what is said."""

    name = NAME
    carrier = ""

    def __init__(self, vault: Vault, account: str = "web") -> None:
        self.account = account
        self._vault = vault

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the cookie is one we signed and every event is said to be of that visitor."""
        visitor = visitor_of(self._vault, arrival.header(headers, "cookie"))
        try:
            return visitor is not None and all(
                hmac.compare_digest(raw["visitor"].encode(), visitor.encode()) for raw in json.loads(body)["events"]
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return False

    def split(self, body: bytes) -> list[RawEvent]:
        events = arrival.read(body).get("events")
        if not isinstance(events, list):
            raise BadRequest("no list of events")
        return [_raw_event(raw) for raw in events]

    def parse(self, raw: Mapping[str, Any]) -> Event:
        where, at = address(raw["visitor"], raw["code"]), datetime.fromisoformat(raw["at"])
        if raw["kind"] == "start":
            told = {"reads": raw.get("reads", ""), "speaks": raw.get("speaks", "")}
            return Event(
                where,
                Incoming.model_validate({"kind": "text", "at": at, "text": raw.get("door") or raw["code"], **told}),
            )
        if raw["kind"] == "tap":
            return Event(where, Incoming(kind="tap", at=at, data=raw["data"]))
        if raw["kind"] == "section":
            told = {"text": raw["text"], "data": f"{raw['code']}-{raw['section']}", "speaks": raw.get("speaks", "")}
            return Event(where, Incoming.model_validate({"kind": "section", "at": at, **told}))
        if raw["kind"] == "place":
            return Event(where, Incoming(kind="place", at=at, place=gifts.place(raw["lat"], raw["lon"])))
        if raw["kind"] == "media":
            return Event(where, Incoming(kind="media", at=at, media=_media(raw)))
        return Event(where, Incoming(kind="text", at=at, text=raw["text"]))

    async def send(self, letter: Letter) -> Outcome:
        """Nothing is left to do: a turn in the outbox is in the transcript, where the page finds it."""
        return Sent((letter.key,))

    async def fetch(self, reference: str, largest: int) -> Fetched:
        """What was sent here came with its event, and was taken when it became an answer: there is nothing else."""
        return Gone("never received")

    async def close(self) -> None:
        """There is no connection to close."""


def address(visitor: str, code: str) -> str:
    """Where a visitor is told about a consultation; also what orders the events."""
    return f"{visitor}:{code}"


def event_id(visitor: str, code: str, id: str) -> str:
    """The id in the inbox of an event that the page called `id`: no visitor can take another's."""
    return f"{hashlib.sha256(address(visitor, code).encode()).hexdigest()[:24]}:{id}"


def body(visitor: str, code: str, id: str, kind: str, **parts: Any) -> bytes:
    """What the page sends for one event that happens now. parts: what the kind adds."""
    raw = {"id": id, "visitor": visitor, "code": code, "kind": kind, "at": clock.now().isoformat()}
    return json.dumps({"events": [{**raw, "text": "", "data": "", **parts}]}).encode()


def _media(raw: Mapping[str, Any]) -> Media | None:
    given = raw["media"] if isinstance(raw.get("media"), Mapping) else {}
    what = given.get("what")
    if what not in _WHAT:
        return None
    return gifts.media(what, NAME, given.get("id"), name=given.get("name"), size=given.get("size"))


def _said(raw: Mapping[str, Any]) -> bool:
    """Whether an event holds what its kind promises."""
    match raw["kind"]:
        case "text":
            return bool(raw["text"].strip())
        case "section":
            return bool(raw["text"].strip()) and _SECTION.fullmatch(raw["section"]) is not None
        case "tap":
            return _DATA.fullmatch(raw["data"]) is not None
        case "place":
            return gifts.place(raw["lat"], raw["lon"]) is not None
        case "media":
            return _media(raw) is not None
    return True


def _raw_event(raw: Any) -> RawEvent:
    try:
        visitor, code, id, at = raw["visitor"], raw["code"], raw["id"], datetime.fromisoformat(raw["at"])
        sound = _ID.fullmatch(id) and _CODE.fullmatch(code) and _ID.fullmatch(visitor) and raw["kind"] in _KINDS
        tongues = {raw.get(name, "") for name in ("reads", "speaks")} <= {"", *LANGUAGES}
        fits = len(raw.get("text", "")) <= LONGEST_TEXT and at.tzinfo is not None and tongues
        fits = fits and _DOOR.fullmatch(raw.get("door", "")) is not None
        if not sound or not _said(raw) or not fits:
            raise BadRequest("an event of the web chat with a part that is missing, too long or of another kind")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadRequest("not an event of the web chat") from error
    return RawEvent(event_id(visitor, code, id), address(visitor, code), at, dict(raw))
