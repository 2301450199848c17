"""How each platform writes down what a citizen does: one speaker a platform, all with the same words."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import pytest

from bot.channel import Channel
from bot.line import LineChannel
from bot.line.receive import signature
from bot.telegram import TelegramChannel

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
SECRET, OLD_SECRET = "new-secret", "old-secret"
Json = dict[str, Any]


class Speaker(Protocol):
    """One platform. `n` is the number of the event, `who` the number of the citizen."""

    channel: Channel

    def signed(self, body: bytes, secret: str = SECRET) -> dict[str, str]: ...
    def typed(self, text: str, n: int = 1, who: int = 1) -> Json: ...
    def tapped(self, data: str, n: int = 1, who: int = 1) -> Json: ...
    def came(self) -> Json: ...
    def left(self) -> Json: ...
    def sent(self, what: str) -> Json: ...
    def shared(self, lat: float, lon: float, title: str = "") -> Json: ...
    def in_group(self, text: str) -> Json: ...
    def edited(self, text: str) -> Json: ...
    def unheard_of(self) -> Json: ...
    def body(self, event: Json) -> bytes: ...


@dataclass(frozen=True)
class LineSpeaker:
    """LINE's webhook bodies."""

    channel: Channel = field(default_factory=lambda: LineChannel("line", [SECRET, OLD_SECRET], "token"))

    def signed(self, body: bytes, secret: str = SECRET) -> dict[str, str]:
        return {"X-Line-Signature": signature(secret, body)}

    def typed(self, text: str, n: int = 1, who: int = 1) -> Json:
        return self._event("message", n, who, message={"type": "text", "id": f"6{n}", "quoteToken": "q", "text": text})

    def tapped(self, data: str, n: int = 1, who: int = 1) -> Json:
        return self._event("postback", n, who, postback={"data": data})

    def came(self) -> Json:
        return self._event("follow", follow={"isUnblocked": False})

    def left(self) -> Json:
        event = self._event("unfollow")
        del event["replyToken"]
        return event

    def sent(self, what: str) -> Json:
        fields: dict[str, Json] = {
            "sticker": {"packageId": "446", "stickerId": "1988"},
            "image": {"contentProvider": {"type": "line"}, "imageSet": {"id": "E005", "index": 1, "total": 2}},
            "video": {"duration": 4000, "contentProvider": {"type": "line"}},
            "audio": {"duration": 4000, "contentProvider": {"type": "line"}},
            "file": {"fileName": "โครงการ.pdf", "fileSize": 2138},
        }
        return self._event("message", message={"type": what, "id": "61", **fields[what]})

    def shared(self, lat: float, lon: float, title: str = "") -> Json:
        message = {"type": "location", "id": "61", "title": title, "address": "", "latitude": lat, "longitude": lon}
        return self._event("message", message=message)

    def in_group(self, text: str) -> Json:
        return self.typed(text) | {"source": {"type": "group", "groupId": "C" + "d" * 32, "userId": self._user(1)}}

    def edited(self, text: str) -> Json:
        return self.typed(text) | {"type": "messageEdited"}

    def unheard_of(self) -> Json:
        return self._event("somethingNew", somethingNew={"a": 1})

    def body(self, event: Json) -> bytes:
        return json.dumps({"destination": "U" + "c" * 32, "events": [event]}, ensure_ascii=False).encode()

    def _event(self, kind: str, n: int = 1, who: int = 1, **fields: Any) -> Json:
        return {
            "type": kind,
            "mode": "active",
            "timestamp": int(AT.timestamp() * 1000),
            "webhookEventId": f"01K{n:023d}",
            "deliveryContext": {"isRedelivery": False},
            "source": {"type": "user", "userId": self._user(who)},
            "replyToken": f"a{n:031d}",
            **fields,
        }

    def _user(self, who: int) -> str:
        return f"U{who:032x}"


@dataclass(frozen=True)
class TelegramSpeaker:
    """Telegram's updates."""

    channel: Channel = field(default_factory=lambda: TelegramChannel("telegram", [SECRET, OLD_SECRET], "1:token"))

    def signed(self, body: bytes, secret: str = SECRET) -> dict[str, str]:
        return {"X-Telegram-Bot-Api-Secret-Token": secret}

    def typed(self, text: str, n: int = 1, who: int = 1) -> Json:
        return {"update_id": n, "message": self._message(who, text=text)}

    def tapped(self, data: str, n: int = 1, who: int = 1) -> Json:
        under = {"message_id": 500, "date": int(AT.timestamp()), "chat": self._chat(who), "text": "ข้อ 3"}
        query = {"id": f"77{n}", "from": self._user(who), "chat_instance": "-3", "message": under, "data": data}
        return {"update_id": n, "callback_query": query}

    def came(self) -> Json:
        return self.typed("/start")

    def left(self) -> Json:
        change = {"old_chat_member": self._member("member"), "new_chat_member": self._member("kicked")}
        at = int(AT.timestamp())
        return {"update_id": 1, "my_chat_member": {"chat": self._chat(1), "from": self._user(1), "date": at, **change}}

    def sent(self, what: str) -> Json:
        file = {"file_id": "61", "file_unique_id": "u", "file_size": 2138}
        fields: dict[str, Json] = {
            "sticker": {"sticker": {**file, "emoji": "👍"}},
            "image": {
                "photo": [{**file, "file_id": "0", "width": 90}, {**file, "width": 800}],
                "media_group_id": "E005",
            },
            "video": {"video": {**file, "duration": 4}},
            "audio": {"voice": {**file, "duration": 4}},
            "file": {"document": {**file, "file_name": "โครงการ.pdf", "mime_type": "application/pdf"}},
        }
        return {"update_id": 1, "message": self._message(1, **fields[what])}

    def shared(self, lat: float, lon: float, title: str = "") -> Json:
        at = {"latitude": lat, "longitude": lon}
        venue = {"venue": {"location": at, "title": title, "address": ""}} if title else {}
        return {"update_id": 1, "message": self._message(1, location=at, **venue)}

    def in_group(self, text: str) -> Json:
        group = {"id": -1001234567890, "type": "supergroup", "title": "เวที"}
        return {"update_id": 1, "message": self._message(1, text=text, chat=group)}

    def edited(self, text: str) -> Json:
        return {"update_id": 1, "edited_message": self._message(1, text=text, edit_date=int(AT.timestamp()))}

    def unheard_of(self) -> Json:
        return {"update_id": 1, "some_new_thing": {"a": 1}}

    def body(self, event: Json) -> bytes:
        return json.dumps(event).encode()

    def _message(self, who: int, **fields: Any) -> Json:
        at = int(AT.timestamp())
        return {"message_id": 11, "date": at, "chat": self._chat(who), "from": self._user(who), **fields}

    def _chat(self, who: int) -> Json:
        return {"id": 77_000_000 + who, "type": "private", "first_name": "ก"}

    def _user(self, who: int) -> Json:
        return {"id": 77_000_000 + who, "is_bot": False, "first_name": "ก", "language_code": "th"}

    def _member(self, status: str) -> Json:
        return {"user": {"id": 123, "is_bot": True, "first_name": "bot"}, "status": status}


SPEAKERS: tuple[Speaker, ...] = (LineSpeaker(), TelegramSpeaker())
# What a test says of every channel with a database behind it: the channels share the two databases. What is stored and
# read there is the same for both, and every test is seen by both.
every_channel = pytest.mark.parametrize(
    ("speaker", "url"),
    [*zip(SPEAKERS, ("postgresql", "sqlite"), strict=True)],
    indirect=["url"],
    ids=["line-postgresql", "telegram-sqlite"],
)
