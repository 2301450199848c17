"""Conditions and limits as Thai sentences for officers, and a question's short name for them."""

import re
import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import regex

from consultation.forms import conditions
from consultation.forms.conditions import Row
from consultation.forms.form import Form, Question, in_language
from consultation.forms.limits import MEASURES, TODAY, Bounds

LONGEST_NAME = 48  # characters of a question quoted in a sentence

_TOLD = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_GRAPHEME = regex.compile(r"\X")


def condition(form: Form, expression: str) -> str:
    """When a question is asked: `ข้อ 4 (…) คือ “…” และ …`; empty for no condition and for one that rows cannot say."""
    found = conditions.read(expression)
    if found is None or not found.rows:
        return ""
    words = _catalogue()["condition"]
    return str(words[found.joined]).join(_row(form, row) for row in found.rows)


def limit(bounds: Bounds, question: Question) -> str:
    """What is asked of an answer that is out of bounds, to the citizen; empty without bounds."""
    measure = MEASURES.get(question.type)
    if measure is None or bounds == Bounds():
        return ""
    words = _catalogue()["limit"][measure]
    today = bounds.least == TODAY, bounds.most == TODAY
    if measure == "day" and any(today):
        key = "not_past" if today[0] else "not_future"
        return str(words[key]) if not (bounds.least and bounds.most) else str(words["both"]).format(**_days(bounds))
    key = "both" if bounds.least and bounds.most else "least" if bounds.least else "most"
    sides = _days(bounds) if measure == "day" else {"least": bounds.least, "most": bounds.most}
    return str(words[key]).format(**sides)


def named(form: Form, name: str) -> str:
    """How a question or group is called: its number on the page and its short name; the bare name if unknown."""
    words = _catalogue()["name"]
    for number, question in enumerate(form.questions, 1):
        if question.name == name:
            return str(words["question"]).format(n=number, label=told(form, brief(question)))
    group = form.group(name)
    return str(words["group"]).format(label=in_language(group.label, "th") or name) if group else name


def told(form: Form, text: str) -> str:
    """A text as officers read it: where it tells an answer, `${crop}` is `[ข้อ 1]`."""
    words = _catalogue()["name"]
    numbers = {question.name: number for number, question in enumerate(form.questions, 1)}

    def name(found: re.Match[str]) -> str:
        return str(words["answer"]).format(n=numbers[found[1]]) if found[1] in numbers else found[0]

    return _TOLD.sub(name, text)


def brief(question: Question) -> str:
    """A question's short name, else its beginning."""
    return shortened(" ".join(in_language(question.short or question.label, "th").split()) or question.name)


def shortened(text: str, most: int = LONGEST_NAME) -> str:
    """The beginning of a text, never cut between a letter and its marks."""
    letters = _GRAPHEME.findall(text)
    return text if len(letters) <= most else "".join(letters[: most - 1]).rstrip() + "…"


def _row(form: Form, row: Row) -> str:
    words = _catalogue()["condition"]
    asked = form.question(row.question)
    value = row.value
    if row.kind == "today":
        value = words["today"]
    elif row.kind == "date":
        value = _day(row.value)
    elif asked and (choice := asked.choice(row.value)):
        value = in_language(choice.label, "th")
    op = "is" if row.op == "has" and asked and asked.type == "select_one" else row.op
    return str(words["op"][op]).format(question=named(form, row.question), value=value)


def _days(bounds: Bounds) -> dict[str, str]:
    words = _catalogue()["condition"]
    sides = {"least": bounds.least, "most": bounds.most}
    return {side: words["today"] if value == TODAY else _day(value) for side, value in sides.items()}


def _day(value: str) -> str:
    """A day as it is written in Thai offices: 5/1/2568. Anything else as it is."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day}/{day.month}/{day.year + 543}"


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(resources.files("consultation.forms").joinpath("saying.th.toml").read_text(encoding="utf8"))
