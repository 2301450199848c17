"""What a button sends on LINE, and what the citizen is seen to say by tapping it."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.chunks import blank, json_bytes, shorten, utf16
from bot.line import limits
from consultation.talk.model import Button

Json = dict[str, Any]


def sendable(button: Button) -> bool:
    """Whether a button can be one of LINE's: something to read, data that is not too long."""
    return not blank(button.label) and 0 < utf16(button.data) <= limits.MAX_DATA


def postback(button: Button, language: str, *, label: bool = True) -> Json:
    """A button's action. label: with the label that quick replies need; rows of a Flex message show their own."""
    said = button.label.strip()
    said = sentence("untick", language).format(label=said) if button.ticked else said
    said = shorten(shorten(said, limits.MAX_DISPLAY_TEXT), limits.MAX_DISPLAY_BYTES, json_bytes)
    named = {"label": shorten(button.shown.strip(), limits.MAX_LABEL)} if label else {}
    return {"type": "postback", **named, "data": button.data, "displayText": said}


def sentence(key: str, language: str) -> str:
    """A sentence of `messages.toml`, in Thai where the language has none."""
    sentences = _sentences()[key]
    return sentences.get(language, sentences["th"])


@lru_cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))
