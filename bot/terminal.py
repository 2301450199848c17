"""The terminal as a channel: a questionnaire answered line by line, with the same step as everywhere else.

Choices have numbers, controls are words to type; a line is what a citizen would type. The talk can be written down as
a test in the form of `tests/talks/`.
"""

import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from consultation.forms.form import Form, in_language
from consultation.talk.model import Outgoing, Talk
from consultation.talk.script import Script, Turn, Walk, dump

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
            typed = line.rstrip("\r\n")
            done = walk.take(Turn(say=typed) if typed.strip() else Turn())
            _show(done.outgoing, write)
            if done.talk.stage == "done":
                break
    finally:
        if record is not None:
            record.write_text(dump(walk.script), encoding="utf8")
    return walk.talk


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
            console.print(("   • " if button.figure else number) + escape(button.label), soft_wrap=True)
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
