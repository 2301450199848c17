import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from consultation.talk.script import Heard, Script, dump, load, play
from tests.talks import files

LONG_ENOUGH = 180  # characters of a bubble that an old farmer reads to the end
scripts = pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)


def everything_said(script: Script) -> list[Heard]:
    return [*script.welcome, *(heard for turn in script.turns for heard in turn.heard)]


@scripts
def test_a_talk_says_what_is_written_down(path: Path) -> None:
    written = load(path.read_text(encoding="utf8"))
    said = play(written)
    assert json.loads(dump(said)) == json.loads(dump(written)), f"python -m tests.talks record {path.stem}"


@scripts
def test_a_talk_is_kind_to_its_reader(path: Path) -> None:
    script = load(path.read_text(encoding="utf8"))
    assert script.title and script.turns
    for heard in everything_said(script):
        if heard.key != "confirm":
            assert len(heard.text) <= LONG_ENOUGH, heard
        assert "นะค่ะ" not in heard.text
        assert len(re.findall(r"(?<!นะ)คะ(?!แนน)", heard.text)) <= 1, ("one question a bubble", heard)
        assert not re.search(r"\{\w+\}|None", heard.text), ("a blank is not filled", heard)
        assert all(len(control) <= 20 for control in heard.controls)
    assert all(len(turn.heard) <= 3 for turn in script.turns)


def test_there_are_enough_talks() -> None:
    assert len(files()) >= 12


def test_every_sentence_of_a_talk_is_heard_in_one() -> None:
    said = {heard.key for path in files() for heard in everything_said(load(path.read_text(encoding="utf8")))}
    assert said >= {
        "greet", "privacy_short", "ready", "details", "declined", "invalid", "which", "too_many", "repeated",
        "need_number", "need_text", "need_text_required", "too_long", "constraint", "place_which", "place_unknown",
        "place_outside", "district_unknown", "district_outside", "cannot_skip", "cannot_go_back", "stale", "pause",
        "resume", "help", "confirm", "correct_which", "close", "close_nopromise", "already", "closed",
    }  # fmt: skip


def test_recording_refuses_a_talk_that_is_not_there() -> None:
    asked = [sys.executable, "-m", "tests.talks", "record", "nothing-like-it"]
    ran = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "nothing-like-it" not in ran.stderr
    assert files()[0].stem in ran.stderr
