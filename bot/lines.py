"""Choices written out with the numbers that may be typed, the same on every channel that shows text alone."""

from consultation.talk.model import Button
from consultation.talk.wording import RIGHT_TO_LEFT
from nlp import bidi


def choice(button: Button, language: str = "th") -> str:
    """ "2. ปัตตานี", "• ข้าม": a choice as a line of a text; in Jawi laid out from the right."""
    label = bidi.isolated(button.shown) if language in RIGHT_TO_LEFT else button.shown
    return laid_out(f"{button.number}. {label}" if button.number is not None else f"• {label}", language)


def laid_out(line: str, language: str) -> str:
    """A line as the language is read: one of a Jawi message begins at the right, also with a figure in front."""
    return bidi.led(line) if language in RIGHT_TO_LEFT else line
