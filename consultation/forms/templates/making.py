"""Makes the workbooks of the templates from the readable files in `source/`.

`python -m consultation.forms.templates.making` writes them anew. They are what is used and shipped; a test holds them
against this. Questions that several templates share
stand in `common.toml`, lists of choices in `lists.toml`. Blanks stay open: see `filling`.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from consultation.forms.blanks import EACH, FACTS, FILLED_LISTS
from consultation.forms.form import Choice, Form, Question
from consultation.forms.templates import KEYS
from consultation.forms.workbook import catalogue
from consultation.forms.xlsform_normal import normal
from consultation.forms.xlsform_write import write

_TEXTS = ("label", "short", "hint", "constraint_message")


def made(key: str) -> Form:
    """The template of a key as its source says, with its blanks open."""
    raw = _read(key)
    questions = tuple(_question(entry) for entry in raw["question"])
    settings = {f"prachakhom_{name}": raw[name] for name in ("kind", "name", "about")}
    return normal(Form(title={"th": raw["title"]}, questions=questions, settings=settings))


def _question(entry: dict[str, Any]) -> Question:
    if "use" in entry:
        entry = {"name": entry["use"], **_read("common")[entry["use"]]}
    source = entry.get("choices", "")
    values = {name: value for name, value in entry.items() if name not in ("each", "facts", "choices")}
    values |= {name: {"th": entry[name].strip()} for name in _TEXTS if name in entry}
    values |= {"choices": tuple(_choices(source)), "list_name": source.removeprefix("@")}
    columns = {"each": EACH, "facts": FACTS}
    extra = {columns[name]: entry[name] for name in columns if name in entry}
    return Question.model_validate(values | {"extra": extra})


def _choices(source: str) -> Iterator[Choice]:
    if source in FILLED_LISTS:
        columns = {"province": "@provinces"} if source == "@districts" else {}
        yield Choice(name=source, label={"th": catalogue()["_blanks"][source]}, columns=columns)
        if source == "@provinces":
            yield Choice(name="outside", label={"th": _read("lists")["other"]["outside"]})
        return
    for name, label in (_read("lists")[source] if source else {}).items():
        yield Choice(name=name, label={"th": label})


@cache
def _read(name: str) -> dict[str, Any]:
    source = resources.files("consultation.forms.templates") / "source" / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf8"))


def main() -> None:
    """Write every workbook anew beside this file."""
    for key in KEYS:
        (Path(__file__).parent / f"{key}.xlsx").write_bytes(write(made(key)))


if __name__ == "__main__":
    main()
