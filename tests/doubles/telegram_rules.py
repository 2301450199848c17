"""What Telegram refuses in texts, keyboards and settings (core.telegram.org/bots/api, and the published server)."""

import re
from collections.abc import Callable
from typing import Any

from tests.doubles.citizen import Button
from tests.doubles.line_count import utf16
from tests.doubles.records import Refused
from tests.doubles.telegram_text import parse

Json = dict[str, Any]
MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_DATA_BYTES = 64
MAX_ROW = 8
MAX_BUTTONS = 100
MAX_TOAST = 200
MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)
KINDS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def message_text(body: Json) -> tuple[str, list[Json]]:
    """Return the text of a message and its entities; 1–4096 UTF-16 units once the markup is read."""
    raw = body.get("text")
    if not isinstance(raw, str) or not raw.strip():
        raise Refused(400, "Bad Request: message text is empty", rule="text-empty")
    plain, entities = parse(raw, body.get("parse_mode"))
    if not plain.strip():
        raise Refused(400, "Bad Request: message text is empty", rule="text-empty")
    if utf16(plain) > MAX_TEXT:
        raise Refused(400, "Bad Request: message is too long", rule="text-length", detail=str(utf16(plain)))
    return plain.strip(), entities or body.get("entities", [])


def caption(body: Json) -> tuple[str, list[Json]]:
    """Return the caption of a file and its entities; up to 1024 UTF-16 units."""
    plain, entities = parse(str(body.get("caption", "")), body.get("parse_mode"))
    if utf16(plain) > MAX_CAPTION:
        raise Refused(400, "Bad Request: message caption is too long", rule="caption-length")
    return plain, entities


def checked_markup(markup: Any) -> Json | None:
    """Return a reply markup that Telegram accepts, None when there is none; raises Refused."""
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise Refused(400, "Bad Request: object expected as reply markup", rule="markup-shape")
    for name, check in (("inline_keyboard", _inline), ("keyboard", _reply)):
        if name in markup:
            _rows(markup[name], check)
    return markup


def _rows(rows: Any, check: Callable[[Any], None]) -> None:
    if not isinstance(rows, list) or any(not isinstance(row, list) for row in rows):
        raise Refused(
            400,
            'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
            rule="markup-shape",
        )
    if any(len(row) > MAX_ROW for row in rows) or sum(map(len, rows)) > MAX_BUTTONS:
        raise Refused(400, "Bad Request: reply markup is too long", rule="keyboard-size")
    for row in rows:
        for button in row:
            check(button)


def _inline(button: Any) -> None:
    words = "Bad Request: can't parse inline keyboard button: "
    if not isinstance(button, dict) or not button.get("text"):
        raise Refused(400, words + 'Field "text" must be non-empty', rule="button-text")
    kinds = [kind for kind in KINDS if kind in button]
    if len(kinds) != 1:
        raise Refused(400, words + "Text buttons are unallowed in the inline keyboard", rule="button-kind")
    if kinds == ["callback_data"] and not 1 <= len(str(button["callback_data"]).encode()) <= MAX_DATA_BYTES:
        raise Refused(
            400, "Bad Request: BUTTON_DATA_INVALID", rule="callback-data-length", detail=str(button["callback_data"])
        )
    if kinds == ["url"] and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise Refused(400, "Bad Request: inline keyboard button URL is invalid: Wrong HTTP URL", rule="button-url")


def _reply(button: Any) -> None:
    text = button if isinstance(button, str) else button.get("text") if isinstance(button, dict) else None
    if not text:
        raise Refused(
            400, 'Bad Request: can\'t parse keyboard button: Field "text" must be non-empty', rule="button-text"
        )


def inline_buttons(markup: Json | None) -> tuple[Button, ...]:
    """Return the buttons under a message in reading order."""
    return tuple(_button(button) for row in (markup or {}).get("inline_keyboard", []) for button in row)


def _button(button: Json) -> Button:
    kind = next(kind for kind in KINDS if kind in button)
    value = button[kind]
    data = (
        value
        if isinstance(value, str)
        else str(value.get("url") or value.get("text", ""))
        if isinstance(value, dict)
        else ""
    )
    return Button(button["text"], "callback" if kind == "callback_data" else kind, data, "", False, button)


def reply_buttons(markup: Json) -> tuple[Button, ...]:
    """Return the buttons of a keyboard below the chat; pressing one says its text."""
    flat = [button if isinstance(button, dict) else {"text": button} for row in markup["keyboard"] for button in row]
    return tuple(
        Button(b["text"], "reply", "", b["text"], False, {**b, "one_time": markup.get("one_time_keyboard")})
        for b in flat
    )


def checked_commands(commands: Any) -> list[Json]:
    """Return the commands of a menu; raises Refused on a bad name or description."""
    if not isinstance(commands, list) or len(commands) > MAX_COMMANDS:
        raise Refused(400, "Bad Request: too many commands", rule="commands-count")
    for one in commands:
        if not COMMAND.fullmatch(str(one.get("command", "")).lstrip("/")):
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID", rule="command-name", detail=str(one))
        if not 1 <= len(str(one.get("description", ""))) <= MAX_COMMAND_DESCRIPTION:
            raise Refused(
                400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID", rule="command-description", detail=str(one)
            )
    return commands
