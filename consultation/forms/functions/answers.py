"""Functions of answers: choices, repeats, tables, chance, and turning one kind of value into another."""

import math
import uuid
from typing import Any

from consultation.forms.functions.function import Function
from consultation.forms.shuffle import shuffled
from consultation.forms.values import around, number, paid, squared, text, truth


def _selected(_: Any, value: Any, name: Any) -> bool:
    return text(name).strip() in paid(value).split()


def _selected_at(_: Any, value: Any, place: float) -> str:
    names = paid(value).split()
    return names[int(place)] if not math.isnan(place) and 0 <= place < len(names) else ""


def _count_selected(_: Any, value: Any) -> float:
    return float(len(paid(value).split()))


def _if(_: Any, condition: bool, then: Any, otherwise: Any) -> Any:
    chosen = then if condition else otherwise
    if isinstance(chosen, list):
        around.get().charge(squared(chosen))
    return chosen


def _coalesce(_: Any, *values: Any) -> str:
    return next((found for value in values if (found := paid(value))), "")


def _position(_: Any, nodes: Any) -> float:
    """The place of the first node among its like-named brothers and sisters, from 1."""
    if not isinstance(nodes, list) or not nodes or isinstance(nodes[0], str):
        return math.nan
    before = sum(1 for _one in nodes[0].itersiblings(nodes[0].tag, preceding=True))
    around.get().charge(before)
    return 1.0 + before


def _random(_: Any) -> float:
    return around.get().random().random()


def _uuid(_: Any, length: float = math.nan) -> str:
    made = str(uuid.UUID(int=around.get().random().getrandbits(128), version=4))
    return made if math.isnan(length) else made.replace("-", "")[: max(0, int(length))]


def _from_string(_: Any, value: Any) -> bool:
    return text(value).strip().lower() in ("true", "1")


def _truth(_: Any, value: Any) -> bool:
    return truth(value)


def _number(_: Any, value: Any) -> float:
    return number(value)


def _string(_: Any, value: Any) -> str:
    return paid(value)


def _choice_name(_: Any, value: Any, question: Any) -> str:
    return around.get().label(text(question), paid(value))


def _pulldata(_: Any, table: Any, column: Any, key_column: Any, key: Any) -> str:
    return around.get().pull(text(table), text(column), text(key_column), paid(key))


def _indexed(_: Any, spot: Any, *numbers: float) -> str:
    return around.get().indexed(text(spot), numbers)


def _randomize(_: Any, nodes: Any, seed: Any = None) -> Any:
    if not isinstance(nodes, list):
        return []
    around.get().charge(squared(nodes))
    mixed = number(seed) if seed is not None else math.nan
    return shuffled(nodes, float(around.get().random().getrandbits(30)) if math.isnan(mixed) else mixed)


ANSWERS = {
    "selected": Function("ss", 2, 2, "b", _selected),
    "is-selected": Function("ss", 2, 2, "b", _selected),
    "selected-at": Function("sd", 2, 2, "s", _selected_at),
    "count-selected": Function("s", 1, 1, "d", _count_selected),
    "if": Function("bxx", 3, 3, "x", _if),
    "coalesce": Function("s", 1, 50, "s", _coalesce),
    "string": Function("x", 0, 1, "s", _string),
    "number": Function("x", 0, 1, "d", _number),
    "boolean": Function("b", 1, 1, "b", _truth),
    "boolean-from-string": Function("s", 1, 1, "b", _from_string),
    "not": Function("b", 1, 1, "b"),
    "true": Function("", 0, 0, "b"),
    "false": Function("", 0, 0, "b"),
    "position": Function("n", 0, 1, "d", _position),
    "last": Function("", 0, 0, "d"),
    "random": Function("", 0, 0, "d", _random, steady=False),
    "uuid": Function("d", 0, 1, "s", _uuid, steady=False),
    "once": Function("x", 1, 1, "x", steady=False),
    "jr:choice-name": Function("ss", 2, 2, "s", _choice_name, steady=False),
    "jr:itext": Function("s", 1, 1, "s", lambda _, one: around.get().label("", text(one)), steady=False),
    "pulldata": Function("ssss", 4, 4, "s", _pulldata),
    "randomize": Function("nd", 1, 2, "n", _randomize, steady=False),
    "indexed-repeat": Function("nnd", 3, 11, "s", _indexed, steady=False),
    "instance": Function("s", 1, 1, "n"),
    "current": Function("", 0, 0, "n"),
}
