"""From what is to be said to Telegram messages that keep every limit, for any text and any buttons.

Buttons are an inline keyboard under the last message of what is said; from a handful on, each with the number that may
be typed instead. Where a label is too long to be read on a button, all choices stand in the text in full as well. A
list of very many is shown in pages, which turn in the same message. See decision 0016.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from bot.chunks import blank, graphemes, shorten, split, utf8
from bot.lines import choice, laid_out
from bot.pages import Page, page
from bot.telegram import limits
from consultation.talk.model import Button, Outgoing

Message = dict[str, Any]
Rows = list[list[dict[str, str]]]


def render(turn: Sequence[Outgoing]) -> list[Message]:
    """The messages of a turn in order, as `{"text": HTML, "rows": keyboard}`; rows may be empty."""
    return [message for one in turn for message in _messages(one)]


def keyboard(outgoing: Outgoing, at: Page) -> Rows:
    """The rows of buttons that fit: answers, then controls. Answers come first that have no number to type instead."""
    controls = [button for button in outgoing.controls if _sendable(button)][: limits.MAX_ROW]
    turns = [button for button in at.turns if _sendable(button)]
    room = limits.MAX_KEYS - len(controls) - len(turns)
    sendable = [button for button in at.buttons if _sendable(button)]
    spare = max(room - sum(button.number is None for button in sendable), 0)
    by_number = [button for button in sendable if button.number is not None][:spare]
    answers = [button for button in sendable if button.number is None or button in by_number][:room]
    listed = len(outgoing.buttons) >= limits.NUMBERED_FROM or _needs_numbers(outgoing, at)
    labels = [(_label(button, listed, outgoing.language), button.data) for button in answers]
    across = 2 if all(graphemes(label) <= limits.SHORT_LABEL for label, _ in labels) else 1
    across = limits.FIGURES_ACROSS if answers and all(button.figure for button in answers) else across
    short = all(graphemes(button.label.strip()) <= limits.SHORT_CONTROL for button in controls)
    steering = [
        [(_label(button, False, outgoing.language), button.data) for button in row] for row in (turns, controls)
    ]
    return _rows(labels, across) + _rows(steering[0], 2) + _rows(steering[1], 3 if short else 1)


def tapped(text: str, label: str, language: str) -> str | None:
    """A question that was asked with what was chosen below it, as HTML; None where that is too long for a message.

    text, label: as Telegram shows them.
    """
    told = f"{text}\n\n{laid_out(f'✓ {label.strip()}', language)}"
    fits = len(split(told, limits.MAX_TEXT)) == 1
    return escape(told, quote=False) if fits else None


def _messages(outgoing: Outgoing) -> list[Message]:
    at = page(outgoing)
    pieces = split(_text(outgoing, at), limits.MAX_TEXT)
    plain: list[Message] = [{"text": escape(piece, quote=False), "rows": []} for piece in pieces]
    return [*plain[:-1], {**plain[-1], "rows": keyboard(outgoing, at)}] if plain else []


def _needs_numbers(outgoing: Outgoing, at: Page) -> bool:
    """Whether the choices must be written out: one is long, cannot be a button, or there are more than fit."""
    buttons = at.buttons
    crowded = len(buttons) + len(at.turns) + min(len(outgoing.controls), limits.MAX_ROW) > limits.MAX_KEYS
    return crowded or any(graphemes(b.label) > limits.COMFORTABLE_LABEL or not _sendable(b) for b in buttons)


def _text(outgoing: Outgoing, at: Page) -> str:
    written = _needs_numbers(outgoing, at)
    shown = [button for button in at.buttons if not blank(button.label) and not button.figure] if written else []
    lines = [choice(button, outgoing.language) for button in shown]
    parts = [outgoing.text, "\n".join(lines), at.told, outgoing.link or ""]
    text = "\n\n".join(part.strip() for part in parts if not blank(part))
    # A keyboard cannot stand without a text.
    return text or " / ".join(button.label.strip() for button in (*outgoing.buttons, *outgoing.controls))


def _label(button: Button, listed: bool, language: str) -> str:
    label = button.shown.strip()
    full = f"{button.number}. {label}" if listed and button.number is not None and not button.figure else label
    return laid_out(shorten(full, limits.COMFORTABLE_LABEL), language)


def _sendable(button: Button) -> bool:
    return not blank(button.label) and 0 < utf8(button.data) <= limits.MAX_DATA


def _rows(buttons: Sequence[tuple[str, str]], across: int) -> Rows:
    keys = [{"text": label, "callback_data": data} for label, data in buttons]
    return [keys[start : start + across] for start in range(0, len(keys), across)]
