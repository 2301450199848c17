"""From Telegram's updates to events: is it Telegram's, what conversation is it of, what does it mean.

Rules: core.telegram.org/bots/api, "Getting updates" and "Update". Raw JSON is read, so that a kind of update that the
library does not know yet is stored and ignored like any other.
"""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from bot import gifts
from bot.arrival import header, matches_any, read, received, stamped
from bot.channel import BadRequest
from bot.message import Event, RawEvent
from bot.telegram import limits
from consultation import clock
from consultation.talk.model import Incoming, Media, Place, What
from consultation.talk.tongues import best

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_SPOKEN = ("message", "edited_message", "channel_post", "edited_channel_post", "business_message", "my_chat_member")
# An animation carries a `document` as well, which is the same thing for older clients: it stands before it.
_FILES: dict[str, What] = {
    "animation": "video", "audio": "audio", "photo": "image", "sticker": "sticker", "video": "video",
    "video_note": "video", "voice": "audio", "document": "file",
}  # fmt: skip
_PLACES = ("venue", "location")  # a venue carries its location once more beside it
_THINGS = frozenset({"contact", "dice", "paid_media", "poll", "story", "web_app_data", *_PLACES})
_MEDIA = _FILES.keys() | _THINGS


def genuine(headers: Mapping[str, str], secrets: Collection[str]) -> bool:
    """Whether the secret header holds one of the accepted secrets. Without any accepted secret nothing is genuine."""
    return matches_any(header(headers, limits.SECRET_HEADER), secrets)


def split(body: bytes) -> list[RawEvent]:
    """The one update of a webhook body. Raises BadRequest."""
    return [raw_event(read(body))]


def raw_event(update: Mapping[str, Any]) -> RawEvent:
    """An update as received, by webhook or by polling, stamped with its receipt. Raises BadRequest."""
    number = update.get("update_id")
    if not isinstance(number, int) or isinstance(number, bool):
        raise BadRequest("a Telegram update has a number `update_id`")
    return RawEvent(
        id=str(number),
        conversation=_conversation(update) or f"unknown:{number}",
        at=_at(update) or clock.now(),
        raw=stamped(update),
    )


def parse(raw: Mapping[str, Any], bot_name: str = "") -> Event:
    """Understand one stored update; whatever is not a citizen's own word in a private chat is ignored, with why.

    bot_name: our username, to tell `/start@us` from another bot's command; empty takes every command as ours.
    """
    address = _conversation(raw)
    if "callback_query" in raw:
        return _tapped(raw, address)
    if "my_chat_member" in raw:
        return _membership(raw, address)
    changed = "edited_message" in raw
    message = _mapping(raw, "edited_message" if changed else "message")
    why = _ignored(raw, message) or (_no_change(message) if changed else "")
    if why:
        explain = "" if changed else _to_explain(message, why, bot_name)
        was = message.get("migrate_from_chat_id")
        moved = str(was) if isinstance(was, int) else ""
        return Event(address, None, why=why, explain=explain, language=_reads(message), was=moved)
    incoming = _said(message, _at(raw) or received(raw) or clock.now(), bot_name)
    if incoming is None:
        return Event(address, None, why="unknown")
    seen = {"reads": _reads(message), "message": _message_id(message), "order": _order(raw)}
    if changed:
        seen["kind"] = "edit"
    return Event(address, incoming.model_copy(update=seen), message="" if changed else seen["message"])


def _tapped(raw: Mapping[str, Any], address: str) -> Event:
    """A button: it has no time of its own, so the time of receipt counts, not that of the message it hangs on."""
    query = _mapping(raw, "callback_query")
    data, number = query.get("data"), query.get("id")
    why = _not_a_person(query) or _not_private(_mapping(query, "message"))
    if why or not isinstance(data, str) or not address:
        return Event(address, None, why=why or "unknown")
    reply = {"callback": number, **_under(query, data)} if isinstance(number, str) else None
    incoming = Incoming(kind="tap", at=received(raw) or clock.now(), data=data, reads=_reads(query), order=_order(raw))
    return Event(address, incoming, reply)


def _under(query: Mapping[str, Any], data: str) -> dict[str, Any]:
    """The message that a button hangs on, its text and what is on the button, so that it can be edited in place.

    Nothing of a message that is too old to be shown to us, or that is gone.
    """
    message = _mapping(query, "message")
    number, text = message.get("message_id"), message.get("text")
    if not isinstance(number, int) or not message.get("date") or not isinstance(text, str):
        return {}
    rows = _mapping(message, "reply_markup").get("inline_keyboard")
    keys = [key for row in rows if isinstance(row, list) for key in row] if isinstance(rows, list) else []
    named = (key.get("text") for key in keys if isinstance(key, Mapping) and key.get("callback_data") == data)
    label = next((one for one in named if isinstance(one, str)), "")
    return {"message": number, "text": text, "chosen": label}


def _membership(raw: Mapping[str, Any], address: str) -> Event:
    change = _mapping(raw, "my_chat_member")
    status = _mapping(change, "new_chat_member").get("status")
    if (elsewhere := _not_private(change)) or status != "kicked":
        added = elsewhere == "group" and status in ("member", "administrator")
        explain = "group" if added and not _mapping(change, "from").get("is_bot") else ""
        return Event(address, None, why=elsewhere or "returned", explain=explain, language=_reads(change))
    return Event(address, Incoming(kind="farewell", at=_at(raw) or clock.now()))


def _ignored(raw: Mapping[str, Any], message: Mapping[str, Any]) -> str:
    """Why a message is nothing for a talk; empty when it may be."""
    if not message:
        return "edited" if "edited_message" in raw else "channel" if "channel_post" in raw else "unknown"
    if message.get("is_automatic_forward"):
        return "forwarded"
    return _not_private(message) or _not_a_person(message) or ("forwarded" if _of_others(message) else "")


def _of_others(message: Mapping[str, Any]) -> bool:
    """Whether the words are somebody else's: forwarded, but for one's own, or chosen from what another bot offered."""
    origin = _mapping(message, "forward_origin")
    own = origin.get("type") == "user" and _mapping(origin, "sender_user").get("id") == _mapping(message, "from").get(
        "id"
    )
    return (bool(origin) and not own) or "via_bot" in message


def _no_change(message: Mapping[str, Any]) -> str:
    """Why an edit changes no answer; empty when it may: a command stays one, and a shared place that moves is live."""
    if "location" in message or "venue" in message:
        return "edited"
    text = message.get("text")
    return "edited" if isinstance(text, str) and _COMMAND.fullmatch(text.strip()) else ""


def _to_explain(message: Mapping[str, Any], why: str, bot_name: str) -> str:
    """What a person is to be told once: that a group, or what is forwarded, does not count. Machines are not told."""
    if why == "forwarded" and not message.get("is_automatic_forward") and _not_private(message) == "":
        return "forwarded"
    sender = _mapping(message, "from")
    person = isinstance(sender.get("id"), int) and (not sender.get("is_bot") or sender["id"] == limits.ANONYMOUS_ADMIN)
    said = isinstance(message.get("text"), str) or bool(_MEDIA & message.keys())
    return "group" if why == "group" and person and said and not _to_another(message, bot_name) else ""


def _to_another(message: Mapping[str, Any], bot_name: str) -> bool:
    """Whether a command names another bot."""
    text = message.get("text")
    command = _COMMAND.fullmatch(text.strip()) if isinstance(text, str) else None
    addressee = (command.group(2) or "") if command is not None else ""
    return bool(addressee and bot_name) and addressee.lower() != bot_name.lower()


def _message_id(message: Mapping[str, Any]) -> str:
    number = message.get("message_id")
    return str(number) if isinstance(number, int) else ""


def _order(raw: Mapping[str, Any]) -> str:
    """A tap has no time of its own: of two that came in at one moment the lower number was tapped first."""
    number = raw.get("update_id")
    return f"{number:020d}" if isinstance(number, int) and number >= 0 else ""


def _not_private(parent: Mapping[str, Any]) -> str:
    kind = _mapping(parent, "chat").get("type", "private")
    return "" if kind == "private" else "channel" if kind == "channel" else "group"


def _not_a_person(parent: Mapping[str, Any]) -> str:
    sender = _mapping(parent, "from")
    if not isinstance(sender.get("id"), int):
        return "no sender"
    return "bot" if sender.get("is_bot") or "sender_chat" in parent else ""


def _said(message: Mapping[str, Any], at: datetime, bot_name: str) -> Incoming | None:
    text = message.get("text")
    if isinstance(text, str):
        return _typed(text, at, bot_name)
    if (place := _place(message)) is not None:
        return Incoming(kind="place", at=at, place=place)
    caption = message.get("caption")
    if _MEDIA & message.keys():
        return Incoming(kind="media", at=at, text=caption if isinstance(caption, str) else "", media=_media(message))
    return None


def _place(message: Mapping[str, Any]) -> Place | None:
    venue = _mapping(message, "venue")
    at = _mapping(venue, "location") or _mapping(message, "location")
    return gifts.place(at.get("latitude"), at.get("longitude"), venue.get("title"))


def _media(message: Mapping[str, Any]) -> Media | None:
    """What was sent; of a photo its largest size. None for what is no file."""
    kind = next((kind for kind in _FILES if kind in message), None)
    if kind is None:
        return None
    sizes = message[kind] if isinstance(message[kind], list) else [message[kind]]
    file = max((one for one in sizes if isinstance(one, Mapping)), key=_pixels, default={})
    name = file.get("file_name")
    what = gifts.kind_of_file(name, file.get("mime_type")) if kind == "document" else _FILES[kind]
    album, part, size = message.get("media_group_id"), message.get("message_id"), file.get("file_size")
    return gifts.media(what, "telegram", file.get("file_id"), name=name, size=size, album=album, part=part)


def _pixels(size: Mapping[str, Any]) -> int:
    width = size.get("width")
    return width if isinstance(width, int) else 0


def _typed(text: str, at: datetime, bot_name: str) -> Incoming | None:
    """`/start` greets, with what came by a link; other commands are said as typed but for our own name."""
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return Incoming(kind="text", at=at, text=text)
    word, addressee, rest = command.group(1), command.group(2) or "", (command.group(3) or "").strip()
    if addressee and bot_name and addressee.lower() != bot_name.lower():
        return None
    if word.lower() != "start":
        return Incoming(kind="text", at=at, text=f"/{word} {rest}".strip())
    return Incoming(kind="hello", at=at, text=rest)


def _reads(parent: Mapping[str, Any]) -> str:
    """Which of our languages the sender's app is set to ("User", `language_code`); empty for any other."""
    code = _mapping(parent, "from").get("language_code")
    return best(code) if isinstance(code, str) else ""


def _conversation(update: Mapping[str, Any]) -> str:
    """The chat; for a tap in a private chat, or without a chat, the user, who has the same number there."""
    query = _mapping(update, "callback_query")
    spoken = next((_mapping(update, kind) for kind in _SPOKEN if kind in update), _mapping(query, "message"))
    number = _mapping(spoken, "chat").get("id") or _mapping(query, "from").get("id")
    return str(number) if isinstance(number, int) else ""


def _at(update: Mapping[str, Any]) -> datetime | None:
    """Telegram's time of an update (seconds since 1970), or None when it has none that can be read."""
    spoken = next((_mapping(update, kind) for kind in _SPOKEN if kind in update), {})
    try:
        return datetime.fromtimestamp(spoken.get("edit_date") or spoken["date"], UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _mapping(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, Mapping) else {}
