"""What was offered last outside a question: a number or a label typed next chooses from it, and from nothing else.

A number always answers the list that was shown last. Whatever else is said or tapped makes an offer lapse.
"""

from collections.abc import Iterable
from typing import Any

from consultation.talk.model import Button
from nlp import reply

Offer = list[Any]  # data, label, number or None: as JSON keeps it


def offered(*rows: Iterable[Button]) -> list[Offer] | None:
    """Buttons as they are kept; None when there are none."""
    return [[button.data, button.label, button.number] for row in rows for button in row] or None


def buttons(kept: list[Offer] | None) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """The buttons that were kept: those with numbers, and the controls."""
    all_of = [Button(label=label, data=data, number=number) for data, label, number in kept or ()]
    return (
        tuple(button for button in all_of if button.number is not None),
        tuple(button for button in all_of if button.number is None),
    )


def chosen(kept: list[Offer] | None, text: str) -> str | None:
    """The data of what a typed text chooses; None when it speaks of nothing that was offered."""
    numbered, controls = buttons(kept)
    for button in (*numbered, *controls):
        if button.label and text.strip() == button.label:
            return button.data
    meant = reply.choose(text, [button.label for button in numbered])
    return numbered[meant.indices[0]].data if meant.kind == "chosen" and len(meant.indices) == 1 else None


def missed(kept: list[Offer] | None, text: str) -> bool:
    """Whether the text is a number that was meant to choose and does not: it must not answer something else."""
    numbered, _ = buttons(kept)
    meant = reply.choose(text, [button.label for button in numbered])
    return bool(numbered) and meant.kind == "ask" and meant.reason == "out_of_range"


def stands(kept: list[Offer] | None, data: str) -> bool:
    """Whether this very button is still on offer: what destroys is done only then."""
    return any(offer[0] == data for offer in kept or ())
