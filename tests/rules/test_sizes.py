"""A file has one subject and a function one thought: lengths that no file and no function may exceed, and names."""

from pathlib import Path

import pytest

from tests.rules.source import ROOMS, functions, python_files, shown

LONGEST_FILE = 320
LONGEST_FUNCTION = 45
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc"}

FILES = python_files(*ROOMS)


def test_files_have_one_subject() -> None:
    lengths = {shown(path): len(path.read_text(encoding="utf8").splitlines()) for path in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_have_one_thought() -> None:
    found = {
        f"{shown(path)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in FILES
        for function in functions(path)
    }
    assert {name: lines for name, lines in found.items() if lines > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", FILES + python_files("tests"), ids=shown)
def test_names_come_from_the_subject(path: Path) -> None:
    assert {path.stem, *path.parent.name.split("_")}.isdisjoint(SAYS_NOTHING)
