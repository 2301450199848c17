"""What a message must put within a citizen's reach, whichever the platform."""

from collections.abc import Callable

from bot.chunks import blank
from bot.pages import page
from consultation.talk.model import Button, Outgoing

# A suggestion of the form's, which has no number and stands before the first page, while the second is shown.
SUGGESTED = Outgoing(
    key="k", text="", language="th", pager="TEST.1.7.page", page=1,
    buttons=(*(Button(label="", data="1", number=n) for n in range(1, 21)), Button(label="น้ำ", data="2")),
)  # fmt: skip


def lost(asked: Outgoing, reached: Callable[[Button], bool]) -> list[Button]:
    """The choices that cannot be had from here: neither reached, nor on another page that can be turned to.

    That the pages together hold every choice is what test_pages.py looks at.
    """
    at = page(asked)
    here = at.buttons if all(reached(turn) for turn in at.turns) else asked.buttons
    return [button for button in here if not blank(button.label) and not reached(button)]
