"""From what is to be said to LINE message objects that keep every limit, for any text and any buttons.

Few and short choices are quick replies, which telephones alone show, and only below the last message. So those choices
also stand in the text with the numbers that may be typed. Labels too long for a quick reply, and more choices than
there are quick replies, are rows of a Flex message below their question, which computers show too: decision 0016.
"""

from collections.abc import Sequence
from typing import Any

from bot.chunks import blank, graphemes, split
from bot.line import limits
from bot.line.actions import postback, sendable, sentence
from bot.line.flex import Listed, heads, listed
from bot.lines import choice
from bot.pages import Page, page
from consultation.talk.model import Button, Outgoing

Message = dict[str, Any]


def render(turn: Sequence[Outgoing]) -> list[Message]:
    """The message objects of a turn, in order; empty when there is nothing to show."""
    asking = next((n for n in reversed(range(len(turn))) if turn[n].buttons or turn[n].controls or turn[n].wants), -1)
    messages: list[Message] = []
    items: list[Message] = []
    for place, one in enumerate(turn):
        if place != asking:
            messages += _texts(_written(one, one.buttons))
            continue
        shown, items = _asked(one)
        messages += shown
    return [*messages[:-1], {**messages[-1], "quickReply": {"items": items}}] if messages and items else messages


def requests(messages: Sequence[Message]) -> list[list[Message]]:
    """The parts in which a turn is sent: as few requests as the limit of objects allows."""
    step = limits.MAX_MESSAGES
    return [list(messages[start : start + step]) for start in range(0, len(messages), step)]


def quick_replies(outgoing: Outgoing) -> list[Message]:
    """The buttons that fit. What can be done by a number instead makes room for what cannot: skip, back, pause."""
    answers = [button for button in outgoing.buttons if sendable(button)]
    controls = [button for button in outgoing.controls if sendable(button)]
    sending = _sending(outgoing)
    room = limits.MAX_QUICK_REPLIES - len(controls) - len(sending)
    numbered = [button for button in answers if button.number is not None]
    numbered = numbered[: max(room - (len(answers) - len(numbered)), 0)]
    shown = [button for button in answers if button.number is None or button in numbered]
    items = [{"type": "action", "action": postback(one, outgoing.language)} for one in [*shown, *controls]]
    return [*sending, *items][: limits.MAX_QUICK_REPLIES]


def _asked(outgoing: Outgoing) -> tuple[list[Message], list[Message]]:
    """The messages of what is asked, and the quick replies below them."""
    at, bare = page(outgoing), outgoing.model_copy(update={"controls": ()})
    unsent = [button for button in at.buttons if not sendable(button)]
    head = _written(bare, unsent, at.told)
    head = head if heads(head) else ""
    rows = _listed(outgoing, at, head) if _wants_rows(outgoing) else None
    if rows is not None and head and rows.left:
        head, rows = "", _listed(outgoing, at, "")
    if rows is None:
        return _texts(_written(outgoing, outgoing.buttons, hidden=True)), quick_replies(outgoing)
    text = "" if head else _written(bare, (*unsent, *rows.left), at.told)
    # What a telephone sends of itself has quick replies only, and so have controls that are too many for the list.
    below = outgoing.model_copy(update={"buttons": (), "controls": () if rows.controlled else outgoing.controls})
    return [*_texts(text), rows.message], quick_replies(below)


def _wants_rows(outgoing: Outgoing) -> bool:
    """Whether quick replies would cut a label, or are too few."""
    answers = [button for button in outgoing.buttons if sendable(button)]
    asked = len(answers) + len(outgoing.controls) + len(_sending(outgoing))
    return asked > limits.MAX_QUICK_REPLIES or any(graphemes(one.shown.strip()) > limits.MAX_LABEL for one in answers)


def _listed(outgoing: Outgoing, at: Page, head: str) -> Listed | None:
    choices = [button for button in at.buttons if sendable(button)]
    controls = [button for button in outgoing.controls if sendable(button)]
    return listed(outgoing.text, head, choices, at.turns, controls, outgoing.language)


def _sending(outgoing: Outgoing) -> list[Message]:
    """LINE's own buttons for what is to be sent from the telephone; there are none for a voice or a file."""
    actions = {"place": ("location",), "image": ("camera", "cameraRoll"), "video": ("camera", "cameraRoll")}
    return [
        {"type": "action", "action": {"type": action, "label": sentence(action, outgoing.language)}}
        for action in actions.get(outgoing.wants or "", ())
    ]


def _texts(text: str) -> list[Message]:
    return [{"type": "text", "text": piece} for piece in split(text, limits.MAX_TEXT)]


def _written(outgoing: Outgoing, choices: Sequence[Button], told: str = "", *, hidden: bool = False) -> str:
    """The words with these choices written out. hidden: say that numbers may be typed where buttons are missing."""
    lines = [choice(button, outgoing.language) for button in choices if not blank(button.label) and not button.figure]
    parts = [outgoing.text, told, "\n".join(lines), _hidden(outgoing) if hidden else "", outgoing.link or ""]
    text = "\n\n".join(part.strip() for part in parts if not blank(part))
    # LINE hangs quick replies on a message; controls alone need words to hang on.
    return text or " / ".join(button.label for button in outgoing.controls)


def _hidden(outgoing: Outgoing) -> str:
    """The sentence that asks to type a number, where some choices have no button."""
    numbers = [button.number for button in outgoing.buttons if button.number is not None]
    shown = len(outgoing.buttons) + len(outgoing.controls) + len(_sending(outgoing))
    if shown <= limits.MAX_QUICK_REPLIES or not numbers:
        return ""
    return sentence("type_number", outgoing.language).format(last=max(numbers))
