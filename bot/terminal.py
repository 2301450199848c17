"""The terminal as a channel: a questionnaire answered line by line, with the same step as everywhere else.

Choices have numbers, controls are words to type; a line is what a citizen would type. What cannot be typed is told:
`/image road.jpg` (also `/audio`, `/video`, `/file`) for something sent, `/place 16.43 102.82` for a place shared. The
talk can be written down as a test in the form of `tests/talks/`.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from bot import gifts
from consultation.forms.form import Form, in_language
from consultation.talk.model import Media, Outgoing, Talk
from consultation.talk.script import Script, Turn, Walk, dump

_SENT = re.compile(r"/(?P<what>place|image|audio|video|file)(?:\s+(?P<rest>.*))?")
WIDTH = 64  # about what a telephone shows in a line


def play(
    form: Form,
    lines: Iterable[str],
    write: Callable[[str], None],
    record: Path | None = None,
    *,
    language: str = "th",
) -> Talk:
    """Walk through a form until it is sent, or the lines end; the talk as it then stands.

    form: with its `about` and revision. lines: what is typed; an empty one greets. write: takes one line of output.
    record: the file that the talk is written to, also when it was broken off. language: what the talk begins in.
    Raises OSError when the file cannot be written.
    """
    walk = Walk(Script.of(form, title=in_language(form.title, "th"), language=language))
    _show(walk.shown, write)
    try:
        for line in lines:
            done = walk.take(turn(line.rstrip("\r\n"), len(walk.script.turns) + 1))
            _show(done.outgoing, write)
            if done.talk.stage == "done":
                break
    finally:
        if record is not None:
            record.write_text(dump(walk.script), encoding="utf8")
    return walk.talk


def turn(typed: str, number: int) -> Turn:
    """What a line of input does. number: of the line, which tells things that are sent apart."""
    sent = _SENT.fullmatch(typed.strip())
    rest = (sent["rest"] or "") if sent is not None else ""
    if sent is not None and sent["what"] == "place":
        words = rest.replace(",", " ").split(maxsplit=2)
        place = gifts.place(*map(_number, words[:2]), *words[2:]) if len(words) >= 2 else None
        return Turn(place=place) if place else Turn(say=typed)
    if sent is not None:
        told = {"what": sent["what"], "reference": f"terminal:{number}", "name": rest}
        return Turn(sends=Media.model_validate(told))
    return Turn(say=typed) if typed.strip() else Turn()


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _show(messages: Sequence[Outgoing], write: Callable[[str], None]) -> None:
    for message in messages:
        for line in bubble(message):
            write(line)


def bubble(message: Outgoing) -> list[str]:
    """A message as lines: its text in a frame, the numbered choices, the words that steer, the link."""
    console = Console(width=WIDTH, color_system=None, force_terminal=False, highlight=False)
    with console.capture() as captured:
        console.print(Panel(escape(message.text), width=WIDTH))
        for button in message.buttons:
            number = f"{button.number:>3}. " if button.number is not None else "   • "
            console.print(("   • " if button.figure else number) + escape(button.shown), soft_wrap=True)
        if message.wants:
            told = f"/{message.wants} {'16.43 102.82' if message.wants == 'place' else '…'}"
            console.print("  " + escape(_say("or_type", message.language, words=told)), soft_wrap=True)
        if message.controls:
            words = " · ".join(button.label for button in message.controls)
            console.print("  " + escape(_say("or_type", message.language, words=words)), soft_wrap=True)
        if message.link:
            console.print("  " + escape(message.link), soft_wrap=True)
    return captured.get().splitlines()


def _say(key: str, language: str, **values: str) -> str:
    return _catalogue()[key][language].format(**values)


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("terminal.toml").read_text(encoding="utf8"))
