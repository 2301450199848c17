"""A file has one subject and a function one thought: lengths that no file and no function may exceed, and names."""

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


def test_names_come_from_the_subject() -> None:
    named = {shown(path): {path.stem, *path.parent.name.split("_")} for path in FILES + python_files("tests")}
    assert {name: words & SAYS_NOTHING for name, words in named.items() if words & SAYS_NOTHING} == {}
