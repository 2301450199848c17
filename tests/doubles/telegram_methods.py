"""The methods of the Bot API that deal with messages, taps and files."""

from typing import TYPE_CHECKING, Any

from tests.doubles.records import Asked, Refused
from tests.doubles.telegram_rules import ACTIONS, MAX_TOAST, caption, checked_markup, message_text
from tests.doubles.telegram_updates import gift

if TYPE_CHECKING:
    from tests.doubles.telegram import TelegramDouble

Json = dict[str, Any]
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
MAX_DOWNLOAD = 20 * 1024 * 1024


async def get_me(telegram: "TelegramDouble", _asked: Asked) -> Any:
    return {
        **telegram.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


async def send_message(telegram: "TelegramDouble", asked: Asked) -> Any:
    text, entities = message_text(asked.body)
    markup = checked_markup(asked.body.get("reply_markup"))
    chat = telegram.open_chat(asked.body.get("chat_id"))
    return telegram.show(chat, asked, {"text": text, **({"entities": entities} if entities else {})}, markup)


async def send_photo(telegram: "TelegramDouble", asked: Asked) -> Any:
    return _send_file(telegram, asked, "photo")


async def send_document(telegram: "TelegramDouble", asked: Asked) -> Any:
    return _send_file(telegram, asked, "document")


def _send_file(telegram: "TelegramDouble", asked: Asked, kind: str) -> Any:
    words, entities = caption(asked.body)
    markup = checked_markup(asked.body.get("reply_markup"))
    chat = telegram.open_chat(asked.body.get("chat_id"))
    given = str(asked.body.get(kind, ""))
    file = asked.files.get(kind) or asked.files.get(given.removeprefix("attach://"))
    if file:
        file_id = telegram.keep_file(*file)
    elif given in telegram.files or given.startswith(("http://", "https://")):
        file_id = given if given in telegram.files else telegram.keep_file("remote", given.encode())
    else:
        raise Refused(400, "Bad Request: wrong remote file identifier specified: Wrong string length", rule="file")
    fields = {"caption": words, **({"caption_entities": entities} if entities else {})} if words else {}
    return telegram.show(chat, asked, {**gift(kind, {}, file_id), **fields}, markup)


async def edit_message_text(telegram: "TelegramDouble", asked: Asked) -> Any:
    text, entities = message_text(asked.body)
    return telegram.change(asked, {"text": text, "entities": entities}, checked_markup(asked.body.get("reply_markup")))


async def edit_message_reply_markup(telegram: "TelegramDouble", asked: Asked) -> Any:
    return telegram.change(asked, {}, checked_markup(asked.body.get("reply_markup")))


async def delete_message(telegram: "TelegramDouble", asked: Asked) -> Any:
    message = telegram.messages.pop((asked.body.get("chat_id"), asked.body.get("message_id")), None)
    if message is None:
        raise Refused(400, "Bad Request: message to delete not found")
    for citizen in telegram.audience(message["chat"]["id"]):
        citizen.screen = [shown for shown in citizen.screen if shown.id != str(message["message_id"])]
    return True


async def answer_callback_query(telegram: "TelegramDouble", asked: Asked) -> Any:
    """Answer a tap once and soon enough; the text appears as a toast."""
    if len(str(asked.body.get("text", ""))) > MAX_TOAST:
        raise Refused(400, "Bad Request: MESSAGE_TOO_LONG", rule="toast-length")
    tap = telegram.taps.get(str(asked.body.get("callback_query_id")))
    if tap is None:
        raise Refused(400, TOO_OLD, rule="query-unknown")
    if tap.answered or telegram.clock.now() - tap.at > telegram.callback_life:
        raise Refused(400, TOO_OLD)
    tap.answered = True
    if asked.body.get("text"):
        tap.citizen.toasts.append(str(asked.body["text"]))
    return True


async def send_chat_action(telegram: "TelegramDouble", asked: Asked) -> Any:
    if asked.body.get("action") not in ACTIONS:
        raise Refused(400, "Bad Request: wrong parameter action in request", rule="chat-action")
    telegram.open_chat(asked.body.get("chat_id"), flood=False)
    return True


async def get_file(telegram: "TelegramDouble", asked: Asked) -> Any:
    file_id = str(asked.body.get("file_id", ""))
    if file_id not in telegram.files:
        raise Refused(400, "Bad Request: invalid file_id")
    path, data = telegram.files[file_id]
    telegram.links[path] = telegram.clock.now()
    if len(data) > MAX_DOWNLOAD:
        raise Refused(400, "Bad Request: file is too big")
    return {"file_id": file_id, "file_unique_id": file_id[-8:], "file_size": len(data), "file_path": path}


async def get_chat(telegram: "TelegramDouble", asked: Asked) -> Any:
    chat = telegram.open_chat(asked.body.get("chat_id"), flood=False)
    return {
        **chat,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


METHODS: dict[str, Any] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "getFile": get_file,
    "getChat": get_chat,
}
