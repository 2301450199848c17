import json
import re
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from consultation.talk.script import Heard, Script, dump, load, play
from tests.rules.source import ROOT
from tests.talks import files

CATALOGUE = tomllib.loads(resources.files("consultation.talk").joinpath("th.toml").read_text("utf8"))
SENTENCES = {key: text for key, text in CATALOGUE.items() if isinstance(text, str)}

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
    assert len(files()) >= 60


# What is not said by the step of a talk, with the test that hears it: all keys of a kind by their beginning and a star.
ELSEWHERE = {
    "tests/consultation/talk/test_hear.py": ("not_open", "opens_on", "none_open", "choose_consultation"),
    "tests/consultation/talk/test_voting.py": ("own_first", "own_empty", "own_masked"),
    "tests/consultation/talk/test_tongues.py": ("language_kept", "language_offer", "choices_in_thai"),
    "tests/consultation/opinion/test_moderation.py": ("statement_accepted", "statement_rejected", "statement_words"),
}
OF_A_KIND = {"reason_": "tests/consultation/opinion/test_moderation.py"}  # every reason in moderation.REASONS


def test_every_sentence_of_the_catalogue_is_heard_in_a_talk() -> None:
    said = (heard for path in files() for heard in everything_said(load(path.read_text("utf8"))))
    heard = "\0".join(text for one in said for text in (one.text, *one.buttons))
    elsewhere = {key for keys in ELSEWHERE.values() for key in keys}
    left = {key for key, text in SENTENCES.items() if not _pattern(text).search(heard)}
    assert {key for key in left if not key.startswith(tuple(OF_A_KIND))} == elsewhere


def test_every_label_of_the_catalogue_is_shown_in_a_talk() -> None:
    said = [heard for path in files() for heard in everything_said(load(path.read_text("utf8")))]
    shown = {re.sub(r"^\d+\. ", "", label) for heard in said for label in (*heard.buttons, *heard.controls)}
    assert set(CATALOGUE["button"].values()) - shown == set()


@pytest.mark.parametrize("path", ELSEWHERE)
def test_what_is_said_elsewhere_is_heard_there(path: str) -> None:
    text = (ROOT / path).read_text("utf8")
    assert [key for key in ELSEWHERE[path] if f'"{key}"' not in text] == []


def _pattern(sentence: str) -> re.Pattern[str]:
    """A sentence with anything in its blanks."""
    return re.compile("[^\0]+?".join(re.escape(part) for part in re.split(r"\{\w+\}", sentence)))


def test_recording_refuses_a_talk_that_is_not_there() -> None:
    asked = [sys.executable, "-m", "tests.talks", "record", "nothing-like-it"]
    ran = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "nothing-like-it" not in ran.stderr
    assert files()[0].stem in ran.stderr
