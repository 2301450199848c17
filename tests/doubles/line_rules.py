"""What LINE refuses in message objects; limits as published in the Messaging API reference."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.doubles.line_count import graphemes, utf16
from tests.doubles.line_flex import flex_problems
from tests.doubles.line_problem import Problem, length, need

MAX_MESSAGES = 5
MAX_TEXT = 5_000
MAX_LINE_EMOJI = 20
MAX_QUICK_REPLIES = 13
MAX_LABEL = 20
MAX_DATA = 300
MAX_ACTION_TEXT = 300
MAX_URI = 1_000
MAX_ALT_TEXT = 1_500
MAX_CLIPBOARD = 1_000
URI_SCHEMES = ("http://", "https://", "line://", "tel:", "mailto:")
QUICK_ONLY = ("camera", "cameraRoll", "location")


@dataclass(frozen=True)
class Bounds:
    """Limits of a template kind: texts in graphemes, actions by number."""

    text: int
    text_with_title: int
    actions_least: int
    actions_most: int


TEMPLATES = {
    "buttons": Bounds(160, 60, 1, 4),
    "confirm": Bounds(240, 240, 2, 2),
    "carousel": Bounds(120, 60, 1, 3),
}


def message_problems(messages: Any) -> list[Problem]:
    """List everything LINE would refuse in the `messages` of a request; empty when it would accept them."""
    if not isinstance(messages, list) or not 1 <= len(messages) <= MAX_MESSAGES:
        return [Problem("messages", f"Size must be between 1 and {MAX_MESSAGES}", "messages-count")]
    return [problem for place, message in enumerate(messages) for problem in _message(message, f"messages[{place}]")]


def _message(message: Any, at: str) -> Iterator[Problem]:
    if not isinstance(message, dict):
        yield Problem(at, "Must be an object", "message-shape")
        return
    check = KINDS.get(message.get("type", ""))
    if check is None:
        yield Problem(f"{at}.type", f"Must be one of the following values: [{', '.join(KINDS)}]", "unknown-type")
        return
    yield from check(message, at)
    yield from _quick_reply(message.get("quickReply"), f"{at}.quickReply")


def _text(message: dict[str, Any], at: str) -> Iterator[Problem]:
    yield from length(message, "text", at, MAX_TEXT, utf16, "text-length")
    if len(message.get("emojis") or []) > MAX_LINE_EMOJI:
        yield Problem(f"{at}.emojis", f"Size must be between 0 and {MAX_LINE_EMOJI}", "emoji-count")


def _quick_reply(quick: Any, at: str) -> Iterator[Problem]:
    if quick is None:
        return
    items = quick.get("items") if isinstance(quick, dict) else None
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_QUICK_REPLIES:
        yield Problem(f"{at}.items", f"Size must be between 1 and {MAX_QUICK_REPLIES}", "quick-reply-items")
        return
    for place, item in enumerate(items):
        where = f"{at}.items[{place}]"
        action = item.get("action") if isinstance(item, dict) else None
        if isinstance(action, dict) and action.get("type") == "richmenuswitch":
            yield Problem(f"{where}.action.type", "Not allowed in quick replies", "quick-reply-action")
        yield from action_problems(action, f"{where}.action", quick=True)
        if isinstance(item, dict) and item.get("imageUrl") and not str(item["imageUrl"]).startswith("https://"):
            yield Problem(f"{where}.imageUrl", "Must be an HTTPS URL", "image-url")


def action_problems(
    action: Any, at: str, *, label: int = MAX_LABEL, label_needed: bool = True, quick: bool = False
) -> Iterator[Problem]:
    """List what LINE would refuse in one action. label: longest in graphemes; quick: for a quick reply."""
    if not isinstance(action, dict) or not action.get("type"):
        yield Problem(at, "May not be empty", "action-missing")
        return
    kind = action["type"]
    if kind not in ACTIONS or (kind in QUICK_ONLY and not quick):
        yield Problem(f"{at}.type", "Must be one of the supported action types", "unknown-type")
        return
    if label_needed or "label" in action:
        yield from length(action, "label", at, label, graphemes, "label-length")
    yield from ACTIONS[kind](action, at)


def _postback(action: dict[str, Any], at: str) -> Iterator[Problem]:
    yield from length(action, "data", at, MAX_DATA, utf16, "postback-data-length")
    for name in ("displayText", "fillInText", "text"):
        if name in action:
            yield from length(action, name, at, MAX_ACTION_TEXT, graphemes, "display-text-length")
    if "displayText" in action and "text" in action:
        yield Problem(f"{at}.text", "Must not be specified with displayText", "postback-text")


def _message_action(action: dict[str, Any], at: str) -> Iterator[Problem]:
    yield from length(action, "text", at, MAX_ACTION_TEXT, graphemes, "action-text-length")


def _uri(action: dict[str, Any], at: str) -> Iterator[Problem]:
    yield from length(action, "uri", at, MAX_URI, utf16, "uri-length")
    if not str(action.get("uri", "")).startswith(URI_SCHEMES):
        yield Problem(f"{at}.uri", "Invalid action URI scheme", "uri-scheme")


def _picker(action: dict[str, Any], at: str) -> Iterator[Problem]:
    yield from length(action, "data", at, MAX_DATA, utf16, "postback-data-length")
    if action.get("mode") not in ("date", "time", "datetime"):
        yield Problem(f"{at}.mode", "Must be one of the following values: [date, time, datetime]", "picker-mode")


def _switch(action: dict[str, Any], at: str) -> Iterator[Problem]:
    yield from need(action, at, "richMenuAliasId", "data")


def _clipboard(action: dict[str, Any], at: str) -> Iterator[Problem]:
    yield from length(action, "clipboardText", at, MAX_CLIPBOARD, utf16, "clipboard-length")


def _nothing_more(_action: dict[str, Any], _at: str) -> Iterator[Problem]:
    yield from ()


ACTIONS = {
    "postback": _postback,
    "message": _message_action,
    "uri": _uri,
    "datetimepicker": _picker,
    "richmenuswitch": _switch,
    "clipboard": _clipboard,
    "camera": _nothing_more,
    "cameraRoll": _nothing_more,
    "location": _nothing_more,
}


def _flex(message: dict[str, Any], at: str) -> Iterator[Problem]:
    yield from length(message, "altText", at, MAX_ALT_TEXT, utf16, "alt-text-length")
    yield from flex_problems(message.get("contents"), at, action_problems)


def _template(message: dict[str, Any], at: str) -> Iterator[Problem]:
    yield from length(message, "altText", at, MAX_ALT_TEXT, utf16, "alt-text-length")
    template = message.get("template")
    if not isinstance(template, dict) or template.get("type") not in (*TEMPLATES, "image_carousel"):
        yield Problem(f"{at}.template.type", "Must be one of the supported template types", "unknown-type")
        return
    where = f"{at}.template"
    if template["type"] not in ("carousel", "image_carousel"):
        yield from _column(template, where, TEMPLATES[template["type"]])
        return
    columns = template.get("columns")
    if not isinstance(columns, list) or not 1 <= len(columns) <= 10:
        yield Problem(f"{where}.columns", "Size must be between 1 and 10", "template-columns")
        return
    for place, column in enumerate(columns):
        if template["type"] == "carousel":
            yield from _column(column, f"{where}.columns[{place}]", TEMPLATES["carousel"])
        else:
            yield from need(column, f"{where}.columns[{place}]", "imageUrl")
            yield from action_problems(
                column.get("action"), f"{where}.columns[{place}].action", label=12, label_needed=False
            )


def _column(column: dict[str, Any], at: str, bounds: Bounds) -> Iterator[Problem]:
    titled = column.get("title") or column.get("thumbnailImageUrl")
    yield from length(
        column, "text", at, bounds.text_with_title if titled else bounds.text, graphemes, "template-text-length"
    )
    if "title" in column:
        yield from length(column, "title", at, 40, graphemes, "template-title-length")
    actions = column.get("actions")
    if not isinstance(actions, list) or not bounds.actions_least <= len(actions) <= bounds.actions_most:
        size = f"Size must be between {bounds.actions_least} and {bounds.actions_most}"
        yield Problem(f"{at}.actions", size, "template-actions")
        return
    for place, action in enumerate(actions):
        yield from action_problems(action, f"{at}.actions[{place}]")


def _requires(*names: str) -> Any:
    def check(message: dict[str, Any], at: str) -> Iterator[Problem]:
        yield from need(message, at, *names)

    return check


KINDS: dict[str, Any] = {
    "text": _text,
    "textV2": _text,
    "flex": _flex,
    "template": _template,
    "sticker": _requires("packageId", "stickerId"),
    "image": _requires("originalContentUrl", "previewImageUrl"),
    "video": _requires("originalContentUrl", "previewImageUrl"),
    "audio": _requires("originalContentUrl", "duration"),
    "location": _requires("title", "address", "latitude", "longitude"),
    "imagemap": _requires("baseUrl", "altText", "baseSize", "actions"),
}
