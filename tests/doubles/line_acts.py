"""What a citizen can do on LINE, as events: say, press, follow, block, unsend, send things."""

from typing import TYPE_CHECKING, Any, cast

from tests.doubles.citizen import Button, Citizen, NoSuchButton, Shown
from tests.doubles.line_events import given_message, text_message

if TYPE_CHECKING:
    from tests.doubles.line import LineDouble

Json = dict[str, Any]
CONTENT_TYPES = {"image": "image/jpeg", "video": "video/mp4", "audio": "audio/m4a"}


class LineActs:
    """The acts of citizens; part of `LineDouble`."""

    @property
    def _line(self) -> "LineDouble":
        return cast("LineDouble", self)

    def _send(self, event: Json) -> str:
        self._line.queue(event)
        return str(event["webhookEventId"])

    def _mine(self, citizen: Citizen, text: str, message_id: str) -> None:
        citizen.show(Shown(message_id, text, at=self._line.clock.now(), mine=True))
        self._line.changed((citizen, text))

    def said(self, citizen: Citizen, text: str, group: str | None) -> str:
        """A typed text, in private or in a group of that name."""
        message_id = self._line.next_message_id()
        self._mine(citizen, text, message_id)
        message = text_message(message_id, text, f"q{self._line.random.getrandbits(64):016x}")
        return self._send(self._line.event("message", citizen, group=group, message=message))

    def pressed(self, citizen: Citizen, button: Button, shown: Shown, params: Json | None) -> str | None:
        """A button: postback, text, date picker; a link or a camera makes no event."""
        if button.kind == "message":
            return self.said(citizen, button.text, None)
        if button.kind not in ("postback", "datetimepicker", "richmenuswitch"):
            if button.kind in ("uri", "clipboard"):
                return None
            raise NoSuchButton(f"a citizen answers {button.kind!r} by sends(…)")
        if button.text:
            self._mine(citizen, button.text, self._line.next_message_id())
        postback: Json = {"data": button.data}
        if button.kind == "datetimepicker":
            postback["params"] = params or {button.raw["mode"]: button.raw.get("initial", "2026-12-01")}
        return self._send(self._line.event("postback", citizen, postback=postback))

    def followed(self, citizen: Citizen) -> str:
        """Becomes a friend of the account."""
        citizen.friend, citizen.blocked = True, False
        return self._send(self._line.event("follow", citizen, follow={"isUnblocked": False}))

    def blocked(self, citizen: Citizen) -> str:
        """Blocks the account: messages are accepted by LINE and never arrive."""
        event = self._line.event("unfollow", citizen)
        citizen.friend, citizen.blocked = False, True
        return self._send(event)

    def unblocked(self, citizen: Citizen) -> str:
        """Unblocks the account, which LINE reports as a follow."""
        citizen.friend, citizen.blocked = True, False
        return self._send(self._line.event("follow", citizen, follow={"isUnblocked": True}))

    def unsent(self, citizen: Citizen, event_id: str) -> str:
        """Takes a message back; the screen says so in its place."""
        source, message_id = self._said_in(event_id)
        citizen.change(message_id, text="[unsent]")
        return self._send(self._line.event("unsend", citizen, group=source, unsend={"messageId": message_id}))

    def edited(self, citizen: Citizen, event_id: str, text: str) -> str:
        """Changes a text in a group, the only place where LINE lets it."""
        source, message_id = self._said_in(event_id)
        if source is None:
            raise ValueError("LINE lets people edit in groups only")
        citizen.change(message_id, text=text)
        message = text_message(message_id, text, f"q{self._line.random.getrandbits(64):016x}")
        return self._send(self._line.event("messageEdited", citizen, group=source, message=message))

    def gave(self, citizen: Citizen, kind: str, fields: Json) -> str:
        """Something that is not text.

        content: bytes to be fetched from the content endpoint; preparing: so many times it answers 202 before.
        """
        message_id = self._line.next_message_id()
        self._line.preparing[message_id] = fields.pop("preparing", 0)
        content = fields.pop(
            "content", b"\xff\xd8\xff\xe0 sample" if kind in ("image", "video", "audio", "file") else None
        )
        if content is not None:
            self._line.contents[message_id] = (CONTENT_TYPES.get(kind, "application/octet-stream"), content)
        self._mine(citizen, f"[{kind}]", message_id)
        message = given_message(kind, message_id, f"q{self._line.random.getrandbits(64):016x}", fields)
        return self._send(self._line.event("message", citizen, message=message))

    def _said_in(self, event_id: str) -> tuple[str | None, str]:
        event = self._line.courier.known[event_id]
        return event["source"].get("groupId"), event["message"]["id"]
