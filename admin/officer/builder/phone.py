"""A turn as LINE, Telegram and the web chat would show it, by their own renderers, and what their limits do to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Literal, get_args

from bot.chunks import graphemes
from bot.line import flex
from bot.line import limits as line_limits
from bot.line import render as line
from bot.telegram import limits as telegram_limits
from bot.telegram import render as telegram
from consultation.talk.model import Button, Outgoing
from consultation.wording import wording
from nlp import bidi

App = Literal["line", "telegram", "web"]
APPS: tuple[App, ...] = get_args(App)
MOST_TOLD = 3  # cut labels named one by one
LONGEST_BUBBLE = 180  # characters of a message that is still read in a chat


@dataclass(frozen=True)
class Key:
    """Something to tap: what is on it, what it sends, and the number to type instead, where the app shows one apart.

    data: empty for the app's own keys, which open the camera or the map. look: how it is drawn, `ticked` for what is
    chosen already and `steer` for what answers nothing, in LINE's lists.
    """

    text: str
    data: str
    number: int | None = None
    look: str = ""


@dataclass(frozen=True)
class Bubble:
    """One message on the screen with the rows of keys below it.

    link: an address that stands apart. listed: the rows are in the bubble itself, as LINE's lists are.
    """

    text: str
    rows: tuple[tuple[Key, ...], ...] = ()
    link: str = ""
    listed: bool = False


@dataclass(frozen=True)
class Screen:
    """What is on the telephone. quick: keys at the foot that go once one is tapped. notes: what limits do to it."""

    app: App
    bubbles: tuple[Bubble, ...]
    quick: tuple[Key, ...] = ()
    notes: tuple[str, ...] = ()


def draw(turn: Sequence[Outgoing], app: App) -> Screen:
    """A turn on the screen of an app."""
    bubbles, quick = {"line": _line, "telegram": _telegram, "web": _web}[app](turn)
    return Screen(app, tuple(bubbles), tuple(quick), tuple(_notes(turn, app, bubbles, quick)))


_EMPTY: line.Message = {"contents": ()}
Drawn = tuple[list[Bubble], list[Key]]


def _line(turn: Sequence[Outgoing]) -> Drawn:
    messages = line.render(turn)
    items = messages[-1].get("quickReply", {}).get("items", []) if messages else []
    keys = [Key(item["action"]["label"], item["action"].get("data", "")) for item in items]
    return [bubble for message in messages for bubble in _line_bubbles(message)], keys


def _line_bubbles(message: line.Message) -> list[Bubble]:
    """A message of LINE's: its text, or each bubble of a list with what can be tapped in it."""
    if message["type"] == "text":
        return [Bubble(message["text"])]
    contents = message["contents"]
    bubbles = contents["contents"] if contents["type"] == "carousel" else [contents]
    return [
        Bubble(
            "\n".join(part["text"] for part in bubble["body"]["contents"] if part["type"] == "text"),
            tuple(_line_row(row) for part in ("body", "footer") for row in bubble.get(part, _EMPTY)["contents"]),
            listed=True,
        )
        for bubble in bubbles
    ]


def _line_row(row: line.Message) -> tuple[Key, ...]:
    cells = row["contents"] if row.get("layout") == "horizontal" else [row] if row["type"] == "box" else []
    return tuple(_line_key(cell) for cell in cells)


def _line_key(cell: line.Message) -> Key:
    ground = cell["backgroundColor"]
    look = "ticked" if ground == flex.TICKED_ROW else "steer" if ground == flex.PAPER else ""
    return Key(cell["contents"][0]["text"], cell["action"]["data"], look=look)


def _telegram(turn: Sequence[Outgoing]) -> Drawn:
    def keys(rows: telegram.Rows) -> tuple[tuple[Key, ...], ...]:
        return tuple(tuple(Key(key["text"], key["callback_data"]) for key in row) for row in rows)

    return [Bubble(unescape(m["text"]), keys(m["rows"])) for m in telegram.render(turn)], []


def _web(turn: Sequence[Outgoing]) -> Drawn:
    bubbles = [Bubble(one.text, link=one.link or "") for one in turn]
    asking = turn[-1] if turn else None
    if asking is None or not (asking.buttons or asking.controls):
        return bubbles, []
    numbers = [None if button.figure else button.number for button in asking.buttons]
    answers = tuple((Key(b.label, b.data, number),) for b, number in zip(asking.buttons, numbers, strict=True))
    controls = tuple(Key(button.label, button.data) for button in asking.controls)
    return [*bubbles[:-1], Bubble(bubbles[-1].text, (*answers, controls), bubbles[-1].link)], []


def _notes(turn: Sequence[Outgoing], app: App, bubbles: Sequence[Bubble], quick: Sequence[Key]) -> Iterator[str]:
    words = wording("admin.officer")
    name = words["app"][app]
    for one in turn:
        if one.key.partition(":")[0] in ("question", "note") and len(one.text) > LONGEST_BUBBLE:
            yield words["screen"]["long_text"].format(length=len(one.text), most=LONGEST_BUBBLE)
    if app == "web":
        return
    shown = {key.data: key.text for key in (*quick, *(key for b in bubbles for row in b.rows for key in row))}
    listed = any(bubble.listed for bubble in bubbles)
    short = line_limits.MAX_ROW_TEXT if listed else line_limits.MAX_LABEL
    most = short if app == "line" else telegram_limits.COMFORTABLE_LABEL
    buttons = [button for one in turn for button in one.buttons]
    cut = [button for button in buttons if _is_cut(button, shown.get(button.data, ""))]
    for button in cut[:MOST_TOLD]:
        blanks = {"label": button.label, "length": graphemes(button.label), "app": name, "most": most}
        yield words["screen"]["label_cut"].format(**blanks, shown=shown[button.data])
    if len(cut) > MOST_TOLD:
        yield words["screen"]["more_cut"].format(n=len(cut) - MOST_TOLD)
    # What a page turned to will show is not hidden.
    paged = any(data.startswith(one.pager) for one in turn if one.pager for data in shown)
    hidden = 0 if paged else sum(button.data not in shown for button in buttons)
    if hidden:
        limit = line_limits.MAX_QUICK_REPLIES if app == "line" else telegram_limits.MAX_KEYS
        yield words["screen"]["no_button"].format(n=hidden, app=name, most=limit)


def _is_cut(button: Button, shown: str) -> bool:
    return bool(shown) and not bidi.stripped(shown).endswith(button.label.strip())
