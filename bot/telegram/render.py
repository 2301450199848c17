"""From what is to be said to Telegram messages that keep every limit, for any text and any buttons.

Buttons are an inline keyboard under the last message of what is said; from a handful on, each with the number that may
be typed instead. Where a label is too long to be read on a button, all choices stand in the text in full as well.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from bot.chunks import graphemes, shorten, split, utf8
from bot.lines import choice, laid_out
from bot.telegram import limits
from consultation.talk.model import Button, Outgoing

Message = dict[str, Any]
Rows = list[list[dict[str, str]]]


def render(turn: Sequence[Outgoing]) -> list[Message]:
    """The messages of a turn in order, as `{"text": HTML, "rows": keyboard}`; rows may be empty."""
    return [message for one in turn for message in _messages(one)]


def keyboard(outgoing: Outgoing) -> Rows:
    """The rows of buttons that fit: answers, then controls. Answers come first that have no number to type instead."""
    controls = [button for button in outgoing.controls if _sendable(button)][: limits.MAX_ROW]
    room = limits.MAX_KEYS - len(controls)
    sendable = [button for button in outgoing.buttons if _sendable(button)]
    spare = max(room - sum(button.number is None for button in sendable), 0)
    by_number = [button for button in sendable if button.number is not None][:spare]
    answers = [button for button in sendable if button.number is None or button in by_number][:room]
    listed = len(outgoing.buttons) >= limits.NUMBERED_FROM or _needs_numbers(outgoing)
    labels = [(_label(button, listed, outgoing.language), button.data) for button in answers]
    across = 2 if all(graphemes(label) <= limits.SHORT_LABEL for label, _ in labels) else 1
    across = limits.FIGURES_ACROSS if answers and all(button.figure for button in answers) else across
    short = all(graphemes(button.label.strip()) <= limits.SHORT_CONTROL for button in controls)
    return _rows(labels, across) + _rows(
        [(_label(button, False, outgoing.language), button.data) for button in controls], 3 if short else 1
    )


def _messages(outgoing: Outgoing) -> list[Message]:
    numbered = _needs_numbers(outgoing)
    pieces = split(_text(outgoing, numbered), limits.MAX_TEXT)
    rows = keyboard(outgoing)
    plain: list[Message] = [{"text": escape(piece, quote=False), "rows": []} for piece in pieces]
    return [*plain[:-1], {**plain[-1], "rows": rows}] if plain else []


def _needs_numbers(outgoing: Outgoing) -> bool:
    """Whether the choices must be written out: one is long, cannot be a button, or there are more than fit."""
    buttons = outgoing.buttons
    crowded = len(buttons) + min(len(outgoing.controls), limits.MAX_ROW) > limits.MAX_KEYS
    return crowded or any(graphemes(b.label) > limits.COMFORTABLE_LABEL or not _sendable(b) for b in buttons)


def _text(outgoing: Outgoing, numbered: bool) -> str:
    shown = [button for button in outgoing.buttons if button.label.strip() and not button.figure] if numbered else []
    lines = [choice(button, outgoing.language) for button in shown]
    parts = [outgoing.text, "\n".join(lines), outgoing.link or ""]
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    # A keyboard cannot stand without a text.
    return text or " / ".join(button.label.strip() for button in (*outgoing.buttons, *outgoing.controls))


def _label(button: Button, listed: bool, language: str) -> str:
    label = button.label.strip()
    full = f"{button.number}. {label}" if listed and button.number is not None and not button.figure else label
    return laid_out(shorten(full, limits.COMFORTABLE_LABEL), language)


def _sendable(button: Button) -> bool:
    return bool(button.label.strip()) and 0 < utf8(button.data) <= limits.MAX_DATA


def _rows(buttons: Sequence[tuple[str, str]], across: int) -> Rows:
    keys = [{"text": label, "callback_data": data} for label, data in buttons]
    return [keys[start : start + across] for start in range(0, len(keys), across)]
