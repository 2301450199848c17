"""How each platform writes down what a citizen does: one speaker a platform, all with the same words."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

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
    def photo(self) -> Json: ...
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

    def photo(self) -> Json:
        return self._event("message", message={"type": "image", "id": "61", "contentProvider": {"type": "line"}})

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

    def photo(self) -> Json:
        size = {"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}
        return {"update_id": 1, "message": self._message(1, photo=[size])}

    def in_group(self, text: str) -> Json:
        group = {"id": -1001234567890, "type": "supergroup", "title": "เวที"}
        return {"update_id": 1, "message": self._message(1, text=text, chat=group)}

    def edited(self, text: str) -> Json:
        return {"update_id": 1, "edited_message": self._message(1, text=text, edit_date=int(AT.timestamp()) + 60)}

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
