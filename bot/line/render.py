"""From what is to be said to LINE message objects that keep every limit, for any text and any buttons.

Quick replies are shown on telephones only, and below the last message only. So the choices also stand in the text with
the numbers that may be typed, in full, and the buttons go to the last object of a turn.
"""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.chunks import shorten, split
from bot.line import limits
from bot.lines import choice
from consultation.talk.model import Button, Outgoing

Message = dict[str, Any]


def render(turn: Sequence[Outgoing]) -> list[Message]:
    """The message objects of a turn, in order; empty when there is nothing to show."""
    messages = [{"type": "text", "text": text} for one in turn for text in split(_text(one), limits.MAX_TEXT)]
    asking = next((one for one in reversed(turn) if one.buttons or one.controls or one.wants), None)
    items = quick_replies(asking) if asking else []
    return [*messages[:-1], {**messages[-1], "quickReply": {"items": items}}] if messages and items else messages


def requests(messages: Sequence[Message]) -> list[list[Message]]:
    """The parts in which a turn is sent: as few requests as the limit of objects allows."""
    step = limits.MAX_MESSAGES
    return [list(messages[start : start + step]) for start in range(0, len(messages), step)]


def quick_replies(outgoing: Outgoing) -> list[Message]:
    """The buttons that fit. What can be done by a number instead makes room for what cannot: skip, back, pause."""
    answers = [button for button in outgoing.buttons if _sendable(button)]
    controls = [button for button in outgoing.controls if _sendable(button)]
    sending = _sending(outgoing)
    room = limits.MAX_QUICK_REPLIES - len(controls) - len(sending)
    numbered = [button for button in answers if button.number is not None]
    numbered = numbered[: max(room - (len(answers) - len(numbered)), 0)]
    shown = [button for button in answers if button.number is None or button in numbered]
    return [*sending, *(_item(button) for button in [*shown, *controls])][: limits.MAX_QUICK_REPLIES]


def _sending(outgoing: Outgoing) -> list[Message]:
    """LINE's own buttons for what is to be sent from the telephone; there are none for a voice or a file."""
    actions = {"place": ("location",), "image": ("camera", "cameraRoll"), "video": ("camera", "cameraRoll")}
    return [
        {"type": "action", "action": {"type": action, "label": _sentence(action, outgoing.language)}}
        for action in actions.get(outgoing.wants or "", ())
    ]


def _text(outgoing: Outgoing) -> str:
    shown = [button for button in outgoing.buttons if button.label.strip() and not button.figure]
    lines = [choice(button, outgoing.language) for button in shown]
    hidden = _hidden(outgoing)
    parts = [outgoing.text, "\n".join(lines), hidden, outgoing.link or ""]
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    # LINE hangs quick replies on a message; controls alone need words to hang on.
    return text or " / ".join(button.label for button in outgoing.controls)


def _hidden(outgoing: Outgoing) -> str:
    """The sentence that asks to type a number, where some choices have no button."""
    numbers = [button.number for button in outgoing.buttons if button.number is not None]
    shown = len(outgoing.buttons) + len(outgoing.controls) + len(_sending(outgoing))
    if shown <= limits.MAX_QUICK_REPLIES or not numbers:
        return ""
    return _sentence("type_number", outgoing.language).format(last=max(numbers))


def _sentence(key: str, language: str) -> str:
    sentences = _sentences()[key]
    return sentences.get(language, sentences["th"])


def _sendable(button: Button) -> bool:
    return bool(button.label.strip()) and 0 < len(button.data) <= limits.MAX_DATA


def _item(button: Button) -> Message:
    label = button.label.strip()
    action = {
        "type": "postback",
        "label": shorten(label, limits.MAX_LABEL),
        "data": button.data,
        "displayText": shorten(label, limits.MAX_DISPLAY_TEXT, len),
    }
    return {"type": "action", "action": action}


@lru_cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))
