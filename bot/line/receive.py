"""From LINE's webhook to events: is it LINE's, which events are in it, what does each one mean.

Rules: developers.line.biz, "Receive messages" and "Verify webhook signature". The SDK's parser is not used: one value
that it does not know makes it refuse the whole body, and with it the answers of other citizens.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from bot import gifts
from bot.arrival import header, matches_any, read, received, stamped
from bot.channel import BadRequest
from bot.line import limits
from bot.message import Event, RawEvent
from consultation import clock
from consultation.talk.model import Incoming, Media, What

_SIGNATURE = "x-line-signature"
_MEDIA: dict[str, What] = {"sticker": "sticker", "image": "image", "video": "video", "audio": "audio", "file": "file"}
_TO_A_GROUP = ("message", "join")  # what is said to us in a group; who joins or leaves it says nothing to us


def genuine(headers: Mapping[str, str], body: bytes, secrets: Collection[str]) -> bool:
    """Whether the body is signed with one of the accepted channel secrets. A missing one is not genuine."""
    given = header(headers, _SIGNATURE)
    return matches_any(given, [signature(secret, body) for secret in secrets if secret])


def signature(secret: str, body: bytes) -> str:
    """What LINE sends as `x-line-signature`: base64 of HMAC-SHA256 over the raw body, keyed by the channel secret."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def split(body: bytes) -> list[RawEvent]:
    """The events of a body, each stamped with its receipt; none for the console's "Verify". Raises BadRequest."""
    events = read(body).get("events")
    if not isinstance(events, list):
        raise BadRequest("a LINE webhook has a list `events`")
    return [_raw_event(event if isinstance(event, dict) else {"unreadable": event}) for event in events]


def parse(raw: Mapping[str, Any]) -> Event:
    """Understand one stored event; whatever is not a citizen's own word in a one-to-one chat is ignored, with why."""
    source = _mapping(raw, "source")
    address = _address(source)
    why = _ignored(raw, source)
    incoming = None if why else _incoming(raw)
    of = _message_id(raw)
    if incoming is not None:
        reply = None if incoming.kind in ("farewell", "unsend") else _reply(raw)
        return Event(address, incoming, reply, message=of, gone=_gone(raw), unsent=incoming.kind == "unsend")
    explain = "group" if why == "group" and raw.get("type") in _TO_A_GROUP else ""
    reply = _reply(raw) if explain else None
    unsent = raw.get("type") == "unsend"
    return Event(address, None, reply, why or "unknown", message=of, gone=_gone(raw), unsent=unsent, explain=explain)


def _raw_event(event: dict[str, Any]) -> RawEvent:
    digest = _digest(event)
    given = event.get("webhookEventId")
    return RawEvent(
        id=given if isinstance(given, str) and given else digest,
        conversation=_address(_mapping(event, "source")) or f"unknown:{digest}",
        at=_at(event) or clock.now(),
        raw=stamped(event),
    )


def _digest(event: Mapping[str, Any]) -> str:
    """The same for every delivery of an event, of which only `deliveryContext` may change."""
    kept = {key: value for key, value in event.items() if key != "deliveryContext"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:32]


def _ignored(raw: Mapping[str, Any], source: Mapping[str, Any]) -> str:
    """Why an event is nothing for a talk; empty when it may be."""
    if str(raw.get("replyToken")) in limits.REPLY_CANNOT_USE:
        return "verification"
    if raw.get("mode", "active") != "active":
        return "standby" if raw.get("mode") == "standby" else "unknown mode"
    if source.get("type") in ("group", "room"):
        return "group"
    if source.get("type") != "user" or not _address(source):
        return "no sender"
    return "edited" if raw.get("type") == "messageEdited" else ""


def _incoming(raw: Mapping[str, Any]) -> Incoming | None:
    """What a citizen did, or None for a kind of event that we do not know."""
    at, order = _at(raw) or received(raw) or clock.now(), str(raw.get("webhookEventId", ""))
    match raw.get("type"):
        case "message":
            said = _said(_mapping(raw, "message"), at)
            return said and said.model_copy(update={"message": _message_id(raw), "order": order})
        case "unsend":
            gone = _gone(raw)
            return Incoming(kind="unsend", at=at, message=gone) if gone else None
        case "postback":
            data = _mapping(raw, "postback").get("data")
            return Incoming(kind="tap", at=at, data=data, order=order) if isinstance(data, str) else None
        case "follow":
            return Incoming(kind="hello", at=at)
        case "unfollow":
            return Incoming(kind="farewell", at=at)
    return None


def _said(message: Mapping[str, Any], at: datetime) -> Incoming | None:
    text = message.get("text")
    if message.get("type") == "text" and isinstance(text, str):
        return Incoming(kind="text", at=at, text=text)
    if message.get("type") == "location":
        place = gifts.place(message.get("latitude"), message.get("longitude"), _title(message))
        return Incoming(kind="place", at=at, place=place) if place else Incoming(kind="media", at=at)
    if str(message.get("type")) in _MEDIA:
        return Incoming(kind="media", at=at, media=_media(message))
    return None


def _message_id(raw: Mapping[str, Any]) -> str:
    """LINE's id of a message; empty for what is none. A changed one keeps it."""
    return _text(_mapping(raw, "message"), "id") if raw.get("type") == "message" else ""


def _gone(raw: Mapping[str, Any]) -> str:
    """The message of which nothing of before may be kept: taken back, or changed (LINE has that in groups only)."""
    if raw.get("type") == "unsend":
        return _text(_mapping(raw, "unsend"), "messageId")
    return _text(_mapping(raw, "message"), "id") if raw.get("type") == "messageEdited" else ""


def _text(parent: Mapping[str, Any], key: str) -> str:
    value = parent.get(key)
    return value if isinstance(value, str) else ""


def _media(message: Mapping[str, Any]) -> Media | None:
    """What was sent; None for what LINE does not keep for us: pictures that a page of somebody else's sent for them."""
    if _mapping(message, "contentProvider").get("type", "line") != "line":
        return None
    name = message.get("fileName")
    what = gifts.kind_of_file(name) if message["type"] == "file" else _MEDIA[message["type"]]
    of = _mapping(message, "imageSet")
    album, part, size = of.get("id"), of.get("index"), message.get("fileSize")
    return gifts.media(what, "line", message.get("id"), name=name, size=size, album=album, part=part)


def _title(message: Mapping[str, Any]) -> str:
    """What LINE calls a place: the name of a shop or a temple, else its address."""
    found = next((message[key] for key in ("title", "address") if message.get(key)), "")
    return found if isinstance(found, str) else ""


def _reply(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """The reply token and the moment from which it is not worth trying, by our own clock where we know the receipt."""
    token = raw.get("replyToken")
    if not isinstance(token, str) or not token:
        return None
    happened, came = _at(raw), received(raw)
    until = (came or happened or clock.now()) + limits.REPLY_LIFE
    if happened and _mapping(raw, "deliveryContext").get("isRedelivery") is True:
        until = min(until, happened + limits.REPLY_LIFE_REDELIVERED)
    return {"token": token, "until": (until - limits.REPLY_MARGIN).isoformat()}


def _address(source: Mapping[str, Any]) -> str:
    """Where the event came from: the group or room before its member; empty when LINE does not say."""
    found = next((source[key] for key in ("groupId", "roomId", "userId") if source.get(key)), "")
    return found if isinstance(found, str) else ""


def _at(event: Mapping[str, Any]) -> datetime | None:
    """LINE's time of an event (milliseconds since 1970), or None when it has none that can be read."""
    try:
        return datetime.fromtimestamp(int(event["timestamp"]) / 1000, UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _mapping(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, Mapping) else {}
