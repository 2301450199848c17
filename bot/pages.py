"""Lists of choices too long for one message, in pages: whoever does not find theirs turns the page, or types it.

Which page is shown stands in the talk, and every page's buttons stay good: a number typed or a button tapped on an
older page answers all the same.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from consultation.talk.model import Button, Outgoing
from consultation.talk.wording import button

MOST = 20  # choices in a message: two screens of a telephone, scrolled with one thumb


@dataclass(frozen=True)
class Page:
    """Some of the choices, as many on each page as can be. number: from 0; told: the sentence that says which it is."""

    buttons: tuple[Button, ...]
    turns: tuple[Button, ...] = ()
    told: str = ""


def page(outgoing: Outgoing, most: int = MOST) -> Page:
    """The page that is wanted with the buttons that turn to its neighbours; all choices where they fit on one."""
    choices = [*_suggested(outgoing.buttons), *(one for one in outgoing.buttons if one.number is not None)]
    pages = -(-len(choices) // most)
    if pages <= 1 or not outgoing.pager or all(one.figure for one in choices):
        return Page(outgoing.buttons)
    at = min(max(outgoing.page, 0), pages - 1)
    size = -(-len(choices) // pages)
    turns = tuple(
        Button(label=f"{sign[0]}{button(verb, outgoing.language)}{sign[1]}", data=f"{outgoing.pager}{to}")
        for verb, to, sign in (("previous", at - 1, ("‹ ", "")), ("next", at + 1, ("", " ›")))
        if 0 <= to < pages
    )
    told = sentence("page", outgoing.language).format(page=at + 1, pages=pages)
    return Page(tuple(choices[at * size : (at + 1) * size]), turns, told)


def sentence(key: str, language: str) -> str:
    """A sentence of this module's catalogue, in Thai where the language has none."""
    sentences = _sentences()[key]
    return sentences.get(language, sentences["th"])


def _suggested(buttons: Sequence[Button]) -> list[Button]:
    """What has no number to be found by: the form's own suggestion."""
    return [one for one in buttons if one.number is None]


@lru_cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("pages.toml").read_text(encoding="utf-8"))
