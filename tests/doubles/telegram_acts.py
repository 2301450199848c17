"""What a citizen can do on Telegram, as updates: say, press, block, edit, send things."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from tests.doubles import telegram_updates as updates
from tests.doubles.citizen import Button, Citizen, Shown

if TYPE_CHECKING:
    from tests.doubles.telegram import TelegramDouble

Json = dict[str, Any]
CALLBACK_QUEUE = 3 << 33  # the published server adds this to the user id, so taps and messages never share a queue


@dataclass
class Tap:
    """One callback query. at: when it was made; answered: whether the spinner has stopped."""

    citizen: Citizen
    at: float
    answered: bool = False


class TelegramActs:
    """The acts of citizens; part of `TelegramDouble`."""

    @property
    def _tg(self) -> "TelegramDouble":
        return cast("TelegramDouble", self)

    def _say(self, citizen: Citizen, shown_text: str, group: str | None, **fields: Any) -> str:
        tg, now = self._tg, self._tg.clock.now()
        citizen.known = citizen.known or group is None
        citizen.last_act_at = now
        chat = tg.group(group, citizen) if group else updates.private(citizen)
        message = updates.message(tg.next_message_id(), updates.user(citizen), chat, now, **fields)
        tg.messages[chat["id"], message["message_id"]] = message
        citizen.show(Shown(str(message["message_id"]), shown_text, raw=message, at=now, mine=True))
        tg.changed((citizen, shown_text))
        return tg.queue("message", message, chat=chat["id"])

    def said(self, citizen: Citizen, text: str, group: str | None) -> str:
        """A typed text, in private or in a group of that name."""
        return self._say(citizen, text, group, text=text)

    def pressed(self, citizen: Citizen, button: Button, shown: Shown, params: Json | None) -> str | None:
        """A button: a tap on an inline one, words from the keyboard below; a link makes no update."""
        if button.kind == "reply":
            if button.raw.get("one_time"):
                citizen.keyboard = ()
            wants = next((kind for kind in ("contact", "location") if button.raw.get(f"request_{kind}")), None)
            return self.gave(citizen, wants, params or {}) if wants else self.said(citizen, button.text, None)
        if button.kind != "callback":
            return None
        tg, now = self._tg, self._tg.clock.now()
        query_id = str(tg.random.getrandbits(60))
        tg.taps[query_id] = Tap(citizen, now)
        citizen.last_act_at = now
        tg.changed((citizen, f"[{button.label}]"))
        tap = updates.tap(query_id, updates.user(citizen), shown.raw, button.data, now)
        return tg.queue("callback_query", tap, user=int(citizen.id))

    def followed(self, citizen: Citizen) -> str:
        """Presses Start, which sends `/start`."""
        citizen.friend, citizen.blocked = True, False
        return self.said(citizen, "/start", None)

    def blocked(self, citizen: Citizen) -> str:
        """Blocks the bot: 403 from now on."""
        citizen.friend, citizen.blocked = False, True
        return self._member(citizen, "member", "kicked")

    def unblocked(self, citizen: Citizen) -> str:
        """Unblocks the bot."""
        citizen.friend, citizen.blocked = True, False
        return self._member(citizen, "kicked", "member")

    def _member(self, citizen: Citizen, old: str, new: str) -> str:
        tg = self._tg
        value = updates.membership(citizen, tg.bot, tg.clock.now(), old, new)
        return tg.queue("my_chat_member", value, chat=int(citizen.id))

    def unsent(self, citizen: Citizen, event_id: str) -> str:
        """Telegram tells bots nothing of deleted messages."""
        raise ValueError("Telegram tells bots nothing of deleted messages")

    def edited(self, citizen: Citizen, event_id: str, text: str) -> str:
        """Changes a message of the citizen, reported as `edited_message`."""
        tg = self._tg
        message = {**tg.queues.known[int(event_id)].body["message"], "text": text, "edit_date": int(tg.clock.now())}
        tg.messages[message["chat"]["id"], message["message_id"]] = message
        citizen.change(str(message["message_id"]), text=text)
        return tg.queue("edited_message", message, chat=message["chat"]["id"])

    def gave(self, citizen: Citizen, kind: str, fields: Json) -> str:
        """Something that is not text. `content`: bytes that getFile leads to."""
        content = fields.pop("content", b"sample")
        return self._say(citizen, f"[{kind}]", None, **updates.gift(kind, fields, self._tg.keep_file(kind, content)))
