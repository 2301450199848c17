"""Telegram's updates as JSON: users, chats, messages, taps (core.telegram.org/bots/api, Update)."""

import re
from typing import Any

from tests.doubles.citizen import Citizen
from tests.doubles.line_count import utf16

Json = dict[str, Any]
INACCESSIBLE_AFTER = 48 * 3600
COMMAND = re.compile(r"/[A-Za-z0-9_]+(@\w+)?")


def user(citizen: Citizen) -> Json:
    """Return the sender of an update."""
    return {"id": int(citizen.id), "is_bot": False, "first_name": citizen.name, "language_code": "th"}


def private(citizen: Citizen) -> Json:
    """Return the private chat of a citizen with the bot."""
    return {"id": int(citizen.id), "type": "private", "first_name": citizen.name}


def group(chat_id: int, title: str) -> Json:
    """Return a group, or the supergroup that ids below -100… belong to."""
    return {"id": chat_id, "type": "supergroup" if chat_id <= -(10**12) else "group", "title": title}


def message(message_id: int, sender: Json, chat: Json, now: float, **fields: Any) -> Json:
    """Return a message; a text that starts with a command carries its entity."""
    made = {"message_id": message_id, "from": sender, "chat": chat, "date": int(now), **fields}
    found = COMMAND.match(str(fields.get("text", "")))
    if found and not sender["is_bot"]:
        made["entities"] = [{"type": "bot_command", "offset": 0, "length": utf16(found.group(0))}]
    return made


def tap(query_id: str, sender: Json, pressed_on: Json, data: str, now: float) -> Json:
    """Return a callback query; a message older than 48 hours is named but not shown."""
    if now - pressed_on["date"] > INACCESSIBLE_AFTER:
        pressed_on = {"chat": pressed_on["chat"], "message_id": pressed_on["message_id"], "date": 0}
    return {
        "id": query_id,
        "from": sender,
        "message": pressed_on,
        "chat_instance": str(pressed_on["chat"]["id"] * 7919),
        "data": data,
    }


def membership(citizen: Citizen, bot: Json, now: float, old: str, new: str) -> Json:
    """Return a `my_chat_member` value: the citizen blocked or unblocked the bot."""

    def state(status: str) -> Json:
        return {"user": bot, "status": status, **({"until_date": 0} if status == "kicked" else {})}

    return {
        "chat": private(citizen),
        "from": user(citizen),
        "date": int(now),
        "old_chat_member": state(old),
        "new_chat_member": state(new),
    }


def gift(kind: str, fields: Json, file_id: str) -> Json:
    """Return what a message holds that is not text: sticker, photo, document, place, contact, voice."""
    file = {"file_id": file_id, "file_unique_id": file_id[-8:], "file_size": 1000}
    samples: dict[str, Any] = {
        "sticker": {
            **file,
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "👍",
        },
        "photo": [{**file, "width": 90, "height": 90}, {**file, "width": 800, "height": 800}],
        "document": {**file, "file_name": "file.pdf"},
        "voice": {**file, "duration": 3},
        "audio": {**file, "duration": 3, "file_name": "sound.mp3", "mime_type": "audio/mpeg"},
        "video": {**file, "duration": 3, "width": 640, "height": 480},
        "venue": {"location": {"latitude": 18.7883, "longitude": 98.9853}, "title": "place", "address": ""},
        "location": {"latitude": 18.7883, "longitude": 98.9853},
        "contact": {"phone_number": "0000000000", "first_name": "contact"},
    }
    beside: Json = {name: fields.pop(name) for name in ("caption", "media_group_id") if name in fields}
    sample = samples.get(kind, {})
    return {kind: {**sample, **fields} if isinstance(sample, dict) else sample, **beside}
