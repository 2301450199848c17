"""Whether a call is what the description of the Bot API says: its method, its parameters, the types inside them."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

PLAIN: Mapping[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Boolean": (bool,),
    "True": (bool,),
    "Float": (int, float),
    "InputFile": (str,),
}
_LENGTH = re.compile(r"(\d+)-(\d+) (?:characters|bytes)")


class Description:
    """The methods and types of the Bot API."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.methods: Mapping[str, Any] = document["methods"]
        self.types: Mapping[str, Any] = document["types"]

    def problems(self, method: str, parameters: Mapping[str, Any]) -> list[str]:
        """All that is wrong with a call; parameters that are JSON in a form are read first."""
        if method not in self.methods:
            return [f"{method} is no method"]
        read = {name: _read(value) for name, value in parameters.items()}
        return list(self._fields(self.methods[method].get("fields", []), read, method, loose=True))

    def _fields(
        self, fields: list[Mapping[str, Any]], value: Mapping[str, Any], place: str, *, loose: bool = False
    ) -> Iterator[str]:
        known = {field["name"]: field for field in fields}
        yield from (
            f"{place}.{name} is missing" for name, one in known.items() if one["required"] and name not in value
        )
        for name, item in value.items():
            if name not in known:
                yield f"{place}.{name} is not described"
            elif not any(self._fits(kind, item, loose=loose) for kind in known[name]["types"]):
                wrong = self._deeper(known[name]["types"], item, f"{place}.{name}")
                yield from wrong or [f"{place}.{name}: {item!r} is none of {known[name]['types']}"]
            elif isinstance(item, str):
                yield from _length(known[name], item, f"{place}.{name}")

    def _deeper(self, kinds: list[str], item: Any, place: str) -> list[str]:
        """What is wrong inside, where there is one described type that it can be."""
        named = [kind for kind in kinds if "fields" in self.types.get(kind, {})]
        if len(named) == 1 and isinstance(item, dict):
            return list(self._fields(self.types[named[0]]["fields"], item, place))
        return []

    def _fits(self, kind: str, value: Any, *, loose: bool = False) -> bool:
        """loose: in a form every plain value travels as text."""
        if kind.startswith("Array of "):
            inner = kind.removeprefix("Array of ")
            return isinstance(value, list) and all(self._fits(inner, item) for item in value)
        if kind in PLAIN:
            right = isinstance(value, PLAIN[kind]) and (kind in ("Boolean", "True") or not isinstance(value, bool))
            return right or (
                loose and kind == "String" and isinstance(value, int | float) and not isinstance(value, bool)
            )
        described = self.types.get(kind, {})
        if "subtypes" in described:
            return any(self._fits(one, value) for one in described["subtypes"])
        return isinstance(value, dict) and not list(self._fields(described.get("fields", []), value, kind))


def _read(value: Any) -> Any:
    """A form's value as the Bot API reads it: JSON where it is an object, a list, a number or a truth value."""
    if not isinstance(value, str) or not re.match(r"[\[{]|-?\d+$|true$|false$", value):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _length(field: Mapping[str, Any], value: str, place: str) -> Iterator[str]:
    """The bounds that stand in the description; characters are counted in UTF-16 units, as Telegram does."""
    description = field["description"]
    found = _LENGTH.search(description)
    if found is None or "HTML" in description:
        return
    size = len(value.encode()) if "bytes" in found[0] else len(value.encode("utf-16-le")) // 2
    if not int(found[1]) <= size <= int(found[2]):
        yield f"{place}: {size}, allowed are {found[0]}"
