"""The doubles judge from outside: they know nothing of the project's rooms, and documented faces are there."""

import ast
import inspect
import re
from pathlib import Path

import tests.doubles as doubles
from tests.doubles import Citizen, LineDouble, TelegramDouble

FOLDER = Path(inspect.getfile(doubles)).parent
ROOMS = {"admin", "bot", "consultation", "nlp"}


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


def test_nothing_of_the_project_is_imported() -> None:
    assert {file.name: found for file in FOLDER.glob("*.py") if (found := imported(file) & ROOMS)} == {}


def test_the_readme_names_every_argument_and_act() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", readme))
    for double in (LineDouble, TelegramDouble):
        assert set(inspect.signature(double).parameters) <= words
    acts = {name for name, member in inspect.getmembers(Citizen, inspect.iscoroutinefunction)}
    assert acts <= words
