"""Choices as rows of a Flex message: the label in full with its number, a whole row to tap, colours of our own.

Flex takes no colour from the telephone's theme, and text only follows the reader's own size where `scaling` says so:
both are set everywhere. Sizes are measured on the bytes that are sent, while the bubbles are filled: no list of
choices can make a message that LINE refuses, and what found no room is given back to be written out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chunks import blank, graphemes, json_bytes, shorten, utf16
from bot.line import limits
from bot.line.actions import postback
from bot.lines import choice
from consultation.talk.model import Button
from consultation.talk.wording import RIGHT_TO_LEFT

Json = dict[str, Any]

# Each on each is at least 7 to 1 (WCAG AAA), in light and dark mode alike.
PAPER, INK = "#FFFFFF", "#10243E"
ROW, TICKED_ROW, CONTROL, CONTROL_EDGE = "#E6EEF8", "#CDEBD3", "#123E73", "#6B7F99"
TEXT_SIZE, CONTROL_SIZE = "lg", "md"  # 19 and 16 pixels at the reader's usual size

FIGURES_ACROSS = 6  # 0 to 10 in two rows
_ACROSS = ((10, 3), (16, 2))  # controls in a row, while all are at most so long, in graphemes
_BUBBLE_FRAME = 900  # bytes: what a bubble is without its rows and its foot, and room to spare
_CAROUSEL_FRAME = 200


@dataclass(frozen=True)
class Listed:
    """A Flex message. left: choices without a row, or whose row had to be cut; controlled: controls are at its foot."""

    message: Json
    left: tuple[Button, ...]
    controlled: bool


@dataclass(frozen=True)
class _Row:
    buttons: tuple[Button, ...]
    component: Json
    cut: bool = False

    @property
    def bytes(self) -> int:
        return json_bytes(self.component) + 2


def listed(
    asked: str,
    head: str,
    choices: Sequence[Button],
    turns: Sequence[Button],
    controls: Sequence[Button],
    language: str,
) -> Listed | None:
    """Choices as a bubble, or as several side by side; None where not one of them fits.

    asked: the question, for whoever is shown no Flex. head: what stands above the rows, empty for nothing. turns: to
    other pages. choices, turns, controls: sendable.
    """
    above = [_words(head, INK, TEXT_SIZE)] if head else []
    foot = [*_foot(turns, language), *_foot(controls, language)]
    if json_bytes(foot) > limits.MAX_FOOT_BYTES:
        foot = []
    bubbles, left = _filled(list(_rows(choices, language)), json_bytes(above) + json_bytes(foot))
    if not bubbles:
        return None
    shapes = [
        _bubble(above if rows is bubbles[0] else [], rows, foot if rows is bubbles[-1] else [], language)
        for rows in bubbles
    ]
    contents = shapes[0] if len(shapes) == 1 else {"type": "carousel", "contents": shapes}
    cut = [button for rows in bubbles for row in rows if row.cut for button in row.buttons]
    message = {"type": "flex", "altText": _alternative(asked, choices, language), "contents": contents}
    return Listed(message, (*cut, *left), controlled=bool(foot))


def heads(text: str) -> bool:
    """Whether a text may stand in a bubble: it is not too long, and has no link, which could not be tapped there."""
    return "://" not in text and 0 < json_bytes(text) <= limits.MAX_HEAD_BYTES and not blank(text)


def _filled(rows: Sequence[_Row], around: int) -> tuple[list[list[_Row]], list[Button]]:
    """Rows into bubbles, none over its bytes, all together neither; and the choices for which there was no room.

    around: bytes of what stands above and below the rows.
    """
    bubbles: list[list[_Row]] = []
    left: list[Button] = []
    room, whole = 0, limits.MAX_CAROUSEL_BYTES - _CAROUSEL_FRAME - around
    for row in rows:
        fresh = not bubbles or row.bytes > room or len(bubbles[-1]) >= limits.MAX_ROWS
        needed = row.bytes + (_BUBBLE_FRAME if fresh else 0)
        room_in_bubble = limits.MAX_BUBBLE_BYTES - _BUBBLE_FRAME - around
        if needed > whole or row.bytes > room_in_bubble or (fresh and len(bubbles) == limits.MAX_BUBBLES):
            left += row.buttons
            continue
        if fresh:
            bubbles.append([])
            room = room_in_bubble
        bubbles[-1].append(row)
        room, whole = room - row.bytes, whole - needed
    return bubbles, left


def _rows(choices: Sequence[Button], language: str) -> Iterator[_Row]:
    figures = tuple(button for button in choices if button.figure)
    for start in range(0, len(figures), FIGURES_ACROSS):
        across = figures[start : start + FIGURES_ACROSS]
        yield _Row(across, _side_by_side([_cell(button, ROW, INK, TEXT_SIZE) for button in across]))
    for button in choices:
        if not button.figure:
            yield _choice(button, language)


def _choice(button: Button, language: str) -> _Row:
    full = choice(button, language)
    text = shorten(shorten(full, limits.MAX_ROW_TEXT), limits.MAX_ROW_BYTES, json_bytes_of_text)
    box = {
        "type": "box",
        "layout": "vertical",
        "action": postback(button, language, label=False),
        "backgroundColor": TICKED_ROW if button.ticked else ROW,
        "cornerRadius": "10px",
        "paddingAll": "14px",
        "contents": [_words(text, INK, TEXT_SIZE)],
    }
    return _Row((button,), box, cut=text != full)


def _foot(controls: Sequence[Button], language: str) -> list[Json]:
    """The controls below the rows, up to three abreast."""
    longest = max((graphemes(button.label.strip()) for button in controls), default=0)
    across = next((count for most, count in _ACROSS if longest <= most), 1)
    cells = [_cell(button, PAPER, CONTROL, CONTROL_SIZE, language, edge=True) for button in controls]
    return [_side_by_side(cells[start : start + across]) for start in range(0, len(cells), across)]


def _cell(button: Button, ground: str, ink: str, size: str, language: str = "th", *, edge: bool = False) -> Json:
    label = shorten(button.shown.strip(), limits.MAX_FLEX_LABEL)
    border = {"borderWidth": "1px", "borderColor": CONTROL_EDGE} if edge else {}
    return {
        "type": "box",
        "layout": "vertical",
        "flex": 1,
        "action": postback(button, language, label=False),
        "backgroundColor": ground,
        "cornerRadius": "10px",
        "paddingAll": "12px",
        "justifyContent": "center",
        **border,
        "contents": [{**_words(label, ink, size), "align": "center"}],
    }


def _words(text: str, ink: str, size: str) -> Json:
    return {"type": "text", "text": text, "wrap": True, "scaling": True, "size": size, "color": ink}


def _side_by_side(cells: Sequence[Json]) -> Json:
    return {"type": "box", "layout": "horizontal", "spacing": "sm", "contents": list(cells)}


def _bubble(above: Sequence[Json], rows: Sequence[_Row], foot: Sequence[Json], language: str) -> Json:
    styles = {part: {"backgroundColor": PAPER} for part in ("body", "footer")}
    bubble = {
        "type": "bubble",
        "size": "giga",
        "styles": styles,
        "body": _stack([*above, *(row.component for row in rows)]),
    }
    if language in RIGHT_TO_LEFT:
        bubble["direction"] = "rtl"
    return {**bubble, "footer": _stack(foot)} if foot else bubble


def _stack(components: Sequence[Json]) -> Json:
    box = {"type": "box", "layout": "vertical", "spacing": "md", "paddingAll": "14px"}
    return {**box, "contents": list(components)}


def _alternative(asked: str, choices: Sequence[Button], language: str) -> str:
    """What stands for the list in a notification, on a watch, in an old app: the question, then the choices."""
    lines = [" ".join(asked.split()), *(choice(button, language) for button in choices if not button.figure)]
    text = "\n".join(line for line in lines if not blank(line))
    return shorten(text or " ".join(button.label for button in choices), limits.ALT_TEXT, utf16)


def json_bytes_of_text(text: str) -> int:
    """The bytes of a text inside JSON, without its quotes."""
    return json_bytes(text) - 2
