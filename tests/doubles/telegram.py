"""The Telegram double: a Bot API server that keeps Telegram's rules, and the citizens of its chats."""

import hashlib
import math
from typing import Any

from aiohttp import web

from tests.doubles import telegram_updates as updates
from tests.doubles.citizen import Citizen, Shown
from tests.doubles.clock import Clock
from tests.doubles.records import Answer, Asked, Delivery, Fault, Refused, Sent
from tests.doubles.server import Platform, written
from tests.doubles.telegram_acts import CALLBACK_QUEUE, Tap, TelegramActs
from tests.doubles.telegram_form import decoded, parameters
from tests.doubles.telegram_introduction import INTRODUCTION_METHODS
from tests.doubles.telegram_methods import METHODS, NOT_MODIFIED
from tests.doubles.telegram_queue import Queues, Update
from tests.doubles.telegram_rates import Flood, Rates
from tests.doubles.telegram_refusal import injected, refusal_answer
from tests.doubles.telegram_rules import inline_buttons, reply_buttons
from tests.doubles.telegram_webhook import WEBHOOK_METHODS

Json = dict[str, Any]
LINK_LIFE = 3600.0
BY_NAME = {
    name.lower(): (name, handler) for name, handler in (METHODS | WEBHOOK_METHODS | INTRODUCTION_METHODS).items()
}


def telegram_id(name: str | int) -> int:
    """Return the user id of a name: numbers stay, other names always become the same number."""
    text = str(name)
    digest = int(hashlib.sha256(text.encode()).hexdigest(), 16)
    return int(text) if text.isdigit() else 100_000_000 + digest % 900_000_000


class TelegramDouble(TelegramActs, Platform):
    """Telegram on 127.0.0.1; arguments are explained in README.md."""

    kind = "telegram"

    def __init__(
        self,
        webhook: str | None = None,
        *,
        secret: str | None = None,
        token: str = "7000000001:double-access-token",
        port: int = 0,
        clock: Clock | None = None,
        seed: int = 0,
        username: str = "prachakhom_bot",
        webhook_timeout: float = 60.0,
        time_scale: float = 1.0,
        callback_life: float = 15.0,
        max_connections: int = 40,
        rates: Rates | None = None,
    ) -> None:
        super().__init__(port=port, clock=clock, seed=seed)
        self.webhook, self.secret, self.token = webhook, secret, token
        self.bot: Json = {"id": int(token.split(":")[0]), "is_bot": True, "first_name": "ประชาคม", "username": username}
        self.callback_life = callback_life
        self.max_connections = max_connections
        self.allowed_updates: list[str] = []
        self.command_menus: dict[str, list[Json]] = {}  # by language code; the empty one is for everybody else
        self.descriptions: dict[tuple[str, str], str] = {}  # ("description" or "short_description", language code)
        self.menu_button: Json = {"type": "default"}
        self.messages: dict[tuple[Any, Any], Json] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.links: dict[str, float] = {}
        self.taps: dict[str, Tap] = {}
        self.groups: dict[int, Json] = {}
        self.members: dict[int, dict[str, Citizen]] = {}
        self.migrated: dict[int, int] = {}
        self.deactivated: set[str] = set()
        self.uneditable: set[int] = set()
        self.last_error: tuple[float, str] | None = None
        self.webhook_set_at = -math.inf
        self.poll = 0
        self.flood = Flood(rates)
        self.queues = Queues(self, scale=time_scale, timeout=webhook_timeout, parallel=max_connections)
        self._message_id = 0

    @property
    def base_url(self) -> str:
        """What `telegram.Bot` calls base_url."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What `telegram.Bot` calls base_file_url."""
        return f"{self.url}/file/bot"

    @property
    def idle(self) -> bool:
        """Whether no update waits."""
        return not self.queues.waiting and not self.queues.copies

    @property
    def queued(self) -> list[Update]:
        """Updates not yet accepted, oldest first."""
        return self.queues.waiting

    @property
    def unanswered(self) -> list[Tap]:
        """Taps whose spinner the bot never stopped."""
        return [tap for tap in self.taps.values() if not tap.answered]

    @property
    def commands(self) -> list[Json]:
        """The command menu of everybody who has none in their own language."""
        return self.command_menus.get("", [])

    @property
    def webhook_info(self) -> Json:
        """What getWebhookInfo tells."""
        error = (
            {}
            if self.last_error is None
            else {"last_error_date": int(self.last_error[0]), "last_error_message": self.last_error[1]}
        )
        allowed = {"allowed_updates": self.allowed_updates} if self.allowed_updates else {}
        place = {"ip_address": "127.0.0.1"} if self.webhook else {}
        return {
            "url": self.webhook or "",
            **place,
            "has_custom_certificate": False,
            "pending_update_count": len(self.queued),
            "max_connections": self.max_connections,
            **error,
            **allowed,
        }

    def citizen(self, id: str | int, name: str | None = None) -> Citizen:
        """Return the citizen of that user id or name, making them at first."""
        key = str(telegram_id(id))
        if key not in self.citizens:
            self.citizens[key] = Citizen(self, key, name or str(id))
        return self.citizens[key]

    def mount(self, app: web.Application) -> None:
        """Add the Bot API: methods by GET and POST, and files."""
        app.router.add_route("GET", "/file/bot{token:[^/]+}/{path:.+}", self._file)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._method)

    async def _method(self, request: web.Request) -> web.StreamResponse:
        name, handler = BY_NAME.get(request.match_info["method"].lower(), (request.match_info["method"], None))
        given, files = await parameters(request)
        headers = {key.lower(): value for key, value in request.headers.items()}

        async def checked(asked: Asked) -> Answer:
            if request.match_info["token"] != self.token:
                raise Refused(401, "Unauthorized", rule="access-token")
            if handler is None:
                raise Refused(404, "Not Found", rule="unknown-method", detail=name)
            known = Asked(name, decoded(asked.body), b"", asked.headers, {}, {}, asked.files)
            return Answer({"ok": True, "result": await handler(self, known)})

        return await self.serve(request, Asked(name, given, b"", headers, {}, {}, files), checked)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        by_path = dict(self.files.values())
        path = request.match_info["path"]
        given = self.links.get(path, -math.inf)  # an address is good for an hour after getFile gave it
        known = path in by_path and self.clock.now() - given <= LINK_LIFE
        if request.match_info["token"] != self.token or not known:
            return written(Answer({"ok": False, "error_code": 404, "description": "Not Found"}, 404))
        return written(Answer(by_path[path]))

    async def perform_quietly(self, answer: Json) -> None:
        """Do the method that a webhook answered with; its result goes nowhere."""
        name, handler = BY_NAME.get(str(answer.get("method", "")).lower(), ("", None))
        if handler:
            asked = Asked(name, {key: value for key, value in answer.items() if key != "method"}, b"", {}, {}, {})

            async def do(asked: Asked) -> Answer:
                return Answer(await handler(self, asked))

            await self._answer(asked, do)

    def refusal(self, refused: Refused) -> Answer:
        """Write a refusal in Telegram's form."""
        return refusal_answer(refused)

    def fault_answer(self, fault: Fault) -> Answer:
        """Write an injected failure in Telegram's form."""
        return refusal_answer(injected(fault))

    def next_message_id(self) -> int:
        """Return a message id; a bot's messages share one count."""
        self._message_id += 1
        return self._message_id

    def keep_file(self, name: str, data: bytes) -> str:
        """Keep a file and return its file_id."""
        file_id = f"AgAD{self.random.getrandbits(120):030x}"
        self.files[file_id] = (f"files/{len(self.files)}_{name}", data)
        return file_id

    def group(self, name: str, member: Citizen) -> Json:
        """Return the group of that name or id and make the citizen a member."""
        chat_id = int(name) if name.lstrip("-").isdigit() else -telegram_id(name)
        chat_id = self.migrated.get(chat_id, chat_id)
        self.members.setdefault(chat_id, {})[member.id] = member
        return self.groups.setdefault(chat_id, updates.group(chat_id, name))

    def migrate(self, group_id: int) -> int:
        """Turn a group into a supergroup; the bot hears of it and the old id is refused. Returns the new id."""
        new = -(10**12) + group_id
        old = self.groups[group_id]
        self.migrated[group_id] = new
        self.groups[new], self.members[new] = updates.group(new, old["title"]), self.members[group_id]
        sender = updates.user(next(iter(self.members[new].values())))
        message = updates.message(self.next_message_id(), sender, old, self.clock.now(), migrate_to_chat_id=new)
        self.queue("message", message, chat=group_id)
        return new

    def open_chat(self, chat_id: Any, *, flood: bool = True) -> Json:
        """Return a chat the bot may write to now; raises Refused with Telegram's reason."""
        if chat_id in self.migrated:
            parameters = {"migrate_to_chat_id": self.migrated[chat_id]}
            raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", parameters=parameters)
        citizen = self.citizens.get(str(chat_id))
        if chat_id not in self.groups and citizen is None:
            raise Refused(400, "Bad Request: chat not found", rule="chat-unknown", detail=str(chat_id))
        if citizen:
            self._may_write(citizen)
        if flood and (wait := self.flood.wait(int(chat_id), self.clock.now())):
            seconds = max(1, math.ceil(wait))
            raise Refused(429, f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds})
        return self.groups.get(chat_id) or updates.private(self.citizens[str(chat_id)])

    def _may_write(self, citizen: Citizen) -> None:
        if citizen.id in self.deactivated:
            raise Refused(403, "Forbidden: user is deactivated", to=citizen.id)
        if citizen.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user", to=citizen.id)
        if not citizen.known:
            words = "Forbidden: bot can't initiate conversation with a user"
            raise Refused(403, words, rule="never-started", to=citizen.id)

    def audience(self, chat_id: int) -> list[Citizen]:
        """Return those who see a chat."""
        return list(self.members.get(chat_id, {}).values()) or [self.citizens[str(chat_id)]]

    def show(self, chat: Json, asked: Asked, fields: Json, markup: Json | None) -> Json:
        """Put a message of the bot on the screens of a chat; returns Telegram's Message."""
        message = updates.message(self.next_message_id(), self.bot, chat, self.clock.now(), **fields)
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        self.messages[chat["id"], message["message_id"]] = message
        id, now = str(message["message_id"]), self.clock.now()
        for citizen in self.audience(chat["id"]):
            citizen.show(Shown(id, _visible(message), inline_buttons(message.get("reply_markup")), message, now))
            self._keyboard(citizen, markup or {})
        self.record(Sent(self.next_seq(), now, asked.operation, str(chat["id"]), message, True, id))
        return message

    def _keyboard(self, citizen: Citizen, markup: Json) -> None:
        if "keyboard" in markup:
            citizen.keyboard = reply_buttons(markup)
        elif markup.get("remove_keyboard"):
            citizen.keyboard = ()

    def change(self, asked: Asked, fields: Json, markup: Json | None) -> Json:
        """Edit a message of the bot; refused when nothing would change."""
        chat_id, message_id = asked.body.get("chat_id"), asked.body.get("message_id")
        self.open_chat(chat_id, flood=False)
        old = self.messages.get((chat_id, message_id))
        if old is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if message_id in self.uneditable:
            raise Refused(400, "Bad Request: message can't be edited")
        if not old["from"]["is_bot"]:
            raise Refused(400, "Bad Request: message can't be edited", rule="edit-of-others")
        new = {key: value for key, value in {**old, **fields, "reply_markup": markup}.items() if value}
        if {**new, "edit_date": 0} == {**old, "edit_date": 0}:
            raise Refused(400, NOT_MODIFIED)
        new["edit_date"] = int(self.clock.now())
        self.messages[chat_id, message_id] = new
        for citizen in self.audience(new["chat"]["id"]):
            closed = not inline_buttons(markup) and _visible(new).startswith(_visible(old))
            shown = {"text": _visible(new), "buttons": inline_buttons(markup), "raw": new}
            citizen.change(str(message_id), quiet=closed, **shown)
        self.changed()
        return new

    def queue(
        self, kind: str, payload: Json, *, chat: int | None = None, user: int | None = None, poll: str | None = None
    ) -> str:
        """Queue an update: messages by chat, taps by user, poll answers by poll; returns its update_id."""
        name = (
            f"poll {poll}" if poll else f"chat {chat}" if chat is not None else f"user {(user or 0) + CALLBACK_QUEUE}"
        )
        return self.queues.put(kind, payload, name)

    async def redeliver(self, event_id: str) -> Delivery:
        """Post an update once more under the same update_id."""
        update = self.queues.known[int(event_id)]
        update.attempts += 1
        return (await self.queues.post(update)).delivery


def _visible(message: Json) -> str:
    for name in ("text", "caption"):
        if message.get(name):
            return str(message[name])
    return next((f"[{kind}]" for kind in ("photo", "document") if kind in message), "")
