"""What a phone shows of a LINE message object: its text and what can be pressed."""

from collections.abc import Iterator
from typing import Any

from tests.doubles.citizen import Button, Shown

Json = dict[str, Any]


def shown(message: Json, message_id: str, at: float, *, last: bool) -> Shown:
    """Return the message as the citizen sees it. last: quick replies show only under the last object of a request."""
    buttons = list(_buttons(message))
    if last:
        buttons += [_button(item["action"], quick=True) for item in (message.get("quickReply") or {}).get("items", [])]
    return Shown(message_id, "\n".join(_texts(message)), tuple(buttons), message, at)


def _texts(message: Json) -> Iterator[str]:
    kind = message.get("type")
    if kind in ("text", "textV2"):
        yield message["text"]
    elif kind == "flex":
        yield from _flex_texts(message["contents"])
    elif kind == "template":
        yield from _template_texts(message["template"])
    elif kind == "location":
        yield f"[location] {message['title']}"
    else:
        yield f"[{kind}] {message.get('originalContentUrl', message.get('stickerId', ''))}".rstrip()


def _template_texts(template: Json) -> Iterator[str]:
    for part in template.get("columns", [template]):
        yield from (part[name] for name in ("title", "text") if part.get(name))


def _flex_texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _flex_texts(child)
    elif isinstance(node, dict):
        if node.get("type") == "text":
            yield node.get("text") or "".join(span.get("text", "") for span in node.get("contents", []))
            return
        for name in ("header", "hero", "body", "footer", "contents"):
            yield from _flex_texts(node.get(name))


def _buttons(message: Json) -> Iterator[Button]:
    if message.get("type") == "flex":
        yield from _flex_buttons(message["contents"])
    elif message.get("type") == "template":
        for part in message["template"].get("columns", [message["template"]]):
            yield from (_button(action) for action in part.get("actions", [part.get("action")]) if action)


def _flex_buttons(node: Any) -> Iterator[Button]:
    if isinstance(node, list):
        for child in node:
            yield from _flex_buttons(child)
    elif isinstance(node, dict):
        if node.get("action"):
            label = " ".join(_flex_texts(node)) if node.get("type") != "button" else ""
            yield _button(node["action"], fallback=label)
        for name in ("header", "hero", "body", "footer", "contents"):
            yield from _flex_buttons(node.get(name))


def _button(action: Json, *, quick: bool = False, fallback: str = "") -> Button:
    kind = action["type"]
    data = action.get("data") or action.get("uri") or action.get("clipboardText") or ""
    text = action.get("text") or action.get("displayText") or ""
    return Button(action.get("label") or fallback, kind, data, text, quick, action)
